use accommodation_contracts::{
    CouponId, access,
    calls::{Deferral, DeferredPromotion, Earned},
    samples::{paid, reserved},
};
use jiff::SignedDuration;
use kernel::CorrelationId;
use platform::{
    http,
    internal::CallError,
    store::{Change, MemoryStore, Versioned},
};
use serde_json::Value;
use testing::{Answer, Api, FakeCallee, Person, cause};

use super::*;
use crate::domain::ReservationEvent;

const ITS_CUSTOMER: Person = Person { id: "c-1", name: "김하나", groups: "customer" };
const ANOTHER: Person = Person { id: "c-2", name: "박둘", groups: "customer" };
const A_HOST: Person = Person { id: "h-1", name: "이숙박", groups: "host" };

type Charging = FakeCallee<ChargePayment, Charged>;
type Play = fn() -> Result<Charged, CallError>;

/// A hold that ends `seconds` from now.
async fn held_for(seconds: i64) -> MemoryStore<Reservation> {
    let store = MemoryStore::default();
    let hold_expires_at = clock::now() + SignedDuration::from_secs(seconds);
    let events = [ReservationEvent::Reserved(Box::new(ReservationState { hold_expires_at, ..reserved() }))];
    let change = Change::new("R-1", Versioned::absent(), &events, &cause(clock::now())).unwrap();
    store.commit(&change).await.unwrap();
    store
}

async fn pay(reservations: &MemoryStore<Reservation>, charging: &Charging, caller: Person, body: Value) -> Answer {
    let ports = Ports { reservations: reservations.clone(), charging: charging.clone() };
    let api = Api::of(http::function(&access::PAY_RESERVATION, ports, handle));
    api.post(caller, &[("reservationNumber", "R-1")], &body).await
}

fn deferred() -> Earned {
    let payment_id = paid().payment_id;
    let coupon_id = CouponId::of(&payment_id);
    Earned::Deferred(DeferredPromotion { coupon_id, payment_id, status: Deferral::Deferred })
}

fn charges() -> Charging {
    FakeCallee::new(|_| Ok(Charged::Completed { payment: Box::new(paid()), promotion: deferred(), newly: true }))
}

fn names(store: &MemoryStore<Reservation>) -> Vec<String> {
    store.published().into_iter().map(|entry| entry.detail_type).collect()
}

#[tokio::test]
async fn paying_confirms_the_reservation_in_the_same_request() {
    let (store, charging) = (held_for(900).await, charges());
    let answer = pay(&store, &charging, ITS_CUSTOMER, json!({ "method": "card", "cardToken": "tok_1" })).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.body["reservation"]["reserveStatus"], "paymentComp");
    assert_eq!(answer.body["payment"]["paymentStatus"], "Y");
    assert_eq!(answer.body["promotion"], json!({ "status": "DEFERRED", "couponId": "C-1", "paymentId": "P-1" }));
    assert_eq!(answer.headers["retry-after"], "5");
    assert_eq!(names(&store), ["Reserved", "ReservationConfirmed"]);
    let [command] = charging.commands().try_into().unwrap();
    assert_eq!(command.payment_price.get(), 100_000);
    assert_eq!(command.card_token.unwrap().reveal(), "tok_1");
}

#[tokio::test]
async fn a_callee_has_less_time_than_the_request() {
    let charging = charges();
    pay(&held_for(900).await, &charging, ITS_CUSTOMER, json!({})).await;
    assert!(charging.deadlines()[0] < clock::now() + SignedDuration::from_secs(10));
}

#[tokio::test]
async fn a_charge_that_did_not_complete_leaves_the_hold() {
    let cases: [(Play, u64, &str); 4] = [
        (|| Ok(Charged::Refused(ChargeRefusal::Declined)), 402, "payment-declined"),
        (|| Ok(Charged::Refused(ChargeRefusal::InProgress(3))), 409, "payment-in-progress"),
        (|| Ok(Charged::Refused(ChargeRefusal::Unavailable)), 503, "payment-unavailable"),
        (|| Err(CallError::TimedOut), 503, "payment-unavailable"),
    ];
    for (result, status, slug) in cases {
        let store = held_for(900).await;
        let answer = pay(&store, &FakeCallee::new(move |_| result()), ITS_CUSTOMER, json!({})).await;
        assert_eq!((answer.status, answer.problem()), (status, slug));
        assert_eq!(names(&store), ["Reserved"]);
    }
}

