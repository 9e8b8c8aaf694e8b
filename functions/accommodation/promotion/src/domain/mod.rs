//! The rules of promotions.

#[cfg(test)]
pub mod fixtures;
mod policy;
mod promotion;
pub mod save_promotion;

pub use policy::{Award, Policy, Tier};
pub use promotion::{Promotion, PromotionEvent};
