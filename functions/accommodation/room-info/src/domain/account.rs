//! What promotions come to: a customer's points and coupons.

use accommodation_contracts::promotion::PromotionState;
use platform::listing::Position;

use super::{SliceUpdate, Versioned};

/// What a promotion changes of its customer's points, if it replaces what is `known` of it. All promotions' changes, in
/// any order and number, sum up to the points of their newest states: a revoked one has none.
pub fn points_gained(
    known: Option<&Versioned<PromotionState>>,
    update: &SliceUpdate,
    promotion: &PromotionState,
) -> Option<i128> {
    match known {
        Some(known) if !update.replaces(known.version) => None,
        Some(known) => Some(i128::from(promotion.point) - i128::from(known.state.point)),
        None => Some(i128::from(promotion.point)),
    }
}

/// Where a coupon stands among others of its customer.
pub fn coupon_position(promotion: &PromotionState) -> Position {
    Position::of(promotion.granted_at, promotion.coupon_id.as_str())
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::{
        promotion::PromotionStatus,
        samples::{NOW, promotion},
    };
    use platform::store::StoreError;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        domain::{
            Slice,
            fixtures::{reservation, update},
        },
        rows::{Earnings, MemoryRows, Rows},
    };

    /// The states of some promotions of one customer: granted, maybe redeemed, maybe revoked.
    fn promotions() -> impl Strategy<Value = Vec<Vec<PromotionState>>> {
        let one = (0..100_000_u64, any::<bool>(), any::<bool>());
        prop::collection::vec(one, 1..6).prop_map(|all| all.into_iter().enumerate().map(life).collect())
    }

    fn life((number, (point, redeemed, revoked)): (usize, (u64, bool, bool))) -> Vec<PromotionState> {
        let reservation_number = reservation(&number.to_string(), NOW).reservation_number;
        let granted = PromotionState { reservation_number, point, ..promotion() };
        let used = PromotionState { status: PromotionStatus::Redeemed, ..granted.clone() };
        let void = PromotionState { status: PromotionStatus::Revoked, point: 0, ..granted.clone() };
        let states = [(true, granted), (redeemed, used), (revoked, void)];
        states.into_iter().filter(|(is_so, _)| *is_so).map(|(_, state)| state).collect()
    }

    fn events(promotions: &[Vec<PromotionState>]) -> Vec<SliceUpdate> {
        let versions = promotions.iter().flat_map(|states| (1..).zip(states));
        versions.map(|(version, state)| update(Slice::Promotion(Box::new(state.clone())), version, 0)).collect()
    }

    async fn points_after(updates: impl Iterator<Item = SliceUpdate>) -> Result<u64, StoreError> {
        let rows = MemoryRows::default();
        for update in updates {
            rows.update(&update).await?;
        }
        rows.points(&promotion().customer_id).await
    }

    proptest! {
        #[test]
        fn any_order_and_number_of_events_makes_the_points_of_the_newest_states(
            (promotions, order) in promotions().prop_flat_map(|promotions| {
                let count = events(&promotions).len();
                let more = prop::collection::vec((0..count, any::<bool>()), 0..10);
                let all: Vec<(usize, bool)> = (0..count).map(|index| (index, false)).collect();
                let order = more.prop_flat_map(move |more| Just([all.clone(), more].concat()).prop_shuffle());
                (Just(promotions), order)
            }),
        ) {
            let events = events(&promotions);
            let delivered = order.iter().map(|(index, replay)| SliceUpdate { replay: *replay, ..events[*index].clone() });
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let points = runtime.block_on(points_after(delivered)).unwrap();
            let newest = promotions.iter().filter_map(|states| states.last());
            prop_assert_eq!(points, newest.map(|state| state.point).sum::<u64>());
        }
    }
}