#[tokio::test]
async fn money_that_came_for_a_cancelled_reservation_is_said_to_go_back() {
    let returned = || {
        let won = |amount| Some(kernel::Won::parse(amount).unwrap());
        PaymentState { refund_price: won(100_000), deducted_price: won(0), ..paid() }
    };
    for (is_paid_back, status) in [(true, "DONE"), (false, "PENDING")] {
        let charging = FakeCallee::new(move |_| Ok(Charged::Returned { payment: Box::new(returned()), is_paid_back }));
        let answer = pay(&held_for(900).await, &charging, ITS_CUSTOMER, json!({})).await;
        assert_eq!((answer.status, answer.problem()), (409, "reservation-cancelled"));
        let refund = json!({ "status": status, "refundPrice": 100_000, "deductedPrice": 0 });
        assert_eq!(answer.body["refund"], refund);
    }
}

#[tokio::test]
async fn nothing_is_charged_for_a_hold_that_has_ended() {
    let charging = charges();
    let answer = pay(&held_for(0).await, &charging, ITS_CUSTOMER, json!({})).await;
    assert_eq!((answer.status, answer.problem()), (409, "hold-expired"));
    assert!(charging.commands().is_empty());
}

#[tokio::test]
async fn only_its_customer_pays() {
    let (store, charging) = (held_for(900).await, charges());
    assert_eq!(pay(&store, &charging, A_HOST, json!({})).await.status, 403);
    assert_eq!(pay(&store, &charging, ANOTHER, json!({})).await.problem(), "reservation-not-found");
    let wrong = pay(&store, &charging, A_HOST, json!({ "method": "barter", "cardToken": "" })).await;
    assert_eq!(wrong.pointers(), ["#/method", "#/cardToken"]);
    assert!(charging.commands().is_empty());
}

#[tokio::test]
async fn paying_again_is_200_with_the_same_body() {
    let store = held_for(900).await;
    let first = pay(&store, &charges(), ITS_CUSTOMER, json!({})).await;
    let found =
        FakeCallee::new(|_| Ok(Charged::Completed { payment: Box::new(paid()), promotion: deferred(), newly: false }));
    let again = pay(&store, &found, ITS_CUSTOMER, json!({})).await;
    assert_eq!((again.status, again.body), (200, first.body));
    assert_eq!(names(&store), ["Reserved", "ReservationConfirmed"]);
}

/// Charges, and the reservation ends before its caller hears of it.
#[derive(Debug, Clone)]
struct EndsMeanwhile(MemoryStore<Reservation>, ReservationEvent);

impl Callee<ChargePayment, Charged> for EndsMeanwhile {
    async fn call(&self, _: &ChargePayment, _: &CorrelationId, _: Timestamp) -> Result<Charged, CallError> {
        let end = |_: Option<&Reservation>| Ok::<_, ()>(vec![self.1.clone()]);
        execute(&self.0, "R-1", &cause(clock::now()), end).await.unwrap();
        Ok(Charged::Completed { payment: Box::new(paid()), promotion: deferred(), newly: true })
    }
}

#[tokio::test]
async fn money_that_comes_too_late_is_said_to_go_back_and_so_is_a_repeat() {
    let now = clock::now();
    let ends = [
        (ReservationEvent::Expired { at: now }, "hold-expired"),
        (ReservationEvent::Cancelled { at: now }, "reservation-cancelled"),
    ];
    for (end, slug) in ends {
        let store = held_for(900).await;
        let ports = Ports { reservations: store.clone(), charging: EndsMeanwhile(store.clone(), end) };
        let api = Api::of(http::function(&access::PAY_RESERVATION, ports, handle));
        for _ in 0..2 {
            let answer = api.post(ITS_CUSTOMER, &[("reservationNumber", "R-1")], &json!({})).await;
            assert_eq!((answer.status, answer.problem()), (409, slug));
            assert_eq!(answer.body["refund"]["status"], "PENDING", "{slug}");
        }
        assert_eq!(names(&store).last().unwrap(), "PaymentRejected");
    }
}

#[tokio::test]
async fn after_the_hold_a_payment_that_was_begun_is_only_settled() {
    let store = held_for(1).await;
    let charging = charges();
    pay(&store, &charging, ITS_CUSTOMER, json!({})).await;
    assert!(!charging.commands()[0].settle_only);
    let late = held_for(0).await;
    let began = |_: Option<&Reservation>| {
        let paying_until = clock::now() + SignedDuration::from_secs(30);
        Ok::<_, ()>(vec![ReservationEvent::PaymentBegan { paying_until }])
    };
    execute(&late, "R-1", &cause(clock::now()), began).await.unwrap();
    pay(&late, &charging, ITS_CUSTOMER, json!({})).await;
    assert!(charging.commands()[1].settle_only);
}
