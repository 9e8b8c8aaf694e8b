//! Which event tells what, and whom. The events' names are the contract's; each carries its source's whole state.

use accommodation_contracts::{
    CustomerId,
    payment::{self, PAYMENT_COMPLETED, PAYMENT_DECLINED, PAYMENT_REFUNDED, PaymentState},
    promotion::{self, PROMOTION_REDEEMED, PROMOTION_REVOKED, PROMOTION_SAVED, PromotionState},
    reservation::{
        self, CHECKED_OUT, PAYMENT_REJECTED, RESERVATION_CANCELLED, RESERVATION_CONFIRMED, RESERVATION_EXPIRED,
        RESERVED, ReservationState,
    },
};
use serde_json::Value;

use super::{Message, PaymentParameters, PromotionParameters, RefundParameters, StayParameters};

/// An event tells nothing that a customer hears of.
#[derive(Debug, thiserror::Error)]
pub enum NoMessage {
    /// No notice is about aggregates of this type, or about this event of theirs.
    #[error("no notice is about `{event}` of a `{aggregate}`")]
    Foreign {
        /// The aggregate's type.
        aggregate: String,
        /// The event's name.
        event: String,
    },
    /// The event's data is not what its source publishes.
    #[error("the event's data cannot be read")]
    Unreadable(#[from] serde_json::Error),
    /// A refund that does not say what goes back.
    #[error("a refund without amounts")]
    NoAmounts,
}

type Told = Result<Option<(CustomerId, Message)>, NoMessage>;
/// Makes a message of its parameters.
type Make<P> = fn(P) -> Message;

const OF_RESERVATIONS: [(&str, Make<StayParameters>); 6] = [
    (RESERVED.name, Message::Reserved),
    (RESERVATION_CONFIRMED.name, Message::ReservationConfirmed),
    (RESERVATION_CANCELLED.name, Message::ReservationCancelled),
    (RESERVATION_EXPIRED.name, Message::ReservationExpired),
    (CHECKED_OUT.name, Message::CheckedOut),
    (PAYMENT_REJECTED.name, Message::PaymentRejected),
];

const OF_CHARGES: [(&str, Make<PaymentParameters>); 2] =
    [(PAYMENT_COMPLETED.name, Message::PaymentCompleted), (PAYMENT_DECLINED.name, Message::PaymentDeclined)];

const OF_PROMOTIONS: [(&str, Make<PromotionParameters>); 3] = [
    (PROMOTION_SAVED.name, Message::PromotionSaved),
    (PROMOTION_REDEEMED.name, Message::PromotionRedeemed),
    (PROMOTION_REVOKED.name, Message::PromotionRevoked),
];

/// What this event of an aggregate of this type tells, and whom; nothing that nobody waits for.
pub(super) fn tell(aggregate: &str, event: &str, data: Value) -> Told {
    match aggregate {
        reservation::AGGREGATE => of_reservation(event, data),
        payment::AGGREGATE if event == PAYMENT_REFUNDED.name => of_refund(data),
        payment::AGGREGATE => of_charge(event, data),
        promotion::AGGREGATE => of_promotion(event, data),
        other => Err(foreign(other, event)),
    }
}

fn foreign(aggregate: &str, event: &str) -> NoMessage {
    NoMessage::Foreign { aggregate: aggregate.to_owned(), event: event.to_owned() }
}

fn find<P>(table: &[(&str, Make<P>)], aggregate: &str, event: &str) -> Result<Make<P>, NoMessage> {
    let found = table.iter().find(|(name, _)| *name == event);
    found.map(|(_, make)| *make).ok_or_else(|| foreign(aggregate, event))
}

fn of_reservation(event: &str, data: Value) -> Told {
    let make = find(&OF_RESERVATIONS, reservation::AGGREGATE, event)?;
    let state: ReservationState = serde_json::from_value(data)?;
    let message = make(StayParameters {
        reservation_number: state.reservation_number,
        room_name: state.room_name,
        check_in: state.check_in,
        check_out: state.check_out,
        payment_price: state.payment_price,
        hold_expires_at: state.hold_expires_at,
    });
    Ok(Some((state.customer_id, message)))
}

fn of_charge(event: &str, data: Value) -> Told {
    let make = find(&OF_CHARGES, payment::AGGREGATE, event)?;
    let state: PaymentState = serde_json::from_value(data)?;
    let message =
        make(PaymentParameters { reservation_number: state.reservation_number, payment_price: state.payment_price });
    Ok(Some((state.customer_id, message)))
}

fn of_refund(data: Value) -> Told {
    let state: PaymentState = serde_json::from_value(data)?;
    let (refund_price, deducted_price) = state.refund_price.zip(state.deducted_price).ok_or(NoMessage::NoAmounts)?;
    let reservation_number = state.reservation_number;
    let parameters = RefundParameters { reservation_number, refund_price, deducted_price };
    Ok(Some((state.customer_id, Message::PaymentRefunded(parameters))))
}

fn of_promotion(event: &str, data: Value) -> Told {
    let make = find(&OF_PROMOTIONS, promotion::AGGREGATE, event)?;
    let state: PromotionState = serde_json::from_value(data)?;
    if !state.is_earned() {
        return Ok(None);
    }
    let message = make(PromotionParameters {
        reservation_number: state.reservation_number,
        point: state.point,
        service: state.service,
        redeemed_value: state.redeemed_value,
    });
    Ok(Some((state.customer_id, message)))
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::catalogue::catalogue;
    use serde_json::json;

    use super::*;
    use crate::domain::fixtures::{every_event, message_of};

    #[test]
    fn every_event_of_reservations_payments_and_promotions_has_its_message() {
        let published: Vec<_> = catalogue().into_iter().filter(|entry| entry.source != "accommodation.room").collect();
        for entry in &published {
            let events: Vec<_> = every_event().into_iter().filter(|event| event.event_type == entry.name).collect();
            assert!(!events.is_empty(), "{} has no sample", entry.name);
            for event in events {
                let message = message_of(event);
                assert_eq!(message.kind(), entry.name);
                assert_eq!(json!(message)["kind"], entry.name);
            }
        }
        assert_eq!(published.len(), 12);
    }

    #[test]
    fn the_message_goes_to_the_customer_of_the_event() {
        for event in every_event() {
            let (customer, message) = tell(&event.aggregate.kind, &event.event_type, event.data).unwrap().unwrap();
            assert_eq!((customer.as_str(), message.reservation_number().as_str()), ("c-1", "R-1"));
        }
    }

    #[test]
    fn what_no_notice_is_about_is_named() {
        for (aggregate, event) in [("Room", "RoomRegistered"), ("Payment", "Reserved"), ("Promotion", "Else")] {
            let refused = tell(aggregate, event, json!({})).unwrap_err();
            assert_eq!(refused.to_string(), format!("no notice is about `{event}` of a `{aggregate}`"));
        }
    }

    #[test]
    fn a_promotion_that_never_was_one_is_told_to_nobody() {
        let tombstone = PromotionState {
            payment_status: payment::PaymentStatus::N,
            ..accommodation_contracts::samples::promotion()
        };
        assert_eq!(tell("Promotion", "PromotionRevoked", json!(tombstone)).unwrap(), None);
    }

    #[test]
    fn a_refund_without_amounts_is_refused() {
        let data = json!(accommodation_contracts::samples::paid());
        assert!(matches!(tell("Payment", "PaymentRefunded", data), Err(NoMessage::NoAmounts)));
    }
}
