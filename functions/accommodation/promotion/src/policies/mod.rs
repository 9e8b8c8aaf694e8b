//! What other contexts' events cause here.

pub mod grant_deferred_promotion;
