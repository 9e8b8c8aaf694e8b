//! A row as clients see it.

use accommodation_contracts::{
    CouponId, CustomerId, CustomerName, PaymentId, ReservationNumber, RoomNumber,
    payment::PaymentStatus,
    promotion::{Gift, PromotionStatus},
    reservation::ReserveStatus,
    room::RoomLabel,
};
use jiff::{Timestamp, civil::Date};
use kernel::Won;
use schemars::JsonSchema;
use serde::Serialize;

use super::Row;

/// One reservation with everything that became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomInfo {
    /// The reservation.
    pub reservation_number: ReservationNumber,
    /// The room.
    pub room_number: RoomNumber,
    /// Its name when it was reserved.
    pub room_name: RoomLabel,
    /// Its type when it was reserved.
    pub room_type: RoomLabel,
    /// First night.
    pub check_in: Date,
    /// Day of departure.
    pub check_out: Date,
    /// Who stays.
    pub customer_id: CustomerId,
    /// That person's name.
    pub customer_name: CustomerName,
    /// Where the reservation stands.
    pub reserve_status: ReserveStatus,
    /// The payment, once there is one.
    pub payment_id: Option<PaymentId>,
    /// The price of the stay: it is final when reserved.
    pub payment_price: Won,
    /// Whether the money is there.
    pub payment_status: PaymentStatus,
    /// What was paid back.
    pub refund_price: Option<Won>,
    /// What was kept of it for a gift that had been used.
    pub deducted_price: Option<Won>,
    /// The promotion, once it is granted.
    pub coupon_id: Option<CouponId>,
    /// Points earned.
    pub point: Option<u64>,
    /// The gift.
    pub service: Option<Gift>,
    /// Where the promotion stands; nothing without a completed payment.
    pub promotion_status: Option<ShownPromotion>,
    /// When any of it last changed.
    pub updated_at: Timestamp,
}

/// Where a promotion stands, seen from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ShownPromotion {
    /// Earned, and not granted yet.
    Deferred,
    /// The promotion's own word.
    #[serde(untagged)]
    Known(PromotionStatus),
}

impl RoomInfo {
    /// What a row shows; nothing before its reservation is known.
    pub fn of(row: &Row) -> Option<Self> {
        let reservation = row.reservation.as_ref()?;
        let payment = row.payment.as_ref().map(|payment| &payment.state);
        let promotion = row.promotion.as_ref().map(|promotion| &promotion.state);
        let coupon = promotion.filter(|promotion| promotion.is_earned());
        let payment_status = payment.map_or(PaymentStatus::N, |payment| payment.payment_status);
        let promotion_status = match (payment_status, promotion) {
            (PaymentStatus::N, _) | (PaymentStatus::R, None) => None,
            (PaymentStatus::Y, None) => Some(ShownPromotion::Deferred),
            (PaymentStatus::Y | PaymentStatus::R, Some(promotion)) => Some(ShownPromotion::Known(promotion.status)),
        };
        let updated = [row.payment.as_ref().map(|slice| slice.at), row.promotion.as_ref().map(|slice| slice.at)];
        let updated_at = updated.into_iter().flatten().fold(reservation.at, Timestamp::max);
        let reservation = reservation.state.clone();
        Some(Self {
            reservation_number: reservation.reservation_number,
            room_number: reservation.room_number,
            room_name: reservation.room_name,
            room_type: reservation.room_type,
            check_in: reservation.check_in,
            check_out: reservation.check_out,
            customer_id: reservation.customer_id,
            customer_name: reservation.customer_name,
            reserve_status: reservation.reserve_status,
            payment_id: payment.map(|payment| payment.payment_id.clone()),
            payment_price: reservation.payment_price,
            payment_status,
            refund_price: payment.and_then(|payment| payment.refund_price),
            deducted_price: payment.and_then(|payment| payment.deducted_price),
            coupon_id: coupon.map(|promotion| promotion.coupon_id.clone()),
            point: coupon.map(|promotion| promotion.point),
            service: coupon.and_then(|promotion| promotion.service),
            promotion_status,
            updated_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::booking;

    fn after(events: usize) -> Option<RoomInfo> {
        RoomInfo::of(&booking().iter().take(events).fold(Row::default(), Row::with))
    }

    #[test]
    fn a_complete_booking_shows_everything() {
        insta::assert_json_snapshot!(after(5).unwrap());
    }

    #[test]
    fn the_promotion_is_null_then_deferred_then_its_own_word() {
        assert_eq!(after(1).unwrap().promotion_status, None);
        assert_eq!(after(4).unwrap().promotion_status, Some(ShownPromotion::Deferred));
        assert_eq!(after(5).unwrap().promotion_status, Some(ShownPromotion::Known(PromotionStatus::Granted)));
    }

    #[test]
    fn a_promotion_that_came_before_its_payment_waits_for_it() {
        let [reserved, .., saved] = booking();
        let row = RoomInfo::of(&Row::default().with(&saved).with(&reserved)).unwrap();
        assert_eq!((row.payment_status, row.promotion_status), (PaymentStatus::N, None));
    }

    #[test]
    fn a_row_is_shown_once_its_reservation_is_known_and_is_as_young_as_its_youngest_slice() {
        let [reserved, .., saved] = booking();
        let early = Row::default().with(&saved);
        assert_eq!(RoomInfo::of(&early), None);
        assert_eq!(RoomInfo::of(&early.with(&reserved)).unwrap().updated_at, saved.occurred_at);
    }
}
