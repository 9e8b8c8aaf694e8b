//! What stands in front of the functions: who may come in, and where there is nothing.

use reqwest::Method;
use serde_json::json;
use system_tests::{Persona, System};

#[tokio::test]
async fn without_a_good_token_every_route_is_401() {
    let system = System::connect();
    let customer = system.customer().await;
    customer.get("/roomInfos").await.expect(200);
    let forged = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJtZSIsImdyb3VwcyI6WyJob3N0Il19.";
    let altered = with_other_claims(customer.token().expect("a token"), system.host().await.token().expect("a token"));
    for token in [None, Some("nonsense"), Some(forged), Some(&altered)] {
        let stranger = system.stranger(token);
        for path in [
            "/rooms",
            "/rooms/1",
            "/roomInfos",
            "/roomInfos/1",
            "/reservations/1",
            "/payments/1",
            "/promotions",
            "/promotions/1",
            "/me",
            "/notices",
            "/nowhere",
        ] {
            unauthorized(&stranger, Method::GET, path).await;
        }
        for path in [
            "/rooms",
            "/reservations",
            "/reservations/1/payment",
            "/reservations/1/check-out",
            "/payments",
            "/promotions",
            "/promotions/1/redeem",
        ] {
            unauthorized(&stranger, Method::POST, path).await;
        }
        unauthorized(&stranger, Method::PATCH, "/rooms/1").await;
        for path in ["/rooms/1", "/reservations/1"] {
            unauthorized(&stranger, Method::DELETE, path).await;
        }
    }
}

/// The token with the claims of the other one: what was signed is not what it says.
fn with_other_claims(token: &str, other: &str) -> String {
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    let (token, other) = (parts(token), parts(other));
    assert_ne!(token[1], other[1]);
    format!("{}.{}.{}", token[0], other[1], token[2])
}

async fn unauthorized(stranger: &Persona, method: Method, path: &str) {
    let answer = stranger.send(stranger.request(method, path).json(&json!({}))).await.expect(401);
    assert_eq!(answer.json(), json!({ "message": "Unauthorized" }), "{answer}");
}

#[tokio::test]
async fn a_path_that_does_not_exist_is_a_404_problem() {
    let system = System::connect();
    let customer = system.customer().await;
    for (method, path) in [
        (Method::GET, "/nowhere"),
        (Method::GET, "/"),
        (Method::POST, "/reservations/1/nothing"),
        (Method::PUT, "/rooms"),
        (Method::DELETE, "/payments/1"),
    ] {
        customer.send(customer.request(method, path)).await.any_problem(404);
    }
}

#[tokio::test]
async fn anyone_may_ask_whether_the_system_is_well() {
    let system = System::connect();
    let answer = system.stranger(None).get("/health").await.expect(200);
    let body = answer.json();
    assert_eq!(body["status"], "ok", "{answer}");
    assert!(body["version"].as_str().is_some_and(|version| !version.is_empty()), "{answer}");
}

#[tokio::test]
async fn ids_in_paths_may_be_anything_and_are_then_absent() {
    let system = System::connect();
    let customer = system.customer().await;
    for id in ["%20", "a%23b", "..%2F..", "%ED%95%9C%EC%98%A5", &"9".repeat(500)] {
        for collection in ["rooms", "reservations", "payments", "promotions", "roomInfos"] {
            let answer = customer.get(&format!("/{collection}/{id}")).await;
            assert!([404, 422].contains(&answer.status()), "{answer}");
            answer.any_problem(answer.status());
        }
    }
}
