//! What a night may cost.

use kernel::Won;

/// The highest price of a night, so that the longest stay still is an amount of money.
pub const MAX_PRICE: u64 = 10_000_000_000;

/// A price per night: 1 to 10,000,000,000 won.
pub fn parse_price(won: u64) -> Result<Won, &'static str> {
    let refused = "must be 1 to 10,000,000,000 won";
    if (1..=MAX_PRICE).contains(&won) { Won::parse(won).map_err(|_| refused) } else { Err(refused) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_costs_something_and_a_month_of_nights_can_be_paid() {
        assert!(parse_price(0).is_err());
        assert!(parse_price(MAX_PRICE + 1).is_err());
        assert!(parse_price(MAX_PRICE).unwrap().checked_mul(30).is_some());
    }
}
