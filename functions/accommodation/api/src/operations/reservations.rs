//! Who stays where and when.

use accommodation_contracts::{
    CustomerId, CustomerName, access,
    calls::{CardToken, ChargeRefusal, PaymentRefusal},
    reservation::{ReservationState, ReserveStatus},
    views::Refund,
};
use kernel::{Access, Won};
use reservation::{
    commands::{cancel_reservation::Cancellation, pay_reservation::PaidReservation},
    domain::{cancel_reservation::CancelRefusal, check_out::CheckOutRefusal, reserve_room::ReserveRefusal},
};
use serde_json::{Value, json};

use crate::{
    answers::Success,
    components::Components,
    examples,
    inputs::{self, Field},
    operation::{Operation, Tag},
    parameters::max_length,
    problems::Refused,
};

const NUMBER: &str = "$response.body#/reservationNumber";

pub fn all(components: &mut Components) -> [Operation; 5] {
    [reserve(components), get(components), pay(components), cancel(components), check_out(components)]
}

fn one(route: (&'static str, &'static str), access: &Access, summary: &'static str) -> Operation {
    Operation::new(route, access, Tag::Reservations, summary).at(
        "reservationNumber",
        "The reservation's number.",
        "R-1",
        Refused::of(&PaymentRefusal::NotFound),
    )
}

fn reserve(components: &mut Components) -> Operation {
    let fields = vec![
        Field::required("roomNumber", inputs::id("The room.")),
        Field::required("checkIn", inputs::date("The first night, a date in Korea: from today to one year ahead.")),
        Field::required("checkOut", inputs::date("The day of departure: 1 to 30 nights after `checkIn`.")),
        Field::optional(
            "paymentPrice",
            inputs::won(0, Won::MAX.get(), "What the customer believes the stay to cost; refused where it is not so."),
        ),
        Field::optional(
            "customerId",
            inputs::text(max_length::<CustomerId>(), "Who stays. A host names somebody, a customer at most itself."),
        ),
        Field::optional(
            "customerName",
            inputs::text(max_length::<CustomerName>(), "That person's name. A host gives one."),
        ),
    ];
    let stay =
        json!({ "roomNumber": "101", "checkIn": "2026-12-24", "checkOut": "2026-12-26", "paymentPrice": 100_000 });
    let by_host = json!({
        "roomNumber": "101", "checkIn": "2026-12-24", "checkOut": "2026-12-26", "customerId": "c-1", "customerName": "김하나",
    });
    let nights = vec![december(24), december(25)];
    let not_available = Refused::of(&ReserveRefusal::RoomNotAvailable(Vec::new())).with("nights", json!(nights));
    let changed = Won::parse(120_000).unwrap_or_default();
    let price_changed = Refused::of(&ReserveRefusal::PriceChanged(changed)).with("paymentPrice", json!(changed));
    let number = [("path.reservationNumber", NUMBER)];
    Operation::new(("POST", "/reservations"), &access::RESERVE_ROOM, Tag::Reservations, "Holds a room's nights.")
        .described(
            "The stay is `[checkIn, checkOut)`, in dates of Korea; it begins at 15:00 KST. It costs its nights times the \
             room's price, in won, and is held unpaid until `holdExpiresAt`. A room that has just been registered is known \
             here some moments later.",
        )
        .keyed()
        .body(fields, true, vec![("stay", stay), ("byAHost", by_host)])
        .answers(
            Success::new(201, "The reservation.", components.of::<ReservationState>(), examples::held())
                .with("Location")
                .then("get-reservation", &number)
                .then("pay-reservation", &number)
                .then_with("complete-payment", &json!({ "reservationNumber": NUMBER }))
                .then("cancel-reservation", &number)
                .then("get-room-info", &number),
        )
        .refuses(&ReserveRefusal::RoomNotFound)
        .refuses_with(not_available)
        .refuses_with(price_changed)
        .refuses(&ReserveRefusal::PriceOutOfRange)
        .stored()
}

fn december(day: u32) -> String {
    format!("2026-12-{day}")
}

fn get(components: &mut Components) -> Operation {
    one(("GET", "/reservations/{reservationNumber}"), &access::GET_RESERVATION, "Shows a reservation.")
        .described("To its customer, to hosts and to operators; to anybody else it does not exist.")
        .answers(Success::new(200, "The reservation.", components.of::<ReservationState>(), examples::held()))
        .stored()
}

