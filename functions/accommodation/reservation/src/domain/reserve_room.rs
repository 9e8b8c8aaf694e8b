//! Somebody reserves a room: its nights are held until they are paid, or the hold ends.

use accommodation_contracts::{
    CustomerId, CustomerName, ReservationNumber,
    reservation::{ReservationState, ReserveStatus},
    room::{RoomState, RoomStatus},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use kernel::{Refusal, RefusalKind, Won};

use super::{ReservationEvent, Stay};

/// The command.
#[derive(Debug, Clone)]
pub struct ReserveRoom {
    /// The new reservation's number.
    pub reservation_number: ReservationNumber,
    /// The nights.
    pub stay: Stay,
    /// What the customer believes the price to be.
    pub payment_price: Option<Won>,
    /// Who stays and pays.
    pub customer_id: CustomerId,
    /// That person's name.
    pub customer_name: CustomerName,
    /// How long the nights are held unpaid.
    pub hold: SignedDuration,
    /// When it is decided.
    pub now: Timestamp,
}

/// Why a room cannot be reserved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReserveRefusal {
    /// There is no such room (any more).
    RoomNotFound,
    /// These nights cannot be had.
    RoomNotAvailable(Vec<Date>),
    /// The price is not what the customer believes.
    PriceChanged(Won),
    /// The stay costs more than an amount can be.
    PriceOutOfRange,
}

/// Decides, on what is known of the room. That nobody else holds the nights is for the write to prove.
pub fn decide(room: Option<&RoomState>, command: &ReserveRoom) -> Result<Vec<ReservationEvent>, ReserveRefusal> {
    let room = room.ok_or(ReserveRefusal::RoomNotFound)?;
    match room.room_status {
        RoomStatus::Empty => {}
        RoomStatus::OutOfService => return Err(ReserveRefusal::RoomNotAvailable(command.stay.dates().collect())),
        RoomStatus::Retired => return Err(ReserveRefusal::RoomNotFound),
    }
    let price = room.room_price.checked_mul(command.stay.nights()).ok_or(ReserveRefusal::PriceOutOfRange)?;
    if command.payment_price.is_some_and(|believed| believed != price) {
        return Err(ReserveRefusal::PriceChanged(price));
    }
    Ok(vec![ReservationEvent::Reserved(Box::new(ReservationState {
        reservation_number: command.reservation_number.clone(),
        room_number: room.room_number.clone(),
        room_name: room.room_name.clone(),
        room_type: room.room_type.clone(),
        host_id: room.host_id.clone(),
        check_in: command.stay.check_in(),
        check_out: command.stay.check_out(),
        customer_id: command.customer_id.clone(),
        customer_name: command.customer_name.clone(),
        payment_price: price,
        reserve_status: ReserveStatus::Reserve,
        hold_expires_at: command.now.saturating_add(command.hold).unwrap_or(Timestamp::MAX),
        created_at: command.now,
    }))])
}

impl Refusal for ReserveRefusal {
    fn kind(&self) -> RefusalKind {
        match self {
            Self::RoomNotFound => RefusalKind::NotFound,
            Self::RoomNotAvailable(_) | Self::PriceChanged(_) | Self::PriceOutOfRange => RefusalKind::Conflict,
        }
    }

    fn slug(&self) -> &'static str {
        match self {
            Self::RoomNotFound => "room-not-found",
            Self::RoomNotAvailable(_) => "room-not-available",
            Self::PriceChanged(_) => "price-changed",
            Self::PriceOutOfRange => "price-out-of-range",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::RoomNotFound => "There is no such room.".into(),
            Self::RoomNotAvailable(_) => "The room cannot be had for all of these nights.".into(),
            Self::PriceChanged(price) => format!("The price of the stay is {price}."),
            Self::PriceOutOfRange => "The stay costs more than can be paid.".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use testing::at;

    use super::*;
    use crate::domain::fixtures::room_that_is;

    fn command(payment_price: Option<u64>) -> ReserveRoom {
        let today = date(2026, 11, 21);
        ReserveRoom {
            reservation_number: ReservationNumber::of("1").unwrap(),
            stay: Stay::parse(date(2026, 12, 24), date(2026, 12, 26), today).unwrap(),
            payment_price: payment_price.map(|price| Won::parse(price).unwrap()),
            customer_id: CustomerId::parse("c-1").unwrap(),
            customer_name: CustomerName::parse("김하나").unwrap(),
            hold: SignedDuration::from_secs(900),
            now: at("2026-11-21T00:00:00Z"),
        }
    }

    #[test]
    fn the_price_is_nights_times_the_price_of_the_room_and_the_hold_ends_after_its_time() {
        for believed in [None, Some(100_000)] {
            let events = decide(Some(&room_that_is(RoomStatus::Empty)), &command(believed)).unwrap();
            let [ReservationEvent::Reserved(reserved)] = events.as_slice() else { panic!("{events:?}") };
            assert_eq!(reserved.payment_price.get(), 100_000);
            assert_eq!(reserved.hold_expires_at, at("2026-11-21T00:15:00Z"));
            assert_eq!(reserved.reserve_status, ReserveStatus::Reserve);
        }
    }

    #[test]
    fn another_price_than_the_customer_believes_is_refused() {
        let refusal = decide(Some(&room_that_is(RoomStatus::Empty)), &command(Some(99_999))).unwrap_err();
        assert_eq!(refusal, ReserveRefusal::PriceChanged(Won::parse(100_000).unwrap()));
    }

    #[test]
    fn a_room_that_is_not_open_cannot_be_reserved() {
        let nights = vec![date(2026, 12, 24), date(2026, 12, 25)];
        let closed = decide(Some(&room_that_is(RoomStatus::OutOfService)), &command(None)).unwrap_err();
        assert_eq!(closed, ReserveRefusal::RoomNotAvailable(nights));
        for absent in [Some(room_that_is(RoomStatus::Retired)), None] {
            assert_eq!(decide(absent.as_ref(), &command(None)).unwrap_err(), ReserveRefusal::RoomNotFound);
        }
    }
}
