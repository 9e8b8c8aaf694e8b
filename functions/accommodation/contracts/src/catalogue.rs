//! Every published event with its JSON Schema; the committed copies are in `docs/events/`.

use contracts::{CatalogueEntry, describe};

use crate::{payment, promotion, reservation, room};

/// All events of accommodation.
pub fn catalogue() -> Vec<CatalogueEntry> {
    vec![
        describe(&room::ROOM_REGISTERED),
        describe(&reservation::RESERVED),
        describe(&reservation::RESERVATION_CONFIRMED),
        describe(&payment::PAYMENT_COMPLETED),
        describe(&payment::PAYMENT_DECLINED),
        describe(&promotion::PROMOTION_SAVED),
    ]
}
