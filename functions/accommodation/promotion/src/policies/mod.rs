//! What other contexts' events cause here.

pub mod grant_deferred_promotion;
pub mod revoke_refunded_promotion;
