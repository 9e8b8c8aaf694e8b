//! Reads the template as it is written: `!Ref X` becomes the text `!Ref X`, so that a check reads like the template.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::{Map, Value, json};
use yaml_serde::Value as Yaml;

pub(crate) const FUNCTION: &str = "AWS::Serverless::Function";
pub(crate) const MAPPING: &str = "AWS::Lambda::EventSourceMapping";
pub(crate) const QUEUE: &str = "AWS::SQS::Queue";
pub(crate) const TABLE: &str = "AWS::DynamoDB::Table";
pub(crate) const RULE: &str = "AWS::Events::Rule";
pub(crate) const PERMISSION: &str = "AWS::Lambda::Permission";

/// A file of the repository.
pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(name)
}

/// The template.
pub(crate) struct Template(pub(crate) Value);

/// A resource of the template.
#[derive(Clone, Copy)]
pub(crate) struct Resource<'a> {
    pub(crate) id: &'a str,
    pub(crate) whole: &'a Value,
    pub(crate) properties: &'a Value,
}

impl Template {
    pub(crate) fn read() -> Self {
        let text = fs::read_to_string(path("template.yaml")).unwrap();
        Self(plain(yaml_serde::from_str(&text).expect("YAML")))
    }

    pub(crate) fn resources(&self) -> impl Iterator<Item = Resource<'_>> {
        let resources = self.0["Resources"].as_object().expect("Resources");
        resources.iter().map(|(id, whole)| Resource { id, whole, properties: &whole["Properties"] })
    }

    pub(crate) fn of_kind(&self, kind: &str) -> Vec<Resource<'_>> {
        let found: Vec<_> = self.resources().filter(|resource| resource.whole["Type"] == kind).collect();
        assert!(!found.is_empty(), "the template has no {kind}");
        found
    }

    pub(crate) fn get(&self, id: &str) -> Resource<'_> {
        self.resources().find(|resource| resource.id == id).unwrap_or_else(|| panic!("the template has no {id}"))
    }

    pub(crate) fn functions(&self) -> Vec<Resource<'_>> {
        self.of_kind(FUNCTION)
    }

    /// The rules for events of the bus.
    pub(crate) fn rules(&self) -> Vec<Resource<'_>> {
        self.of_kind(RULE).into_iter().filter(|rule| rule.properties["ScheduleExpression"].is_null()).collect()
    }

    /// The rules that a schedule sets off.
    pub(crate) fn schedules(&self) -> Vec<Resource<'_>> {
        self.of_kind(RULE).into_iter().filter(|rule| !rule.properties["ScheduleExpression"].is_null()).collect()
    }

    /// The function with this handler.
    pub(crate) fn function(&self, handler: &str) -> Resource<'_> {
        let found = self.functions().into_iter().find(|function| function.handler() == handler);
        found.unwrap_or_else(|| panic!("the template has no {handler}"))
    }

    /// A function's timeout in seconds.
    pub(crate) fn timeout(&self, function: Resource) -> u64 {
        let own = function.properties["Timeout"].as_u64();
        own.or_else(|| self.0["Globals"]["Function"]["Timeout"].as_u64()).expect("a timeout")
    }

    /// The mappings that invoke a function.
    pub(crate) fn mappings_to(&self, function: &str) -> Vec<Resource<'_>> {
        let alias = format!("!Ref {function}.Alias");
        self.of_kind(MAPPING).into_iter().filter(|mapping| mapping.properties["FunctionName"] == alias).collect()
    }
}

impl<'a> Resource<'a> {
    pub(crate) fn handler(self) -> &'a str {
        text(&self.properties["Handler"])
    }

    /// The binary that a function's code is in: the last part of its `CodeUri`.
    pub(crate) fn binary(self) -> &'a str {
        let code = text(&self.properties["CodeUri"]);
        code.strip_prefix("target/lambda/").and_then(|rest| rest.strip_suffix('/')).expect("target/lambda/<binary>/")
    }

    pub(crate) fn environment(self) -> Vec<(&'a str, &'a Value)> {
        let variables = self.properties["Environment"]["Variables"].as_object();
        variables.into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect()
    }

    /// The statements of a function's policies.
    pub(crate) fn statements(self) -> impl Iterator<Item = &'a Value> {
        list(&self.properties["Policies"]).flat_map(|policy| list(&policy["Statement"]))
    }

    /// The resources on which a function may do something of a service: `dynamodb:`, or exactly `sqs:SendMessage`.
    pub(crate) fn may(self, action: &str) -> BTreeSet<&'a str> {
        let grants = self.statements().filter(|one| texts(&one["Action"]).any(|granted| granted.starts_with(action)));
        grants.flat_map(|statement| texts(&statement["Resource"])).collect()
    }
}

/// The elements of a list; one that is no list counts as its only element.
pub(crate) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    let (many, one) = match value {
        Value::Array(items) => (Some(items), None),
        Value::Null => (None, None),
        one => (None, Some(one)),
    };
    many.into_iter().flatten().chain(one)
}

/// The texts of a list.
pub(crate) fn texts(value: &Value) -> impl Iterator<Item = &str> {
    list(value).map(text)
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("expected a text, found {value}"))
}

fn plain(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Sequence(items) => items.into_iter().map(plain).collect(),
        Yaml::Mapping(entries) => {
            let entry = |(key, value): (Yaml, Yaml)| (key.as_str().expect("a plain key").to_owned(), plain(value));
            Value::Object(entries.into_iter().map(entry).collect::<Map<_, _>>())
        }
        Yaml::Tagged(tagged) => match plain(tagged.value) {
            Value::String(argument) => json!(format!("{} {argument}", tagged.tag)),
            argument => json!({ tagged.tag.to_string(): argument }),
        },
        scalar => serde_json::to_value(scalar).expect("a scalar"),
    }
}
