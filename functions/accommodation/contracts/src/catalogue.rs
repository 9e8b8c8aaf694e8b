//! Every published event with its JSON Schema; the committed copies are in `docs/events/`.

use contracts::{CatalogueEntry, describe};

use crate::{payment, promotion, reservation, room};

/// All events of accommodation.
pub fn catalogue() -> Vec<CatalogueEntry> {
    vec![
        describe(&room::ROOM_REGISTERED),
        describe(&room::ROOM_CHANGED),
        describe(&room::ROOM_RETIRED),
        describe(&reservation::RESERVED),
        describe(&reservation::RESERVATION_CONFIRMED),
        describe(&reservation::RESERVATION_CANCELLED),
        describe(&reservation::RESERVATION_EXPIRED),
        describe(&reservation::CHECKED_OUT),
        describe(&reservation::PAYMENT_REJECTED),
        describe(&payment::PAYMENT_COMPLETED),
        describe(&payment::PAYMENT_DECLINED),
        describe(&payment::PAYMENT_REFUNDED),
        describe(&promotion::PROMOTION_SAVED),
        describe(&promotion::PROMOTION_REDEEMED),
        describe(&promotion::PROMOTION_REVOKED),
    ]
}
