//! `POST /promotions/{couponId}/redeem`.

use accommodation_contracts::{CouponId, views::PromotionView};
use platform::{
    http::{Problem, Request, Response},
    store::AggregateStore,
};
use serde_json::json;

use crate::domain::{
    Promotion,
    redeem_coupon::{RedeemRefusal, decide},
};

/// Uses a gift of the caller's.
pub async fn handle<S: AggregateStore<Promotion>>(promotions: S, request: Request) -> Result<Response, Problem> {
    request.body()?;
    let caller = request.permit()?.caller;
    let id = CouponId::parse(request.path("couponId")).map_err(|_| RedeemRefusal::NotFound)?;
    let decide = |promotion: Option<&Promotion>| decide(promotion, &caller.id);
    Ok(request.execute(&promotions, id.as_str(), decide, answer).await?)
}

fn answer(promotion: &Promotion) -> Response {
    Response::ok(json!(PromotionView::from(promotion.public().clone())))
}
