//! `POST /promotions`: asks for the promotion of a payment. What the caller says of the payment is never enough: its
//! owner is asked, and if that cannot answer, nothing is granted.

use std::time::Duration;

use accommodation_contracts::{
    PaymentId,
    calls::{KnownPayment, PaymentFacts, PromotionAnswer, SavePromotion},
    payment::PaymentStatus,
    views::PromotionView,
};
use kernel::{Refusal, RefusalKind, Won};
use platform::{
    http::{Problem, Request, Response},
    internal::{Callee, deadline_within},
};
use serde_json::json;

/// The longest that either callee may take.
const CALL: Duration = Duration::from_secs(3);

/// What the function works with: other functions.
#[derive(Debug, Clone)]
pub struct Ports<F, S> {
    /// Payment's `payment-facts`.
    pub facts: F,
    /// This context's own `save-promotion`.
    pub saving: S,
}

/// Why there is no promotion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantRefusal {
    /// Absent, or another's.
    PaymentNotFound,
    /// The money is not there, or went back.
    PaymentNotCompleted,
    /// The price is not what the caller believes.
    PriceMismatch(Won),
    /// What was paid cannot be found out now.
    PaymentUnavailable,
    /// It is granted later.
    PromotionBusy,
}

/// Grants the promotion of a payment of the caller's; an operator asks for anybody's.
pub async fn handle<F, S>(ports: Ports<F, S>, request: Request) -> Result<Response, Problem>
where
    F: Callee<PaymentFacts, KnownPayment>,
    S: Callee<SavePromotion, PromotionAnswer>,
{
    let (payment_id, believed) = decode(&request)?;
    let permit = request.permit()?;
    let ask = PaymentFacts { payment_id };
    let deadline = deadline_within(request.deadline, CALL);
    let known = ports.facts.call(&ask, &request.correlation_id, deadline).await;
    let payment = known
        .map_err(|_| GrantRefusal::PaymentUnavailable)?
        .filter(|payment| permit.covers(&payment.customer_id))
        .ok_or(GrantRefusal::PaymentNotFound)?;
    match payment.payment_status {
        PaymentStatus::Y => {}
        PaymentStatus::N | PaymentStatus::R => return Err(GrantRefusal::PaymentNotCompleted.into()),
    }
    if believed.is_some_and(|price| price != payment.payment_price) {
        return Err(GrantRefusal::PriceMismatch(payment.payment_price).into());
    }
    let deadline = deadline_within(request.deadline, CALL);
    let saved = ports.saving.call(&SavePromotion { payment }, &request.correlation_id, deadline).await;
    match saved.map_err(|_| GrantRefusal::PromotionBusy)? {
        PromotionAnswer::Granted { promotion, newly: true } => {
            let path = format!("/promotions/{}", promotion.coupon_id);
            Ok(Response::created(&path, json!(PromotionView::from(*promotion))))
        }
        PromotionAnswer::Granted { promotion, newly: false } => {
            Ok(Response::ok(json!(PromotionView::from(*promotion))))
        }
        PromotionAnswer::NotCompleted | PromotionAnswer::Revoked => Err(GrantRefusal::PaymentNotCompleted.into()),
    }
}

/// Reads the payment's id, and what the caller believes its price to be. The seed's clients also send `paymentStatus` and
/// `reserveStatus`: they prove nothing, and are not read.
fn decode(request: &Request) -> Result<(PaymentId, Option<Won>), Problem> {
    let mut fields = request.body()?;
    let payment_id = fields.text("paymentId", PaymentId::parse);
    let believed = fields.optional_integer("paymentPrice", Won::parse);
    fields.finish(|| Some((payment_id?, believed)))
}

impl Refusal for GrantRefusal {
    fn kind(&self) -> RefusalKind {
        match self {
            Self::PaymentNotFound => RefusalKind::NotFound,
            Self::PaymentNotCompleted | Self::PriceMismatch(_) => RefusalKind::Conflict,
            Self::PaymentUnavailable | Self::PromotionBusy => RefusalKind::Unavailable,
        }
    }

    fn slug(&self) -> &'static str {
        match self {
            Self::PaymentNotFound => "payment-not-found",
            Self::PaymentNotCompleted => "payment-not-completed",
            Self::PriceMismatch(_) => "price-mismatch",
            Self::PaymentUnavailable => "payment-unavailable",
            Self::PromotionBusy => "promotion-busy",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::PaymentNotFound => "There is no such payment.".into(),
            Self::PaymentNotCompleted => "The payment is not completed.".into(),
            Self::PriceMismatch(price) => format!("The price paid is {price}."),
            Self::PaymentUnavailable => "The payment cannot be verified now.".into(),
            Self::PromotionBusy => "Promotions are busy; what is earned is granted later in any case.".into(),
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::PaymentNotFound | Self::PaymentNotCompleted | Self::PriceMismatch(_) => None,
            Self::PaymentUnavailable => Some(1),
            Self::PromotionBusy => Some(5),
        }
    }
}

#[cfg(test)]
mod tests;
