//! `GET /promotions/{couponId}`.

use accommodation_contracts::{CouponId, promotion::PromotionState, views::PromotionView};
use platform::{
    http::{Problem, Request, Response},
    store::AggregateStore,
};
use serde_json::json;

use crate::domain::Promotion;

/// Shows a promotion to its customer and to operators; to anybody else it does not exist.
pub async fn handle<S: AggregateStore<Promotion>>(promotions: S, request: Request) -> Result<Response, Problem> {
    let permit = request.permit()?;
    let not_found = || Problem::not_found("promotion-not-found", "There is no such promotion.");
    let id = CouponId::parse(request.path("couponId")).map_err(|_| not_found())?;
    let promotion = promotions.load(id.as_str()).await?.state;
    let promotion = promotion.map(|found| found.public().clone());
    let promotion = promotion.filter(PromotionState::is_earned);
    let promotion = promotion.filter(|found| permit.covers(&found.customer_id));
    Ok(Response::ok(json!(PromotionView::from(promotion.ok_or_else(not_found)?))))
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::{
        access,
        payment::PaymentState,
        samples::{NOW, paid, pending},
    };
    use platform::{
        http,
        store::{Change, MemoryStore, Versioned},
    };
    use testing::{Api, Person, cause};

    use super::*;
    use crate::domain::{PromotionEvent, fixtures::saved, revoke_promotion};

    const ITS_CUSTOMER: Person = Person { id: "c-1", name: "김하나", groups: "customer" };
    const ANOTHER: Person = Person { id: "c-2", name: "박둘", groups: "customer" };
    const AN_OPERATOR: Person = Person { id: "o-1", name: "Pat", groups: "operator" };

    /// The status and the promotion's own one that this person gets.
    async fn shown(events: &[PromotionEvent], caller: Person) -> (u64, Option<String>) {
        let store = MemoryStore::default();
        store.commit(&Change::new("C-1", Versioned::absent(), events, &cause(NOW)).unwrap()).await.unwrap();
        let function = http::function(&access::GET_PROMOTION, store, handle);
        let answer = Api::of(function).get(caller, &[("couponId", "C-1")], "").await;
        let status = answer.body["couponId"].is_string().then(|| answer.body["status"].as_str().unwrap().to_owned());
        (answer.status, status)
    }

    fn revoked(payment: &PaymentState) -> Vec<PromotionEvent> {
        revoke_promotion::decide(None, payment, NOW)
    }

    #[tokio::test]
    async fn its_customer_and_operators_see_it_and_nobody_else() {
        for caller in [ITS_CUSTOMER, AN_OPERATOR] {
            assert_eq!(shown(&[saved()], caller).await, (200, Some("GRANTED".to_owned())));
            assert_eq!(shown(&revoked(&paid()), caller).await, (200, Some("REVOKED".to_owned())));
        }
        assert_eq!(shown(&[saved()], ANOTHER).await, (404, None));
    }

    #[tokio::test]
    async fn where_nothing_was_paid_there_is_nothing_to_see() {
        for caller in [ITS_CUSTOMER, AN_OPERATOR] {
            assert_eq!(shown(&revoked(&pending()), caller).await, (404, None));
        }
    }
}
