//! What was answered is kept and seen through, even if the process is killed in the same moment.

use std::fs;

use jiff::{ToSpan, tz::Offset};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    process::{spawn, whole_system},
    support::eventually,
};

/// Somebody who lets rooms and reserves them.
#[derive(Clone)]
pub struct Person {
    http: reqwest::Client,
    api: String,
    token: String,
    correlation_id: Option<&'static str>,
}

impl Person {
    /// Somebody new to the system.
    pub async fn at(api: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut person = Self { http, api: api.to_owned(), token: String::new(), correlation_id: None };
        let profile = json!({ "sub": "c-1", "name": "홍길동", "groups": ["host", "customer"] });
        let (_, answer) = person.send(Method::POST, "/dev/token", &profile).await;
        answer["token"].as_str().unwrap().clone_into(&mut person.token);
        person
    }

    /// The same, whose requests bear this correlation id.
    pub fn correlated(&self, correlation_id: &'static str) -> Self {
        Self { correlation_id: Some(correlation_id), ..self.clone() }
    }

    /// Status and body of an answer.
    pub async fn send(&self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let request = self.http.request(method, format!("{}{path}", self.api)).bearer_auth(&self.token);
        let request = match self.correlation_id {
            Some(id) => request.header("x-correlation-id", id),
            None => request,
        };
        let answer = request.json(body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Reserves a room of its own; answers the reservation's number.
    pub async fn reserve(&self, room: &str) -> String {
        let form = json!({ "roomNumber": room, "roomName": "한옥", "roomType": "HANOK", "roomPrice": 100_000 });
        assert_eq!(self.send(Method::POST, "/rooms", &form).await.0, 201);
        let check_in = Offset::constant(9).to_datetime(platform::clock::now()).date() + 30.days();
        let stay = json!({ "roomNumber": room, "checkIn": check_in, "checkOut": check_in + 1.day() });
        // The room's way into the catalogue takes a moment.
        let reserved = eventually(|| async {
            let (status, answer) = self.send(Method::POST, "/reservations", &stay).await;
            (status == 201).then_some(answer)
        });
        reserved.await["reservationNumber"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_booking_that_was_paid_before_kill_9_is_complete_after_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let (template, data) = (dir.path().join("template.yaml"), dir.path().join("data"));
    // What the killed process had received stays hidden that long: a minute in the template.
    let text = fs::read_to_string(whole_system()).unwrap().replace("VisibilityTimeout: 60", "VisibilityTimeout: 2");
    fs::write(&template, text).unwrap();
    for round in 0..3 {
        let (mut process, api, _) = spawn(&template, &data);
        let person = Person::at(&api).await;
        let number = person.reserve(&format!("R-{round}")).await;
        let (status, paid) = person.send(Method::POST, &format!("/reservations/{number}/payment"), &json!({})).await;
        process.kill();
        assert_eq!(status, 201, "{paid}");

        let (_process, api, _) = spawn(&template, &data);
        let person = Person::at(&api).await;
        let complete = json!(["paymentComp", "Y", "GRANTED", paid["promotion"]["couponId"]]);
        eventually(|| async {
            let (_, row) = person.send(Method::GET, &format!("/roomInfos/{number}"), &Value::Null).await;
            let shown = ["reserveStatus", "paymentStatus", "promotionStatus", "couponId"].map(|field| &row[field]);
            (json!(shown) == complete).then_some(())
        })
        .await;
    }
}
