//! The aggregate: one reservation.

use accommodation_contracts::reservation::{
    AGGREGATE, CHECKED_OUT, PAYMENT_REJECTED, RESERVATION_CANCELLED, RESERVATION_CONFIRMED, RESERVATION_EXPIRED,
    RESERVED, ReservationState, ReserveStatus,
};
use jiff::{Timestamp, civil::Date};
use kernel::{Aggregate, Announcement, DateRange, OpenWork, Won};
use serde::{Deserialize, Serialize};

use super::catalogue::night_key;

/// A reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reservation {
    details: ReservationState,
    /// Until when a payment that has begun keeps the hold from ending.
    paying_until: Option<Timestamp>,
    /// The money that came for it: it stays, or has to go back.
    #[serde(default)]
    money: Money,
    /// Since when nothing more happens to it, and from which night on its nights are free.
    #[serde(default)]
    ended: Option<Ended>,
}

/// The end of a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// The first night that is free again; all of them unless the guest had been there.
    pub free_from: Option<Date>,
}

/// What is known of the money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Money {
    /// None came.
    #[default]
    None,
    /// It came.
    Paid,
    /// It came too late: it goes back.
    Rejected,
    /// It went back.
    Refunded {
        /// What was paid back.
        refund_price: Won,
        /// What was kept of it.
        deducted_price: Won,
    },
}

/// What can happen to a reservation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReservationEvent {
    /// Nights are held.
    Reserved(Box<ReservationState>),
    /// A payment is under way. Nobody else's business.
    PaymentBegan {
        /// Until when the hold is not ended.
        paying_until: Timestamp,
    },
    /// The money is there.
    Confirmed,
    /// The hold ended unpaid.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// The customer or the host cancelled it.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// The host checked the guest out.
    CheckedOut {
        /// When.
        at: Timestamp,
        /// The first night that is free again.
        free_from: Date,
    },
    /// The money came too late.
    PaymentRejected,
    /// The money went back. Nobody else's business.
    RefundNoted {
        /// What was paid back.
        refund_price: Won,
        /// What was kept of it.
        deducted_price: Won,
    },
}

impl Reservation {
    /// Its public state.
    pub const fn public(&self) -> &ReservationState {
        &self.details
    }

    /// Until when a payment that has begun keeps the hold from ending.
    pub const fn paying_until(&self) -> Option<Timestamp> {
        self.paying_until
    }

    /// What is known of the money.
    pub const fn money(&self) -> Money {
        self.money
    }

    /// When the hold ends: not while a payment is under way.
    pub fn hold_ends(&self) -> Timestamp {
        self.paying_until.map_or(self.details.hold_expires_at, |until| until.max(self.details.hold_expires_at))
    }

    fn end(mut self, status: ReserveStatus, at: Timestamp, free_from: Option<Date>) -> Self {
        self.details.reserve_status = status;
        self.ended = Some(Ended { at, free_from });
        self
    }

    /// The nights that it has to itself.
    fn nights(&self) -> impl Iterator<Item = Date> {
        let range = DateRange::parse(self.details.check_in, self.details.check_out).ok();
        let ended = self.ended;
        let is_kept = move |night: &Date| match ended {
            None => true,
            Some(Ended { free_from, .. }) => free_from.is_some_and(|free| *night < free),
        };
        range.into_iter().flat_map(DateRange::dates).filter(is_kept)
    }
}

impl Aggregate for Reservation {
    const TYPE: &'static str = AGGREGATE;
    type Event = ReservationEvent;

    fn evolve(state: Option<Self>, event: &ReservationEvent) -> Option<Self> {
        if let ReservationEvent::Reserved(details) = event {
            let details = details.as_ref().clone();
            return Some(Self { details, paying_until: None, money: Money::None, ended: None });
        }
        state.map(|state| state.after(event))
    }

    fn claims(&self) -> Vec<String> {
        self.nights().map(|night| night_key(&self.details.room_number, night)).collect()
    }

    fn open_work(&self) -> Option<OpenWork> {
        match (self.details.reserve_status, self.money, self.ended) {
            (ReserveStatus::Reserve, _, _) => Some(OpenWork { kind: "hold", due: self.hold_ends() }),
            (ReserveStatus::Expired | ReserveStatus::Cancelled, Money::Paid | Money::Rejected, Some(ended)) => {
                Some(OpenWork { kind: "refund", due: ended.at })
            }
            (
                ReserveStatus::PaymentComp
                | ReserveStatus::CheckOut
                | ReserveStatus::Expired
                | ReserveStatus::Cancelled,
                _,
                _,
            ) => None,
        }
    }

    fn current(&self) -> ReservationEvent {
        let details = &self.details;
        let at = self.ended.map_or(details.created_at, |ended| ended.at);
        match (details.reserve_status, self.money) {
            (ReserveStatus::Reserve, _) => ReservationEvent::Reserved(Box::new(details.clone())),
            (ReserveStatus::PaymentComp, _) => ReservationEvent::Confirmed,
            (ReserveStatus::CheckOut, _) => {
                let free_from = self.ended.and_then(|ended| ended.free_from).unwrap_or(details.check_out);
                ReservationEvent::CheckedOut { at, free_from }
            }
            (ReserveStatus::Expired | ReserveStatus::Cancelled, Money::Rejected) => ReservationEvent::PaymentRejected,
            (ReserveStatus::Expired, Money::None | Money::Paid | Money::Refunded { .. }) => {
                ReservationEvent::Expired { at }
            }
            (ReserveStatus::Cancelled, Money::None | Money::Paid | Money::Refunded { .. }) => {
                ReservationEvent::Cancelled { at }
            }
        }
    }

    fn announce(&self, event: &ReservationEvent) -> Result<Option<Announcement>, serde_json::Error> {
        let kind = match event {
            ReservationEvent::PaymentBegan { .. } | ReservationEvent::RefundNoted { .. } => return Ok(None),
            ReservationEvent::Reserved(_) => &RESERVED,
            ReservationEvent::Confirmed => &RESERVATION_CONFIRMED,
            ReservationEvent::Expired { .. } => &RESERVATION_EXPIRED,
            ReservationEvent::Cancelled { .. } => &RESERVATION_CANCELLED,
            ReservationEvent::CheckedOut { .. } => &CHECKED_OUT,
            ReservationEvent::PaymentRejected => &PAYMENT_REJECTED,
        };
        kind.announce(&self.details).map(Some)
    }
}

impl Reservation {
    fn after(mut self, event: &ReservationEvent) -> Self {
        match event {
            // Handled where a reservation begins.
            ReservationEvent::Reserved(_) => self,
            ReservationEvent::PaymentBegan { paying_until } => Self { paying_until: Some(*paying_until), ..self },
            ReservationEvent::Confirmed => {
                self.details.reserve_status = ReserveStatus::PaymentComp;
                Self { paying_until: None, money: Money::Paid, ..self }
            }
            ReservationEvent::Expired { at } => self.end(ReserveStatus::Expired, *at, None),
            ReservationEvent::Cancelled { at } => self.end(ReserveStatus::Cancelled, *at, None),
            ReservationEvent::CheckedOut { at, free_from } => self.end(ReserveStatus::CheckOut, *at, Some(*free_from)),
            ReservationEvent::PaymentRejected => Self { money: Money::Rejected, ..self },
            ReservationEvent::RefundNoted { refund_price, deducted_price } => {
                let money = Money::Refunded { refund_price: *refund_price, deducted_price: *deducted_price };
                Self { money, ..self }
            }
        }
    }
}

#[cfg(test)]
mod tests;
