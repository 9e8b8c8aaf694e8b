//! Every published event with its JSON Schema; the committed copies are in `docs/events/`.

use contracts::{CatalogueEntry, describe};

use crate::{payment, promotion, reservation, room};

/// All events of accommodation.
pub fn catalogue() -> Vec<CatalogueEntry> {
    vec![
        describe(&room::ROOM_REGISTERED, "A host put a room into the catalogue."),
        describe(&room::ROOM_CHANGED, "Its host changed a room, opened or closed it."),
        describe(&room::ROOM_RETIRED, "Its host does not offer a room any more."),
        describe(&reservation::RESERVED, "Nights are held for a customer."),
        describe(&reservation::RESERVATION_CONFIRMED, "A reservation is paid for."),
        describe(
            &reservation::RESERVATION_CANCELLED,
            "The customer or the host cancelled a reservation: its nights are free.",
        ),
        describe(&reservation::RESERVATION_EXPIRED, "A hold ended unpaid: its nights are free."),
        describe(&reservation::CHECKED_OUT, "The host checked the guest out: what remains of the nights is free."),
        describe(&reservation::PAYMENT_REJECTED, "Money came for a reservation that had ended: it goes back."),
        describe(&payment::PAYMENT_COMPLETED, "The money is there."),
        describe(&payment::PAYMENT_DECLINED, "The provider refused the charge."),
        describe(&payment::PAYMENT_REFUNDED, "The money goes back, less what a used gift was worth."),
        describe(&promotion::PROMOTION_SAVED, "Points and gift were granted."),
        describe(&promotion::PROMOTION_REDEEMED, "The gift was used."),
        describe(&promotion::PROMOTION_REVOKED, "Points and gift were taken back, or will never be given."),
    ]
}
