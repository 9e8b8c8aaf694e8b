//! What each kind of function may cost, as the architecture has it, whatever the measured table says.

use crate::counting::Cost;

/// Reads and writes of tables, and calls of other functions.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target {
    reads: u64,
    writes: u64,
    calls: u64,
}

const fn target(reads: u64, writes: u64, calls: u64) -> Target {
    Target { reads, writes, calls }
}

/// What is aimed at, and for which rows: all rows of commands and of policies.
pub(crate) const TARGETS: &[(Target, &[&str])] = &[
    // A command, or a policy: the aggregate read, and written.
    (
        target(1, 1, 0),
        &[
            "register-room",
            "change-room",
            "reserve-room",
            "begin-payment",
            "confirm-payment",
            "confirm-reservation",
            "cancel-reservation",
            "check-out",
            "expire-reservation",
            "note-refund",
            "note-promotion",
            "note-confirmation",
            "save-promotion",
            "grant-deferred-promotion",
            "redeem-coupon",
            "revoke-promotion",
        ],
    ),
    // One that asks another context first.
    (target(1, 1, 1), &["retire-room"]),
    // With a key: a look at the key besides, and the one write is a transaction.
    (target(2, 1, 0), &["register-room, keyed", "reserve-room, keyed", "check-out, keyed", "redeem-coupon, keyed"]),
    // Paying, at reservation: begin and confirm.
    (target(2, 2, 1), &["pay-reservation"]),
    // Paying, at payment: intent and result, beside the breaker's look and the provider's own ledger.
    (target(4, 3, 1), &["charge-payment"]),
    // Several steps with a key: it is marked before them, and answered after.
    (target(2, 4, 1), &["pay-reservation, keyed"]),
    (target(0, 2, 3), &["complete-payment, keyed"]),
    (target(0, 2, 2), &["grant-promotion, keyed"]),
    // What has no state of its own.
    (target(0, 0, 3), &["complete-payment"]),
    (target(0, 0, 2), &["grant-promotion"]),
    // The refund: what is there, what is decided on it, what came of it; the provider's ledger has a write of its own.
    (target(3, 2, 1), &["refund-payment"]),
    // What finds everything done.
    (target(1, 0, 0), &["revoke-refunded-promotion, of one revoked"]),
    // A year of nights, a hundred at once, under a lease.
    (target(4, 1, 0), &["close-room"]),
    // Copies and slices are written if they are newer, unread; a promotion's slice comes with the customer's points.
    (
        target(0, 1, 0),
        &[
            "copy-catalogue",
            "notify-customer",
            "project-room-info, a room's event",
            "project-room-info, a reservation's event",
            "project-room-info, a payment's event",
        ],
    ),
    (target(1, 1, 0), &["project-room-info, a gift is used"]),
    // No table at all.
    (target(0, 0, 0), &["outbox-relay, an event"]),
];

/// What a row comes to.
pub(crate) fn of(cost: &Cost) -> Target {
    let sum = |operations: &[&str]| operations.iter().filter_map(|operation| cost.get(*operation)).sum();
    target(
        sum(&["GetItem", "BatchGetItem", "Query"]),
        sum(&["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"]),
        sum(&["Invoke"]),
    )
}
