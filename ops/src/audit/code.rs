//! What an audit can find: a stable word each, and the rule that is broken.

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($name:ident $word:literal $rule:literal;)+) => {
        /// A rule that can be broken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $rule] $name,)+
        }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its word: it never changes.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The rule, as a sentence that holds.
            pub const fn rule(self) -> &'static str {
                match self { $(Self::$name => $rule,)+ }
            }
        }
    };
}

codes! {
    NightUnclaimed "night-unclaimed" "Each night that a reservation keeps is claimed by it.";
    NightStray "night-stray" "Each claim of a night belongs to a reservation that keeps that night.";
    NightSoldTwice "night-sold-twice" "No two reservations keep the same night of a room.";
    HoldOverdue "hold-overdue" "A hold past its end that nobody is paying is over.";
    ReservationIdentity "reservation-identity" "A reservation's key is its number.";
    PaymentIdentity "payment-identity" "A payment's key is derived from its reservation's number.";
    PaymentDiffers "payment-differs" "A payment is of a reservation, by its customer, at its price.";
    PaymentUnconfirmed "payment-unconfirmed" "The reservation of a completed payment is confirmed or checked out.";
    ReservationUnpaid "reservation-unpaid" "A reservation that is confirmed or checked out has a completed payment.";
    RefundEarly "refund-early" "Only the payment of a reservation that has ended is void or refunded.";
    CancelledChargeable "cancelled-chargeable" "Nothing is charged any more for a reservation that is cancelled.";
    RefundSum "refund-sum" "What was paid back and what was deducted are the price.";
    RefundDisagrees "refund-disagrees" "Reservation and payment agree on what was paid back.";
    PaymentPending "payment-pending" "No charge is without a result longer than allowed.";
    PaymentOwing "payment-owing" "No refund is owed longer than allowed.";
    ChargedTwice "charged-twice" "The provider has approved at most one charge of a payment.";
    ChargeUnrecorded "charge-unrecorded" "An approved charge is the attempt of a payment that is completed or refunded.";
    ChargeMissing "charge-missing" "The attempt of a payment that is completed or refunded is an approved charge.";
    ChargeDiffers "charge-differs" "An approved charge is of the payment's price.";
    PaidBackDiffers "paid-back-differs" "The provider has paid back what the payment says, and nothing else.";
    PromotionIdentity "promotion-identity" "A promotion's key is derived from its payment's id, so that there is one.";
    PromotionUnpaid "promotion-unpaid" "A promotion that is granted or redeemed has a completed payment.";
    PromotionDiffers "promotion-differs" "A promotion is of its payment's customer, at its price.";
    PromotionMissing "promotion-missing" "A completed payment has a promotion that is granted or redeemed.";
    PromotionAward "promotion-award" "A promotion has the points and the gift that its policy gives for its price.";
    PromotionRevokedPoints "promotion-revoked-points" "A promotion that is revoked has no points.";
    GiftAndMoney "gift-and-money" "What a refund deducted is the value of the gift that had been used, at most the price.";
    RowMissing "row-missing" "Each reservation has a row in the read model.";
    SliceBehind "slice-behind" "What the read model has of an aggregate is not older than what was announced last.";
    SliceAhead "slice-ahead" "What the read model has of an aggregate is not newer than the aggregate, and was announced.";
    SliceDiffers "slice-differs" "What the read model has of an aggregate is what was announced.";
    AccountPoints "account-points" "A customer's points are the sum of the points of its promotions.";
    CopyBehind "copy-behind" "Reservation's copy of a room is not older than what was announced last.";
    CopyAhead "copy-ahead" "Reservation's copy of a room is not newer than the room, and was announced.";
    CopyDiffers "copy-differs" "Reservation's copy of a room, and its status, are what was announced.";
    IndexKeys "index-keys" "The index keys of an item are those that its state makes.";
    NoticeMissing "notice-missing" "What was announced last of an aggregate has its notice, if customers hear of it.";
    NoticeStray "notice-stray" "A notice is of a change that happened, and that customers hear of.";
    WorkOverdue "work-overdue" "No confirmation, promotion or refund is waited for longer than allowed.";
    DeadLetters "dead-letters" "No message lies in a dead-letter queue.";
    Unreadable "unreadable" "Every item is one that the code writes.";
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_once_and_in_the_operators_handbook() {
        let handbook = include_str!("../../../docs/operations.md");
        for code in Code::ALL {
            let line = format!("| `{}` | {} |", code.word(), code.rule());
            assert_eq!(handbook.matches(&line).count(), 1, "docs/operations.md lacks: {line}");
        }
    }
}
