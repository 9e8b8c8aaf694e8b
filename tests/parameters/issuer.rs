//! Who issues the tokens.

use reqwest::Client;
use serde_json::{Value, json};
use system_tests::{Booking, Hosted, Room};

use crate::hosted_with;

/// The parameters of a system that trusts tokens of somebody else's.
const ANOTHERS: [(&str, &str); 2] = [("JwtIssuer", "https://issuer.example"), ("JwtAudience", "accommodation")];

/// Whether the system has a function with this handler.
async fn has(hosted: &Hosted, handler: &str) -> bool {
    let http = Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/dev/functions", hosted.system.url());
    let functions: Value = http.get(url).send().await.unwrap().json().await.unwrap();
    functions.get(handler).is_some()
}

#[tokio::test]
async fn only_the_own_user_pool_has_a_function_for_its_tokens() {
    let own = hosted_with(&[]).await;
    assert!(has(&own, "assign-group").await);
    own.stop().await;
    let hosted = hosted_with(&ANOTHERS).await;
    assert!(has(&hosted, "health").await && !has(&hosted, "assign-group").await);
    hosted.stop().await;
}

/// With the own user pool, whoever is in none of the groups is a customer. Rooms are for everybody signed in to look at.
#[tokio::test]
async fn whom_another_issuer_has_put_in_no_group_may_only_look_at_rooms() {
    let hosted = hosted_with(&ANOTHERS).await;
    let booking = Booking::of_one_night(&hosted.system, 100_000).await;
    let nobody = hosted.system.persona("아무개", &[]).await;
    nobody.get("/rooms").await.expect(200);
    for path in ["/me", "/roomInfos", "/promotions", "/notices", &booking.path(), &booking.row_path()] {
        nobody.get(path).await.any_problem(403);
    }
    for (path, body) in [
        ("/rooms", Room::plan(1).registration()),
        ("/reservations", booking.room.reservation(booking.stay)),
        (&booking.payment_path(), json!({})),
        ("/payments", booking.payment()),
        ("/promotions", json!({ "paymentId": "P-1" })),
    ] {
        nobody.post(path, &body).await.any_problem(403);
    }
    hosted.stop().await;
}
