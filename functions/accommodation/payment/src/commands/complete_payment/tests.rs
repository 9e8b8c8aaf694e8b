use accommodation_contracts::{
    access,
    calls::{Deferral, DeferredPromotion, Earned, PaymentRefusal},
    reservation::ReserveStatus,
    samples::{paid, promotion, reserved},
};
use platform::http;
use serde_json::Value;
use testing::{Answer, Api, FakeCallee, Person};

use super::*;
use crate::domain::fixtures::command;

const ITS_CUSTOMER: Person = Person { id: "c-1", name: "김하나", groups: "customer" };
const AN_OPERATOR: Person = Person { id: "o-1", name: "Pat", groups: "operator" };

type Beginning = FakeCallee<BeginPayment, PaymentBegun>;
type Charging = FakeCallee<ChargePayment, Charged>;
type Confirming = FakeCallee<ConfirmPayment, PaymentConfirmed>;
type Chain = Ports<Beginning, Charging, Confirming>;

fn payable(settle_only: bool) -> PaymentBegun {
    PaymentBegun::Payable { reservation: reservation(ReserveStatus::Reserve), settle_only }
}

fn reservation(reserve_status: ReserveStatus) -> Box<ReservationState> {
    Box::new(ReservationState { reserve_status, ..reserved() })
}

fn chain(newly: bool) -> Chain {
    let (coupon_id, payment_id) = (promotion().coupon_id, paid().payment_id);
    let deferred = DeferredPromotion { coupon_id, payment_id, status: Deferral::Deferred };
    Ports {
        beginning: FakeCallee::new(|_| Ok(payable(false))),
        charging: FakeCallee::new(move |_| {
            Ok(Charged::Completed { payment: Box::new(paid()), promotion: Earned::Deferred(deferred.clone()), newly })
        }),
        confirming: FakeCallee::new(move |_| {
            Ok(PaymentConfirmed::Confirmed { reservation: reservation(ReserveStatus::PaymentComp), newly })
        }),
    }
}

async fn post(chain: &Chain, caller: Person, body: Value) -> Answer {
    Api::of(http::function(&access::COMPLETE_PAYMENT, chain.clone(), handle)).post(caller, &[], &body).await
}

fn body() -> Value {
    json!({ "reservationNumber": "R-1", "paymentPrice": "100000", "cardToken": "tok_1" })
}

#[tokio::test]
async fn the_chain_is_begin_charge_confirm_with_the_owners_facts() {
    let chain = chain(true);
    let answer = post(&chain, ITS_CUSTOMER, body()).await;
    assert_eq!((answer.status, &answer.headers["location"]), (201, &json!("/payments/P-1")), "{answer:?}");
    assert_eq!(answer.body["paymentStatus"], "Y");
    assert_eq!(answer.body["promotion"]["status"], "DEFERRED");
    assert_eq!(answer.headers["retry-after"], "5");
    assert_eq!(chain.beginning.commands()[0].payment_price, Some(command().payment_price));
    assert_eq!(chain.charging.commands()[0].customer_name, command().customer_name);
    assert_eq!(chain.confirming.commands()[0].payment, paid());
}

#[tokio::test]
async fn a_repeat_is_200() {
    assert_eq!(post(&chain(false), ITS_CUSTOMER, body()).await.status, 200);
}

#[tokio::test]
async fn what_reservation_refuses_is_never_charged() {
    for (refusal, status) in [(PaymentRefusal::NotFound, 404), (PaymentRefusal::PriceMismatch(Won::ZERO), 409)] {
        let chain = Ports {
            beginning: FakeCallee::new(move |_| Ok(PaymentBegun::Refused { refusal, refund: None })),
            ..chain(true)
        };
        assert_eq!(post(&chain, ITS_CUSTOMER, body()).await.status, status);
        assert!(chain.charging.commands().is_empty());
    }
}

#[tokio::test]
async fn a_step_that_does_not_answer_is_503_and_the_next_is_not_taken() {
    let down = Ports { beginning: FakeCallee::new(|_| Err(CallError::Throttled)), ..chain(true) };
    let answer = post(&down, ITS_CUSTOMER, body()).await;
    assert_eq!((answer.status, answer.problem()), (503, "payment-unavailable"));
    assert!(down.charging.commands().is_empty());
    let down = Ports { charging: FakeCallee::new(|_| Err(CallError::TimedOut)), ..chain(true) };
    assert_eq!(post(&down, ITS_CUSTOMER, body()).await.status, 503);
    assert!(down.confirming.commands().is_empty());
}

#[tokio::test]
async fn late_money_goes_back() {
    let late = |_: &ConfirmPayment| Ok(PaymentConfirmed::Late(PaymentRefusal::HoldExpired));
    let answer = post(&Ports { confirming: FakeCallee::new(late), ..chain(true) }, ITS_CUSTOMER, body()).await;
    assert_eq!((answer.status, answer.problem()), (409, "hold-expired"));
    assert_eq!(answer.body["refund"]["status"], "PENDING");
}

#[tokio::test]
async fn wrong_fields_come_before_a_wrong_group() {
    let chain = chain(true);
    let wrong = json!({ "paymentPrice": "free", "method": "barter" });
    let answer = post(&chain, AN_OPERATOR, wrong).await;
    assert_eq!(answer.pointers(), ["#/reservationNumber", "#/paymentPrice", "#/method"]);
    assert_eq!(post(&chain, AN_OPERATOR, body()).await.status, 403);
    assert!(chain.beginning.commands().is_empty());
}

#[tokio::test]
async fn after_the_hold_a_payment_that_was_begun_is_only_settled() {
    for settle_only in [false, true] {
        let chain = Ports { beginning: FakeCallee::new(move |_| Ok(payable(settle_only))), ..chain(true) };
        assert_eq!(post(&chain, ITS_CUSTOMER, body()).await.status, 201);
        assert_eq!(chain.charging.commands()[0].settle_only, settle_only);
    }
}

#[tokio::test]
async fn a_refusal_says_where_the_money_stands_that_came_too_late() {
    let refused = |_: &BeginPayment| {
        Ok(PaymentBegun::Refused { refusal: PaymentRefusal::HoldExpired, refund: Some(Refund::pending()) })
    };
    let answer = post(&Ports { beginning: FakeCallee::new(refused), ..chain(true) }, ITS_CUSTOMER, body()).await;
    assert_eq!((answer.status, answer.problem()), (409, "hold-expired"));
    assert_eq!(answer.body["refund"], json!({ "status": "PENDING" }));
    let unknown = |_: &ConfirmPayment| Ok(PaymentConfirmed::Late(PaymentRefusal::NotFound));
    let answer = post(&Ports { confirming: FakeCallee::new(unknown), ..chain(true) }, ITS_CUSTOMER, body()).await;
    assert!(answer.body["refund"].is_null(), "{}", answer.body);
}
