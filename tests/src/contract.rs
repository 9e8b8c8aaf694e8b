//! The OpenAPI document, which every answer to every test is held against.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::answer::Answer;

/// The committed document; a test of its own sees to it that it is the one of the code.
const DOCUMENT: &str = include_str!("../../docs/openapi.json");

/// That document, compiled once.
pub(crate) static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::read);

/// What the document promises of answers. It lets them have no more than it names.
#[derive(Debug)]
pub struct Contract {
    document: Value,
    /// By method, path as the document writes it, status and content type.
    bodies: HashMap<(String, String, u16, String), Validator>,
    headers: HashMap<String, Validator>,
    /// Headers that an answer has only where the document says so.
    meaningful: BTreeSet<String>,
}

impl Contract {
    /// The committed document.
    pub fn read() -> Self {
        Self::of(serde_json::from_str(DOCUMENT).expect("docs/openapi.json is JSON"))
    }

    /// What another document promises.
    pub fn of(document: Value) -> Self {
        let mut closed = document.clone();
        close(&mut closed["components"]["schemas"]);
        let (mut bodies, mut headers) = (HashMap::new(), HashMap::new());
        let mut meaningful = BTreeSet::from(["Set-Cookie".to_owned()]);
        for (path, method, operation) in operations(&document) {
            for (status, response) in members(&operation["responses"]) {
                let named = members(&resolved(&document, response)["headers"]);
                meaningful.extend(named.map(|(name, _)| name.to_owned()));
                for (kind, content) in members(&resolved(&document, response)["content"]) {
                    let status = status.parse().expect("a status");
                    let mut schema = content["schema"].clone();
                    close(&mut schema);
                    let key = (method.to_uppercase(), path.to_owned(), status, kind.to_owned());
                    bodies.insert(key, validator(&closed, schema));
                }
            }
        }
        for (name, header) in members(&document["components"]["headers"]) {
            headers.insert(name.to_owned(), validator(&document, header["schema"].clone()));
        }
        Self { document, bodies, headers, meaningful }
    }

    /// The document itself.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// What is wrong with an answer; nothing for paths that are not the API's.
    pub fn broken_by(&self, method: &str, path: &str, answer: &Answer) -> Vec<String> {
        let found = operations(&self.document)
            .find(|(template, known, _)| known.eq_ignore_ascii_case(method) && matches(template, path));
        let Some((template, _, operation)) = found else { return Vec::new() };
        let status = answer.status();
        let documented = &operation["responses"][status.to_string()];
        if documented.is_null() {
            return vec![format!("{method} {template} has no {status}")];
        }
        let response = resolved(&self.document, documented);
        let mut broken = self.broken_headers(response, answer);
        broken.extend(self.broken_body((method, template, status), response, answer));
        broken
    }

    fn broken_headers(&self, response: &Value, answer: &Answer) -> Vec<String> {
        let is_more = |name: &&String| response["headers"][name.as_str()].is_null() && answer.header(name).is_some();
        let more = self.meaningful.iter().filter(is_more);
        let mut broken: Vec<String> = more.map(|name| format!("the document has no {name} here")).collect();
        for (name, reference) in members(&response["headers"]) {
            let component = reference["$ref"].as_str().and_then(|one| one.rsplit('/').next()).expect("a reference");
            let is_required = resolved(&self.document, reference)["required"] == true;
            match answer.header(name) {
                None if is_required => broken.push(format!("{name} is missing")),
                None => {}
                Some(text) => {
                    // A header is a text: a number is one that can be read as such.
                    let texts = [Some(json!(text)), text.parse::<u64>().ok().map(|number| json!(number))];
                    if !texts.iter().flatten().any(|value| self.headers[component].is_valid(value)) {
                        broken.push(format!("{name}: {text}"));
                    }
                }
            }
        }
        broken
    }

    fn broken_body(&self, (method, path, status): (&str, &str, u16), response: &Value, answer: &Answer) -> Vec<String> {
        let Some(kind) = answer.header("content-type") else {
            let is_empty = response["content"].is_null() && answer.text().is_empty();
            return if is_empty { Vec::new() } else { vec!["no content type".to_owned()] };
        };
        if response["content"].is_null() && answer.text().is_empty() {
            return Vec::new();
        }
        let key = (method.to_owned(), path.to_owned(), status, kind.to_owned());
        let Some(validator) = self.bodies.get(&key) else { return vec![format!("{status} has no {kind}")] };
        validator.iter_errors(&answer.json()).map(|error| format!("{error} at {}", error.instance_path())).collect()
    }
}

/// Every operation: path, method, and what it is.
fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    members(&document["paths"])
        .flat_map(|(path, item)| members(item).map(move |(method, operation)| (path, method, operation)))
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, member)| (name.as_str(), member))
}

/// What a reference leads to, or the value itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let Some(reference) = value["$ref"].as_str() else { return value };
    document.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

/// Whether a path is of the form `/rooms/{roomNumber}`.
fn matches(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let fits = |(form, part): (&&str, &&str)| if form.starts_with('{') { !part.is_empty() } else { form == part };
    template.len() == path.len() && template.iter().zip(&path).all(fits)
}

/// Has every object of a schema hold what the schema names, and nothing else. What is put together of several schemas is
/// closed as a whole.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(close);
            let is_object = members.get("properties").is_some_and(Value::is_object) && members.contains_key("type");
            if is_object || members.contains_key("allOf") {
                members.insert("unevaluatedProperties".to_owned(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn validator(document: &Value, mut schema: Value) -> Validator {
    schema["components"] = document["components"].clone();
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap_or_else(|error| panic!("no schema ({error}): {schema}"))
}
