//! No night is sold twice, whatever the concurrency.

use futures::future::join_all;
use serde_json::json;
use system_tests::{Booking, Persona, Room, Stay, System};

use crate::{CROWD, all_at_once, count, summary};

async fn customers(system: &System, how_many: usize) -> Vec<Persona> {
    join_all((0..how_many).map(|_| system.customer())).await
}

async fn room(system: &System) -> Room {
    Room::on_sale(&system.host().await, &system.customer().await, 50_000).await
}

fn attempts<'a>(
    room: &'a Room,
    people: &'a [Persona],
    stay: impl Fn(usize) -> Stay + 'a,
) -> impl Iterator<Item = (Persona, String, serde_json::Value)> + 'a {
    let body = move |place| room.reservation(stay(place));
    people.iter().enumerate().map(move |(place, person)| (person.clone(), "/reservations".to_owned(), body(place)))
}

#[tokio::test]
async fn of_50_customers_who_reserve_one_night_at_once_exactly_one_gets_it() {
    let system = System::connect();
    let room = room(&system).await;
    let people = customers(&system, CROWD).await;
    let stay = Stay::new(10, 1);
    let answers = all_at_once(attempts(&room, &people, |_| stay)).await;

    assert_eq!((count(&answers, 201), count(&answers, 409)), (1, CROWD - 1), "{}", summary(&answers));
    let night = stay.check_in.to_string();
    for refused in answers.iter().filter(|answer| answer.status() == 409) {
        refused.problem(409, "room-not-available");
        assert!(refused.text().contains(&night), "{night} is not named: {refused}");
    }
    let winner = answers.iter().position(|answer| answer.status() == 201).expect("one");
    let number = answers[winner].str("reservationNumber");
    let booking = Booking { number, customer: people[winner].clone(), room, stay };
    booking.pay().await.expect(201);
}

#[tokio::test]
async fn of_many_overlapping_stays_no_two_that_are_sold_share_a_night() {
    let system = System::connect();
    let room = room(&system).await;
    let people = customers(&system, CROWD).await;
    // Begins and lengths run through all residues of 13 and 7: every kind of overlap is among them.
    let stay = |place: usize| {
        let place = i32::try_from(place).expect("a small number");
        Stay::new(10 + place * 5 % 13, 1 + place * 3 % 7)
    };
    let answers = all_at_once(attempts(&room, &people, stay)).await;

    assert_eq!(count(&answers, 201) + count(&answers, 409), CROWD, "{}", summary(&answers));
    let sold: Vec<Stay> = (0..CROWD).filter(|place| answers[*place].status() == 201).map(stay).collect();
    assert!(!sold.is_empty(), "somebody gets a bed: {}", summary(&answers));
    for (place, one) in sold.iter().enumerate() {
        for other in &sold[place + 1..] {
            assert!(!one.overlaps(*other), "{one:?} and {other:?} are both sold");
        }
    }
    // What nobody holds can still be had: a refused stay has left nothing behind.
    let late = system.customer().await;
    for night in (0..20).map(|day| Stay::new(10 + day, 1)) {
        let free = !sold.iter().any(|taken| taken.overlaps(night));
        let status = late.post("/reservations", &room.reservation(night)).await.status();
        assert_eq!(status == 201, free, "{night:?} answers {status}");
    }
}

#[tokio::test]
async fn stays_that_only_touch_are_all_sold_at_once() {
    let system = System::connect();
    let room = room(&system).await;
    let people = customers(&system, 20).await;
    let stay = |place: usize| Stay::new(10 + 2 * i32::try_from(place).expect("a small number"), 2);
    let answers = all_at_once(attempts(&room, &people, stay)).await;
    assert_eq!(count(&answers, 201), 20, "{}", summary(&answers));
}

#[tokio::test]
async fn of_50_hosts_who_register_one_room_number_at_once_exactly_one_has_it() {
    let system = System::connect();
    let hosts = join_all((0..CROWD).map(|_| system.host())).await;
    let room = Room::plan(50_000);
    let body = room.registration();
    let answers = all_at_once(hosts.iter().map(|host| (host.clone(), "/rooms".to_owned(), body.clone()))).await;
    assert_eq!((count(&answers, 201), count(&answers, 409)), (1, CROWD - 1), "{}", summary(&answers));
    for refused in answers.iter().filter(|answer| answer.status() == 409) {
        refused.problem(409, "room-exists");
    }
}

#[tokio::test]
async fn a_customer_who_asks_twice_at_once_holds_the_night_once() {
    let system = System::connect();
    let room = room(&system).await;
    let customer = system.customer().await;
    let body = room.reservation(Stay::new(10, 1));
    let answers = crate::crowd_of(&customer, "/reservations", &body).await;
    assert_eq!(count(&answers, 201), 1, "{}", summary(&answers));
    let number = answers.iter().find(|answer| answer.status() == 201).expect("one").str("reservationNumber");
    customer.post(&format!("/reservations/{number}/payment"), &json!({})).await.expect(201);
}
