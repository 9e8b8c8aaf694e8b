//! What comes in the head of a request: how much of it there may be, and what a client may call its request.

use reqwest::{Method, header::HeaderValue};
use serde_json::json;
use system_tests::{System, unique};

use crate::raw;

const CORRELATION: &str = "X-Correlation-Id";
/// API Gateway's quota for a request's line and the values of its headers.
const LARGEST_HEAD: usize = 10_240;

/// What is in every head that is sent here, beside one long header.
fn size_of_the_rest(path: &str, token: &str, host: &str) -> usize {
    let values = [host, &format!("Bearer {token}"), "*/*"];
    format!("GET {path} HTTP/1.1").len() + values.iter().map(|value| value.len()).sum::<usize>()
}

#[tokio::test]
async fn a_head_may_have_10240_bytes_and_no_more() {
    let system = System::connect();
    let customer = system.customer().await;
    let host = system.url().trim_start_matches("http://");
    let rest = size_of_the_rest("/me", customer.token().expect("a token"), host);
    let get = async |size: usize| {
        let request = customer.request(Method::GET, "/me").header("X-Note", "x".repeat(size));
        customer.send(request).await
    };
    get(LARGEST_HEAD - rest).await.expect(200);
    let refused = get(LARGEST_HEAD - rest + 1).await.expect(431);
    assert_eq!(refused.json(), json!({ "message": "Request Header Fields Too Large" }));
    // A long path, a long query and many headers count as one long header does.
    let filler = "9".repeat(LARGEST_HEAD);
    customer.get(&format!("/rooms/{filler}")).await.expect(431);
    customer.get(&format!("/roomInfos?cursor={filler}")).await.expect(431);
    let many = (0..90).fold(customer.request(Method::GET, "/me"), |request, number| {
        request.header(format!("X-Note-{number}"), "x".repeat(200))
    });
    customer.send(many).await.expect(431);
}

#[tokio::test]
async fn a_head_without_end_is_refused_and_others_are_served() {
    let system = System::connect();
    for (what, head) in [
        ("headers", "X-Note: x\r\n".repeat(20_000)),
        ("one header", format!("X-Note: {}\r\n", "x".repeat(1_000_000))),
        ("one name", format!("{}: x\r\n", "x".repeat(1_000_000))),
    ] {
        let request = format!("GET /health HTTP/1.1\r\nHost: localhost\r\n{head}\r\n");
        let answer = raw::answer(&system, request.as_bytes()).await;
        assert!([400, 431].contains(&raw::status(&answer)), "{what}: {answer}");
    }
    let request = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(1_000_000));
    let answer = raw::answer(&system, request.as_bytes()).await;
    assert!([400, 414, 431].contains(&raw::status(&answer)), "{answer}");
    system.stranger(None).get("/health").await.expect(200);
}

#[tokio::test]
async fn a_header_that_would_be_several_lines_is_none() {
    let system = System::connect();
    let customer = system.customer().await;
    let token = customer.token().expect("a token");
    for name in [CORRELATION, "Idempotency-Key", "Authorization", "Accept-Language"] {
        for value in ["a\u{1b}[31mb", "a\0b", "a\rb", "a\u{8}b", "a\u{7f}b", "a\r\n b", "a\n\tb"] {
            let head = format!("GET /me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{name}: {value}\r\n");
            let head = if name == "Authorization" { head } else { format!("{head}Authorization: Bearer {token}\r\n") };
            let answer = raw::answer(&system, format!("{head}\r\n").as_bytes()).await;
            assert_eq!(raw::status(&answer), 400, "{name}: {value:?}: {answer}");
        }
    }
}

#[tokio::test]
async fn two_lengths_or_a_length_and_chunks_are_no_request() {
    let system = System::connect();
    for framing in [
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 2, 3\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
    ] {
        let request = format!("POST /rooms HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{framing}\r\n{{}}");
        let answer = raw::answer(&system, request.as_bytes()).await;
        assert_eq!(raw::status(&answer), 400, "{framing}: {answer}");
    }
}

#[tokio::test]
async fn an_id_that_is_no_visible_ascii_or_too_long_is_replaced_by_a_new_one() {
    let system = System::connect();
    let customer = system.customer().await;
    let long = "x".repeat(129);
    for sent in ["a b", "a\tb", "", " ", "한글", "\u{202E}", "é", "\u{FEFF}a", &long, "a, b"] {
        for path in ["/me", "/roomInfos?limit=0", "/roomInfos/nothing", "/nowhere"] {
            let value = HeaderValue::from_bytes(sent.as_bytes()).expect("a header's value");
            let answer = customer.send(customer.request(Method::GET, path).header(CORRELATION, value)).await;
            let id = answer.header(CORRELATION).unwrap_or_else(|| panic!("no id: {answer}"));
            assert_ne!(id, sent, "{answer}");
            assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{sent:?}: {id}");
        }
    }
    // Two of them arrive as one, in which nothing can be told from a comma of the client's.
    let request = customer.request(Method::GET, "/me").header(CORRELATION, "a").header(CORRELATION, "b");
    let answer = customer.send(request).await.expect(200);
    assert_eq!(answer.header(CORRELATION), Some("a,b"));
}

#[tokio::test]
async fn a_key_that_is_no_visible_ascii_or_too_long_is_refused_on_every_post() {
    let system = System::connect();
    let long = "x".repeat(256);
    for key in ["a b", "", "한글", "\u{202E}", "é", &long] {
        for (path, groups) in [
            ("/rooms", "host"),
            ("/reservations", "customer"),
            ("/reservations/R-1/payment", "customer"),
            ("/reservations/R-1/check-out", "host"),
            ("/payments", "customer"),
            ("/promotions", "customer"),
            ("/promotions/C-1/redeem", "customer"),
        ] {
            let person = system.persona("아무개", &[groups]).await;
            let value = HeaderValue::from_bytes(key.as_bytes()).expect("a header's value");
            let request = person.request(Method::POST, path).header("Idempotency-Key", value).json(&json!({}));
            assert_eq!(person.send(request).await.wrong_fields(), ["Idempotency-Key"], "{path}: {key:?}");
        }
    }
}

#[tokio::test]
async fn one_customers_key_is_not_anothers_and_not_of_another_path() {
    let system = System::connect();
    let key = unique("key");
    for _ in 0..2 {
        let host = system.host().await;
        let room = system_tests::Room::plan(50_000);
        let first = host.post_once(&key, "/rooms", &room.registration()).await.expect(201);
        assert_eq!(first.header("idempotency-replayed"), None, "{first}");
        let again = host.post_once(&key, "/rooms", &room.registration()).await.expect(201);
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{again}");
        let elsewhere = host.post_once(&key, "/reservations/R-1/check-out", &json!({})).await;
        elsewhere.any_problem(404);
        assert_eq!(elsewhere.header("idempotency-replayed"), None, "{elsewhere}");
    }
}
