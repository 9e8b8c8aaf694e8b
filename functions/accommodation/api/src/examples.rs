//! One booking, as clients see it.

use accommodation_contracts::{
    calls::{Deferral, DeferredPromotion},
    payment::PaymentState,
    promotion::{PromotionState, PromotionStatus},
    reservation::{ReservationState, ReserveStatus},
    samples::{NOW, paid, promotion, reserved, room},
    views::PromotionView,
};
use room_info::domain::{RoomInfo, RoomView, Row, Versioned};
use serde_json::{Value, json};

/// A room that its host has registered.
pub fn registered_room() -> Value {
    json!(room())
}

/// A room that can be had.
pub fn found_room() -> Value {
    json!(RoomView::of(room(), false))
}

/// A room with its calendar.
pub fn calendar() -> Value {
    let mut calendar = found_room();
    calendar["nights"] = json!([
        { "date": "2026-12-24", "roomStatus": "RESERVED" },
        { "date": "2026-12-25", "roomStatus": "RESERVED" },
        { "date": "2026-12-26", "roomStatus": "EMPTY" },
    ]);
    calendar
}

/// A reservation that holds its nights.
pub fn held() -> Value {
    json!(reserved())
}

/// A reservation where it stands later.
pub fn reservation(status: ReserveStatus) -> Value {
    json!(ReservationState { reserve_status: status, ..reserved() })
}

/// Its payment.
pub fn payment() -> Value {
    json!(paid())
}

/// What the payment earned.
pub fn granted() -> Value {
    json!(PromotionView::from(promotion()))
}

/// The same, with the gift used.
pub fn redeemed() -> Value {
    json!(PromotionView::from(PromotionState { status: PromotionStatus::Redeemed, ..promotion() }))
}

/// The booking, paid on the reservation's own path.
pub fn paid_reservation() -> Value {
    json!({ "reservation": reservation(ReserveStatus::PaymentComp), "payment": payment(), "promotion": granted() })
}

/// The booking, paid with the reservation's number, while promotion is busy.
pub fn receipt() -> Value {
    let PaymentState { payment_id, reservation_number, payment_price, payment_status, .. } = paid();
    let coupon_id = promotion().coupon_id;
    json!({
        "paymentId": payment_id,
        "reservationNumber": reservation_number,
        "paymentPrice": payment_price,
        "paymentStatus": payment_status,
        "promotion": DeferredPromotion { coupon_id, payment_id: payment_id.clone(), status: Deferral::Deferred },
    })
}

/// A cancellation of a paid reservation whose gift was used.
pub fn cancellation() -> Value {
    let refund = json!({ "status": "DONE", "refundPrice": 90_000, "deductedPrice": 10_000 });
    json!({ "reserveStatus": "cancelled", "refund": refund })
}

/// Its row in the read model.
pub fn row() -> Value {
    let reservation = ReservationState { reserve_status: ReserveStatus::PaymentComp, ..reserved() };
    json!(RoomInfo::of(&Row {
        reservation: Some(slice(reservation)),
        payment: Some(slice(paid())),
        promotion: Some(slice(promotion())),
    }))
}

fn slice<T>(state: T) -> Versioned<T> {
    Versioned { state, version: 1, at: NOW }
}

/// What its customer sees of everything.
pub fn my_page() -> Value {
    json!({
        "customerId": "c-1",
        "customerName": "김하나",
        "points": 10_000,
        "coupons": page(&granted()),
        "reservations": page(&row()),
    })
}

/// A notice of it.
pub fn notice() -> Value {
    json!({
        "noticeId": "R-1.0001",
        "kind": "Reserved",
        "title": "Your nights are held",
        "body": "한옥, from 2026-12-24 to 2026-12-26. Please pay 100,000 won.",
        "reservationNumber": "R-1",
        "occurredAt": NOW,
    })
}

/// A page with one item, and no other after it.
pub fn page(item: &Value) -> Value {
    json!({ "items": [item], "nextCursor": null })
}
