//! 한국어. Particles never follow a name, an id or a gift, so that they are right whatever stands there.

use accommodation_contracts::promotion::Gift;
use kernel::Won;

use super::{clock_time, grouped};
use crate::domain::{Message, PromotionParameters, RefundParameters, StayParameters};

/// Title and body.
pub(super) fn text(message: &Message) -> (&'static str, String) {
    match message {
        Message::Reserved(stay) => (
            "객실을 잡아 두었습니다",
            format!(
                "{}. {}(한국 시간)까지 {}을 결제하시면 예약이 확정됩니다.",
                place(stay),
                clock_time(stay.hold_expires_at),
                won(stay.payment_price),
            ),
        ),
        Message::ReservationConfirmed(stay) => (
            "예약이 확정되었습니다",
            format!("{}. 체크인은 {} 15:00부터입니다. 편안한 시간 보내시기 바랍니다.", place(stay), stay.check_in),
        ),
        Message::ReservationCancelled(stay) => {
            ("예약이 취소되었습니다", format!("{}. 결제하신 금액이 있으면 환불해 드립니다.", place(stay)))
        }
        Message::ReservationExpired(stay) => (
            "결제 시간이 지나 예약이 만료되었습니다",
            format!("{}. 객실이 남아 있으면 다시 예약하실 수 있습니다.", place(stay)),
        ),
        Message::CheckedOut(stay) => {
            ("체크아웃이 완료되었습니다", format!("{}. 이용해 주셔서 감사합니다.", place(stay)))
        }
        Message::PaymentRejected(stay) => (
            "이미 끝난 예약이라 결제를 돌려드립니다",
            format!("{}. 결제하신 {}을 환불해 드립니다.", place(stay), won(stay.payment_price)),
        ),
        Message::PaymentCompleted(payment) => (
            "결제가 완료되었습니다",
            format!("예약 {}의 결제 금액은 {}입니다.", payment.reservation_number, won(payment.payment_price)),
        ),
        Message::PaymentDeclined(payment) => (
            "결제가 거절되었습니다",
            format!(
                "예약 {}의 {} 결제가 승인되지 않았습니다. 예약이 유지되는 동안 다른 카드로 다시 결제하실 수 있습니다.",
                payment.reservation_number,
                won(payment.payment_price),
            ),
        ),
        Message::PaymentRefunded(refund) => ("환불해 드립니다", refunded(refund)),
        Message::PromotionSaved(promotion) => ("포인트가 적립되었습니다", saved(promotion)),
        Message::PromotionRedeemed(promotion) => (
            "사은품을 사용하셨습니다",
            format!("예약 {}의 사은품({})을 사용하셨습니다.", promotion.reservation_number, gift(promotion.service)),
        ),
        Message::PromotionRevoked(promotion) => ("포인트와 사은품 취소 안내", revoked(promotion)),
    }
}

fn refunded(refund: &RefundParameters) -> String {
    let RefundParameters { reservation_number, refund_price, deducted_price } = refund;
    if *deducted_price == Won::ZERO {
        return format!("예약 {reservation_number}의 결제 금액 {}을 환불해 드립니다.", won(*refund_price));
    }
    format!(
        "예약 {reservation_number}의 결제 금액에서 이미 사용하신 사은품의 값 {}을 뺀 {}을 환불해 드립니다.",
        won(*deducted_price),
        won(*refund_price),
    )
}

fn saved(promotion: &PromotionParameters) -> String {
    let points =
        format!("예약 {}의 포인트 {}점이 적립되었습니다.", promotion.reservation_number, grouped(promotion.point));
    match promotion.service {
        None => points,
        service @ Some(_) => format!("{points} 사은품은 {}입니다.", gift(service)),
    }
}

/// Also for a promotion that nobody had heard of when it was revoked.
fn revoked(promotion: &PromotionParameters) -> String {
    let none = format!("환불되는 예약 {}에는 포인트와 사은품을 드리지 않습니다.", promotion.reservation_number);
    match promotion.redeemed_value {
        None | Some(Won::ZERO) => none,
        Some(value) => format!(
            "환불되는 예약 {}의 포인트가 취소되었습니다. 이미 사용하신 사은품({})의 값 {}은 환불 금액에서 제외됩니다.",
            promotion.reservation_number,
            gift(promotion.service),
            won(value),
        ),
    }
}

fn place(stay: &StayParameters) -> String {
    format!("{}, {} ~ {} (예약 {})", stay.room_name, stay.check_in, stay.check_out, stay.reservation_number)
}

const fn gift(gift: Option<Gift>) -> &'static str {
    match gift {
        Some(Gift::DiscountCoupon) => "할인쿠폰",
        Some(Gift::Beverage) => "음료수",
        None => "없음",
    }
}

fn won(amount: Won) -> String {
    format!("{}원", grouped(amount.get()))
}
