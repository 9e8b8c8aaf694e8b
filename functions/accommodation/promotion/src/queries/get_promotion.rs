//! `GET /promotions/{couponId}`.

use accommodation_contracts::{
    CouponId,
    groups::{CUSTOMER, OPERATOR},
    views::PromotionView,
};
use platform::{
    http::{Problem, Request, Response},
    store::AggregateStore,
};
use serde_json::json;

use crate::domain::Promotion;

/// Shows a promotion to its customer and to operators; to anybody else it does not exist.
pub async fn handle<S: AggregateStore<Promotion>>(promotions: S, request: Request) -> Result<Response, Problem> {
    let caller = request.caller()?;
    caller.require_any(&[CUSTOMER, OPERATOR])?;
    let not_found = || Problem::not_found("promotion-not-found", "There is no such promotion.");
    let id = CouponId::parse(request.path("couponId")).map_err(|_| not_found())?;
    let promotion = promotions.load(id.as_str()).await?.state;
    let sees_all = caller.is_in(OPERATOR);
    let promotion = promotion.filter(|found| sees_all || found.public().customer_id == caller.id);
    let promotion = promotion.ok_or_else(not_found)?.public().clone();
    Ok(Response::ok(json!(PromotionView::from(promotion))))
}
