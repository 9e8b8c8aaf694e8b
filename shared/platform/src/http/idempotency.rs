//! `Idempotency-Key`: a client that lost an answer sends its request again, and gets the first answer again.
//!
//! A record of the key lies in the context's own table. A command that is one write puts the record, answer included, into
//! that very write ([`Once::InOneWrite`]); one with several steps marks the key as busy first and puts the answer there
//! after ([`Once::StepByStep`]): its steps are idempotent, so a retry after a crash goes on where the first one stopped.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use lambda_http::http::{HeaderName, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{FieldError, Problem, Request, Response};
use crate::{
    random,
    store::{KeyLedger, KeyRecord, KeyState, StoreError},
    telemetry::chain,
};

/// How long an answer is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// The longest key, in visible ASCII characters.
const MAX_KEY: usize = 255;
/// The slug for a key whose first request is still running.
pub(crate) const IN_PROGRESS: &str = "request-in-progress";
/// The header of an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// How a command is done once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Once {
    /// The handler puts [`Request::keyed`] into its one write.
    InOneWrite,
    /// Its steps can be repeated.
    StepByStep,
}

/// A key whose answer belongs into the command's own write, and whether it went there: a command that changes nothing
/// writes nothing.
#[derive(Debug, Clone)]
pub(super) struct Sealing {
    record: KeyRecord,
    is_sealed: Arc<AtomicBool>,
}

impl Sealing {
    /// The record with the answer, for the write.
    pub(super) fn seal(&self, answer: &Response) -> Result<KeyRecord, serde_json::Error> {
        self.is_sealed.store(true, Ordering::Relaxed);
        Ok(KeyRecord { answer: Some(text(answer)?), ..self.record.clone() })
    }

    /// It was not written after all.
    pub(super) fn unseal(&self) {
        self.is_sealed.store(false, Ordering::Relaxed);
    }
}

/// An answer as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Kept {
    status: u16,
    body: Value,
    headers: Vec<(String, String)>,
    is_problem: bool,
}

/// The key that a request bears.
fn key(request: &Request) -> Result<&str, Problem> {
    // What cannot be read is refused like what is too long: its sender relies on it.
    let key = request.header("idempotency-key").unwrap_or_default();
    if !(1..=MAX_KEY).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let detail = format!("must be 1 to {MAX_KEY} visible ASCII characters");
        return Err(Problem::invalid(vec![FieldError { pointer: "Idempotency-Key".to_owned(), detail }]));
    }
    Ok(key)
}

/// The record of a key, and of what it is used for.
fn record(request: &Request, key: &str) -> Result<KeyRecord, Problem> {
    let scope = [request.caller()?.id.as_str(), &request.route_path, key].join("\n");
    // With the key, which is written nowhere, since a body may hold a token of a card that one could guess.
    let payload = [key.as_bytes(), b"\n", &canonical(request.raw_body()?)].concat();
    Ok(KeyRecord {
        key: format!("IDEM#{}", digest(scope.as_bytes())),
        write_id: random::id(),
        payload_hash: digest(&payload),
        now: request.cause().now,
        busy_until: request.deadline,
        kept_until: request.cause().now.saturating_add(KEPT).unwrap_or(Timestamp::MAX),
        answer: None,
    })
}

/// Does a command once per key.
pub(super) async fn once<P, L, H, F>(
    ports: P,
    ledger: L,
    once: Once,
    handler: H,
    mut request: Request,
) -> Result<Response, Problem>
where
    L: KeyLedger,
    H: Fn(P, Request) -> F,
    F: Future<Output = Result<Response, Problem>>,
{
    if !request.has_header("idempotency-key") {
        return handler(ports, request).await;
    }
    // What is wrong with the body is said first, as without a key.
    request.body()?;
    let key = key(&request)?;
    // Who may not do it now is refused now, whatever was answered before; and nothing is written for it.
    if request.permit().is_err() {
        return handler(ports, request).await;
    }
    let record = record(&request, key)?;
    if let Some(answer) = open(&ledger, &record, once).await? {
        return Ok(answer);
    }
    let (path, correlation_id) = (request.route_path.clone(), request.correlation_id.to_string());
    let is_sealed = Arc::new(AtomicBool::new(false));
    if once == Once::InOneWrite {
        request.key = Some(Sealing { record: record.clone(), is_sealed: Arc::clone(&is_sealed) });
    }
    let answer = match handler(ports, request).await {
        // The answer lies in the very write that it is about.
        Ok(answer) if is_sealed.load(Ordering::Relaxed) => return Ok(answer),
        Ok(answer) => answer,
        // Another request of this key was quicker, and has its answer there.
        Err(problem) if problem.slug == IN_PROGRESS && once == Once::InOneWrite => {
            return open(&ledger, &record, once).await?.ok_or(problem);
        }
        Err(problem) => {
            tracing::info!(problem = problem.slug, "refused");
            problem.into_response(&path, &correlation_id)
        }
    };
    if once == Once::InOneWrite {
        return if is_kept(&answer) { keep(&ledger, record, answer).await } else { Ok(answer) };
    }
    if let Err(error) = close(&ledger, record, &answer).await {
        // The command is done: its answer counts, and a repeat is answered from the state.
        tracing::warn!(error = chain(&error), "an answer could not be kept");
    }
    Ok(answer)
}

