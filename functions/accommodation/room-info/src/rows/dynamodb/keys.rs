//! The keys of items in the indexes. One without a value is removed: the item is not in that index any more.

use accommodation_contracts::{promotion::PromotionState, reservation::ReservationState, room::RoomState};
use platform::listing::{Month, shard_of};

use crate::domain::{Partition, PriceKey, Shelf, coupon_position, is_offered, nights_held, position_of};

/// Names of keys with their values.
pub type Keys = Vec<(&'static str, Option<String>)>;

/// An index with its partition key.
pub(super) type Index = (&'static str, &'static str);

/// Reservations that hold nights of a room.
pub(super) const BY_ROOM: Index = ("byRoom", "roomKey");
/// Promotions of a customer.
pub(super) const BY_COUPON: Index = ("byCoupon", "couponKey");

pub(super) const fn index_of(partition: &Partition) -> Index {
    match partition {
        Partition::Customer(_, None) => ("byCustomer", "customerKey"),
        Partition::Customer(_, Some(_)) => ("byCustomerStatus", "customerStatusKey"),
        Partition::Month(_, _, None) => ("byMonth", "monthKey"),
        Partition::Month(_, _, Some(_)) => ("byMonthStatus", "monthStatusKey"),
    }
}

pub(super) const fn index_of_shelf(shelf: &Shelf) -> Index {
    match shelf {
        Shelf::Shard(_) => ("byPrice", "catalogueKey"),
        Shelf::Type(_) => ("byTypePrice", "typeKey"),
    }
}

/// Those of a row that are written with its reservation.
pub fn of_reservation(state: &ReservationState) -> Keys {
    let (month, shard) = (Month::of(state.created_at), shard_of(state.reservation_number.as_str()));
    let (customer, status) = (&state.customer_id, Some(state.reserve_status));
    let partitions = [
        Partition::Customer(customer.clone(), None),
        Partition::Customer(customer.clone(), status),
        Partition::Month(month, shard, None),
        Partition::Month(month, shard, status),
    ];
    let held = nights_held(state).is_some();
    let room = held.then(|| state.room_number.to_string());
    let stay = held.then(|| format!("{}#{}", state.check_in, state.reservation_number));
    let keys = partitions.iter().map(|partition| (index_of(partition).1, Some(partition.key())));
    keys.chain([("sortKey", Some(position_of(state).into())), (BY_ROOM.1, room), ("stayKey", stay)]).collect()
}

/// Those of a row that are written with its promotion.
pub fn of_promotion(state: &PromotionState) -> Keys {
    let (owner, position) = (state.customer_id.to_string(), coupon_position(state).into());
    [(BY_COUPON.1, owner), ("couponSortKey", position)]
        .map(|(name, key)| (name, state.is_earned().then_some(key)))
        .into()
}

/// Those of a room.
pub fn of_room(state: &RoomState) -> Keys {
    let offered = is_offered(state);
    let shelves = [Shelf::Shard(shard_of(state.room_number.as_str())), Shelf::Type(state.room_type.clone())];
    let keys = shelves.iter().map(|shelf| (index_of_shelf(shelf).1, offered.then(|| shelf.key())));
    keys.chain([("priceKey", offered.then(|| PriceKey::of(state).into()))]).collect()
}
