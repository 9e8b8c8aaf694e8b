//! A request as handlers see it.

use std::collections::HashMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use kernel::{Access, Aggregate, CorrelationId};
use lambda_http::{
    aws_lambda_events::{apigw::ApiGatewayV2httpRequest, query_map::QueryMap},
    http::{HeaderMap, StatusCode, header},
};

use super::{Caller, Fields, Permit, Problem, Response, idempotency::Sealing, object::Object};
use crate::{
    clock,
    function::{FunctionError, Invocation},
    random,
    store::{AggregateStore, Cause, Change, ExecuteError, KeyRecord, StoreError, execute_sealed},
};

/// The largest body, in bytes after base64 decoding.
const MAX_BODY: usize = 64 * 1024;

/// What the API's authorizer says of the caller.
#[derive(Debug)]
enum Claimed {
    /// The request did not come through the authorizer.
    Nothing,
    /// There are claims, and they name nobody whom this system could know.
    Nobody,
    /// The caller.
    Caller(Caller),
}

/// A request of the HTTP API.
#[derive(Debug)]
pub struct Request {
    /// The client's correlation id if it sent a usable one, else a new one.
    pub correlation_id: CorrelationId,
    /// When Lambda will stop the function.
    pub deadline: Timestamp,
    pub(super) route_path: String,
    pub(super) api_request_id: String,
    /// The record of its idempotency key, for a command that puts its answer into its one write.
    pub(super) key: Option<Sealing>,
    invocation_id: String,
    now: Timestamp,
    caller: Claimed,
    access: Option<&'static Access>,
    path: HashMap<String, String>,
    headers: HeaderMap,
    query: QueryMap,
    body: Result<Vec<u8>, Problem>,
}

impl Request {
    pub(super) fn new(
        event: ApiGatewayV2httpRequest,
        invocation: &Invocation,
        access: Option<&'static Access>,
    ) -> Result<Self, FunctionError> {
        let sent = event.headers.get("x-correlation-id").and_then(|id| CorrelationId::parse(id.to_str().ok()?).ok());
        let correlation_id = match sent {
            Some(id) => id,
            None => CorrelationId::parse(&random::id()).map_err(|error| FunctionError::new("NoCorrelation", error))?,
        };
        // Nobody here needs the token any more, and what is not there is never logged.
        let mut headers = event.headers;
        headers.remove(header::AUTHORIZATION);
        let jwt = event.request_context.authorizer.and_then(|authorizer| authorizer.jwt);
        Ok(Self {
            correlation_id,
            deadline: invocation.deadline,
            route_path: event.raw_path.unwrap_or_default(),
            key: None,
            invocation_id: invocation.request_id.clone(),
            now: clock::now(),
            caller: match jwt {
                None => Claimed::Nothing,
                Some(jwt) => Caller::from_claims(&jwt.claims).map_or(Claimed::Nobody, Claimed::Caller),
            },
            access,
            api_request_id: event.request_context.request_id.unwrap_or_default(),
            path: event.path_parameters,
            headers,
            query: query(event.raw_query_string.as_deref().unwrap_or_default()),
            body: body(event.body, event.is_base64_encoded),
        })
    }

    pub(super) const fn has_claims(&self) -> bool {
        !matches!(self.caller, Claimed::Nothing)
    }

    /// Who calls. Every function but those for everybody has one.
    pub fn caller(&self) -> Result<&Caller, Problem> {
        match &self.caller {
            Claimed::Caller(caller) => Ok(caller),
            Claimed::Nothing | Claimed::Nobody => Err(Problem::forbidden()),
        }
    }

    /// What the caller may do by this function; 403 for whom its row in the table of access does not let in.
    pub fn permit(&self) -> Result<Permit<'_>, Problem> {
        Permit::of(self.caller()?, self.access.ok_or_else(Problem::forbidden)?)
    }

    /// A parameter of the path, decoded; empty if the route has none of this name.
    pub fn path(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// Whether there is such a header, readable or not.
    pub(super) fn has_header(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }

    /// A header by its lower-case name; nothing for one that is absent or no visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The fields of the query string.
    pub fn query(&self) -> Fields {
        let names = self.query.iter().map(|(name, _)| name);
        Fields::of_query(names.filter_map(|name| Some((name.to_owned(), self.query.first(name)?.into()))).collect())
    }

    /// The body as it came: 413 if it is too large.
    pub(super) fn raw_body(&self) -> Result<&[u8], Problem> {
        self.body.as_ref().map(Vec::as_slice).map_err(Clone::clone)
    }

    /// The record that keeps `answer` under the request's idempotency key, for the write that the answer is about; nothing
    /// for a request without a key.
    pub fn keyed(&self, answer: &Response) -> Result<Option<KeyRecord>, StoreError> {
        self.key.as_ref().map(|key| key.seal(answer)).transpose().map_err(StoreError::unencodable)
    }

    /// Executes the one write of a command that is done [in one write](super::Once::InOneWrite), with what `answer` makes of the
    /// state after it. The answer to a command that changed nothing is kept apart.
    pub async fn execute<A, S, R, D>(
        &self,
        store: &S,
        id: &str,
        decide: D,
        answer: impl Fn(&A) -> Response + Send + Sync,
    ) -> Result<Response, ExecuteError<R>>
    where
        A: Aggregate,
        S: AggregateStore<A>,
        R: Send,
        D: Fn(Option<&A>) -> Result<Vec<A::Event>, R> + Send + Sync,
    {
        let seal = |change: Change<A>| {
            let key = self.keyed(&answer(&change.state))?;
            Ok(change.keyed(key))
        };
        let executed = execute_sealed(store, id, &self.cause(), decide, seal).await?;
        // An earlier try may have lost to another write, which left nothing to change.
        if let Some(key) = self.key.as_ref().filter(|_| !executed.changed) {
            key.unseal();
        }
        Ok(answer(&executed.state))
    }

    /// The fields of the body: 413 if it is too large, 400 if it is no JSON object that has each name once. No body is an
    /// empty object.
    pub fn body(&self) -> Result<Fields, Problem> {
        let bytes = self.raw_body()?;
        let object = if bytes.trim_ascii().is_empty() { Ok(Object::default()) } else { serde_json::from_slice(bytes) };
        object.map(|Object(values)| Fields::of_body(values)).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            Problem::new(StatusCode::BAD_REQUEST, "not-json", format_args!("The body is no JSON object: {place}."))
        })
    }

    /// Why and when whatever this request decides is decided.
    pub fn cause(&self) -> Cause {
        Cause {
            correlation_id: self.correlation_id.clone(),
            causation_id: format!("request/{}", self.invocation_id),
            now: self.now,
        }
    }
}

/// From the raw query string: `queryStringParameters` of the event joins repeated names with commas, which cannot be told
/// from a comma in a value. Of repeated names the first one counts.
fn query(raw: &str) -> QueryMap {
    let Ok(query) = raw.parse();
    query
}

fn body(body: Option<String>, is_base64: bool) -> Result<Vec<u8>, Problem> {
    let body = body.unwrap_or_default();
    let bytes = if is_base64 {
        let refused = |_| Problem::new(StatusCode::BAD_REQUEST, "not-json", "The body cannot be decoded.");
        BASE64_STANDARD.decode(body).map_err(refused)?
    } else {
        body.into_bytes()
    };
    if bytes.len() > MAX_BODY {
        let detail = "The body has more than 65,536 bytes.";
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", detail));
    }
    Ok(bytes)
}
