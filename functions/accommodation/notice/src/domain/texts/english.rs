//! English.

use accommodation_contracts::promotion::Gift;
use kernel::Won;

use super::{clock_time, grouped};
use crate::domain::{Message, PromotionParameters, RefundParameters, StayParameters};

/// Title and body.
pub(super) fn text(message: &Message) -> (&'static str, String) {
    match message {
        Message::Reserved(stay) => (
            "Your room is held",
            format!(
                "{}. Pay {} by {} (Korea time) to confirm your reservation.",
                place(stay),
                won(stay.payment_price),
                clock_time(stay.hold_expires_at),
            ),
        ),
        Message::ReservationConfirmed(stay) => (
            "Your reservation is confirmed",
            format!("{}. Check-in is from 15:00 on {}. Have a pleasant stay.", place(stay), stay.check_in),
        ),
        Message::ReservationCancelled(stay) => (
            "Your reservation is cancelled",
            format!("{}. If you have paid, your money will be refunded.", place(stay)),
        ),
        Message::ReservationExpired(stay) => (
            "Your reservation has expired unpaid",
            format!("{}. You can reserve again while the room is available.", place(stay)),
        ),
        Message::CheckedOut(stay) => {
            ("You are checked out", format!("{}. Thank you for staying with us.", place(stay)))
        }
        Message::PaymentRejected(stay) => (
            "Your payment came too late",
            format!("{}. We will refund the {} that you paid.", place(stay), won(stay.payment_price)),
        ),
        Message::PaymentCompleted(payment) => (
            "Your payment is complete",
            format!("You paid {} for reservation {}.", won(payment.payment_price), payment.reservation_number),
        ),
        Message::PaymentDeclined(payment) => (
            "Your payment was declined",
            format!(
                "The payment of {} for reservation {} was not approved. You can try another card while the room is held.",
                won(payment.payment_price),
                payment.reservation_number,
            ),
        ),
        Message::PaymentRefunded(refund) => ("Your refund", refunded(refund)),
        Message::PromotionSaved(promotion) => ("You have earned points", saved(promotion)),
        Message::PromotionRedeemed(promotion) => (
            "You have used your gift",
            format!("You used the {} of reservation {}.", gift(promotion.service), promotion.reservation_number),
        ),
        Message::PromotionRevoked(promotion) => ("Points and gift are withdrawn", revoked(promotion)),
    }
}

fn refunded(refund: &RefundParameters) -> String {
    let RefundParameters { reservation_number, refund_price, deducted_price } = refund;
    let goes_back = format!("We are refunding {} for reservation {reservation_number}", won(*refund_price));
    if *deducted_price == Won::ZERO {
        return format!("{goes_back}.");
    }
    format!("{goes_back}: your payment less {}, the value of the gift that you have used.", won(*deducted_price))
}

fn saved(promotion: &PromotionParameters) -> String {
    let PromotionParameters { reservation_number, point, service, .. } = promotion;
    let points = format!("Reservation {reservation_number} earned you {} points", grouped(*point));
    match service {
        None => format!("{points}."),
        Some(_) => format!("{points} and a {}.", gift(*service)),
    }
}

/// Also for a promotion that nobody had heard of when it was revoked.
fn revoked(promotion: &PromotionParameters) -> String {
    let PromotionParameters { reservation_number, service, redeemed_value, .. } = promotion;
    match redeemed_value {
        None | Some(Won::ZERO) => {
            format!("Reservation {reservation_number} is being refunded, so it earns no points and no gift.")
        }
        Some(value) => format!(
            "Reservation {reservation_number} is being refunded, so its points are withdrawn. You have already used the {}: its \
             value of {} is kept from the refund.",
            gift(*service),
            won(*value),
        ),
    }
}

fn place(stay: &StayParameters) -> String {
    format!("{}, {} to {} (reservation {})", stay.room_name, stay.check_in, stay.check_out, stay.reservation_number)
}

const fn gift(gift: Option<Gift>) -> &'static str {
    match gift {
        Some(Gift::DiscountCoupon) => "discount coupon",
        Some(Gift::Beverage) => "drink",
        None => "gift",
    }
}

fn won(amount: Won) -> String {
    format!("{} won", grouped(amount.get()))
}
