//! What must hold when everything has come to rest.

use accommodation_contracts::{
    payment::PaymentProgress, promotion::PromotionStatus, reservation::ReserveStatus, samples::reserved,
};
use kernel::Aggregate;
use payment::domain::Payment;
use promotion::domain::Promotion;

use crate::world::World;

/// Checks all of it.
pub fn check(world: &World) {
    let reservation = world.reservation.state.as_ref().unwrap();
    let status = reservation.public().reserve_status;
    let payment = world.payment.state.as_ref().map(Payment::public);
    let progress = payment.map(|payment| payment.status);
    let promotion = world.promotion.state.as_ref().map(Promotion::public);
    let price = reserved().payment_price.get();
    let charged = world.provider.charges() as u64 * price;

    assert!(world.provider.charges() <= 1, "charged twice: {world:#?}");
    // A hold that nobody paid for does not last.
    assert_ne!(status, ReserveStatus::Reserve, "a night is held by nobody: {world:#?}");
    let is_active = matches!(status, ReserveStatus::PaymentComp | ReserveStatus::CheckOut);
    assert_eq!(reservation.claims().is_empty(), !is_active, "{world:#?}");

    assert_eq!(reservation.open_work(), None, "left open: {world:#?}");
    let open = world.payment.state.as_ref().and_then(Aggregate::open_work);
    assert_eq!(open, None, "left open: {world:#?}");

    match progress {
        Some(PaymentProgress::Completed) => {
            assert!(is_active, "paid, and neither confirmed nor refunded: {world:#?}");
            assert_eq!((charged, world.provider.refunded()), (price, 0), "{world:#?}");
            assert!(promotion.is_some(), "paid, and nothing earned: {world:#?}");
        }
        Some(PaymentProgress::Refunded) => {
            let payment = payment.unwrap();
            let refund = payment.refund_price.unwrap().get();
            assert!(!is_active, "refunded, and still confirmed: {world:#?}");
            assert_eq!((charged, world.provider.refunded()), (price, refund), "{world:#?}");
            assert_eq!(refund + payment.deducted_price.unwrap().get(), price, "{world:#?}");
        }
        Some(
            PaymentProgress::Pending | PaymentProgress::Failed | PaymentProgress::Declined | PaymentProgress::Void,
        )
        | None => {
            assert_eq!((charged, world.provider.refunded()), (0, 0), "money moved, and nobody knows: {world:#?}");
            assert!(!is_active, "confirmed, and not paid: {world:#?}");
        }
    }
    match promotion.map(|promotion| promotion.status) {
        Some(PromotionStatus::Granted | PromotionStatus::Redeemed) => {
            assert_eq!(progress, Some(PaymentProgress::Completed), "a gift without a payment: {world:#?}");
        }
        Some(PromotionStatus::Revoked) => {
            let promotion = promotion.unwrap();
            let kept = payment.and_then(|payment| payment.deducted_price).map_or(0, kernel::Won::get);
            let redeemed = promotion.redeemed_value.map_or(0, kernel::Won::get);
            assert_eq!((promotion.point, redeemed.min(price)), (0, kept), "gift and money both kept: {world:#?}");
            assert_ne!(progress, Some(PaymentProgress::Completed), "paid, and revoked: {world:#?}");
        }
        None => {}
    }
}
