//! Who listens to what. `template.yaml` is where it is decided; a test compares.

use accommodation_contracts::{
    payment::{PAYMENT_COMPLETED, PAYMENT_DECLINED, PAYMENT_REFUNDED},
    promotion::{PROMOTION_REDEEMED, PROMOTION_REVOKED, PROMOTION_SAVED},
    reservation::{
        CHECKED_OUT, PAYMENT_REJECTED, RESERVATION_CANCELLED, RESERVATION_CONFIRMED, RESERVATION_EXPIRED, RESERVED,
    },
    room::{ROOM_CHANGED, ROOM_REGISTERED, ROOM_RETIRED},
};

use crate::contexts::Context;

/// A function behind a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consumer {
    /// Its name.
    pub function: &'static str,
    /// The template's name of its queue.
    pub queue: &'static str,
    /// The events that the bus puts there, in groups.
    events: &'static [&'static [&'static str]],
}

/// All of rooms.
const ROOMS: &[&str] = &[ROOM_REGISTERED.name, ROOM_CHANGED.name, ROOM_RETIRED.name];

/// All of reservations, and of what becomes of them.
const BOOKINGS: &[&str] = &[
    RESERVED.name,
    RESERVATION_CONFIRMED.name,
    RESERVATION_CANCELLED.name,
    RESERVATION_EXPIRED.name,
    CHECKED_OUT.name,
    PAYMENT_REJECTED.name,
    PAYMENT_COMPLETED.name,
    PAYMENT_DECLINED.name,
    PAYMENT_REFUNDED.name,
    PROMOTION_SAVED.name,
    PROMOTION_REDEEMED.name,
    PROMOTION_REVOKED.name,
];

impl Consumer {
    /// The consumer of this name.
    pub fn named(function: &str) -> Option<&'static Self> {
        CONSUMERS.iter().find(|consumer| consumer.function == function)
    }

    /// The consumer behind the queue of this name.
    pub fn of_queue(queue: &str) -> Option<&'static Self> {
        CONSUMERS.iter().find(|consumer| consumer.queue == queue)
    }

    /// Those that hear of events of a context.
    pub fn of_context(context: Context) -> impl Iterator<Item = &'static Self> {
        CONSUMERS.iter().filter(move |consumer| consumer.hears_of(context))
    }

    /// Whether the bus puts events of this name into its queue.
    pub fn hears(&self, event: &str) -> bool {
        self.events.iter().any(|group| group.contains(&event))
    }

    /// Whether any event of a context reaches it.
    pub fn hears_of(&self, context: Context) -> bool {
        context.events().iter().any(|name| self.hears(name))
    }
}

/// All consumers.
pub const CONSUMERS: &[Consumer] = &[
    Consumer { function: "project-room-info", queue: "RoomInfoQueue", events: &[ROOMS, BOOKINGS] },
    Consumer { function: "copy-catalogue", queue: "ReservationCatalogueQueue", events: &[ROOMS] },
    Consumer { function: "notify-customer", queue: "NoticeQueue", events: &[BOOKINGS] },
    Consumer { function: "expire-reservation", queue: "HoldTimerQueue", events: &[&[RESERVED.name]] },
    Consumer {
        function: "confirm-reservation",
        queue: "ReservationPaymentQueue",
        events: &[&[PAYMENT_COMPLETED.name]],
    },
    Consumer { function: "note-refund", queue: "ReservationRefundQueue", events: &[&[PAYMENT_REFUNDED.name]] },
    Consumer {
        function: "refund-payment",
        queue: "RefundQueue",
        events: &[&[RESERVATION_CANCELLED.name, PAYMENT_REJECTED.name]],
    },
    Consumer { function: "settle-payment", queue: "SettleQueue", events: &[] },
    Consumer {
        function: "note-promotion",
        queue: "PaymentPromotionQueue",
        events: &[&[PROMOTION_SAVED.name, PROMOTION_REVOKED.name]],
    },
    Consumer {
        function: "note-confirmation",
        queue: "PaymentConfirmationQueue",
        events: &[&[RESERVATION_CONFIRMED.name]],
    },
    Consumer {
        function: "grant-deferred-promotion",
        queue: "PromotionPaymentQueue",
        events: &[&[PAYMENT_COMPLETED.name]],
    },
    Consumer {
        function: "revoke-refunded-promotion",
        queue: "PromotionRefundQueue",
        events: &[&[PAYMENT_REFUNDED.name]],
    },
];
