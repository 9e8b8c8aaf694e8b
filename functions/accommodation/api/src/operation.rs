//! One operation of the API: what it is asked, by whom, and everything that it may answer.

use kernel::{Access, Refusal, Scope, Who};
use platform::http::Problem;
use serde_json::{Map, Value, json};

use crate::{
    answers::{self, Success},
    inputs::{self, Field},
    parameters,
    problems::Refused,
};

/// A part of the API.
#[derive(Debug, Clone, Copy)]
pub enum Tag {
    Rooms,
    Reservations,
    Payments,
    Promotions,
    ReadModel,
    System,
}

impl Tag {
    /// The name that readers see.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rooms => "Rooms",
            Self::Reservations => "Reservations",
            Self::Payments => "Payments",
            Self::Promotions => "Promotions",
            Self::ReadModel => "Read model",
            Self::System => "System",
        }
    }
}

/// What an operation takes.
#[derive(Debug)]
struct Body {
    schema: Value,
    is_required: bool,
    examples: Vec<(&'static str, Value)>,
}

/// An operation, while it is being described.
#[derive(Debug)]
pub struct Operation {
    /// `GET`, for example.
    pub method: &'static str,
    /// With its parameters in braces.
    pub path: &'static str,
    function: &'static str,
    tag: Tag,
    summary: &'static str,
    description: &'static str,
    who: Option<Who>,
    parameters: Vec<Value>,
    body: Option<Body>,
    has_input: bool,
    successes: Vec<Success>,
    refusals: Vec<Refused>,
}

impl Operation {
    /// The operation that a function serves to those whom its row in the table of access lets in; with no answer yet.
    pub fn new(route: (&'static str, &'static str), access: &Access, tag: Tag, summary: &'static str) -> Self {
        let forbidden = Refused::from_platform(&Problem::forbidden());
        Self { who: Some(access.who), ..Self::open(route, access.function, tag, summary) }.refuses_with(forbidden)
    }

