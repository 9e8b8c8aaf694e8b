//! `tests/cloud/README.md` accounts for every property of the template: the implementation of AWS that it is deployed to
//! there either acts on it, or something else stands for it.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use crate::template::{Template, path};

/// A property: its resource's type, and its path in there, without the positions of lists.
type Property = (String, String);

/// A row of one of the README's tables.
struct Row {
    kind: String,
    properties: Vec<String>,
    /// What stands for them; nothing where they are acted on.
    stands: Option<String>,
}

impl Row {
    /// Whether a row speaks of a property, or of what it is a part of.
    fn covers(&self, (kind, property): &Property) -> bool {
        self.kind == *kind && self.properties.iter().any(|whole| is_part(property, whole))
    }
}

fn is_part(property: &str, whole: &str) -> bool {
    property.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn readme() -> String {
    fs::read_to_string(path("tests/cloud/README.md")).unwrap()
}

/// The rows of the tables that begin with a type. Those of a property that is not acted on have a fourth column.
fn rows() -> Vec<Row> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim().trim_matches('|').split(" | ").map(str::trim).collect();
        assert!(cells.len() == 2 || cells.len() == 4, "a row has two cells or four: {line}");
        Row {
            kind: cells[0].trim_matches('`').to_owned(),
            properties: quoted(cells[1]),
            stands: cells.get(3).map(|cell| (*cell).to_owned()),
        }
    };
    readme().lines().filter(|line| line.starts_with("| `AWS::")).map(row).collect()
}

/// What stands in backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Every property that the template has.
fn properties() -> BTreeSet<Property> {
    let template = Template::read();
    let mut found = BTreeSet::new();
    for resource in template.resources() {
        let kind = resource.whole["Type"].as_str().expect("a type");
        collect(kind, "", resource.properties, &mut found);
        let attributes = resource.whole.as_object().expect("a resource");
        let attributes = attributes.keys().filter(|key| !["Type", "Properties", "Condition"].contains(&key.as_str()));
        found.extend(attributes.map(|key| (kind.to_owned(), key.clone())));
    }
    collect("AWS::Serverless::Function", "", &template.0["Globals"]["Function"], &mut found);
    found
}

fn collect(kind: &str, path: &str, value: &Value, found: &mut BTreeSet<Property>) {
    match value {
        Value::Object(fields) if !is_intrinsic(value) => {
            for (name, part) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(kind, &path, part, found);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for item in items {
                collect(kind, path, item, found);
            }
        }
        Value::Null => {}
        _ => drop(found.insert((kind.to_owned(), path.to_owned()))),
    }
}

/// Whether a value is computed, `!If` for example.
fn is_intrinsic(value: &Value) -> bool {
    value.as_object().is_some_and(|fields| fields.keys().any(|key| key.starts_with('!')))
}

#[test]
fn the_deployments_readme_accounts_for_every_property_of_the_template() {
    let rows = rows();
    let unaccounted: Vec<_> =
        properties().into_iter().filter(|property| !rows.iter().any(|row| row.covers(property))).collect();
    assert!(unaccounted.is_empty(), "tests/cloud/README.md does not say what becomes of {unaccounted:#?}");
}

#[test]
fn the_deployments_readme_speaks_of_nothing_that_the_template_lacks() {
    let used = properties();
    for row in rows() {
        for property in &row.properties {
            let is_used = used.iter().any(|(kind, used)| *kind == row.kind && is_part(used, property));
            assert!(is_used, "the template has no {property} of {}", row.kind);
        }
    }
}

#[test]
fn what_stands_for_a_property_is_a_test_that_is_there() {
    let stands: Vec<_> = rows().into_iter().filter_map(|row| row.stands).collect();
    assert!(stands.len() > 10);
    for cell in stands {
        let links: Vec<_> = cell.split('[').skip(1).filter_map(|link| link.split_once("](")).collect();
        assert!(!links.is_empty() || cell.starts_with("untested here"), "{cell} names no test");
        for (name, rest) in links {
            let file = path("tests/cloud").join(rest.split(')').next().expect("a target"));
            let source = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let name = name.trim_matches('`');
            let is_there = ["fn", "def"].iter().any(|word| source.contains(&format!("{word} {name}(")));
            assert!(is_there || file.ends_with(name), "{} has no {name}", file.display());
        }
    }
}
