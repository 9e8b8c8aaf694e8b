//! What customers have earned.

use accommodation_contracts::{CustomerId, promotion::PromotionState};
use platform::{listing::Position, store::StoreError};

use super::{MemoryRows, newest_first};
use crate::{domain::coupon_position, rows::Earnings};

impl Earnings for MemoryRows {
    async fn points(&self, customer: &CustomerId) -> Result<u64, StoreError> {
        let points = self.contents().points.get(customer).copied().unwrap_or_default();
        u64::try_from(points).map_err(|error| StoreError::unreadable(customer.as_str(), error))
    }

    async fn coupons(
        &self,
        customer: &CustomerId,
        before: &Position,
        limit: usize,
    ) -> Result<Vec<PromotionState>, StoreError> {
        let contents = self.contents();
        let promotions = contents.rows.values().filter_map(|row| Some(&row.promotion.as_ref()?.state));
        let promotions = promotions.filter(|promotion| promotion.customer_id == *customer && promotion.is_earned());
        let promotions = promotions.map(|promotion| (coupon_position(promotion), promotion.clone()));
        Ok(newest_first(promotions.collect(), before, limit))
    }
}
