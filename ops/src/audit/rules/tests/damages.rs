//! What breaks each rule.

use accommodation_contracts::{
    CustomerId,
    payment::PaymentState,
    promotion::PromotionState,
    reservation::ReservationState,
    samples::{self, NOW},
};
use kernel::{AggregateRef, Won};
use notice::domain::{Message, Notice, PaymentParameters};
use payment::domain::{PaymentEvent, request_refund::nothing_paid};
use platform::store::Item;
use promotion::domain::{Promotion, PromotionEvent};
use reservation::domain::ReservationEvent::{self, Cancelled, Confirmed};

use super::lives::{ALL_NOTED, charging, completed, hold, noted, paid, paying, refunded, revoked_with, saved, won};
use crate::audit::{
    Code::{self, *},
    facts::Table,
    world::{LOOKED, World, attribute, long_ago, pending, reserved, started},
};

pub type Damage = (&'static [Code], fn(&mut World));

pub const DAMAGES: &[Damage] = &[
    // Nights.
    (&[NightUnclaimed], |world| world.remove(Table::Reservation, "NIGHT#101#2026-12-03")),
    (&[NightStray], |world| {
        world.put(Table::Reservation, "NIGHT#101#2027-01-01", [("owner", attribute(&"R-nobody"))]);
    }),
    (&[NightStray], |world| {
        world.put(Table::Reservation, "NIGHT#101#2027-01-01", [("owner", attribute(&"R-paid"))]);
    }),
    (&[NightStray], |world| {
        world.put(Table::Reservation, "NIGHT#101#2026-12-05", [("owner", attribute(&"R-back"))]);
    }),
    // Two that keep a night cannot both have claimed it.
    (&[NightUnclaimed, NightSoldTwice], |world| world.reservation("second", &[hold("second", 3)])),
    (&[HoldOverdue], |world| {
        let details = ReservationState { hold_expires_at: long_ago(), ..reserved("held", 0) };
        world.reservation("held", &[ReservationEvent::Reserved(Box::new(details))]);
    }),
    (&[ReservationIdentity], |world| copy(world, Table::Reservation, "Reservation#R-held", "Reservation#R-other")),
    // Money.
    (&[PaymentIdentity], |world| copy(world, Table::Payment, "Payment#P-paid", "Payment#P-other")),
    (&[PaymentDiffers], |world| {
        let other = |payment: PaymentState| PaymentState { customer_id: CustomerId::parse("c-2").unwrap(), ..payment };
        world.payment("paid", &[started(other(pending("paid")), LOOKED), completed(), ALL_NOTED]);
        world.promotion("paid", &[saved(&other(paid("paid")))]);
    }),
    (&[PaymentDiffers], |world| {
        world.payment("nobody", &[charging("nobody"), PaymentEvent::Declined]);
    }),
    (&[PaymentUnconfirmed], |world| world.reservation("paid", &[hold("paid", 2), paying()])),
    (&[PaymentUnconfirmed], |world| {
        world.reservation("paid", &[hold("paid", 2), ReservationEvent::Expired { at: NOW }]);
    }),
    (&[ReservationUnpaid], |world| world.reservation("held", &[hold("held", 0), Confirmed])),
    (&[RefundEarly], |world| {
        world.payment("held", &[PaymentEvent::Voided(Box::new(nothing_paid(&reserved("held", 0))))]);
    }),
    (&[CancelledChargeable], |world| {
        world.payment("declined", &[charging("declined"), PaymentEvent::Declined]);
    }),
    (&[CancelledChargeable], |world| {
        world.reservation("held", &[hold("held", 0), Cancelled { at: NOW }]);
    }),
    (&[RefundSum], |world| refund_of(world, refunded(80_000, 10_000), noted(80_000, 10_000), 80_000)),
    (&[RefundDisagrees], |world| refund_of(world, refunded(90_000, 10_000), noted(80_000, 20_000), 90_000)),
    (&[RefundDisagrees], |world| {
        world.reservation("back", &[hold("back", 4), ReservationEvent::Expired { at: NOW }]);
    }),
    (&[PaymentPending], |world| {
        world.payment("again", &[started(pending("again"), long_ago())]);
        forget_slice(world, "again", "payment");
    }),
    (&[PaymentOwing], |world| {
        let (refund_price, deducted_price) = (won(90_000), won(10_000));
        let owed = PaymentEvent::Refunded { refund_price, deducted_price, is_paid_back: false };
        let at = long_ago();
        world.payment("back", &[charging("back"), PaymentEvent::Completed { attempt: 1, at }, ALL_NOTED, owed]);
    }),
    // The provider.
    (&[ChargedTwice], |world| world.ledger("paid", "2", 100_000)),
    (&[ChargeUnrecorded], |world| world.ledger("declined", "1", 100_000)),
    (&[ChargeUnrecorded], |world| world.ledger("nobody", "1", 100_000)),
    (&[ChargeUnrecorded], |world| {
        world.remove(Table::Payment, "PROVIDER#P-paid#1");
        world.ledger("paid", "2", 100_000);
    }),
    (&[ChargeMissing], |world| world.remove(Table::Payment, "PROVIDER#P-paid#1")),
    (&[ChargeDiffers], |world| world.ledger("paid", "1", 90_000)),
    (&[PaidBackDiffers], |world| world.ledger("back", "1#refund", 80_000)),
    (&[PaidBackDiffers], |world| world.remove(Table::Payment, "PROVIDER#P-back#1#refund")),
    (&[PaidBackDiffers], |world| world.ledger("paid", "1#refund", 1)),
    // Promotions.
    (&[PromotionIdentity], |world| {
        world.aggregate::<Promotion>(Table::Promotion, "C-second", &[saved(&paid("paid"))]);
    }),
    (&[PromotionUnpaid], |world| {
        world.promotion("again", &[saved(&paid("again"))]);
    }),
    (&[PromotionDiffers], |world| {
        let other = PaymentState { customer_id: CustomerId::parse("c-2").unwrap(), ..paid("paid") };
        world.promotion("paid", &[saved(&other)]);
    }),
    (&[PromotionDiffers], |world| {
        world.promotion("paid", &[saved(&PaymentState { payment_price: won(50_000), ..paid("paid") })]);
    }),
    (&[PromotionMissing], |world| world.forget_promotion("paid")),
    (&[PromotionMissing], |world| world.promotion("paid", &[saved(&paid("paid")), revoked_with("paid", 0, 0)])),
    (&[PromotionAward], |world| promise(world, |promotion| PromotionState { point: 10_001, ..promotion })),
    (&[PromotionAward], |world| promise(world, |promotion| PromotionState { service: None, ..promotion })),
    (&[PromotionAward], |world| {
        promise(world, |promotion| PromotionState { gift_value: Won::ZERO, ..promotion });
    }),
    (&[PromotionRevokedPoints], |world| {
        let redeemed = [saved(&paid("back")), PromotionEvent::Redeemed, revoked_with("back", 5, 10_000)];
        world.promotion("back", &redeemed);
    }),
    (&[GiftAndMoney], |world| refund_of(world, refunded(100_000, 0), noted(100_000, 0), 100_000)),
    // The read model, and reservation's own copies.
    (&[RowMissing], |world| world.remove(Table::RoomInfo, "RoomInfo#R-held")),
    (&[SliceBehind], |world| forget_slice(world, "paid", "payment")),
    (&[SliceBehind], |world| set_version(world, "RoomInfo#R-paid", &["reservation", "version"], 2)),
    (&[SliceBehind], |world| world.remove(Table::RoomInfo, "Room#101")),
    (&[SliceAhead], |world| set_version(world, "RoomInfo#R-paid", &["payment", "version"], 99)),
    (&[SliceAhead], |world| copy_slice(world, "paid", "held", "payment")),
    (&[SliceDiffers], |world| {
        let path = ["payment", "state", "paymentStatus"];
        world.set(Table::RoomInfo, "RoomInfo#R-paid", &path, attribute(&"N"));
    }),
    (&[SliceDiffers], |world| {
        let path = ["room", "state", "roomName"];
        world.set(Table::RoomInfo, "Room#101", &path, attribute(&"elsewhere"));
    }),
    (&[SliceDiffers], |world| {
        let path = ["payment", "state", "paymentPrice"];
        world.set(Table::RoomInfo, "RoomInfo#R-again", &path, attribute(&1));
    }),
    (&[AccountPoints], |world| world.set(Table::RoomInfo, "Account#c-1", &["points"], attribute(&7))),
    (&[AccountPoints], |world| world.remove(Table::RoomInfo, "Account#c-1")),
    (&[AccountPoints], |world| {
        world.put(Table::RoomInfo, "Account#c-9", [("points", attribute(&1))]);
    }),
    (&[CopyBehind], |world| world.remove(Table::Reservation, "CATALOGUE#101")),
    (&[CopyAhead], |world| {
        world.set(Table::Reservation, "CATALOGUE#101", &["version"], attribute(&9));
    }),
    (&[CopyDiffers], |world| {
        world.set(Table::Reservation, "CATALOGUE#101", &["status"], attribute(&"OUT_OF_SERVICE"));
    }),
    (&[CopyDiffers], |world| {
        world.set(Table::Reservation, "CATALOGUE#101", &["copy", "roomPrice"], attribute(&1));
    }),
    (&[IndexKeys], |world| world.set(Table::RoomInfo, "RoomInfo#R-paid", &["roomKey"], attribute(&"102"))),
    (&[IndexKeys], |world| world.set(Table::RoomInfo, "RoomInfo#R-back", &["roomKey"], attribute(&"101"))),
    (&[IndexKeys], |world| world.set(Table::RoomInfo, "Room#101", &["priceKey"], attribute(&"0"))),
    (&[IndexKeys], |world| world.set(Table::Promotion, "Promotion#C-paid", &["ownerKey"], attribute(&"c-2"))),
    (&[IndexKeys], |world| drop(world.item(Table::Reservation, "Reservation#R-held").remove("openWork"))),
    (&[IndexKeys], |world| world.set(Table::Payment, "Payment#P-paid", &["openWork"], attribute(&"settle"))),
    // Notices.
    (&[IndexKeys], |world| {
        world.set(Table::Notice, "Notice#Reservation#R-held#1", &["customerKey"], attribute(&"c-2"));
    }),
    (&[NoticeMissing], |world| world.remove(Table::Notice, "Notice#Payment#P-paid#2")),
    (&[NoticeMissing], |world| world.remove(Table::Notice, "Notice#Promotion#C-back#3")),
    (&[NoticeStray], |world| world.notice(&notice("Payment", "P-paid", 99))),
    (&[NoticeStray], |world| world.notice(&notice("Promotion", "C-declined", 1))),
    (&[NoticeStray], |world| world.notice(&notice("Reservation", "R-nobody", 1))),
    // What is left over.
    (&[WorkOverdue], |world| {
        let at = long_ago();
        world.payment("paid", &[charging("paid"), PaymentEvent::Completed { attempt: 1, at }]);
    }),
    // Money that has to go back, and of which nobody has heard that it did.
    (&[RefundDisagrees, WorkOverdue], |world| {
        world.reservation("back", &[hold("back", 4), Confirmed, Cancelled { at: long_ago() }]);
    }),
    (&[DeadLetters], |world| world.dead_letters = 1),
    (&[Unreadable], |world| empty(world, Table::Notice, "Nonsense#1")),
    (&[Unreadable], |world| empty(world, Table::RoomInfo, "Account#c-9")),
    (&[Unreadable], |world| empty(world, Table::Payment, "PROVIDER#P-paid")),
    (&[Unreadable], |world| empty(world, Table::Reservation, "Reservation#R-9")),
];

/// An item that says nothing.
fn empty(world: &mut World, table: Table, key: &str) {
    world.put(table, key, []);
}

/// The same item under another key.
fn copy(world: &mut World, table: Table, from: &str, to: &str) {
    let mut item: Item = world.item(table, from).clone();
    item.insert("pk".into(), attribute(&to));
    world.items.insert((table, to.to_owned()), item);
}

fn forget_slice(world: &mut World, stem: &str, name: &str) {
    world.item(Table::RoomInfo, &format!("RoomInfo#R-{stem}")).remove(name);
    if stem == "again" {
        let of_it = format!("Notice#Payment#P-{stem}#");
        world.items.retain(|(_, key), _| !key.starts_with(&of_it));
    }
}

fn copy_slice(world: &mut World, from: &str, to: &str, name: &str) {
    let slice = world.item(Table::RoomInfo, &format!("RoomInfo#R-{from}"))[name].clone();
    world.set(Table::RoomInfo, &format!("RoomInfo#R-{to}"), &[name], slice);
}

fn set_version(world: &mut World, key: &str, path: &[&str], version: u64) {
    world.set(Table::RoomInfo, key, path, attribute(&version));
}

/// The refunded booking, with other words about the refund.
fn refund_of(world: &mut World, refunded: PaymentEvent, noted: ReservationEvent, paid_back: u64) {
    world.reservation("back", &[hold("back", 4), Confirmed, Cancelled { at: NOW }, noted]);
    world.payment("back", &[charging("back"), completed(), ALL_NOTED, refunded]);
    world.ledger("back", "1#refund", paid_back);
}

/// The paid booking, with another promotion.
fn promise(world: &mut World, other: fn(PromotionState) -> PromotionState) {
    let PromotionEvent::Saved(promotion) = saved(&paid("paid")) else { panic!("saved") };
    world.promotion("paid", &[PromotionEvent::Saved(Box::new(other(*promotion)))]);
}

fn notice(kind: &str, id: &str, version: u64) -> Notice {
    let samples = samples::reserved();
    let parameters =
        PaymentParameters { reservation_number: samples.reservation_number, payment_price: samples.payment_price };
    Notice {
        notice_id: format!("{id}.{version:04}"),
        aggregate: AggregateRef { kind: kind.to_owned(), id: id.to_owned(), version },
        customer_id: samples.customer_id,
        occurred_at: NOW,
        message: Message::PaymentDeclined(parameters),
    }
}
