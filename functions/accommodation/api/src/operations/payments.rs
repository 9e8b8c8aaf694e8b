//! Money.

use accommodation_contracts::{access, calls::PaymentRefusal, payment::PaymentState};
use kernel::Won;
use payment::commands::complete_payment::Receipt;
use promotion::commands::grant_promotion::GrantRefusal;
use serde_json::{Value, json};

use super::reservations::{means, refuses_payment};
use crate::{
    answers::Success,
    components::Components,
    examples,
    inputs::{self, Field},
    operation::{Operation, Tag},
    problems::Refused,
};

pub fn all(components: &mut Components) -> [Operation; 2] {
    [complete(components), get(components)]
}

fn complete(components: &mut Components) -> Operation {
    let mut fields = vec![
        Field::required("reservationNumber", inputs::id("What is paid.")),
        Field::optional(
            "paymentPrice",
            inputs::won(0, Won::MAX.get(), "What the customer believes the stay to cost; refused where it is not so."),
        ),
    ];
    fields.extend(means());
    let success = |status, description, schema: Value| {
        Success::new(status, description, schema, examples::receipt())
            .with("Retry-After")
            .then("get-payment", &[("path.paymentId", "$response.body#/paymentId")])
            .then_with("grant-promotion", &json!({ "paymentId": "$response.body#/paymentId" }))
            .then("get-promotion", &[("path.couponId", "$response.body#/promotion/couponId")])
            .then("redeem-coupon", &[("path.couponId", "$response.body#/promotion/couponId")])
            .then("cancel-reservation", &[("path.reservationNumber", "$response.body#/reservationNumber")])
    };
    let schema = components.of::<Receipt<'_>>();
    let operation = Operation::new(
        ("POST", "/payments"),
        &access::COMPLETE_PAYMENT,
        Tag::Payments,
        "Pays for a reservation of the caller's.",
    )
    .described("The same steps as at the reservation, asked for with the reservation's number.")
    .keyed()
    .body(
        fields,
        true,
        vec![
            ("payment", json!({ "reservationNumber": "R-1", "paymentPrice": 100_000, "method": "card" })),
            ("numbersAsTexts", json!({ "reservationNumber": "R-1", "paymentPrice": "100000" })),
        ],
    )
    .answers(success(201, "It is paid now.", schema.clone()).with("Location"))
    .answers(success(200, "It was paid before.", schema))
    .refuses(&PaymentRefusal::NotFound)
    .refuses(&PaymentRefusal::PriceMismatch(Won::parse(100_000).unwrap_or_default()));
    refuses_payment(operation)
}

fn get(components: &mut Components) -> Operation {
    Operation::new(("GET", "/payments/{paymentId}"), &access::GET_PAYMENT, Tag::Payments, "Shows a payment.")
        .at(
            "paymentId",
            "The payment's id: that of its reservation with `P-` in the place of `R-`.",
            "P-1",
            Refused::of(&GrantRefusal::PaymentNotFound),
        )
        .described("To its customer and to operators; to anybody else it does not exist.")
        .answers(Success::new(200, "The payment.", components.of::<PaymentState>(), examples::payment()))
        .stored()
}