/// What the key stands for: nothing yet, or an answer, or a refusal.
async fn open<L: KeyLedger>(ledger: &L, record: &KeyRecord, once: Once) -> Result<Option<Response>, Problem> {
    let state = match once {
        Once::InOneWrite => ledger.look(record).await?,
        Once::StepByStep => ledger.begin(record).await?,
    };
    match state {
        KeyState::Free => Ok(None),
        KeyState::Reused => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-reused",
            "The key was used for another request.",
        )),
        KeyState::Busy => {
            Err(Problem::new(StatusCode::CONFLICT, IN_PROGRESS, "The first request is still running.").retry_after(1))
        }
        KeyState::Answered(answer) => Ok(Some(replay(&answer)?)),
    }
}

/// Keeps an answer that no write bears: a refusal, or that there was nothing to change. Another request of the key may have
/// its answer there: then that one counts.
async fn keep<L: KeyLedger>(ledger: &L, record: KeyRecord, answer: Response) -> Result<Response, Problem> {
    let kept = text(&answer).map_err(|error| Problem::internal(&error))?;
    match ledger.begin(&KeyRecord { answer: Some(kept), ..record }).await {
        Ok(KeyState::Answered(answer)) => replay(&answer),
        Ok(KeyState::Free | KeyState::Busy | KeyState::Reused) => Ok(answer),
        Err(error) => {
            tracing::warn!(error = chain(&error), "an answer could not be kept");
            Ok(answer)
        }
    }
}

/// Keeps an answer, or forgets the key where the answer is none to be given again.
async fn close<L: KeyLedger>(ledger: &L, record: KeyRecord, answer: &Response) -> Result<(), StoreError> {
    if is_kept(answer) {
        let answer = text(answer).map_err(StoreError::unencodable)?;
        ledger.finish(&KeyRecord { answer: Some(answer), ..record }).await
    } else {
        ledger.forget(&record).await
    }
}

/// Failures of ours, and answers that only say to come back, are not what the client asked for.
fn is_kept(answer: &Response) -> bool {
    let slug = answer.body["type"].as_str().unwrap_or_default();
    !answer.status.is_server_error() && !slug.ends_with("-in-progress")
}

/// An answer as text.
fn text(answer: &Response) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Kept {
        status: answer.status.as_u16(),
        body: answer.body.clone(),
        headers: answer.own_headers(),
        is_problem: answer.is_problem(),
    })
}

fn replay(text: &str) -> Result<Response, Problem> {
    let kept: Kept = serde_json::from_str(text).map_err(|error| Problem::internal(&error))?;
    let status = StatusCode::from_u16(kept.status).map_err(|error| Problem::internal(&error))?;
    let response =
        if kept.is_problem { Response::problem(status, kept.body) } else { Response::new(status, kept.body) };
    let headers = kept.headers.into_iter().filter_map(|(name, value)| Some((name.parse::<HeaderName>().ok()?, value)));
    let response = headers.fold(response, |response, (name, value)| response.with(name, value));
    Ok(response.with(REPLAYED, "true".to_owned()))
}

/// The one form of a JSON text (RFC 8785), so that white space and the order of fields do not make another request; what is
/// no JSON is taken as it is.
fn canonical(body: &[u8]) -> Vec<u8> {
    let value: Result<Value, _> = serde_json::from_slice(body);
    value.ok().and_then(|value| serde_json_canonicalizer::to_vec(&value).ok()).unwrap_or_else(|| body.to_vec())
}

fn digest(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}
