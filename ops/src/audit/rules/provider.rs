//! Rule 5, with the simulated provider: what its ledger says happened, and what is on record.

use accommodation_contracts::payment::PaymentProgress;
use kernel::Won;

use super::{Case, Code};
use crate::audit::facts::{ChargeFacts, PaymentFacts};

/// Checks a payment against the ledger.
pub fn check(case: &mut Case<'_>) {
    let family = case.family;
    let charges = || family.charges.iter().filter(|charge| !charge.is_refund);
    let payment = family.payment.as_ref();
    case.must(Code::ChargedTwice, charges().count() <= 1, "P");
    // One without a result is settled, or found by its own rule.
    let is_pending = payment.is_some_and(|payment| payment.progress == PaymentProgress::Pending);
    for charge in charges() {
        let brought = |payment: &PaymentFacts| payment.was_paid() && payment.attempt == charge.attempt;
        // Of two charges, only the second is too much.
        let is_known = charges().count() > 1 || is_pending || payment.is_some_and(brought);
        case.must(Code::ChargeUnrecorded, is_known, "P");
        let fits = payment.is_none_or(|payment| payment.price == charge.amount);
        case.must(Code::ChargeDiffers, fits, "P");
    }
    let Some(payment) = payment else { return };
    case.must(Code::ChargeMissing, charges().count() > 0 || !payment.was_paid(), "P");
    let refunds = || family.charges.iter().filter(|charge| charge.is_refund);
    let recorded = payment.refund.map_or(Won::ZERO, |(refund, _)| refund).get();
    let is_its = |refund: &ChargeFacts| refund.attempt == payment.attempt;
    let paid_back: u64 = refunds().map(|refund| refund.amount.get()).sum();
    let agrees = paid_back == recorded && refunds().all(|refund| is_its(refund) || refund.amount == Won::ZERO);
    // The provider pays back before it is on record, or after.
    let may_wait = payment.owes || (payment.refund.is_none() && case.is_under_way());
    case.must(Code::PaidBackDiffers, agrees || may_wait, "P");
}
