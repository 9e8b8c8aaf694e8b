//! `GET /me`: the points of all that was paid, the coupons and the reservations.

use serde_json::{Value, json};
use system_tests::{Booking, Persona, Room, Stay, System, all_items, eventually, patience, with_query};

use crate::SHOWN_WITHIN;

/// Waits until the customer's page shows so many points, and answers the page.
pub(crate) async fn points_become(customer: &Persona, points: u64) -> Value {
    eventually(&format!("{points} points"), patience(SHOWN_WITHIN), async || {
        let answer = customer.get("/me").await.expect(200);
        let page = answer.json();
        if page["points"] == points { Ok(page) } else { Err(answer.to_string()) }
    })
    .await
}

/// One field of the items of a list in a page, sorted.
fn field_of(page: &Value, list: &str, field: &str) -> Vec<String> {
    let items = page[list]["items"].as_array().unwrap_or_else(|| panic!("no {list}: {page}"));
    let mut fields: Vec<String> = items.iter().map(|item| item[field].as_str().expect("a text").to_owned()).collect();
    fields.sort();
    fields
}

#[tokio::test]
async fn points_of_all_payments_add_up_next_to_coupons_and_reservations() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let mut bookings = Vec::new();
    let mut coupons = Vec::new();
    for price in [100_000, 49_999] {
        let room = Room::on_sale(&host, &customer, price).await;
        let booking = Booking::reserve(&customer, &room, Stay::new(10, 1)).await;
        coupons.push(booking.pay_for_coupon().await);
        bookings.push(booking);
    }
    for booking in &bookings {
        booking.complete_row(SHOWN_WITHIN).await;
    }
    let page = points_become(&customer, 14_999).await;
    assert_eq!(page["customerId"], json!(customer.id), "{page}");
    assert_eq!(page["customerName"], json!(customer.name), "{page}");
    coupons.sort();
    let mut numbers: Vec<String> = bookings.iter().map(|booking| booking.number.clone()).collect();
    numbers.sort();
    eventually("coupons and reservations are there", patience(SHOWN_WITHIN), async || {
        let page = customer.get("/me").await.expect(200).json();
        let shown = (field_of(&page, "coupons", "couponId"), field_of(&page, "reservations", "reservationNumber"));
        if shown == (coupons.clone(), numbers.clone()) { Ok(()) } else { Err(page.to_string()) }
    })
    .await;

    bookings[0].cancel().await.expect(200);
    points_become(&customer, 4_999).await;
}

#[tokio::test]
async fn the_page_of_who_has_nothing_is_empty() {
    let system = System::connect();
    let (customer, other) = (system.customer().await, Booking::of_one_night(&system, 100_000).await);
    other.pay().await.expect(201);
    points_become(&other.customer, 10_000).await;
    let nothing = json!({ "items": [], "nextCursor": null });
    let expected = json!({
        "customerId": customer.id,
        "customerName": customer.name,
        "points": 0,
        "coupons": nothing,
        "reservations": nothing,
    });
    assert_eq!(customer.get("/me").await.expect(200).json(), expected);
}

#[tokio::test]
async fn only_customers_have_a_page() {
    let system = System::connect();
    for person in [system.host().await, system.operator().await] {
        person.get("/me").await.any_problem(403);
    }
    system.persona("이중", &["host", "customer"]).await.get("/me").await.expect(200);
}

#[tokio::test]
async fn the_page_shows_20_reservations_and_its_cursor_opens_the_rest() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 10_000).await;
    for day in 0..21 {
        Booking::reserve(&customer, &room, Stay::new(10 + day, 1)).await;
    }
    let all = eventually("all are listed", patience(SHOWN_WITHIN), async || {
        let all = all_items(&customer, "/roomInfos", &[], 100).await;
        if all.len() == 21 { Ok(all) } else { Err(format!("{} rows", all.len())) }
    })
    .await;
    let page = customer.get("/me").await.expect(200).json();
    let reservations = &page["reservations"];
    assert_eq!(reservations["items"], json!(all[..20]), "the newest 20");
    let cursor = reservations["nextCursor"].as_str().unwrap_or_else(|| panic!("no cursor: {reservations}"));
    let rest = customer.get(&with_query("/roomInfos", &[("cursor", cursor)])).await.expect(200).json();
    assert_eq!(rest["items"], json!(all[20..]), "{rest}");
}