/// The fields that say how to pay.
pub fn means() -> [Field; 2] {
    let card_token = "What the payment provider made of the card. With the simulated provider `tok_declined` is declined, \
                      `tok_timeout` is charged and never answered, `tok_error` fails; anything else is approved.";
    [
        Field::optional("method", inputs::word(&["card"], "How to pay; `card` unless given.")),
        Field::optional("cardToken", inputs::text(max_length::<CardToken>(), card_token)),
    ]
}

/// How a payment can be refused, wherever it is asked for.
pub fn refuses_payment(operation: Operation) -> Operation {
    let refund = || json!(Refund::pending());
    operation
        .refuses(&ChargeRefusal::Declined)
        .refuses_with(Refused::of(&PaymentRefusal::HoldExpired).with("refund", refund()))
        .refuses_with(Refused::of(&PaymentRefusal::ReservationCancelled).with("refund", refund()))
        .refuses(&PaymentRefusal::NotPayable)
        .refuses(&PaymentRefusal::NotPaid)
        .refuses(&ChargeRefusal::InProgress(3))
        .refuses(&ChargeRefusal::Unavailable)
        .stored()
}

fn pay(components: &mut Components) -> Operation {
    let success = |status, description, schema: Value| {
        Success::new(status, description, schema, examples::paid_reservation())
            .with("Retry-After")
            .then("get-payment", &[("path.paymentId", "$response.body#/payment/paymentId")])
            .then_with("grant-promotion", &json!({ "paymentId": "$response.body#/payment/paymentId" }))
            .then("get-promotion", &[("path.couponId", "$response.body#/promotion/couponId")])
            .then("redeem-coupon", &[("path.couponId", "$response.body#/promotion/couponId")])
            .then("cancel-reservation", &[("path.reservationNumber", "$response.body#/reservation/reservationNumber")])
            .then("check-out", &[("path.reservationNumber", "$response.body#/reservation/reservationNumber")])
    };
    let schema = components.of::<PaidReservation<'_>>();
    let operation = one(
        ("POST", "/reservations/{reservationNumber}/payment"),
        &access::PAY_RESERVATION,
        "Pays for a reservation of the caller's.",
    )
    .described(
        "Charges the card, has the promotion granted and confirms the reservation, all in one. While promotion is busy, its \
         `status` is `DEFERRED`, and it is granted later by itself. After 503 the same request again is safe: nothing is \
         charged twice.",
    )
    .keyed()
    .body(
        means().into(),
        false,
        vec![("card", json!({ "method": "card", "cardToken": "tok_4242" })), ("nothing", json!({}))],
    )
    .answers(success(201, "It is paid now.", schema.clone()).with("Location"))
    .answers(success(200, "It was paid before.", schema));
    refuses_payment(operation)
}

fn cancel(components: &mut Components) -> Operation {
    one(("DELETE", "/reservations/{reservationNumber}"), &access::CANCEL_RESERVATION, "Cancels a reservation.")
        .described(
            "By its customer or by the room's host, until the stay begins at 15:00 KST on `checkIn`; a hold at any time. The \
             nights are free at once. The refund follows by itself, less the value of a gift that was used: ask again to see \
             it `DONE`.",
        )
        .answers(Success::new(
            200,
            "It is cancelled, now or before.",
            components.of::<Cancellation>(),
            examples::cancellation(),
        ))
        .refuses(&CancelRefusal::StayHasBegun)
        .refuses(&CancelRefusal::NotCancellable)
        .stored()
}

fn check_out(components: &mut Components) -> Operation {
    one(("POST", "/reservations/{reservationNumber}/check-out"), &access::CHECK_OUT, "Ends a stay that has begun.")
        .described("By the room's host. What remains of its nights is free at once.")
        .keyed()
        .body(Vec::new(), false, vec![("nothing", json!({}))])
        .answers(Success::new(
            200,
            "The stay is over, now or before.",
            components.of::<ReservationState>(),
            examples::reservation(ReserveStatus::CheckOut),
        ))
        .refuses(&CheckOutRefusal::NotConfirmed)
        .refuses(&CheckOutRefusal::StayNotBegun)
        .stored()
}
