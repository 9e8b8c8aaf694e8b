//! What callers can ask for.

pub mod grant_promotion;
pub mod redeem_coupon;
pub mod revoke_promotion;
pub mod save_promotion;
