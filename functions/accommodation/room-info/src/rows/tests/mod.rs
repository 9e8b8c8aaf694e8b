//! The contract of [`Rows`], [`Rooms`] and [`Earnings`], run on those in memory and on `DynamoDB`'s adapter against the
//! embedded database.

mod earnings;
mod reservations;
mod rooms;

use testing::embedded::Database;

use super::*;
use earnings::*;
use reservations::*;
use rooms::*;

const INDEXES: [(&str, &str, &str); 8] = [
    ("byCustomer", "customerKey", "sortKey"),
    ("byCustomerStatus", "customerStatusKey", "sortKey"),
    ("byMonth", "monthKey", "sortKey"),
    ("byMonthStatus", "monthStatusKey", "sortKey"),
    ("byPrice", "catalogueKey", "priceKey"),
    ("byTypePrice", "typeKey", "priceKey"),
    ("byRoom", "roomKey", "stayKey"),
    ("byCoupon", "couponKey", "couponSortKey"),
];

macro_rules! contract {
    ($($rule:ident)+) => {
        mod in_memory {
            $(#[tokio::test]
            async fn $rule() {
                super::$rule(super::MemoryRows::default()).await;
            })+
        }

        mod in_dynamodb {
            $(#[tokio::test]
            async fn $rule() {
                let database = super::Database::start("RoomInfo", &super::INDEXES).await;
                super::$rule(super::DynamoRows::new(database.client(), "RoomInfo".into())).await;
            })+
        }
    };
}

contract! {
    what_was_updated_is_read
    any_order_and_number_of_updates_makes_the_same_row
    a_replay_repairs_an_equal_version
    rows_are_listed_newest_first_from_a_position_on
    a_row_moves_with_its_status
    a_row_without_its_reservation_is_not_listed
    only_a_newer_room_or_a_replay_replaces_a_room
    rooms_are_listed_cheapest_first_from_a_place_on
    a_room_moves_with_its_price_and_type
    a_retired_room_is_on_no_shelf_and_comes_back
    a_stay_is_found_by_any_of_its_nights
    what_has_ended_holds_no_night
    points_are_those_of_the_newest_promotions
    any_order_and_number_of_promotions_makes_the_same_points
    promotions_at_once_lose_no_point
    a_replay_repairs_points_once
    coupons_are_listed_newest_first_from_a_position_on
}
