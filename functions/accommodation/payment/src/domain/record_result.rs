//! The second of a charge's two writes: what the provider said.

use accommodation_contracts::payment::PaymentProgress;
use jiff::{SignedDuration, Timestamp};
use kernel::Won;

use super::{Payment, PaymentEvent};

/// After this long a request that the provider has not heard of will not reach it.
const LOST: SignedDuration = SignedDuration::from_hours(1);

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChargeResult {
    /// The money moved.
    Approved,
    /// The card was refused.
    Declined,
    /// Nothing was done, and nothing will be under this attempt's key.
    NotCharged,
    /// The provider has not heard of it: it is sent again, and waited for so long.
    Unheard(SignedDuration),
    /// The provider has not heard of it, and nobody sends it again.
    NeverHeard,
}

/// Somebody else is sending this attempt again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResentByAnother;

/// Decides. No events: the attempt's result is on record already.
pub fn decide(
    payment: Option<&Payment>,
    attempt: u32,
    result: ChargeResult,
    now: Timestamp,
) -> Result<Vec<PaymentEvent>, ResentByAnother> {
    let Some(payment) = payment else { return Ok(Vec::new()) };
    let status = payment.public().status;
    let is_open = status == PaymentProgress::Pending && payment.public().attempt == attempt;
    let is_paid = matches!(status, PaymentProgress::Completed | PaymentProgress::Refunded);
    let event = match result {
        // Money that moved is never overlooked, whatever was recorded meanwhile.
        ChargeResult::Approved if !is_paid => return Ok(approved(payment, attempt, now)),
        ChargeResult::Declined if is_open => PaymentEvent::Declined,
        ChargeResult::NotCharged if is_open => PaymentEvent::ChargeFailed,
        // Nobody wants it any more: it stays as it is, so that a charge still on its way is found and goes back.
        ChargeResult::Unheard(_) if payment.refund_is_requested() => return Ok(Vec::new()),
        ChargeResult::Unheard(_) if is_open && now < payment.pending_until() => return Err(ResentByAnother),
        ChargeResult::Unheard(timeout) if is_open => {
            PaymentEvent::ChargeResent { pending_until: now.saturating_add(timeout).unwrap_or(Timestamp::MAX) }
        }
        ChargeResult::NeverHeard if is_open && is_lost(payment, now) => PaymentEvent::ChargeFailed,
        ChargeResult::Approved
        | ChargeResult::Declined
        | ChargeResult::NotCharged
        | ChargeResult::Unheard(_)
        | ChargeResult::NeverHeard => {
            return Ok(Vec::new());
        }
    };
    Ok(vec![event])
}

/// Whether a request that nobody has heard of cannot be on its way any more.
fn is_lost(payment: &Payment, now: Timestamp) -> bool {
    payment.pending_until().saturating_add(LOST).is_ok_and(|lost| lost <= now)
}

/// The money is there; and goes back in the same write where the reservation has ended meanwhile.
fn approved(payment: &Payment, attempt: u32, now: Timestamp) -> Vec<PaymentEvent> {
    let completed = PaymentEvent::Completed { attempt, at: now };
    if payment.refund_is_requested() || payment.public().status == PaymentProgress::Void {
        let refund_price = payment.public().payment_price;
        vec![completed, PaymentEvent::Refunded { refund_price, deducted_price: Won::ZERO, is_paid_back: false }]
    } else {
        vec![completed]
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use testing::given;

    use super::*;
    use crate::domain::fixtures::{TIMEOUT, started};
    use accommodation_contracts::samples::NOW;

    #[test]
    fn a_result_is_recorded_once() {
        let results = [
            (ChargeResult::Approved, PaymentEvent::Completed { attempt: 1, at: NOW }),
            (ChargeResult::Declined, PaymentEvent::Declined),
            (ChargeResult::NotCharged, PaymentEvent::ChargeFailed),
        ];
        for (result, event) in results {
            given([started(1, NOW)]).when(|payment| decide(payment, 1, result, NOW)).then([event.clone()]);
            given([started(1, NOW), event]).when(|payment| decide(payment, 1, result, NOW)).then([]);
        }
    }

    #[test]
    fn a_late_result_of_an_earlier_attempt_changes_nothing() {
        given([started(1, NOW), PaymentEvent::ChargeFailed, started(2, NOW)])
            .when(|payment| decide(payment, 1, ChargeResult::Declined, NOW))
            .then([]);
        given([]).when(|payment| decide(payment, 1, ChargeResult::Approved, NOW)).then([]);
    }

    #[test]
    fn money_that_moved_completes_the_payment_whatever_was_recorded_meanwhile() {
        for meanwhile in [vec![], vec![PaymentEvent::ChargeFailed], vec![PaymentEvent::Declined, started(2, NOW)]] {
            given([started(1, NOW)].into_iter().chain(meanwhile))
                .when(|payment| decide(payment, 1, ChargeResult::Approved, NOW))
                .then([PaymentEvent::Completed { attempt: 1, at: NOW }]);
        }
    }

    #[test]
    fn an_unheard_attempt_is_sent_again_by_one() {
        let (over, unheard) = (NOW + TIMEOUT, ChargeResult::Unheard(TIMEOUT));
        let resent = PaymentEvent::ChargeResent { pending_until: over + TIMEOUT };
        given([started(1, NOW)]).when(|payment| decide(payment, 1, unheard, over)).then([resent.clone()]);
        given([started(1, NOW), resent])
            .when(|payment| decide(payment, 1, unheard, over + 1.second()))
            .then_refused(ResentByAnother);
    }

    #[test]
    fn what_the_provider_never_heard_of_is_given_up_once_it_cannot_be_on_its_way() {
        let decide_at = |now| move |payment: Option<&Payment>| decide(payment, 1, ChargeResult::NeverHeard, now);
        let lost = NOW + TIMEOUT + 1.hour();
        given([started(1, NOW)]).when(decide_at(lost - 1.nanosecond())).then([]);
        given([started(1, NOW)]).when(decide_at(lost)).then([PaymentEvent::ChargeFailed]);
        given([started(1, NOW), PaymentEvent::Declined]).when(decide_at(lost)).then([]);
    }
}
