//! `RouteSettings`: each route lets through what the template grants it, and one route's rush is no other's business.

use std::time::Instant;

use futures::future::join_all;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use system_tests::Hosted;

use crate::contract::ROUTES;

/// Of all routes but those below.
const BURST: u32 = 7;
/// Of the routes that change the catalogue.
const CATALOGUE: u32 = 3;

/// How many requests a route takes at once, and then per second.
fn limits(key: &str) -> (u32, f64) {
    match key {
        "GET /health" | "$default" => (20, 20.0),
        "POST /rooms" | "PATCH /rooms/{roomNumber}" | "DELETE /rooms/{roomNumber}" => (CATALOGUE, f64::from(CATALOGUE)),
        _ => (BURST, 1.0),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_route_has_its_own_limit_and_takes_nothing_from_the_others() {
    let (rate, burst, catalogue) = ("1", BURST.to_string(), CATALOGUE.to_string());
    let parameters = [("ThrottlingRate", rate), ("ThrottlingBurst", &burst), ("CatalogueThrottlingRate", &catalogue)];
    let hosted = Hosted::start_with(&parameters).await.expect("it starts");
    let http = Client::builder().no_proxy().build().expect("an HTTP client");
    let nobody = hosted.system.persona("아무개", &[]).await;
    let token = nobody.token().expect("a token");
    // Every route but the last comes when all before it are used up.
    for route in &ROUTES {
        let (burst, rate) = limits(route.key);
        let url = format!("{}{}", hosted.system.url(), route.path("nothing"));
        let request = || http.request(route.method(), &url).bearer_auth(token).json(&json!({})).send();
        let sent = 10 * burst;
        let start = Instant::now();
        let answers = join_all((0..sent).map(|_| request())).await;
        let refilled = rate * start.elapsed().as_secs_f64() + 1.0;
        let mut admitted = 0;
        for answer in answers {
            let answer = answer.expect("an answer");
            if answer.status() == StatusCode::TOO_MANY_REQUESTS {
                assert_eq!(answer.json::<Value>().await.expect("JSON"), json!({ "message": "Too Many Requests" }));
            } else {
                admitted += 1;
            }
        }
        assert!(admitted >= burst, "{}: {admitted} of {sent}", route.key);
        assert!(f64::from(admitted) <= f64::from(burst) + refilled, "{}: {admitted} of {sent}", route.key);
    }
}

#[tokio::test]
async fn what_nobody_signed_in_for_counts_as_well() {
    let hosted = Hosted::start_with(&[("ThrottlingRate", "1"), ("ThrottlingBurst", "2")]).await.expect("it starts");
    let http = Client::builder().no_proxy().build().expect("an HTTP client");
    let url = format!("{}/me", hosted.system.url());
    let mut statuses = Vec::new();
    for _ in 0..10 {
        statuses.push(http.get(&url).send().await.expect("an answer").status().as_u16());
    }
    assert_eq!(statuses[..2], [401, 401]);
    assert!(statuses.contains(&429), "{statuses:?}");
}
