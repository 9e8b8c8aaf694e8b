//! The rules of promotions.

#[cfg(test)]
pub mod fixtures;
mod policy;
mod promotion;
pub mod redeem_coupon;
pub mod revoke_promotion;
pub mod save_promotion;

pub use policy::{Award, Policy, Tier};
pub use promotion::{Promotion, PromotionEvent};
