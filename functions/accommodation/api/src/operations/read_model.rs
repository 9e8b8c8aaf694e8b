//! What became of everything, as events tell it: within moments, not at once.

use accommodation_contracts::{CustomerId, CustomerName, access, calls::PaymentRefusal, views::PromotionView};
use kernel::Access;
use notice::domain::NoticeView;
use room_info::domain::RoomInfo;
use serde_json::{Value, json};

use crate::{
    answers::Success,
    components::Components,
    examples,
    operation::{Operation, Tag},
    parameters,
    problems::Refused,
};

pub fn all(components: &mut Components) -> [Operation; 4] {
    [list(components), get(components), my_page(components), notices(components)]
}

fn operation(path: &'static str, access: &Access, summary: &'static str) -> Operation {
    Operation::new(("GET", path), access, Tag::ReadModel, summary)
}

fn list(components: &mut Components) -> Operation {
    let words = ["reserve", "paymentComp", "checkOut", "expired", "cancelled"];
    let status = json!({ "type": "string", "enum": words });
    let description = "Reservations that stand so.";
    operation(
        "/roomInfos",
        &access::LIST_ROOM_INFOS,
        "Lists reservations with everything that became of them, newest first.",
    )
    .described("A customer's own; to hosts and operators those of all, or of one customer.")
    .query(parameters::shared("CustomerId"))
    .query(parameters::query("reserveStatus", description, &status, &json!("paymentComp")))
    .paged()
    .answers(
        Success::new(200, "A page of rows.", components.page_of::<RoomInfo>(), examples::page(&examples::row()))
            .then("get-room-info", &[("path.reservationNumber", "$response.body#/items/0/reservationNumber")]),
    )
    .stored()
}

fn get(components: &mut Components) -> Operation {
    operation(
        "/roomInfos/{reservationNumber}",
        &access::GET_ROOM_INFO,
        "Shows a reservation with everything that became of it.",
    )
    .at("reservationNumber", "The reservation's number.", "R-1", Refused::of(&PaymentRefusal::NotFound))
    .described("To its customer, to hosts and to operators; to anybody else it does not exist.")
    .answers(Success::new(200, "The row.", components.of::<RoomInfo>(), examples::row()))
    .stored()
}

fn my_page(components: &mut Components) -> Operation {
    operation("/me", &access::MY_PAGE, "Shows a customer what it has and has booked.")
        .described(
            "The first 20 coupons and reservations, newest first. `nextCursor` of each goes on at `GET /promotions` and \
             `GET /roomInfos`.",
        )
        .answers(Success::new(200, "My Page.", my_page_schema(components), examples::my_page()))
        .stored()
}

fn my_page_schema(components: &mut Components) -> Value {
    let said = |mut schema: Value, description: &str| {
        schema["description"] = json!(description);
        schema
    };
    json!({
        "type": "object",
        "properties": {
            "customerId": said(components.of::<CustomerId>(), "The token's `sub`."),
            "customerName": said(components.of::<CustomerName>(), "The token's `name`."),
            "points": { "type": "integer", "minimum": 0, "description": "All points that are the customer's now." },
            "coupons": said(components.page_of::<PromotionView>(), "The newest promotions."),
            "reservations": said(components.page_of::<RoomInfo>(), "The newest reservations."),
        },
        "required": ["customerId", "customerName", "points", "coupons", "reservations"],
    })
}

fn notices(components: &mut Components) -> Operation {
    operation("/notices", &access::LIST_NOTICES, "Lists the caller's notices, newest first.")
        .described("One for each change of status, in Korean or English.")
        .query(parameters::shared("CustomerId"))
        .paged()
        .header(json!({
            "name": "Accept-Language", "in": "header",
            "description": "Korean unless English is wanted more (RFC 9110, section 12.5.4).",
            "schema": { "type": "string" }, "example": "en-GB, ko;q=0.5",
        }))
        .answers(
            Success::new(
                200,
                "A page of notices.",
                components.page_of::<NoticeView>(),
                examples::page(&examples::notice()),
            )
            .with("Content-Language")
            .with("Vary"),
        )
        .stored()
}
