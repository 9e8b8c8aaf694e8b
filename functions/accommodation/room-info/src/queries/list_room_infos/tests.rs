use accommodation_contracts::{access, reservation::ReservationState};
use jiff::SignedDuration;
use platform::{clock, http};
use testing::{Answer, Api, Person};

use super::*;
use crate::{
    domain::{
        Slice,
        fixtures::{reservation, update},
    },
    rows::MemoryRows,
};

const A_GUEST: Person = Person { id: "c-1", name: "김하나", groups: "customer" };
const ANOTHER: Person = Person { id: "c-2", name: "박둘", groups: "customer" };
const A_HOST: Person = Person { id: "h-1", name: "이숙박", groups: "host" };
const NOBODY: Person = Person { id: "x-1", name: "X", groups: "" };

/// Reservations of these ages in days, numbered from 0; every third is another customer's.
async fn rows_of_ages(days: &[i64]) -> MemoryRows {
    let rows = MemoryRows::default();
    for (index, days) in days.iter().enumerate() {
        let created = clock::now() - SignedDuration::from_hours(24 * days);
        let customer = if index % 3 == 2 { "c-2" } else { "c-1" };
        let state = ReservationState {
            customer_id: CustomerId::parse(customer).unwrap(),
            ..reservation(&index.to_string(), created)
        };
        rows.update(&update(Slice::Reservation(Box::new(state)), 1, 0)).await.unwrap();
    }
    rows
}

async fn list(rows: &MemoryRows, caller: Person, query: &str) -> Answer {
    Api::of(http::function(&access::LIST_ROOM_INFOS, rows.clone(), handle)).get(caller, &[], query).await
}

fn numbers(answer: &Answer) -> Vec<String> {
    let items = answer.body["items"].as_array().unwrap();
    items.iter().map(|item| item["reservationNumber"].as_str().unwrap().to_owned()).collect()
}

async fn all_pages(rows: &MemoryRows, caller: Person, limit: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut query = format!("limit={limit}");
    loop {
        let answer = list(rows, caller, &query).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(numbers(&answer).len() <= limit);
        found.extend(numbers(&answer));
        match answer.body["nextCursor"].as_str() {
            Some(cursor) => query = format!("limit={limit}&cursor={cursor}"),
            None => return found,
        }
    }
}

#[tokio::test]
async fn pages_of_any_size_show_every_row_once_newest_first() {
    let rows = rows_of_ages(&[0, 1, 2, 40, 41, 75, 75, 200]).await;
    let everything = ["R-0", "R-1", "R-2", "R-3", "R-4", "R-6", "R-5", "R-7"];
    for limit in [1, 2, 3, 8, 100] {
        assert_eq!(all_pages(&rows, A_HOST, limit).await, everything, "limit {limit}");
        assert_eq!(all_pages(&rows, ANOTHER, limit).await, ["R-2", "R-5"], "limit {limit}");
    }
}

#[tokio::test]
async fn a_customer_never_sees_anothers_row() {
    let rows = rows_of_ages(&[0, 1, 2]).await;
    assert_eq!(numbers(&list(&rows, A_GUEST, "").await), ["R-0", "R-1"]);
    assert_eq!(list(&rows, A_GUEST, "customerId=c-2").await.status, 403);
    assert_eq!(numbers(&list(&rows, A_GUEST, "customerId=c-1").await), ["R-0", "R-1"]);
    assert_eq!(numbers(&list(&rows, A_HOST, "customerId=c-2").await), ["R-2"]);
    assert_eq!(list(&rows, NOBODY, "").await.status, 403);
}

#[tokio::test]
async fn a_status_narrows_both_lists() {
    let rows = rows_of_ages(&[0, 1]).await;
    for caller in [A_GUEST, A_HOST] {
        assert_eq!(numbers(&list(&rows, caller, "reserveStatus=reserve").await).len(), 2);
        assert!(numbers(&list(&rows, caller, "reserveStatus=paymentComp").await).is_empty());
    }
}

#[tokio::test]
async fn wrong_parameters_are_named_before_a_wrong_group_counts() {
    let answer = list(&MemoryRows::default(), NOBODY, "limit=0&cursor=junk&reserveStatus=RESERVE").await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.pointers(), ["?reserveStatus", "?limit", "?cursor"]);
    assert_eq!(list(&MemoryRows::default(), A_HOST, "limit=101").await.pointers(), ["?limit"]);
}

#[tokio::test]
async fn a_row_written_between_two_pages_moves_none_of_the_others() {
    let rows = rows_of_ages(&[1, 2]).await;
    let first = list(&rows, A_GUEST, "limit=1").await;
    let new = reservation("new", clock::now());
    rows.update(&update(Slice::Reservation(Box::new(new)), 1, 0)).await.unwrap();
    let cursor = first.body["nextCursor"].as_str().unwrap();
    assert_eq!(numbers(&list(&rows, A_GUEST, &format!("cursor={cursor}")).await), ["R-1"]);
}
