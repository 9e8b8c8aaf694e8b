//! Who may touch a reservation: its customer, and the host whose room it is. To anybody else it does not exist.

use accommodation_contracts::CustomerId;

use super::Reservation;

/// As whom a caller acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The caller.
    pub id: CustomerId,
    /// Whether it may act as a customer.
    pub is_customer: bool,
    /// Whether it may act as a host.
    pub is_host: bool,
}

impl Actor {
    /// Whether it is the reservation's customer.
    pub fn is_customer_of(&self, reservation: &Reservation) -> bool {
        self.is_customer && reservation.public().customer_id == self.id
    }

    /// Whether it is the host of the reservation's room.
    pub fn is_host_of(&self, reservation: &Reservation) -> bool {
        self.is_host && reservation.public().host_id == self.id
    }
}
