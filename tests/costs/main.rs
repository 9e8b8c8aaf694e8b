//! What a request costs: how often each function calls tables and other functions. The table is the one in
//! `docs/performance.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{collections::BTreeMap, path::Path, time::Duration};

use serde_json::{Value, json};
use system_tests::{Answer, Booking, Hosted, Persona, Room, Stay, unique};

/// Calls by operation.
type Cost = BTreeMap<String, u64>;

/// A system whose functions' calls are counted, and what they came to.
struct Costs {
    hosted: Hosted,
    operator: Persona,
    rows: BTreeMap<String, Cost>,
}

impl Costs {
    async fn start() -> Self {
        // Nothing but the test calls anything.
        let hosted = Hosted::with_idle_schedules(&[]).await;
        // Who confirms by event would sometimes be quicker than the request, and spare it a write.
        hosted.system.inject("confirm-reservation", &json!({ "errorRate": 1 })).await;
        let operator = hosted.system.stranger(None);
        Self { hosted, operator, rows: BTreeMap::new() }
    }

    async fn so_far(&self) -> Value {
        self.operator.get("/dev/functions").await.expect(200).json()
    }

    /// What one request makes these functions call.
    async fn of(&mut self, name: &str, functions: &[&str], request: impl Future<Output = Answer>) -> Answer {
        let before = self.so_far().await;
        let answer = request.await;
        assert!(answer.status() < 300, "{name}: {answer}");
        let after = self.so_far().await;
        for function in functions {
            let count = |seen: &Value, operation: &str| seen[function]["calls"][operation].as_u64().unwrap_or(0);
            let operations = after[function]["calls"].as_object().expect("calls").keys();
            let cost: Cost = operations
                .map(|operation| (operation.clone(), count(&after, operation) - count(&before, operation)))
                .filter(|(_, calls)| *calls > 0)
                .collect();
            let name = if functions.len() == 1 { name } else { function };
            self.rows.insert(name.to_owned(), cost);
        }
        answer
    }

    /// The table as Markdown.
    fn table(&self) -> Vec<String> {
        let row = |(function, cost): (&String, &Cost)| {
            let calls: Vec<String> = cost.iter().map(|(operation, calls)| format!("{calls} {operation}")).collect();
            format!("| {function} | {} |", calls.join(", "))
        };
        self.rows.iter().map(row).collect()
    }
}

/// A host's room and a customer's two bookings of it, the one to look at and the one to end.
struct Story {
    host: Persona,
    customer: Persona,
    room: Room,
    number: String,
    payment: String,
    coupon: String,
}

async fn book(costs: &mut Costs) -> Story {
    let system = costs.hosted.system.clone();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::plan(100_000);
    costs.of("register-room", &["register-room"], host.post("/rooms", &room.registration())).await;
    room.sold_at_its_price(&customer).await;
    let (key, other) = (unique("key"), Room::plan(100_000).registration());
    costs.of("register-room, keyed", &["register-room"], host.post_once(&key, "/rooms", &other)).await;
    let reservation = room.reservation(Stay::new(10, 1));
    let reserved = costs.of("reserve-room", &["reserve-room"], customer.post("/reservations", &reservation)).await;
    let number = reserved.str("reservationNumber");
    let path = format!("/reservations/{number}/payment");
    let chain = ["pay-reservation", "charge-payment", "save-promotion"];
    let paid = costs.of("payment", &chain, customer.post(&path, &json!({}))).await.json();
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    let (payment, coupon) = (text(&paid["payment"]["paymentId"]), text(&paid["promotion"]["couponId"]));
    Story { host, customer, room, number, payment, coupon }
}

async fn book_otherwise(costs: &mut Costs, story: &Story) {
    let other = Booking::reserve(&story.customer, &story.room, Stay::new(12, 1)).await;
    let chain = ["complete-payment", "begin-payment", "confirm-payment"];
    costs.of("payment", &chain, story.customer.post("/payments", &other.payment())).await;
    other.complete_row(Duration::from_secs(20)).await;
    let again = json!({ "paymentId": story.payment });
    let chain = ["grant-promotion", "payment-facts"];
    costs.of("promotion", &chain, story.customer.post("/promotions", &again)).await;
    other.cancel().await.expect(200);
}

async fn look(costs: &mut Costs, story: &Story) {
    let queries = [
        ("get-reservation", format!("/reservations/{}", story.number)),
        ("get-payment", format!("/payments/{}", story.payment)),
        ("get-promotion", format!("/promotions/{}", story.coupon)),
        ("get-room-info", format!("/roomInfos/{}", story.number)),
        ("list-room-infos", "/roomInfos".to_owned()),
        ("list-promotions", "/promotions".to_owned()),
        ("list-notices", "/notices".to_owned()),
        ("my-page", "/me".to_owned()),
        ("get-room", story.room.path()),
    ];
    for (function, path) in queries {
        costs.of(function, &[function], story.customer.get(&path)).await;
    }
}

async fn end(costs: &mut Costs, story: &Story) {
    let Story { host, customer, room, number, coupon, .. } = story;
    let redeem = format!("/promotions/{coupon}/redeem");
    costs.of("redeem-coupon", &["redeem-coupon"], customer.post(&redeem, &json!({}))).await;
    let cancel = format!("/reservations/{number}");
    costs.of("cancel-reservation", &["cancel-reservation"], customer.delete(&cancel)).await;
    costs.of("change-room", &["change-room"], host.patch(&room.path(), &json!({ "roomPrice": 1 }))).await;
    costs.of("retire", &["retire-room", "close-room"], host.delete(&room.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_costs_what_is_written() {
    let mut costs = Costs::start().await;
    let story = book(&mut costs).await;
    book_otherwise(&mut costs, &story).await;
    look(&mut costs, &story).await;
    end(&mut costs, &story).await;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/performance.md");
    let written = std::fs::read_to_string(file).expect("docs/performance.md");
    let table = costs.table();
    let missing: Vec<&String> = table.iter().filter(|row| !written.contains(row.as_str())).collect();
    assert!(missing.is_empty(), "docs/performance.md has other costs than these:\n{}", table.join("\n"));
}
