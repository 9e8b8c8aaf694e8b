//! What only the local host serves, for people and tests: tokens, keys, faults, queues, functions, schedules.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Path, Query, State},
    http::{HeaderValue, Response, StatusCode, header},
    response::IntoResponse,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    breakers::Breakers,
    endpoint::Calls,
    identity::{Identity, IdentityError, Profile},
    lambda::{Fault, Functions, Hosted},
    queues::Queues,
    schedules::Schedules,
    service_faults::{Service, ServiceFault, ServiceFaults},
};

/// What `/dev` shows and sets.
#[derive(Debug)]
pub struct Dev {
    /// Base URL of the HTTP API.
    pub url: String,
    /// Base URL of the AWS endpoints.
    pub endpoint_url: String,
    /// Who signs tokens.
    pub identity: Arc<Identity>,
    /// The functions.
    pub functions: Arc<Functions>,
    /// Their breakers.
    pub breakers: Breakers,
    /// The queues.
    pub queues: Arc<Queues>,
    /// The schedules.
    pub schedules: Arc<Schedules>,
    /// What goes wrong with services.
    pub faults: Arc<ServiceFaults>,
    /// What the functions call.
    pub calls: Arc<Calls>,
}

/// The routes of `/dev` and of the identity provider.
pub fn router(dev: Arc<Dev>) -> Router {
    Router::new()
        .route("/dev/token", post(token))
        .route("/dev/keys", post(rotate).delete(forget_old_keys))
        .route("/dev/faults", post(inject).delete(clear))
        .route("/dev/queues", get(queues))
        .route("/dev/functions", get(functions))
        .route("/dev/environments", get(environments))
        .route("/dev/schedules/{function}", post(run_now))
        .route("/.well-known/jwks.json", get(key_set))
        .route("/.well-known/openid-configuration", get(configuration))
        .with_state(dev)
}

type Answer = Result<Json<Value>, Problem>;

/// A refusal, as RFC 9457 writes it.
struct Problem {
    status: StatusCode,
    slug: &'static str,
    detail: String,
}

