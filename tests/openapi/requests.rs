//! The document's operations, made into requests.

use reqwest::Method;
use serde_json::{Map, Value};
use system_tests::{Answer, Contract, Persona, Stay, System, unique, with_query};

/// Where a field of a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Body,
    Query,
}

/// An operation, and requests of it that are as the document wants them.
#[derive(Debug)]
pub struct Operation<'a> {
    pub name: &'a str,
    method: Method,
    path: &'a str,
    groups: Vec<&'a str>,
    description: &'a Value,
}

impl<'a> Operation<'a> {
    /// All of the document.
    pub fn all(document: &'a Value) -> Vec<Self> {
        let paths = document["paths"].as_object().expect("paths").iter();
        let operations = paths.flat_map(|(path, item)| {
            item.as_object().expect("operations").iter().map(move |(method, description)| Self {
                name: description["operationId"].as_str().expect("a name"),
                method: method.to_uppercase().parse().expect("a method"),
                path,
                groups: groups(description),
                description,
            })
        });
        operations.collect()
    }

    /// Somebody who may do it.
    pub async fn caller(&self, system: &System) -> Persona {
        system.persona("김하나", &self.groups[..1.min(self.groups.len())]).await
    }

    /// Every field of its body and query: place, name, schema, and whether it must be there.
    pub fn fields(&self, document: &'a Value) -> Vec<(Place, &'a str, &'a Value, bool)> {
        let schema = &self.description["requestBody"]["content"]["application/json"]["schema"];
        let required = schema["required"].as_array();
        let is_required = |name: &str| required.is_some_and(|names| names.iter().any(|one| one == name));
        let body = schema["properties"].as_object().into_iter().flatten();
        let body = body.map(|(name, schema)| (Place::Body, name.as_str(), schema, is_required(name)));
        let parameters = self.description["parameters"].as_array().into_iter().flatten();
        let parameters = parameters.map(|parameter| match parameter["$ref"].as_str() {
            Some(reference) => document.pointer(reference.trim_start_matches('#')).expect("a parameter"),
            None => parameter,
        });
        let query = parameters.filter(|parameter| parameter["in"] == "query");
        let query = query.map(|one| (Place::Query, one["name"].as_str().expect("a name"), &one["schema"], false));
        body.chain(query).collect()
    }

    /// Asks with one field set, or left out. The other required ones are as in the example; what the path names is not
    /// there, since fields come first.
    pub async fn ask(&self, caller: &Persona, place: Place, name: &str, value: Option<Value>) -> Answer {
        let (mut body, mut query) = (self.example(), dates_with(place, name));
        match (place, value) {
            (Place::Body, None) => drop(body.remove(name)),
            (Place::Body, Some(value)) => drop(body.insert(name.to_owned(), value)),
            (Place::Query, None) => {}
            (Place::Query, Some(value)) => {
                query.retain(|(known, _)| *known != name);
                query.push((name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
            }
        }
        let path = fill(self.path);
        let query: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let path = if query.is_empty() { path } else { with_query(&path, &query) };
        let request = caller.request(self.method.clone(), &path);
        let has_body = !self.description["requestBody"].is_null();
        caller.send(if has_body { request.json(&body) } else { request }).await
    }

    /// The first example of its body, with a stay that can be reserved and a number that nobody has.
    fn example(&self) -> Map<String, Value> {
        let content = &self.description["requestBody"]["content"]["application/json"];
        let examples = content["examples"].as_object().into_iter().flatten();
        let mut body =
            examples.map(|(_, one)| one["value"].as_object().expect("a body").clone()).next().unwrap_or_default();
        let stay = Stay::new(10, 2);
        for (name, value) in [
            ("roomNumber", unique("R")),
            ("checkIn", stay.check_in.to_string()),
            ("checkOut", stay.check_out.to_string()),
        ] {
            if let Some(field) = body.get_mut(name) {
                *field = value.into();
            }
        }
        body
    }
}

/// Dates of a query come in pairs.
fn dates_with(place: Place, name: &str) -> Vec<(&str, String)> {
    let stay = Stay::new(10, 2);
    match (place, name) {
        (Place::Query, "checkIn") => vec![("checkOut", stay.check_out.to_string())],
        (Place::Query, "checkOut") => vec![("checkIn", stay.check_in.to_string())],
        _ => Vec::new(),
    }
}

fn fill(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { unique("X") } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("/")
}

fn groups(operation: &Value) -> Vec<&str> {
    let alternatives = operation["security"].as_array().into_iter().flatten();
    alternatives.filter_map(|one| one["Token"][0].as_str()).collect()
}

/// The document.
pub fn document() -> Value {
    Contract::read().document().clone()
}
