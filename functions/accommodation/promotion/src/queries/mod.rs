//! What callers can read of promotions.

pub mod get_promotion;
pub mod list_promotions;
