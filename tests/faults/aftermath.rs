//! What must be true after everything that went wrong.

use std::time::Duration;

use futures::{StreamExt, stream};
use serde_json::{Value, json};
use system_tests::{Operator, System, eventually, patience};

use crate::traffic::{Promise, Taken};

/// How long everything may take to come to rest: messages that failed come again after seconds, and what was lost is looked
/// for every minute.
const AT_REST_WITHIN: Duration = Duration::from_secs(150);

/// Every promise is kept, and shown, and an audit of all tables finds nothing.
pub async fn every_promise_is_kept(system: &System, taken: &[Taken]) {
    come_to_rest(system).await;
    stream::iter(taken).for_each_concurrent(8, async |taken| is_kept(taken).await).await;
    println!("{}", system.audits_clean(AT_REST_WITHIN).await);
}

async fn is_kept(taken: &Taken) {
    let booking = &taken.booking;
    let row = match taken.promise {
        Promise::Reserved => json!({}),
        Promise::Paid => {
            json!({ "reserveStatus": "paymentComp", "paymentStatus": "Y", "promotionStatus": "GRANTED" })
        }
        Promise::Cancelled => json!({ "reserveStatus": "cancelled" }),
    };
    booking.customer.get(&booking.path()).await.expect(200);
    let shown = booking.row_with(&row, AT_REST_WITHIN).await;
    if taken.promise == Promise::Cancelled && shown["paymentStatus"] != "N" {
        let refund = booking.refund(AT_REST_WITHIN).await;
        assert_eq!(refund["refundPrice"], booking.price(), "{refund}");
    }
}

/// Runs the reconcilers until they find nothing and all queues are empty but for what is delayed.
pub async fn come_to_rest(system: &System) {
    let operator = system.stranger(None);
    eventually("everything is at rest", patience(AT_REST_WITHIN), async || {
        for reconciler in ["reconcile-reservations", "reconcile-payments"] {
            let run = format!("/dev/schedules/{reconciler}?wait=true");
            let found = operator.post(&run, &json!({})).await.expect(200).json()["answers"][0].clone();
            let kinds = found.as_object().expect("what a reconciler found");
            if !kinds.values().all(|kind| kind["tried"] == 0 && kind["isAll"] == true) {
                return Err(format!("{reconciler} found {found}"));
            }
        }
        let queues = operator.get("/dev/queues").await.expect(200).json();
        for (name, queue) in queues.as_object().expect("queues") {
            // What died of the faults is sent back, as an operator would.
            if let Some(graveyard) = queue["deadLetterQueue"].as_str().filter(|_| queue["deadLetters"] != 0) {
                let graveyard = graveyard.strip_prefix("local-").unwrap_or(graveyard);
                Operator::at(system).does(&format!("dlq redrive {graveyard}")).await;
                return Err(format!("{name} had dead letters"));
            }
            if depth(queue) > 0 {
                return Err(format!("{name}: {queue}"));
            }
        }
        Ok(())
    })
    .await;
}

/// What is on its way: not what waits for its time.
fn depth(queue: &Value) -> u64 {
    ["visible", "inFlight"].iter().filter_map(|what| queue[what].as_u64()).sum()
}
