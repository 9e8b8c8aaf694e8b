//! The first of a charge's two writes: what is about to be charged is on record before the provider hears of it.

use accommodation_contracts::{
    PaymentId,
    calls::ChargePayment,
    payment::{PaymentProgress, PaymentState, PaymentStatus},
};
use jiff::{SignedDuration, Timestamp};

use super::{Payment, PaymentEvent, StartedCharge};

/// Why no new charge is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotStarted {
    /// Somebody else waits for the provider, until then.
    InProgress(Timestamp),
    /// What became of the last attempt is not known: it must be settled first.
    Unsettled(u32),
    /// The reservation has ended.
    Void,
    /// The hold has ended, and no attempt is open that could be settled.
    HoldExpired,
}

/// Decides. No events: it is paid already, or was paid and went back.
pub fn decide(
    payment: Option<&Payment>,
    payment_id: &PaymentId,
    command: &ChargePayment,
    now: Timestamp,
    timeout: SignedDuration,
) -> Result<Vec<PaymentEvent>, NotStarted> {
    let attempts = match payment.map(|payment| (payment.public().status, payment)) {
        None | Some((PaymentProgress::Failed | PaymentProgress::Declined, _)) if command.settle_only => {
            return Err(NotStarted::HoldExpired);
        }
        None => 0,
        Some((PaymentProgress::Failed | PaymentProgress::Declined, payment)) => payment.public().attempt,
        Some((PaymentProgress::Completed | PaymentProgress::Refunded, _)) => return Ok(Vec::new()),
        Some((PaymentProgress::Void, _)) => return Err(NotStarted::Void),
        Some((PaymentProgress::Pending, payment)) if now < payment.pending_until() => {
            return Err(NotStarted::InProgress(payment.pending_until()));
        }
        Some((PaymentProgress::Pending, payment)) => return Err(NotStarted::Unsettled(payment.public().attempt)),
    };
    let details = PaymentState {
        payment_id: payment_id.clone(),
        reservation_number: command.reservation_number.clone(),
        customer_id: command.customer_id.clone(),
        customer_name: command.customer_name.clone(),
        payment_price: command.payment_price,
        payment_status: PaymentStatus::N,
        status: PaymentProgress::Pending,
        method: command.method.as_str().to_owned(),
        attempt: attempts.saturating_add(1),
        completed_at: None,
        refund_price: None,
        deducted_price: None,
    };
    let pending_until = now.saturating_add(timeout).unwrap_or(Timestamp::MAX);
    Ok(vec![PaymentEvent::ChargeStarted(Box::new(StartedCharge { details, pending_until }))])
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use testing::{Given, given};

    use super::*;
    use crate::domain::fixtures::{TIMEOUT, command, started};
    use accommodation_contracts::samples::{NOW, paid};

    fn decide_at(now: Timestamp) -> impl Fn(Option<&Payment>) -> Result<Vec<PaymentEvent>, NotStarted> {
        move |payment| decide(payment, &paid().payment_id, &command(), now, TIMEOUT)
    }

    fn pending() -> Given<Payment> {
        given([started(1, NOW)])
    }

    #[test]
    fn the_first_attempt_has_number_1_and_a_refused_card_or_a_failure_lets_another_follow() {
        given([]).when(decide_at(NOW)).then([started(1, NOW)]);
        for last in [PaymentEvent::Declined, PaymentEvent::ChargeFailed] {
            given([started(1, NOW), last]).when(decide_at(NOW)).then([started(2, NOW)]);
        }
    }

    #[test]
    fn after_the_hold_nothing_new_is_charged_and_what_was_left_open_is_settled() {
        let late = ChargePayment { settle_only: true, ..command() };
        let decide = |payment: Option<&Payment>| decide(payment, &paid().payment_id, &late, NOW + TIMEOUT, TIMEOUT);
        given([]).when(decide).then_refused(NotStarted::HoldExpired);
        for last in [PaymentEvent::Declined, PaymentEvent::ChargeFailed] {
            given([started(1, NOW), last]).when(decide).then_refused(NotStarted::HoldExpired);
        }
        pending().when(decide).then_refused(NotStarted::Unsettled(1));
        given([started(1, NOW), PaymentEvent::Completed { attempt: 1, at: NOW }]).when(decide).then([]);
    }

    #[test]
    fn while_one_waits_for_the_provider_no_other_starts() {
        let over = NOW + TIMEOUT;
        pending().when(decide_at(over - 1.nanosecond())).then_refused(NotStarted::InProgress(over));
    }

    #[test]
    fn an_attempt_without_an_answer_is_settled_before_another() {
        pending().when(decide_at(NOW + TIMEOUT)).then_refused(NotStarted::Unsettled(1));
    }

    #[test]
    fn what_is_paid_is_never_charged_again() {
        given([started(1, NOW), PaymentEvent::Completed { attempt: 1, at: NOW }])
            .when(decide_at(NOW + 9.hours()))
            .then([]);
    }
}
