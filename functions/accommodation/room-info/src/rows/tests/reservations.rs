//! Rows of reservations.

use accommodation_contracts::{
    CustomerId,
    reservation::{ReservationState, ReserveStatus},
    samples::NOW,
};
use jiff::{Timestamp, ToSpan};
use platform::listing::{Month, Position, shard_of};

use crate::{
    domain::{
        Partition, Row, Slice, SliceUpdate,
        fixtures::{booking, reservation, update},
    },
    rows::Rows,
};

pub async fn what_was_updated_is_read<R: Rows>(rows: R) {
    let number = reservation("1", NOW).reservation_number;
    assert_eq!(rows.get(&number).await.unwrap(), None);
    for event in booking() {
        rows.update(&event).await.unwrap();
    }
    let expected = booking().iter().fold(Row::default(), Row::with);
    assert_eq!(rows.get(&number).await.unwrap(), Some(expected));
}

pub async fn any_order_and_number_of_updates_makes_the_same_row<R: Rows>(rows: R) {
    let events = booking();
    for index in [4, 3, 4, 2, 0, 1, 3, 0] {
        rows.update(&events[index]).await.unwrap();
    }
    let expected = events.iter().fold(Row::default(), Row::with);
    assert_eq!(rows.get(events[0].row()).await.unwrap(), Some(expected));
}

pub async fn a_replay_repairs_an_equal_version<R: Rows>(rows: R) {
    let [reserved, ..] = booking();
    let damaged = SliceUpdate { occurred_at: Timestamp::UNIX_EPOCH, ..reserved.clone() };
    rows.update(&damaged).await.unwrap();
    rows.update(&reserved).await.unwrap();
    assert_eq!(rows.get(reserved.row()).await.unwrap(), Some(Row::default().with(&damaged)));
    rows.update(&SliceUpdate { replay: true, ..reserved.clone() }).await.unwrap();
    assert_eq!(rows.get(reserved.row()).await.unwrap(), Some(Row::default().with(&reserved)));
}

async fn reserve<R: Rows>(rows: &R, state: ReservationState) {
    rows.update(&update(Slice::Reservation(Box::new(state)), 1, 0)).await.unwrap();
}

fn numbers(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| row.reservation.as_ref().unwrap().state.reservation_number.to_string()).collect()
}

pub async fn rows_are_listed_newest_first_from_a_position_on<R: Rows>(rows: R) {
    for (number, seconds) in [("a", 1), ("d", 4), ("b", 2), ("c", 3)] {
        reserve(&rows, reservation(number, NOW + seconds.seconds())).await;
    }
    let another = CustomerId::parse("c-2").unwrap();
    reserve(&rows, ReservationState { customer_id: another, ..reservation("x", NOW) }).await;
    let mine = Partition::Customer(CustomerId::parse("c-1").unwrap(), None);
    let first = rows.list(&mine, &Position::before(NOW + 1.hour()), 2).await.unwrap();
    assert_eq!(numbers(&first), ["R-d", "R-c"]);
    let last = first[1].position().unwrap();
    assert_eq!(numbers(&rows.list(&mine, &last, 9).await.unwrap()), ["R-b", "R-a"]);
    let month = Partition::Month(Month::of(NOW), shard_of(reservation("x", NOW).reservation_number.as_str()), None);
    assert!(numbers(&rows.list(&month, &Position::before(NOW + 1.hour()), 9).await.unwrap()).contains(&"R-x".into()));
}

pub async fn a_row_moves_with_its_status<R: Rows>(rows: R) {
    let [reserved, _, _, confirmed, _] = booking();
    let customer = CustomerId::parse("c-1").unwrap();
    let of_status = |status| Partition::Customer(customer.clone(), Some(status));
    let later = Position::before(NOW + 1.hour());
    rows.update(&reserved).await.unwrap();
    assert_eq!(rows.list(&of_status(ReserveStatus::Reserve), &later, 9).await.unwrap().len(), 1);
    rows.update(&confirmed).await.unwrap();
    assert!(rows.list(&of_status(ReserveStatus::Reserve), &later, 9).await.unwrap().is_empty());
    assert_eq!(rows.list(&of_status(ReserveStatus::PaymentComp), &later, 9).await.unwrap().len(), 1);
}

pub async fn a_row_without_its_reservation_is_not_listed<R: Rows>(rows: R) {
    let [.., saved] = booking();
    rows.update(&saved).await.unwrap();
    let mine = Partition::Customer(CustomerId::parse("c-1").unwrap(), None);
    assert!(rows.list(&mine, &Position::before(NOW + 1.hour()), 9).await.unwrap().is_empty());
    assert!(rows.get(saved.row()).await.unwrap().is_some());
}
