//! `GET /me`: what a customer has and has booked. The cursors go on at `GET /promotions` and `GET /roomInfos`.

use accommodation_contracts::{promotion::PromotionState, views::PromotionView};
use futures::future::try_join3;
use platform::{
    http::{Page, Problem, Request, Response},
    listing::page_of,
};
use serde_json::json;

use super::newest;
use crate::{
    domain::{Partition, RoomInfo, Row, coupon_position},
    rows::{Earnings, Rows},
};

/// How many of each are shown.
const FIRST: usize = 20;

/// Shows a customer its own points, newest coupons and newest reservations.
pub async fn handle<R: Rows + Earnings>(rows: R, request: Request) -> Result<Response, Problem> {
    let caller = request.permit()?.caller;
    let (mine, before) = (Partition::Customer(caller.id.clone(), None), newest()?);
    // One more than shown tells whether there is another page.
    let (points, coupons, reservations) = try_join3(
        rows.points(&caller.id),
        rows.coupons(&caller.id, &before, FIRST + 1),
        rows.list(&mine, &before, FIRST + 1),
    )
    .await?;
    let coupons = page_of(coupons, FIRST, None, |coupon: &PromotionState| Some(coupon_position(coupon)));
    let coupons = Page { items: coupons.items.into_iter().map(PromotionView::from).collect(), next: coupons.next };
    let reservations = page_of(reservations, FIRST, None, Row::position);
    let reservations =
        Page { items: reservations.items.iter().filter_map(RoomInfo::of).collect(), next: reservations.next };
    Ok(Response::ok(json!({
        "customerId": caller.id,
        "customerName": caller.name,
        "points": points,
        "coupons": coupons.into_body()?,
        "reservations": reservations.into_body()?,
    })))
}

#[cfg(test)]
mod tests;