    /// The operation that a function serves to everybody.
    pub fn open(route: (&'static str, &'static str), function: &'static str, tag: Tag, summary: &'static str) -> Self {
        let (method, path) = route;
        Self {
            method,
            path,
            function,
            tag,
            summary,
            description: "",
            who: None,
            parameters: vec![parameters::shared("CorrelationId")],
            body: None,
            has_input: false,
            successes: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// More than a line.
    pub fn described(self, description: &'static str) -> Self {
        Self { description, ..self }
    }

    /// A part of its path; what is absent is refused.
    pub fn at(mut self, name: &str, description: &str, example: &str, absent: Refused) -> Self {
        self.parameters.push(parameters::path(name, description, example));
        self.refuses_with(absent)
    }

    /// A part of its query.
    pub fn query(mut self, parameter: Value) -> Self {
        self.parameters.push(parameter);
        self.has_input = true;
        self
    }

    /// It answers a page of a collection.
    pub fn paged(self) -> Self {
        self.query(parameters::shared("Limit")).query(parameters::shared("Cursor"))
    }

    /// A header that it looks at.
    pub fn header(mut self, parameter: Value) -> Self {
        self.parameters.push(parameter);
        self
    }

    /// It takes a JSON object with these fields.
    pub fn body(mut self, fields: Vec<Field>, is_required: bool, examples: Vec<(&'static str, Value)>) -> Self {
        self.body = Some(Body { schema: inputs::body(fields), is_required, examples });
        self.has_input = true;
        self.refuses_with(Refused::new(400, "not-json", "The body is no JSON object: line 1, column 1."))
            .refuses_with(Refused::new(413, "body-too-large", "The body has more than 65,536 bytes."))
    }

    /// It is done once per `Idempotency-Key`.
    pub fn keyed(mut self) -> Self {
        self.parameters.push(parameters::shared("IdempotencyKey"));
        self.has_input = true;
        let reused = Refused::new(422, "idempotency-key-reused", "The key was used for another request.");
        let running = Refused::new(409, "request-in-progress", "The first request is still running.");
        self.refuses_with(reused).refuses_with(Refused { retry_after: Some(1), ..running })
    }

    /// It may answer so.
    pub fn answers(mut self, success: Success) -> Self {
        self.successes.push(success);
        self
    }

    /// It may refuse for this reason.
    pub fn refuses(self, refusal: &impl Refusal) -> Self {
        self.refuses_with(Refused::of(refusal))
    }

    /// It may refuse so.
    pub fn refuses_with(mut self, refused: Refused) -> Self {
        self.refusals.push(refused);
        self
    }

    /// It depends on a table, which may be out of reach.
    pub fn stored(self) -> Self {
        self.refuses_with(Refused::from_platform(&Problem::unavailable(
            "temporarily-unavailable",
            "Try again in a moment.",
        )))
    }

    /// What can be wrong with its input, for one: where, and how it is said.
    fn wrong(&self) -> (String, &'static str) {
        let schema = self.body.as_ref().map_or(&Value::Null, |body| &body.schema);
        let has = |name| self.parameters.contains(&parameters::shared(name));
        if let Some(name) = schema["required"][0].as_str() {
            (format!("#/{name}"), "is required")
        } else if has("IdempotencyKey") {
            ("Idempotency-Key".to_owned(), "must be 1 to 255 visible ASCII characters")
        } else if has("Limit") {
            ("?limit".to_owned(), "must be 1 to 100")
        } else if let Some(name) = schema["properties"].as_object().and_then(|fields| fields.keys().next()) {
            (format!("#/{name}"), "must be a string")
        } else {
            let first = self.parameters.iter().find(|parameter| parameter["in"] == "query");
            let name = first.and_then(|parameter| parameter["name"].as_str()).unwrap_or_default();
            (format!("?{name}"), "must be a date, YYYY-MM-DD")
        }
    }

    /// The Operation Object.
    pub fn finish(mut self) -> Value {
        if self.has_input {
            let (pointer, detail) = self.wrong();
            let errors = json!([{ "pointer": pointer, "detail": detail }]);
            let invalid = Refused::from_platform(&Problem::invalid(Vec::new())).with("errors", errors);
            self.refusals.push(invalid);
        }
        self.refusals.push(Refused::new(500, "internal-error", "Something is wrong on our side."));
        let is_keyed = self.parameters.contains(&parameters::shared("IdempotencyKey"));
        let mut operation = json!({
            "operationId": self.function,
            "tags": [self.tag.name()],
            "summary": self.summary,
            "description": format!("{} {}", self.description, may(self.who)),
            "security": security(self.who),
            "parameters": self.parameters,
            "responses": answers::responses(&self.successes, &self.refusals, is_keyed, self.who.is_some()),
        });
        if let Some(Body { schema, is_required, examples }) = self.body {
            let examples: Map<String, Value> =
                examples.into_iter().map(|(name, value)| (name.to_owned(), json!({ "value": value }))).collect();
            operation["requestBody"] = json!({
                "required": is_required,
                "content": { "application/json": { "schema": schema, "examples": examples } },
            });
        }
        operation
    }
}

/// The groups of which one is enough.
fn security(who: Option<Who>) -> Vec<Value> {
    match who {
        None => Vec::new(),
        Some(Who::SignedIn) => vec![json!({ "Token": [] })],
        Some(Who::Groups(groups)) => groups.iter().map(|(group, _)| json!({ "Token": [group] })).collect(),
    }
}

/// Who may do it, in words.
fn may(who: Option<Who>) -> String {
    let groups = match who {
        None => return "Open to everybody.".to_owned(),
        Some(Who::SignedIn) => return "Open to everybody who is signed in.".to_owned(),
        Some(Who::Groups(groups)) => groups,
    };
    let each = groups.iter().map(|(group, scope)| match scope {
        Scope::Own => format!("`{group}`, for its own"),
        Scope::All => format!("`{group}`, for all"),
    });
    format!("Groups: {}.", each.collect::<Vec<_>>().join("; "))
}
