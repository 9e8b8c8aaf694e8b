//! Identifiers and names that cross the borders of contexts.

use kernel::{Text, id::IdError};

kernel::id! {
    /// A room's number or name on its door, chosen by its host.
    pub RoomNumber;
    /// `R-` and a random part. Random, since it is also the partition key.
    pub ReservationNumber;
    /// `P-` and the random part of the reservation's number: one payment per reservation.
    pub PaymentId;
    /// `C-` and the random part of the payment's id: one promotion per payment.
    pub CouponId;
}

/// A customer's or host's `sub` in the identity provider.
pub type CustomerId = Text<128>;

/// A person's name as the identity provider or a host gave it.
pub type CustomerName = Text<100>;

impl ReservationNumber {
    /// The number made of a random part.
    pub fn of(random: &str) -> Result<Self, IdError> {
        Self::parse(&format!("R-{random}"))
    }
}

impl PaymentId {
    /// The id of the one payment of a reservation.
    pub fn of(reservation: &ReservationNumber) -> Self {
        Self(format!("P-{}", without(reservation.as_str(), "R-")))
    }
}

impl CouponId {
    /// The id of the one promotion of a payment.
    pub fn of(payment: &PaymentId) -> Self {
        Self(format!("C-{}", without(payment.as_str(), "P-")))
    }
}

fn without<'a>(id: &'a str, prefix: &str) -> &'a str {
    id.strip_prefix(prefix).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payment_and_coupon_are_derived_from_the_reservation() {
        let payment = PaymentId::of(&ReservationNumber::of("7f3a").unwrap());
        assert_eq!(payment.as_str(), "P-7f3a");
        assert_eq!(CouponId::of(&payment).as_str(), "C-7f3a");
    }
}
