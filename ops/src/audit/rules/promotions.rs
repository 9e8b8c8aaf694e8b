//! Rules 1 to 3: no payment, no promotion; exactly one for each; and never the gift and the money.

use accommodation_contracts::payment::PaymentProgress;

use super::{Case, Code};
use crate::audit::facts::{Digest, PaymentFacts, PromotionFacts};

/// Checks a payment and its promotion against each other. What a promotion says by itself is checked as it is read.
pub fn check(case: &mut Case<'_>) {
    let family = case.family;
    let payment = family.payment.as_ref();
    let is_paid = payment.is_some_and(|payment| payment.progress == PaymentProgress::Completed);
    let granted = family.promotion.as_ref().filter(|promotion| promotion.is_granted());
    if is_paid {
        let is_there = granted.is_some() || case.is_under_way();
        case.must(Code::PromotionMissing, is_there, "PC");
    }
    let Some(promotion) = &family.promotion else { return };
    case.must(Code::PromotionUnpaid, is_paid || !promotion.is_granted(), "CP");
    let Some(payment) = payment else { return };
    case.must(Code::PromotionDiffers, is_of(promotion, payment), "CP");
    if let Some((_, deducted)) = payment.refund {
        case.must(Code::GiftAndMoney, deducted == promotion.redeemed.min(payment.price), "PC");
    }
}

fn is_of(promotion: &PromotionFacts, payment: &PaymentFacts) -> bool {
    promotion.price == payment.price && Digest::of(&promotion.customer.as_ref()) == payment.customer
}
