//! What payments earn.

use accommodation_contracts::{access, views::PromotionView};
use kernel::{Access, Won};
use promotion::{commands::grant_promotion::GrantRefusal, domain::redeem_coupon::RedeemRefusal};
use serde_json::json;

use crate::{
    answers::Success,
    components::Components,
    examples,
    inputs::{self, Field},
    operation::{Operation, Tag},
    parameters,
    problems::Refused,
};

pub fn all(components: &mut Components) -> [Operation; 4] {
    [list(components), grant(components), get(components), redeem(components)]
}

fn operation(route: (&'static str, &'static str), access: &Access, summary: &'static str) -> Operation {
    Operation::new(route, access, Tag::Promotions, summary)
}

fn one(route: (&'static str, &'static str), access: &Access, summary: &'static str) -> Operation {
    operation(route, access, summary).at(
        "couponId",
        "The promotion's id: that of its payment with `C-` in the place of `P-`.",
        "C-1",
        Refused::of(&RedeemRefusal::NotFound),
    )
}

fn list(components: &mut Components) -> Operation {
    operation(("GET", "/promotions"), &access::LIST_PROMOTIONS, "Lists promotions, newest first.")
        .described("A customer's own; to operators those of all, or of one customer.")
        .query(parameters::shared("CustomerId"))
        .paged()
        .answers(
            Success::new(
                200,
                "A page of promotions.",
                components.page_of::<PromotionView>(),
                examples::page(&examples::granted()),
            )
            .then("get-promotion", &[("path.couponId", "$response.body#/items/0/couponId")]),
        )
        .stored()
}

fn grant(components: &mut Components) -> Operation {
    let believed = "What the caller believes the payment to be; refused where it is not so.";
    let fields = vec![
        Field::required("paymentId", inputs::id("The payment.")),
        Field::optional("paymentPrice", inputs::won(0, Won::MAX.get(), believed)),
        Field::optional("paymentStatus", inputs::unread("Some clients send it; it proves nothing, and is not read.")),
        Field::optional("reserveStatus", inputs::unread("Some clients send it; it proves nothing, and is not read.")),
    ];
    let schema = components.of::<PromotionView>();
    let coupon = [("path.couponId", "$response.body#/couponId")];
    let success = |status, description| {
        Success::new(status, description, schema.clone(), examples::granted())
            .then("get-promotion", &coupon)
            .then("redeem-coupon", &coupon)
    };
    operation(("POST", "/promotions"), &access::GRANT_PROMOTION, "Asks for the promotion of a payment.")
        .described(
            "Paying grants it already; this asks once more. What the request says of the payment proves nothing: its owner \
             is asked, and without a completed payment nothing is granted.",
        )
        .keyed()
        .body(fields, true, vec![("payment", json!({ "paymentId": "P-1", "paymentPrice": 100_000 }))])
        .answers(success(201, "It is granted now.").with("Location"))
        .answers(success(200, "It was granted before."))
        .refuses(&GrantRefusal::PaymentNotFound)
        .refuses(&GrantRefusal::PaymentNotCompleted)
        .refuses(&GrantRefusal::PriceMismatch(Won::parse(100_000).unwrap_or_default()))
        .refuses(&GrantRefusal::PaymentUnavailable)
        .refuses(&GrantRefusal::PromotionBusy)
        .stored()
}

fn get(components: &mut Components) -> Operation {
    one(("GET", "/promotions/{couponId}"), &access::GET_PROMOTION, "Shows a promotion.")
        .described("To its customer and to operators; to anybody else it does not exist.")
        .answers(Success::new(200, "The promotion.", components.of::<PromotionView>(), examples::granted()))
        .stored()
}

fn redeem(components: &mut Components) -> Operation {
    one(("POST", "/promotions/{couponId}/redeem"), &access::REDEEM_COUPON, "Uses a gift of the caller's.")
        .described("Its value is deducted from a refund later.")
        .keyed()
        .body(Vec::new(), false, vec![("nothing", json!({}))])
        .answers(Success::new(
            200,
            "The gift is used, now or before.",
            components.of::<PromotionView>(),
            examples::redeemed(),
        ))
        .refuses(&RedeemRefusal::CouponVoid)
        .refuses(&RedeemRefusal::NoGift)
        .stored()
}
