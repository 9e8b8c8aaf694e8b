//! What nobody should ever do to a table.

use serde_json::{Value, json};
use system_tests::{Booking, Endpoint};

use crate::{
    damage::{
        Change::{self, CopyOf, Delete, New, Set},
        Damage,
    },
    past::Past,
};

const RESERVATIONS: &str = "local-ReservationTable";
const PAYMENTS: &str = "local-PaymentTable";
const PROMOTIONS: &str = "local-PromotionTable";
const ROWS: &str = "local-RoomInfoTable";
const NOTICES: &str = "local-NoticeTable";

/// The claim of a night in nobody's name.
pub(crate) async fn night_of_nobody(endpoint: &Endpoint) {
    let item = json!({ "pk": { "S": "NIGHT#101#2026-12-24" }, "owner": { "S": "R-nobody" } });
    endpoint.dynamodb("PutItem", &json!({ "TableName": RESERVATIONS, "Item": item })).await;
}

/// Damages of all tables, each with all that is found of it.
pub(crate) fn all(past: &Past) -> Vec<Damage> {
    [of_reservations_and_payments(past), of_charges_and_promotions(past), of_copies(past)]
        .into_iter()
        .flatten()
        .collect()
}

const fn damage(
    what: &'static str,
    found: &'static [&'static str],
    table: &'static str,
    key: String,
    to: Change,
) -> Damage {
    Damage { what, found, table, key, to }
}

fn number(number: u64) -> Value {
    json!({ "N": number.to_string() })
}

fn text(text: &str) -> Value {
    json!({ "S": text })
}

fn payment_of(booking: &Booking) -> String {
    booking.number.replacen('R', "P", 1)
}

fn of_reservations_and_payments(past: &Past) -> Vec<Damage> {
    let (paid, back) = (&past.paid, &past.refunded);
    let (payment, room, night) = (payment_of(paid), &paid.room.number, paid.stay.check_in);
    vec![
        damage("a claim is gone", &["night-unclaimed"], RESERVATIONS, format!("NIGHT#{room}#{night}"), Delete),
        damage(
            "a claim is left",
            &["night-stray"],
            RESERVATIONS,
            format!("NIGHT#{}#{night}", back.room.number),
            New(json!({ "owner": { "S": back.number } })),
        ),
        damage(
            "a reservation is moved into a night of another",
            &["night-unclaimed", "night-stray", "night-sold-twice", "slice-differs"],
            RESERVATIONS,
            format!("Reservation#{}", paid.number),
            Set(&["state", "details", "roomNumber"], text(&past.neighbour.room.number)),
        ),
        damage(
            "a payment is not completed",
            &["reservation-unpaid", "charge-unrecorded", "promotion-unpaid", "slice-differs"],
            PAYMENTS,
            format!("Payment#{payment}"),
            Set(&["state", "details", "status"], text("DECLINED")),
        ),
        damage(
            "less was refunded",
            &["refund-sum", "refund-disagrees", "paid-back-differs", "slice-differs"],
            PAYMENTS,
            format!("Payment#{}", payment_of(back)),
            Set(&["state", "details", "refundPrice"], number(1)),
        ),
        damage(
            "an item makes no sense",
            &[
                "reservation-unpaid",
                "charge-unrecorded",
                "promotion-unpaid",
                "slice-ahead",
                "notice-stray",
                "unreadable",
            ],
            PAYMENTS,
            format!("Payment#{payment}"),
            Set(&["state"], text("paid")),
        ),
    ]
}

fn of_charges_and_promotions(past: &Past) -> Vec<Damage> {
    let payment = payment_of(&past.paid);
    let coupon = payment.replacen('P', "C", 1);
    vec![
        damage(
            "the provider has charged again",
            &["charged-twice"],
            PAYMENTS,
            format!("PROVIDER#{payment}#2"),
            CopyOf(format!("PROVIDER#{payment}#1")),
        ),
        damage(
            "the provider has charged what was declined",
            &["charge-unrecorded", "charge-differs"],
            PAYMENTS,
            format!("PROVIDER#{}#2", payment_of(&past.declined)),
            CopyOf(format!("PROVIDER#{payment}#1")),
        ),
        damage(
            "the provider has paid nothing back",
            &["paid-back-differs"],
            PAYMENTS,
            format!("PROVIDER#{}#1#refund", payment_of(&past.refunded)),
            Delete,
        ),
        damage(
            "there is a second promotion",
            &["promotion-identity", "index-keys"],
            PROMOTIONS,
            "Promotion#C-second".to_owned(),
            CopyOf(format!("Promotion#{coupon}")),
        ),
        damage(
            "a promotion is gone",
            &["promotion-missing", "slice-ahead", "account-points", "notice-stray"],
            PROMOTIONS,
            format!("Promotion#{coupon}"),
            Delete,
        ),
        damage(
            "a promotion gives too much",
            &["promotion-award", "slice-differs", "account-points"],
            PROMOTIONS,
            format!("Promotion#{coupon}"),
            Set(&["state", "point"], number(1_000_000)),
        ),
    ]
}

fn of_copies(past: &Past) -> Vec<Damage> {
    let paid = &past.paid;
    let (room, row) = (&paid.room.number, format!("RoomInfo#{}", paid.number));
    vec![
        damage("a row is gone", &["row-missing", "slice-behind"], ROWS, row.clone(), Delete),
        damage("a slice is gone", &["slice-behind"], ROWS, row.clone(), Set(&["payment"], Value::Null)),
        damage("a row is listed elsewhere", &["index-keys"], ROWS, row, Set(&["customerKey"], text("nobody"))),
        damage(
            "an account is too high",
            &["account-points"],
            ROWS,
            format!("Account#{}", paid.customer.id),
            Set(&["points"], number(1_000_000)),
        ),
        damage("a room is not shown", &["slice-behind"], ROWS, format!("Room#{room}"), Delete),
        damage(
            "a room is sold that is closed",
            &["copy-differs"],
            RESERVATIONS,
            format!("CATALOGUE#{room}"),
            Set(&["status"], text("OUT_OF_SERVICE")),
        ),
        damage(
            "nobody was told of a reservation",
            &["notice-missing"],
            NOTICES,
            format!("Notice#Reservation#{}#3", paid.number),
            Delete,
        ),
    ]
}
