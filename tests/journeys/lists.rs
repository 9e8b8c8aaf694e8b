//! `GET /roomInfos`: page by page, newest first, each reader what is theirs to see.

use serde_json::{Value, json};
use system_tests::{Booking, Persona, Room, Stay, System, all_items, eventually, patience, with_query};

use crate::SHOWN_WITHIN;

fn numbers(rows: &[Value]) -> Vec<String> {
    rows.iter().map(|row| row["reservationNumber"].as_str().expect("a number").to_owned()).collect()
}

/// The numbers of all rows that a reader gets in pages of `limit`, as soon as they are the expected ones: the lists'
/// indexes follow the rows.
async fn assert_listed(reader: &Persona, query: &[(&str, &str)], limit: usize, expected: &[String]) {
    let what = format!("{query:?} lists {expected:?} in pages of {limit}");
    eventually(&what, patience(SHOWN_WITHIN), async || {
        let listed = numbers(&all_items(reader, "/roomInfos", query, limit).await);
        if listed == expected { Ok(()) } else { Err(format!("{listed:?}")) }
    })
    .await;
}

/// Five reservations of one customer, oldest first, all of them in the read model.
async fn five(system: &System) -> (Persona, Vec<Booking>) {
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 60_000).await;
    let mut bookings = Vec::new();
    for day in 0..5 {
        bookings.push(Booking::reserve(&customer, &room, Stay::new(10 + day, 1)).await);
    }
    for booking in &bookings {
        booking.row_with(&json!({ "reserveStatus": "reserve" }), SHOWN_WITHIN).await;
    }
    let newest_first: Vec<String> = bookings.iter().rev().map(|booking| booking.number.clone()).collect();
    assert_listed(&customer, &[], 100, &newest_first).await;
    (customer, bookings)
}

#[tokio::test]
async fn a_list_is_walked_in_pages_newest_first_without_gap_or_repetition() {
    let system = System::connect();
    let (customer, bookings) = five(&system).await;
    let newest_first: Vec<String> = bookings.iter().rev().map(|booking| booking.number.clone()).collect();
    // Paying the oldest changes its row, not its place: newest first means by creation.
    bookings[0].pay().await.expect(201);
    bookings[0].row_with(&json!({ "reserveStatus": "paymentComp" }), SHOWN_WITHIN).await;

    for limit in [1, 2, 4, 5, 100] {
        assert_listed(&customer, &[], limit, &newest_first).await;
    }
    let page = customer.get("/roomInfos").await.expect(200).json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(5), "the default limit is 20: {page}");
}

#[tokio::test]
async fn a_row_of_a_list_is_the_row_itself() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    booking.pay().await.expect(201);
    let row = booking.complete_row(SHOWN_WITHIN).await;
    eventually("the list shows the row", patience(SHOWN_WITHIN), async || {
        let rows = all_items(&booking.customer, "/roomInfos", &[], 20).await;
        if rows == [row.clone()] { Ok(()) } else { Err(format!("{rows:?}, not {row}")) }
    })
    .await;
}

#[tokio::test]
async fn a_customer_sees_only_their_own_rows() {
    let system = System::connect();
    let (customer, _) = five(&system).await;
    let other = system.customer().await;
    assert!(all_items(&other, "/roomInfos", &[], 100).await.is_empty());
    other.get(&with_query("/roomInfos", &[("customerId", &customer.id)])).await.any_problem(403);
    let own = all_items(&customer, "/roomInfos", &[("customerId", &customer.id)], 100).await;
    assert_eq!(own.len(), 5);
}

#[tokio::test]
async fn a_cursor_of_another_customers_list_opens_nothing() {
    let system = System::connect();
    let (customer, _) = five(&system).await;
    let page = customer.get("/roomInfos?limit=2").await.expect(200);
    let cursor = page.str("nextCursor");
    let other = Booking::of_one_night(&system, 10).await;
    let answer = other.customer.get(&with_query("/roomInfos", &[("cursor", &cursor)])).await;
    if answer.status() == 200 {
        let rows = answer.json()["items"].as_array().cloned().unwrap_or_default();
        assert!(rows.iter().all(|row| row["customerId"] == other.customer.id), "{answer}");
    } else {
        answer.any_problem(422);
    }
}

