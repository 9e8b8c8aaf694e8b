//! Money went back.

use accommodation_contracts::payment::PaymentProgress;
use kernel::Won;

use super::{Payment, PaymentEvent};

/// What goes back of an amount, and what is kept, when a gift of this value had been used.
pub fn split(paid: Won, redeemed_value: Won) -> (Won, Won) {
    let refund = paid.saturating_sub(redeemed_value);
    (refund, paid.saturating_sub(refund))
}

/// Decides, after the provider has paid back. No events: it is on record, or there never was any money.
pub fn decide(payment: Option<&Payment>, refund_price: Won, deducted_price: Won) -> Vec<PaymentEvent> {
    match payment.map(|payment| payment.public().status) {
        Some(PaymentProgress::Completed) => {
            vec![PaymentEvent::Refunded { refund_price, deducted_price, is_paid_back: true }]
        }
        None
        | Some(
            PaymentProgress::Pending
            | PaymentProgress::Failed
            | PaymentProgress::Declined
            | PaymentProgress::Void
            | PaymentProgress::Refunded,
        ) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn gift_and_money_are_never_both_kept(paid in 0..=Won::MAX.get(), gift in 0..=Won::MAX.get()) {
            let (paid, gift) = (Won::parse(paid).unwrap(), Won::parse(gift).unwrap());
            let (refund, deducted) = split(paid, gift);
            prop_assert_eq!(refund.get() + deducted.get(), paid.get());
            prop_assert_eq!(deducted, gift.min(paid));
        }
    }
}
