//! One id goes through everything that a request causes, and the caller always learns it.

use reqwest::{Method, header::HeaderValue};
use serde_json::json;
use system_tests::{Answer, Persona, Room, System, unique};

const HEADER: &str = "X-Correlation-Id";

async fn get(reader: &Persona, path: &str, id: &HeaderValue) -> Answer {
    reader.send(reader.request(Method::GET, path).header(HEADER, id)).await
}

#[tokio::test]
async fn a_given_id_is_answered_on_success_and_on_every_refusal() {
    let system = System::connect();
    let host = system.host().await;
    for given in [unique("trace"), "x".to_owned(), "!~{\"a\":1}".to_owned(), "9".repeat(128)] {
        let id = HeaderValue::from_str(&given).expect("visible ASCII");
        for path in ["/roomInfos", "/roomInfos/nothing", "/nowhere", "/roomInfos?limit=0"] {
            let answer = get(&host, path, &id).await;
            assert_eq!(answer.header(HEADER), Some(given.as_str()), "{answer}");
            if answer.status() >= 400 {
                assert_eq!(answer.json()["correlationId"], json!(given), "{answer}");
            }
        }
        let request = host.request(Method::POST, "/rooms").header(HEADER, &id).json(&Room::plan(1).registration());
        assert_eq!(host.send(request).await.expect(201).header(HEADER), Some(given.as_str()));
    }
}

#[tokio::test]
async fn an_id_is_made_where_none_or_a_bad_one_is_given() {
    let system = System::connect();
    let customer = system.customer().await;
    let long = "9".repeat(129);
    let bad: [&[u8]; 4] = [b"a b", b"", "é".as_bytes(), long.as_bytes()];
    let mut seen = vec![customer.get("/roomInfos").await];
    for id in bad {
        let id = HeaderValue::from_bytes(id).expect("a header's value");
        seen.push(get(&customer, "/roomInfos", &id).await);
        let refused = get(&customer, "/roomInfos/nothing", &id).await;
        refused.any_problem(404);
        seen.push(refused);
    }
    let mut made: Vec<&str> = seen.iter().map(made_id).collect();
    made.sort_unstable();
    made.dedup();
    assert_eq!(made.len(), seen.len(), "each request has its own: {made:?}");
}

fn made_id(answer: &Answer) -> &str {
    let id = answer.header(HEADER).unwrap_or_else(|| panic!("no {HEADER}: {answer}"));
    assert!(!id.is_empty() && id.len() <= 128 && id.bytes().all(|byte| byte.is_ascii_graphic()), "{id:?}");
    id
}
