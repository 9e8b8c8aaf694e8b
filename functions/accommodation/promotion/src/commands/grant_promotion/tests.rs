use accommodation_contracts::{
    access,
    payment::{PaymentProgress, PaymentState},
    samples::{paid, promotion},
};
use platform::{http, internal::CallError};
use serde_json::Value;
use testing::{Answer, Api, FakeCallee, Person};

use super::*;

const ITS_CUSTOMER: Person = Person { id: "c-1", name: "김하나", groups: "customer" };
const ANOTHER: Person = Person { id: "c-2", name: "박둘", groups: "customer" };
const AN_OPERATOR: Person = Person { id: "o-1", name: "Pat", groups: "operator" };
const A_HOST: Person = Person { id: "h-1", name: "이숙박", groups: "host" };

type Facts = FakeCallee<PaymentFacts, KnownPayment>;
type Saving = FakeCallee<SavePromotion, PromotionAnswer>;

fn ports(newly: bool) -> Ports<Facts, Saving> {
    Ports {
        facts: FakeCallee::new(|_| Ok(Some(paid()))),
        saving: FakeCallee::new(move |_| Ok(PromotionAnswer::Granted { promotion: Box::new(promotion()), newly })),
    }
}

async fn post(ports: &Ports<Facts, Saving>, caller: Person, body: Value) -> Answer {
    Api::of(http::function(&access::GRANT_PROMOTION, ports.clone(), handle)).post(caller, &[], &body).await
}

/// The seed's own command: `http POST … paymentId=… paymentPrice=100000 paymentStatus=Y reserveStatus=…`.
fn seeds_command() -> Value {
    json!({ "paymentId": "P-1", "paymentPrice": "100000", "paymentStatus": "Y", "reserveStatus": "paymentComp" })
}

#[tokio::test]
async fn the_promotion_of_a_completed_payment_is_granted_at_the_owners_price() {
    for caller in [ITS_CUSTOMER, AN_OPERATOR] {
        let ports = ports(true);
        let answer = post(&ports, caller, seeds_command()).await;
        assert_eq!((answer.status, &answer.headers["location"]), (201, &json!("/promotions/C-1")), "{answer:?}");
        assert_eq!(ports.saving.commands()[0].payment, paid());
        insta::assert_json_snapshot!("promotion", answer.body);
    }
    assert_eq!(post(&ports(false), ITS_CUSTOMER, seeds_command()).await.status, 200);
}

#[tokio::test]
async fn the_callers_own_word_is_never_enough() {
    let unpaid = || PaymentState { payment_status: PaymentStatus::N, status: PaymentProgress::Pending, ..paid() };
    let ports = Ports { facts: FakeCallee::new(move |_| Ok(Some(unpaid()))), ..ports(true) };
    let answer = post(&ports, ITS_CUSTOMER, seeds_command()).await;
    assert_eq!((answer.status, answer.problem()), (409, "payment-not-completed"));
    assert!(ports.saving.commands().is_empty());
}

#[tokio::test]
async fn nobody_elses_payment_and_no_other_price_earns_anything() {
    let ports = ports(true);
    assert_eq!(post(&ports, ANOTHER, seeds_command()).await.problem(), "payment-not-found");
    let dear = json!({ "paymentId": "P-1", "paymentPrice": 100_001 });
    assert_eq!(post(&ports, ITS_CUSTOMER, dear).await.problem(), "price-mismatch");
    assert_eq!(post(&ports, A_HOST, seeds_command()).await.status, 403);
    assert_eq!(post(&ports, A_HOST, json!({ "paymentPrice": [] })).await.pointers(), ["#/paymentId", "#/paymentPrice"]);
    assert!(ports.saving.commands().is_empty());
}

#[tokio::test]
async fn if_an_owner_cannot_answer_nothing_is_granted() {
    let down = Ports { facts: FakeCallee::new(|_| Err(CallError::TimedOut)), ..ports(true) };
    let answer = post(&down, ITS_CUSTOMER, seeds_command()).await;
    assert_eq!((answer.status, answer.problem()), (503, "payment-unavailable"));
    assert!(down.saving.commands().is_empty());
    let busy = Ports { saving: FakeCallee::new(|_| Err(CallError::Throttled)), ..ports(true) };
    let answer = post(&busy, ITS_CUSTOMER, seeds_command()).await;
    assert_eq!((answer.status, answer.problem(), &answer.headers["retry-after"]), (503, "promotion-busy", &json!("5")));
}
