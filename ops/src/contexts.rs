//! The contexts whose aggregates are announced.

use accommodation_contracts::{payment, promotion, reservation, room};

/// A context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Context {
    /// The catalogue.
    Room,
    /// Who stays where and when.
    Reservation,
    /// Money.
    Payment,
    /// What a payment earns.
    Promotion,
}

impl Context {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Room, Self::Reservation, Self::Payment, Self::Promotion];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Reservation => "reservation",
            Self::Payment => "payment",
            Self::Promotion => "promotion",
        }
    }

    /// The template's name of its table.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Room => "RoomTable",
            Self::Reservation => "ReservationTable",
            Self::Payment => "PaymentTable",
            Self::Promotion => "PromotionTable",
        }
    }

    /// The names of its events.
    pub const fn events(self) -> &'static [&'static str] {
        match self {
            Self::Room => &[room::ROOM_REGISTERED.name, room::ROOM_CHANGED.name, room::ROOM_RETIRED.name],
            Self::Reservation => &[
                reservation::RESERVED.name,
                reservation::RESERVATION_CONFIRMED.name,
                reservation::RESERVATION_CANCELLED.name,
                reservation::RESERVATION_EXPIRED.name,
                reservation::CHECKED_OUT.name,
                reservation::PAYMENT_REJECTED.name,
            ],
            Self::Payment => {
                &[payment::PAYMENT_COMPLETED.name, payment::PAYMENT_DECLINED.name, payment::PAYMENT_REFUNDED.name]
            }
            Self::Promotion => &[
                promotion::PROMOTION_SAVED.name,
                promotion::PROMOTION_REDEEMED.name,
                promotion::PROMOTION_REVOKED.name,
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::catalogue::catalogue;

    use super::*;

    #[test]
    fn every_published_event_is_of_the_context_that_publishes_it() {
        let mut events = 0;
        for context in Context::ALL {
            for name in context.events() {
                let found = catalogue().into_iter().find(|event| event.name == *name).expect("a published event");
                assert_eq!(found.source, format!("accommodation.{}", context.name()));
                events += 1;
            }
        }
        assert_eq!(events, catalogue().len());
    }
}
