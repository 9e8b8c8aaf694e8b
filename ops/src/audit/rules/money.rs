//! Rules 4, 5 and 10: no payment, no confirmed reservation; and money goes back for those that have ended.

use accommodation_contracts::{payment::PaymentProgress, reservation::ReserveStatus};
use reservation::domain::Money;

use super::{Case, Code};
use crate::audit::facts::{PaymentFacts, ReservationFacts};

/// Checks a reservation and its payment against each other.
pub fn check(case: &mut Case<'_>) {
    let family = case.family;
    if let Some(payment) = &family.payment {
        check_payment(case, payment);
        let fits = |one: &ReservationFacts| one.price == payment.price && one.customer == payment.customer;
        case.must(Code::PaymentDiffers, family.reservation.as_ref().is_some_and(fits), "PR");
    }
    let Some(reservation) = &family.reservation else { return };
    let progress = family.payment.as_ref().map(|payment| payment.progress);
    let is_paid = progress == Some(PaymentProgress::Completed);
    case.must(Code::ReservationUnpaid, is_paid || !reservation.is_confirmed(), "RP");
    let may_wait = case.is_under_way();
    case.must(Code::PaymentUnconfirmed, !is_paid || reservation.is_confirmed() || may_wait, "PR");
    if reservation.status == ReserveStatus::Reserve {
        let is_open = !matches!(progress, Some(PaymentProgress::Void | PaymentProgress::Refunded));
        case.must(Code::RefundEarly, is_open, "PR");
    }
    if reservation.status == ReserveStatus::Cancelled {
        let is_closed = |payment: &PaymentFacts| match payment.progress {
            // That the money of a completed one has to go back is another rule.
            PaymentProgress::Void | PaymentProgress::Refunded | PaymentProgress::Completed => true,
            PaymentProgress::Pending => payment.refund_requested,
            PaymentProgress::Failed | PaymentProgress::Declined => false,
        };
        let is_closed = family.payment.as_ref().is_some_and(is_closed);
        case.must(Code::CancelledChargeable, is_closed || may_wait, "RP");
    }
    check_refund(case, reservation, may_wait);
}

/// Checks a payment by itself.
fn check_payment(case: &mut Case<'_>, payment: &PaymentFacts) {
    let (refund, deducted) = payment.refund.unwrap_or_default();
    let is_refunded = payment.progress == PaymentProgress::Refunded;
    let fits = match payment.refund {
        Some(_) => refund.get() + deducted.get() == payment.price.get() && is_refunded,
        None => !is_refunded,
    };
    case.must(Code::RefundSum, fits, "P");
    let overdue = payment.source.work.filter(|work| case.options().is_overdue(work, case.facts.now));
    let kind = overdue.map(|work| work.kind);
    case.must(Code::PaymentPending, kind != Some("settle"), "P");
    case.must(Code::PaymentOwing, kind != Some("refund"), "P");
}

/// Checks what both say of a refund.
fn check_refund(case: &mut Case<'_>, reservation: &ReservationFacts, may_wait: bool) {
    let paid_back = case.family.payment.as_ref().and_then(|payment| payment.refund);
    let agrees = match (reservation.money, paid_back) {
        (Money::Refunded { refund_price, deducted_price }, Some(both)) => (refund_price, deducted_price) == both,
        (Money::Refunded { .. }, None) => false,
        // Not heard of yet; and one that has not ended has no refund, which is another rule.
        (Money::None | Money::Rejected | Money::Paid, Some(_)) => may_wait || !reservation.is_over(),
        (Money::None | Money::Rejected | Money::Paid, None) => true,
    };
    case.must(Code::RefundDisagrees, agrees, "RP");
}
