//! A payment gateway on this machine that keeps the contract of `docs/payment-provider.md`, behind a network that does
//! what a test tells it. It is over with the value.

mod ledger;

use std::{
    collections::VecDeque,
    future::pending,
    sync::{Arc, Mutex},
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    header,
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

use ledger::Ledger;

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Play {
    /// It is done, and there is no answer.
    Silence,
    /// It is done, and the connection is cut.
    CutAfter,
    /// The connection is cut, and nothing is done.
    CutBefore,
    /// Nothing is done; the answer has this status, and this `Retry-After`.
    Status(u16, Option<u64>),
    /// It is done, and the answer is this.
    Garbage(&'static str),
    /// It is done, and the answer has no end.
    Endless,
    /// Nothing is done; the answer sends elsewhere.
    Redirect,
}

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Method and path, decoded.
    pub line: String,
    /// `Idempotency-Key`.
    pub key: Option<String>,
    /// `Authorization`.
    pub authorization: String,
    /// The body.
    pub body: Value,
}

#[derive(Default)]
struct State {
    plays: VecDeque<Play>,
    seen: Vec<Seen>,
    connections: usize,
    ledger: Ledger,
}

/// The gateway.
pub struct Gateway {
    /// Its base URL.
    pub url: String,
    state: Arc<Mutex<State>>,
    server: JoinHandle<()>,
}

impl Gateway {
    /// One without TLS.
    pub async fn start() -> Self {
        Self::listen(None).await
    }

    /// One behind a certificate.
    pub async fn secured(tls: TlsAcceptor) -> Self {
        Self::listen(Some(tls)).await
    }

    async fn listen(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}/v1", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let server = tokio::spawn(accept(listener, tls, Arc::clone(&state)));
        Self { url, state, server }
    }

    /// What becomes of the next requests; those after them are answered.
    pub fn plays(&self, plays: impl IntoIterator<Item = Play>) {
        self.state.lock().unwrap().plays.extend(plays);
    }

    /// From now on it answers.
    pub fn answers_again(&self) {
        self.state.lock().unwrap().plays.clear();
    }

    /// All requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().seen.clone()
    }

    /// How many connections it was asked on.
    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    /// What went from the customer to us, less what went back.
    pub fn balance(&self) -> i64 {
        self.state.lock().unwrap().ledger.balance()
    }

    /// Whatever happened: each charge is asked for under its own key and each refund under its own, so no money moved
    /// twice.
    pub fn moved_money_once_per_key(&self) {
        let state = self.state.lock().unwrap();
        for seen in state.seen.iter().filter(|seen| seen.line.starts_with("POST")) {
            let expected = match seen.line.strip_prefix("POST /v1/charges/") {
                None => seen.body["reference"].as_str().unwrap().to_owned(),
                Some(rest) => format!("{}#refund", rest.strip_suffix("/refunds").unwrap()),
            };
            assert_eq!(seen.key.as_ref(), Some(&expected), "{seen:?}");
        }
        let mut moved = state.ledger.movements().collect::<Vec<_>>();
        let movements = moved.len();
        moved.sort_unstable();
        moved.dedup();
        assert_eq!(moved.len(), movements, "{:?}", state.ledger);
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, state: Arc<Mutex<State>>) {
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, state) = (tls.clone(), Arc::clone(&state));
        connections.spawn(async move {
            match tls {
                None => serve(stream, false, state).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        let multiplexes = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                        serve(stream, multiplexes, state).await;
                    }
                }
            }
        });
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    multiplexes: bool,
    state: Arc<Mutex<State>>,
) {
    state.lock().unwrap().connections += 1;
    let service = service_fn(move |request| handle(request, Arc::clone(&state)));
    let stream = TokioIo::new(stream);
    // An error of the service cuts the connection, or the stream of it, which is what a test wants of it.
    if multiplexes {
        http2::Builder::new(TokioExecutor::new()).serve_connection(stream, service).await.ok();
    } else {
        http1::Builder::new().serve_connection(stream, service).await.ok();
    }
}

/// The network lost it.
#[derive(Debug, thiserror::Error)]
#[error("cut")]
struct Cut;

async fn handle(request: Request<Incoming>, state: Arc<Mutex<State>>) -> Result<Response<Full<Bytes>>, Cut> {
    let seen = read(request).await?;
    let play = {
        let mut state = state.lock().unwrap();
        state.seen.push(seen.clone());
        state.plays.pop_front()
    };
    match play {
        Some(Play::CutBefore) => return Err(Cut),
        Some(Play::Status(status, retry_after)) => return Ok(answer(status, "{}", retry_after)),
        Some(Play::Redirect) => {
            let mut response = answer(307, "{}", None);
            response.headers_mut().insert(header::LOCATION, "/v1/elsewhere".parse().unwrap());
            return Ok(response);
        }
        None | Some(Play::Silence | Play::CutAfter | Play::Garbage(_) | Play::Endless) => {}
    }
    let (status, body) = state.lock().unwrap().ledger.perform(&seen);
    match play {
        Some(Play::CutAfter) => Err(Cut),
        Some(Play::Garbage(garbage)) => Ok(answer(200, garbage, None)),
        Some(Play::Endless) => Ok(answer(200, &" ".repeat(65 * 1024), None)),
        None if seen.body["cardToken"] != "tok_timeout" => Ok(answer(status, &body.to_string(), None)),
        _ => pending().await,
    }
}

async fn read(request: Request<Incoming>) -> Result<Seen, Cut> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Cut)?.to_bytes();
    let text = |name: &str| head.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let path = percent_decode_str(head.uri.path()).decode_utf8().unwrap();
    Ok(Seen {
        line: format!("{} {path}", head.method),
        key: text("idempotency-key"),
        authorization: text("authorization").unwrap_or_default(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    })
}

fn answer(status: u16, body: &str, retry_after: Option<u64>) -> Response<Full<Bytes>> {
    let response = Response::builder().status(status).header(header::CONTENT_TYPE, "application/json");
    let response = retry_after.into_iter().fold(response, |response, seconds| response.header("retry-after", seconds));
    response.body(Full::new(Bytes::from(body.to_owned()))).unwrap()
}
