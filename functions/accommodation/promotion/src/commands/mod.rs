//! What callers can ask for.

pub mod grant_promotion;
pub mod save_promotion;