impl Problem {
    fn new(status: StatusCode, slug: &'static str, detail: impl std::fmt::Display) -> Self {
        Self { status, slug, detail: detail.to_string() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let body = json!({
            "type": format!("urn:problem:{}", self.slug),
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        let mut response = (self.status, body.to_string()).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "no-signing-key", platform::telemetry::chain(&error))
    }
}

async fn token(State(dev): State<Arc<Dev>>, body: Bytes) -> Answer {
    let profile: Profile = read(&body)?;
    if profile.sub.is_empty() {
        return Err(invalid("sub is empty"));
    }
    Ok(Json(json!({ "token": dev.identity.sign(&profile).await? })))
}

async fn rotate(State(dev): State<Arc<Dev>>) -> Answer {
    Ok(Json(json!({ "kid": dev.identity.rotate().await? })))
}

async fn forget_old_keys(State(dev): State<Arc<Dev>>) -> Answer {
    dev.identity.forget_old_keys().await?;
    Ok(Json(json!({})))
}

async fn key_set(State(dev): State<Arc<Dev>>) -> Answer {
    Ok(Json(json!(dev.identity.key_set().await?)))
}

async fn configuration(State(dev): State<Arc<Dev>>) -> Json<Value> {
    Json(json!({
        "issuer": dev.identity.issuer(),
        "jwks_uri": format!("{}/.well-known/jwks.json", dev.url),
        "token_endpoint": format!("{}/dev/token", dev.url),
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
    }))
}

/// A fault and what it goes to.
#[derive(Deserialize)]
#[serde(untagged)]
enum Injection {
    Function {
        function: String,
        #[serde(flatten)]
        fault: Fault,
    },
    Service {
        service: Service,
        #[serde(flatten)]
        fault: ServiceFault,
    },
}

async fn inject(State(dev): State<Arc<Dev>>, body: Bytes) -> Answer {
    let (function, fault) = match read(&body)? {
        Injection::Function { function, fault } if fault.is_possible() => (function, fault),
        Injection::Service { service, fault } if fault.is_possible() => {
            dev.faults.inject(service, fault);
            tracing::info!(?service, ?fault, "a fault is injected");
            return Ok(Json(json!({ "service": service, "fault": fault })));
        }
        Injection::Function { .. } | Injection::Service { .. } => {
            return Err(invalid("rates are shares from 0 to 1"));
        }
    };
    if !dev.functions.inject(&function, fault) {
        let detail = format!("No function is named {function}.");
        return Err(Problem::new(StatusCode::NOT_FOUND, "function-not-found", detail));
    }
    tracing::info!(function, ?fault, "a fault is injected");
    Ok(Json(json!({ "function": function, "fault": fault })))
}

async fn clear(State(dev): State<Arc<Dev>>) -> Json<Value> {
    dev.functions.all().for_each(|hosted| hosted.inject(Fault::default()));
    dev.faults.clear();
    Json(json!({}))
}

async fn queues(State(dev): State<Arc<Dev>>) -> Answer {
    let failed = |error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "state-failed", error);
    let mut queues = BTreeMap::new();
    for spec in dev.queues.specs() {
        let mut shown = json!(dev.queues.depth(&spec.name).map_err(failed)?);
        if let Some((dead_letters, _)) = &spec.redrive {
            let depth = dev.queues.depth(dead_letters).map_err(failed)?;
            shown["deadLetterQueue"] = json!(dead_letters);
            shown["deadLetters"] = json!(depth.visible + depth.in_flight + depth.delayed);
        }
        queues.insert(spec.name.clone(), shown);
    }
    Ok(Json(json!(queues)))
}

async fn functions(State(dev): State<Arc<Dev>>) -> Json<Value> {
    let mut functions = BTreeMap::new();
    for hosted in dev.functions.all() {
        let mut shown = json!(hosted.summary());
        shown["calls"] = json!(dev.calls.of(&hosted.spec.handler));
        if let Some(breaker) = dev.breakers.before(&hosted.spec.handler).await {
            shown["breaker"] = breaker;
        }
        functions.insert(hosted.spec.handler.clone(), shown);
    }
    Json(json!(functions))
}

/// How a person has a schedule's function run.
#[derive(Deserialize)]
struct RunNow {
    /// Whether the answer is to be waited for.
    #[serde(default)]
    wait: bool,
}

/// What each function has in its environment, as `sam local` reads it: by the names of the template's resources.
async fn environments(State(dev): State<Arc<Dev>>) -> Json<Value> {
    let environment = |hosted: &Arc<Hosted>| {
        let spec = &hosted.spec;
        let variables: BTreeMap<_, _> = spec.variables(&dev.endpoint_url, &spec.handler).into_iter().collect();
        (spec.logical_id.clone(), json!(variables))
    };
    Json(dev.functions.all().map(environment).collect())
}

/// Runs a schedule's function; answers at once, as schedules have it, or what the function answers.
async fn run_now(
    State(dev): State<Arc<Dev>>,
    Path(function): Path<String>,
    Query(RunNow { wait }): Query<RunNow>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let running = dev.schedules.run_now(&function);
    if running.is_empty() {
        let detail = format!("No schedule invokes a function that is named {function}.");
        return Err(Problem::new(StatusCode::NOT_FOUND, "schedule-not-found", detail));
    }
    if !wait {
        return Ok((StatusCode::ACCEPTED, Json(json!({}))));
    }
    let mut answers = Vec::new();
    for running in running {
        let failed = || Problem::new(StatusCode::BAD_GATEWAY, "run-failed", format!("{function} failed for good."));
        answers.push(running.await.ok().flatten().ok_or_else(failed)?);
    }
    Ok((StatusCode::OK, Json(json!({ "answers": answers }))))
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(invalid)
}

fn invalid(detail: impl std::fmt::Display) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-request", detail)
}
