//! What a price earns.

use accommodation_contracts::promotion::Gift;
use kernel::Won;

/// From which price on there is a gift, and what it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// The lowest price that earns it.
    pub minimum: Won,
    /// Its value.
    pub value: Won,
}

/// The promotion policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its name, kept with every promotion that it decided.
    pub version: String,
    /// Won per point.
    pub divisor: u64,
    /// The discount coupon (할인쿠폰).
    pub coupon: Tier,
    /// The drink (음료수), below the coupon.
    pub beverage: Tier,
}

/// What a payment earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Award {
    /// Points.
    pub point: u64,
    /// The gift, if the price earns one.
    pub service: Option<Gift>,
    /// The gift's value.
    pub gift_value: Won,
}

impl Policy {
    /// What `price` earns: a point per [`Policy::divisor`] won, rounded down, and the gift of the highest tier reached.
    pub fn award(&self, price: Won) -> Award {
        let point = price.get().checked_div(self.divisor).unwrap_or_default();
        let (service, gift_value) = if price >= self.coupon.minimum {
            (Some(Gift::DiscountCoupon), self.coupon.value)
        } else if price >= self.beverage.minimum {
            (Some(Gift::Beverage), self.beverage.value)
        } else {
            (None, Won::ZERO)
        };
        Award { point, service, gift_value }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::fixtures::policy;

    #[test]
    fn every_tier_begins_at_its_very_won() {
        let cases = [
            (0, 0, None, 0),
            (9, 0, None, 0),
            (10, 1, None, 0),
            (49_999, 4_999, None, 0),
            (50_000, 5_000, Some(Gift::Beverage), 5_000),
            (99_999, 9_999, Some(Gift::Beverage), 5_000),
            (100_000, 10_000, Some(Gift::DiscountCoupon), 10_000),
        ];
        for (price, point, service, value) in cases {
            let award = policy().award(Won::parse(price).unwrap());
            assert_eq!((award.point, award.service, award.gift_value.get()), (point, service, value), "{price} won");
        }
    }

    proptest! {
        #[test]
        fn who_pays_more_never_earns_less(a in 0..=Won::MAX.get(), b in 0..=Won::MAX.get()) {
            let [less, more] = [a.min(b), a.max(b)].map(|price| policy().award(Won::parse(price).unwrap()));
            prop_assert!(less.point <= more.point);
            prop_assert!(less.gift_value <= more.gift_value);
        }
    }
}
