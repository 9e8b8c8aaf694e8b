use accommodation_contracts::{
    CouponId, CustomerId, PaymentId, access,
    promotion::PromotionStatus,
    reservation::ReservationState,
    samples::{self, NOW},
};
use jiff::{SignedDuration, Timestamp};
use platform::{clock, http, listing::Position};
use serde_json::Value;
use testing::{Answer, Api, Person};

use super::*;
use crate::{
    domain::{
        Slice,
        fixtures::{booking, reservation, update},
    },
    queries::list_room_infos,
    rows::MemoryRows,
};

const A_GUEST: Person = Person { id: "c-1", name: "김하나", groups: "customer" };
const ANOTHER: Person = Person { id: "c-2", name: "박둘", groups: "customer" };
const A_HOST: Person = Person { id: "h-1", name: "이숙박", groups: "host operator" };

async fn me(rows: &MemoryRows, caller: Person) -> Answer {
    Api::of(http::function(&access::MY_PAGE, rows.clone(), handle)).get(caller, &[], "").await
}

/// A reservation of this number with its promotion, both made then.
async fn book(rows: &MemoryRows, customer: &str, number: i64, at: Timestamp) {
    let customer_id = CustomerId::parse(customer).unwrap();
    let state = ReservationState { customer_id: customer_id.clone(), ..reservation(&number.to_string(), at) };
    let payment_id = PaymentId::of(&state.reservation_number);
    let promotion = PromotionState {
        coupon_id: CouponId::of(&payment_id),
        payment_id,
        reservation_number: state.reservation_number.clone(),
        customer_id,
        point: 10,
        granted_at: at,
        ..samples::promotion()
    };
    rows.update(&update(Slice::Reservation(Box::new(state)), 1, 0)).await.unwrap();
    rows.update(&update(Slice::Promotion(Box::new(promotion)), 1, 0)).await.unwrap();
}

fn of_each<'a>(page: &'a Value, field: &str) -> Vec<&'a str> {
    page["items"].as_array().unwrap().iter().map(|item| item[field].as_str().unwrap()).collect()
}

#[tokio::test]
async fn who_has_nothing_sees_an_empty_page() {
    let answer = me(&MemoryRows::default(), A_GUEST).await;
    let nothing = json!({ "items": [], "nextCursor": null });
    let expected = json!({
        "customerId": "c-1", "customerName": "김하나", "points": 0, "coupons": nothing, "reservations": nothing,
    });
    assert_eq!((answer.status, answer.body), (200, expected));
}

#[tokio::test]
async fn a_booking_shows_with_its_points_and_its_coupon() {
    let rows = MemoryRows::default();
    for event in booking() {
        rows.update(&event).await.unwrap();
    }
    let body = me(&rows, A_GUEST).await.body;
    assert_eq!(body["points"], 10_000);
    assert_eq!(body["coupons"]["items"], json!([PromotionView::from(samples::promotion())]));
    assert_eq!(of_each(&body["reservations"], "reservationNumber"), ["R-1"]);
    assert_eq!(of_each(&body["reservations"], "promotionStatus"), ["GRANTED"]);
}

#[tokio::test]
async fn a_revoked_promotion_takes_its_points_with_it_and_stays_in_sight() {
    let rows = MemoryRows::default();
    for event in booking() {
        rows.update(&event).await.unwrap();
    }
    let revoked = PromotionState { status: PromotionStatus::Revoked, point: 0, ..samples::promotion() };
    rows.update(&update(Slice::Promotion(Box::new(revoked)), 2, 5)).await.unwrap();
    let body = me(&rows, A_GUEST).await.body;
    assert_eq!((&body["points"], of_each(&body["coupons"], "status")), (&json!(0), vec!["REVOKED"]));
}

#[tokio::test]
async fn the_first_twenty_of_each_are_shown_newest_first_and_the_cursor_goes_on_in_the_list() {
    let rows = MemoryRows::default();
    let first = clock::now() - SignedDuration::from_hours(100);
    for number in 0..22 {
        book(&rows, "c-1", number, first + SignedDuration::from_mins(number)).await;
    }
    let body = me(&rows, A_GUEST).await.body;
    assert_eq!(body["points"], 220);
    for (page, field, first) in [("coupons", "couponId", "C-21"), ("reservations", "reservationNumber", "R-21")] {
        let shown = of_each(&body[page], field);
        assert_eq!((shown.len(), shown[0]), (20, first));
    }
    let cursor = body["reservations"]["nextCursor"].as_str().unwrap();
    let last = Position::of(first + SignedDuration::from_mins(2), "C-2");
    assert_eq!(body["coupons"]["nextCursor"].as_str().map(http::Cursor::decode), Some(Ok(last)));
    let reservations = Api::of(http::function(&access::LIST_ROOM_INFOS, rows.clone(), list_room_infos::handle));
    let rest = reservations.get(A_GUEST, &[], &format!("cursor={cursor}")).await.body;
    assert_eq!(of_each(&rest, "reservationNumber"), ["R-1", "R-0"]);
    assert_eq!(rest["nextCursor"], Value::Null);
}

#[tokio::test]
async fn a_customer_sees_only_its_own() {
    let rows = MemoryRows::default();
    book(&rows, "c-1", 1, NOW).await;
    book(&rows, "c-2", 2, NOW).await;
    let body = me(&rows, ANOTHER).await.body;
    assert_eq!((&body["customerId"], &body["points"]), (&json!("c-2"), &json!(10)));
    assert_eq!(of_each(&body["coupons"], "couponId"), ["C-2"]);
    assert_eq!(of_each(&body["reservations"], "reservationNumber"), ["R-2"]);
    assert_eq!(me(&rows, A_HOST).await.status, 403);
}