#[tokio::test]
async fn a_cursor_that_was_tampered_with_opens_nothing_and_breaks_nothing() {
    let system = System::connect();
    let (customer, _) = five(&system).await;
    for (reader, own_only) in [(&customer, true), (&system.host().await, false)] {
        let cursor = reader.get("/roomInfos?limit=2").await.expect(200).str("nextCursor");
        let altered = (0..cursor.len()).step_by(5).map(|place| {
            let other = if cursor.as_bytes()[place] == b'A' { "B" } else { "A" };
            format!("{}{other}{}", &cursor[..place], &cursor[place + 1..])
        });
        // The last ones are `{}`, `[]`, `null` and `""` as base64 has them.
        let made_up = [&cursor[1..], &cursor[..cursor.len() / 2], "e30", "W10", "bnVsbA", "IiI"].map(str::to_owned);
        for cursor in altered.chain(made_up) {
            let answer = reader.get(&with_query("/roomInfos", &[("cursor", &cursor)])).await;
            if answer.status() == 200 {
                let rows = answer.json()["items"].as_array().cloned().unwrap_or_default();
                assert!(!own_only || rows.iter().all(|row| row["customerId"] == customer.id), "{answer}");
            } else {
                assert_eq!(answer.wrong_fields(), ["?cursor"], "{answer}");
            }
        }
    }
}

#[tokio::test]
async fn hosts_and_operators_see_all_rows_and_may_ask_for_one_customers() {
    let system = System::connect();
    let (customer, bookings) = five(&system).await;
    let foreign = Booking::of_one_night(&system, 10).await;
    foreign.row_with(&json!({ "reserveStatus": "reserve" }), SHOWN_WITHIN).await;
    for reader in [system.host().await, system.operator().await] {
        let newest_first: Vec<&Booking> = bookings.iter().chain([&foreign]).rev().collect();
        let places = eventually("all rows are there", patience(SHOWN_WITHIN), async || {
            let all = numbers(&all_items(&reader, "/roomInfos", &[], 100).await);
            let place = |booking: &&Booking| all.iter().position(|number| *number == booking.number);
            let places: Option<Vec<usize>> = newest_first.iter().map(place).collect();
            places.ok_or_else(|| format!("{} rows", all.len()))
        })
        .await;
        assert!(places.is_sorted(), "newest first: {places:?}");
        let own = all_items(&reader, "/roomInfos", &[("customerId", &customer.id)], 2).await;
        assert_eq!(own.len(), 5);
        assert!(own.iter().all(|row| row["customerId"] == customer.id), "{own:?}");
    }
}

#[tokio::test]
async fn a_list_can_be_asked_for_one_reserve_status() {
    let system = System::connect();
    let (customer, bookings) = five(&system).await;
    for booking in &bookings[1..3] {
        booking.pay().await.expect(201);
        booking.row_with(&json!({ "reserveStatus": "paymentComp" }), SHOWN_WITHIN).await;
    }
    let host = system.host().await;
    for (reader, filter) in [(&customer, None), (&host, Some(("customerId", customer.id.as_str())))] {
        for (status, expected) in [("paymentComp", &[2, 1][..]), ("reserve", &[4, 3, 0]), ("cancelled", &[])] {
            let query: Vec<(&str, &str)> = filter.into_iter().chain([("reserveStatus", status)]).collect();
            let expected: Vec<String> = expected.iter().map(|place| bookings[*place].number.clone()).collect();
            assert_listed(reader, &query, 2, &expected).await;
        }
    }
    let paid = numbers(&all_items(&host, "/roomInfos", &[("reserveStatus", "paymentComp")], 100).await);
    assert!(paid.contains(&bookings[1].number) && !paid.contains(&bookings[0].number), "{paid:?}");
}

#[tokio::test]
async fn a_query_that_breaks_its_rule_is_named() {
    let system = System::connect();
    let host = system.host().await;
    for (name, value) in [
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "-1"),
        ("limit", "many"),
        ("limit", "1.5"),
        ("cursor", "nonsense"),
        ("reserveStatus", "sleeping"),
    ] {
        let answer = host.get(&with_query("/roomInfos", &[(name, value)])).await;
        assert_eq!(answer.status(), 422, "{answer}");
        assert_eq!(answer.wrong_fields(), [format!("?{name}")], "{answer}");
    }
    let answer = host.get("/roomInfos?limit=0&reserveStatus=sleeping").await;
    assert_eq!(answer.wrong_fields(), ["?limit", "?reserveStatus"], "{answer}");
}
