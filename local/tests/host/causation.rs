//! Whatever is told is told for a reason: each event names its cause, and from cause to cause the logs lead back to the
//! request that began it.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::{
    crash::Person,
    logs::{Line, Logging},
    support::within,
};

const TOLD_WITHIN: Duration = Duration::from_secs(20);

/// Follows causes through log lines.
struct Detective {
    lines: Vec<Line>,
}

impl Detective {
    fn line(&self, message: &str, field: &str, value: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.says(message) && line.field(field) == Some(value))
    }

    /// How an event came to be, from itself back to the request; nothing as long as a link is missing.
    fn story(&self, event_id: &str) -> Option<String> {
        let handled = self.line("handled an event", "event_id", event_id)?;
        let published = self.line("published an event", "event_id", event_id)?;
        let cause = self.cause(published.field("causation_id")?)?;
        Some(format!("{} < {cause}", handled.field("event_type")?))
    }

    /// What a `causationId` stands for, and what caused that.
    fn cause(&self, id: &str) -> Option<String> {
        match id.split_once('/')? {
            ("request", request_id) => {
                let answered = self.line("answered", "request_id", request_id)?;
                assert!(answered.field("api_request_id").is_some_and(|id| !id.is_empty()), "{}", answered.0);
                Some(answered.field("function")?.to_owned())
            }
            ("invocation", request_id) => {
                let answered = self.line("answered a call", "request_id", request_id)?;
                let caller = self.line("called", "callee_request_id", request_id)?;
                let cause = match (caller.field("event_id"), caller.field("api_request_id")) {
                    (Some(event), _) => format!("{} < {}", caller.field("function")?, self.story(event)?),
                    (None, Some(_)) => caller.field("function")?.to_owned(),
                    (None, None) => self.cause(&format!("invocation/{}", caller.field("request_id")?))?,
                };
                Some(format!("{} < {cause}", answered.field("function")?))
            }
            _ => self.story(id),
        }
    }

    /// The stories of all events of which the customer was told under a correlation id.
    fn notices(&self, correlation_id: &str) -> Vec<String> {
        let told = self.lines.iter().filter(|line| {
            line.says("handled an event")
                && line.field("function") == Some("notify-customer")
                && line.field("correlation_id") == Some(correlation_id)
        });
        let mut stories: Vec<String> =
            told.filter_map(|line| line.field("event_id")).filter_map(|id| self.story(id)).collect();
        stories.sort();
        stories
    }
}

/// Waits until the customer was told all this, and why.
async fn told(logs: &Logging, correlation_id: &str, stories: &[&str]) {
    let found = within(TOLD_WITHIN, || async {
        let found = Detective { lines: logs.lines() }.notices(correlation_id);
        (found.len() == stories.len()).then_some(found)
    });
    assert_eq!(found.await, stories);
}

#[tokio::test]
async fn from_every_notice_of_a_booking_and_of_its_cancellation_a_chain_of_causes_leads_to_the_request() {
    let logs = Logging::start(&[]);
    let somebody = Person::at(&logs.api).await;
    // Who confirms by event would sometimes be quicker than the request: then that is the cause.
    let slow = json!({ "function": "confirm-reservation", "latencyMs": 1_000 });
    somebody.send(Method::POST, "/dev/faults", &slow).await;
    let number = somebody.correlated("a-booking").reserve("R-1").await;
    let path = format!("/reservations/{number}");
    let paid = somebody.correlated("a-payment").send(Method::POST, &format!("{path}/payment"), &json!({})).await;
    assert_eq!(paid.0, 201, "{}", paid.1);
    told(&logs, "a-booking", &["Reserved < reserve-room"]).await;
    let stories = [
        "PaymentCompleted < charge-payment < pay-reservation",
        "PromotionSaved < save-promotion < charge-payment < pay-reservation",
        "ReservationConfirmed < pay-reservation",
    ];
    told(&logs, "a-payment", &stories).await;

    let cancelled = somebody.correlated("a-cancellation").send(Method::DELETE, &path, &json!({})).await;
    assert_eq!(cancelled.0, 200, "{}", cancelled.1);
    let stories = [
        "PaymentRefunded < ReservationCancelled < cancel-reservation",
        "PromotionRevoked < revoke-promotion < refund-payment < ReservationCancelled < cancel-reservation",
        "ReservationCancelled < cancel-reservation",
    ];
    told(&logs, "a-cancellation", &stories).await;
}

#[tokio::test]
async fn what_events_and_timers_cause_leads_to_the_request_as_well() {
    let logs = Logging::start(&["HoldSeconds=4"]);
    let somebody = Person::at(&logs.api).await;
    let busy = json!({ "function": "save-promotion", "errorRate": 1.0 });
    somebody.send(Method::POST, "/dev/faults", &busy).await;
    somebody.correlated("a-hold").reserve("R-1").await;
    let number = somebody.correlated("a-booking").reserve("R-2").await;
    let payment = json!({ "reservationNumber": number });
    let paid = somebody.correlated("a-payment").send(Method::POST, "/payments", &payment).await;
    assert_eq!(paid.0, 201, "{}", paid.1);

    let (ended, held) = ("ReservationExpired < Reserved < reserve-room", "Reserved < reserve-room");
    told(&logs, "a-hold", &[ended, held]).await;
    let paid = "PaymentCompleted < charge-payment < complete-payment";
    let promotion = format!("PromotionSaved < {paid}");
    let stories = within(TOLD_WITHIN, || async {
        let found = Detective { lines: logs.lines() }.notices("a-payment");
        (found.len() == 3).then_some(found)
    })
    .await;
    assert_eq!(stories[..2], [paid, promotion.as_str()]);
    // By the call or by the event, whichever was quicker.
    let confirmed = [
        "ReservationConfirmed < confirm-payment < complete-payment".to_owned(),
        format!("ReservationConfirmed < {paid}"),
    ];
    assert!(confirmed.contains(&stories[2]), "{}", stories[2]);
}
