//! Every function of the contexts over stores in memory, wired as the template wires them: nothing is left of one input
//! when the next one comes.

mod history;
mod parts;

use std::{collections::BTreeMap, time::Duration};

use jiff::SignedDuration;
use notice::{notices::MemoryNotices, policies::notify_customer, queries::list_notices};
use payment::{
    charges::Charges,
    commands::{charge_payment, complete_payment},
    domain::Payment,
    policies::{note, refund_payment, settle_payment},
    provider::{LedgerEntry, SimulatedProvider},
    queries::{get_payment, payment_facts},
    reconcilers::reconcile_payments,
};
use platform::{
    config::Lookup,
    function::Function,
    http::{self, Once},
    internal, queue, schedule,
    store::{MemoryCopies, MemoryStore},
};
use promotion::{
    commands::{grant_promotion, redeem_coupon, revoke_promotion, save_promotion},
    domain::Promotion,
    policies::{grant_deferred_promotion, revoke_refunded_promotion},
    queries::{get_promotion, list_promotions},
};
use reservation::{
    commands::{
        begin_payment, cancel_reservation, check_out, close_room, confirm_payment, pay_reservation, reserve_room,
    },
    domain::Reservation,
    policies::{confirm_reservation, copy_catalogue, expire_reservation, note_refund},
    queries::get_reservation,
    reconcilers::reconcile_reservations,
};
use room::{
    commands::{change_room, closing, register_room, retire_room},
    domain::Room,
};
use room_info::{
    projectors::project_room_info,
    queries::{get_room, get_room_info, list_room_infos, my_page, search_rooms},
    rows::MemoryRows,
};
use testing::{FakeDelayQueue, InProcess};

use accommodation_contracts::{access, room::RoomState};

/// The provider in memory answers at once.
const PROVIDER_TIMEOUT: Duration = Duration::from_millis(300);
/// What is open for so long, reconcilers take up.
const AFTER: SignedDuration = SignedDuration::from_mins(20);

/// The functions of all contexts by their handlers' names.
pub type Functions = BTreeMap<&'static str, Function>;

/// Where everything is kept.
#[derive(Clone, Default)]
pub struct World {
    pub rooms: MemoryStore<Room>,
    pub reservations: MemoryStore<Reservation>,
    pub catalogue: MemoryCopies<RoomState>,
    pub payments: MemoryStore<Payment>,
    pub promotions: MemoryStore<Promotion>,
    pub rows: MemoryRows,
    pub notices: MemoryNotices,
    ledger: MemoryCopies<LedgerEntry>,
}

impl World {
    /// Functions that share this world.
    pub fn functions(&self) -> Functions {
        [self.rooms(), self.reservations(), self.payments(), self.promotions(), self.readers()]
            .into_iter()
            .flatten()
            .collect()
    }

    fn rooms(&self) -> Functions {
        let rooms = self.rooms.clone();
        let closing = closing::Ports { rooms: rooms.clone(), closing: self.closing() };
        [
            (
                "register-room",
                http::command(&access::REGISTER_ROOM, rooms.clone(), rooms, Once::InOneWrite, register_room::handle),
            ),
            ("change-room", http::function(&access::CHANGE_ROOM, closing.clone(), change_room::handle)),
            ("retire-room", http::function(&access::RETIRE_ROOM, closing, retire_room::handle)),
        ]
        .into()
    }

    fn reservations(&self) -> Functions {
        let (reservations, catalogue) = (self.reservations.clone(), self.catalogue.clone());
        let keys = || reservations.clone();
        let again = FakeDelayQueue::default();
        let reserving = reserve_room::Ports {
            reservations: keys(),
            catalogue: catalogue.clone(),
            hold: SignedDuration::from_mins(15),
        };
        let paying = pay_reservation::Ports { reservations: keys(), charging: self.charging() };
        let reconciling = reconcile_reservations::Ports { reservations: keys(), after: AFTER };
        [
            (
                "reserve-room",
                http::command(&access::RESERVE_ROOM, reserving, keys(), Once::InOneWrite, reserve_room::handle),
            ),
            (
                "pay-reservation",
                http::command(&access::PAY_RESERVATION, paying, keys(), Once::StepByStep, pay_reservation::handle),
            ),
            ("cancel-reservation", http::function(&access::CANCEL_RESERVATION, keys(), cancel_reservation::handle)),
            ("check-out", http::command(&access::CHECK_OUT, keys(), keys(), Once::InOneWrite, check_out::handle)),
            ("get-reservation", http::function(&access::GET_RESERVATION, keys(), get_reservation::handle)),
            ("begin-payment", self.beginning().0),
            ("confirm-payment", self.confirming().0),
            ("close-room", self.closing().0),
            ("confirm-reservation", queue::function("confirm-reservation", keys(), confirm_reservation::handle)),
            (
                "expire-reservation",
                queue::timer_function("expire-reservation", keys(), again, expire_reservation::handle),
            ),
            ("note-refund", queue::function("note-refund", keys(), note_refund::handle)),
            ("copy-catalogue", queue::function("copy-catalogue", catalogue, copy_catalogue::handle)),
            (
                "reconcile-reservations",
                schedule::function("reconcile-reservations", reconciling, reconcile_reservations::handle),
            ),
        ]
        .into()
    }

    fn payments(&self) -> Functions {
        let payments = || self.payments.clone();
        let again = FakeDelayQueue::default();
        let completing = complete_payment::Ports {
            beginning: self.beginning(),
            charging: self.charging(),
            confirming: self.confirming(),
        };
        let refunding = refund_payment::Ports { charges: self.charges(), revoking: self.revoking() };
        let reconciling = reconcile_payments::Ports {
            charges: self.charges(),
            confirming: self.confirming(),
            saving: self.saving(),
            after: AFTER,
        };
        [
            ("charge-payment", self.charging().0),
            (
                "complete-payment",
                http::command(
                    &access::COMPLETE_PAYMENT,
                    completing,
                    payments(),
                    Once::StepByStep,
                    complete_payment::handle,
                ),
            ),
            ("payment-facts", self.facts().0),
            ("get-payment", http::function(&access::GET_PAYMENT, payments(), get_payment::handle)),
            ("refund-payment", queue::function("refund-payment", refunding, refund_payment::handle)),
            ("settle-payment", queue::timer_function("settle-payment", self.charges(), again, settle_payment::handle)),
            ("note-promotion", queue::function("note-promotion", payments(), note::promotion)),
            ("note-confirmation", queue::function("note-confirmation", payments(), note::confirmation)),
            ("reconcile-payments", schedule::function("reconcile-payments", reconciling, reconcile_payments::handle)),
        ]
        .into()
    }

    fn promotions(&self) -> Functions {
        let promotions = || self.promotions.clone();
        let granting = grant_promotion::Ports { facts: self.facts(), saving: self.saving() };
        [
            ("save-promotion", self.saving().0),
            (
                "grant-promotion",
                http::command(
                    &access::GRANT_PROMOTION,
                    granting,
                    promotions(),
                    Once::StepByStep,
                    grant_promotion::handle,
                ),
            ),
            ("get-promotion", http::function(&access::GET_PROMOTION, promotions(), get_promotion::handle)),
            ("list-promotions", http::function(&access::LIST_PROMOTIONS, promotions(), list_promotions::handle)),
            (
                "redeem-coupon",
                http::command(
                    &access::REDEEM_COUPON,
                    promotions(),
                    promotions(),
                    Once::InOneWrite,
                    redeem_coupon::handle,
                ),
            ),
            ("revoke-promotion", self.revoking().0),
            (
                "grant-deferred-promotion",
                queue::function("grant-deferred-promotion", self.granting(), grant_deferred_promotion::handle),
            ),
            (
                "revoke-refunded-promotion",
                queue::function("revoke-refunded-promotion", promotions(), revoke_refunded_promotion::handle),
            ),
        ]
        .into()
    }

    /// The read model, the notices, and what belongs to no context or keeps nothing.
    fn readers(&self) -> Functions {
        let (rows, notices) = (|| self.rows.clone(), || self.notices.clone());
        let version = Lookup::of([("VERSION", "1")]);
        [
            ("project-room-info", queue::batch_function("project-room-info", rows(), project_room_info::handle)),
            ("get-room-info", http::function(&access::GET_ROOM_INFO, rows(), get_room_info::handle)),
            ("list-room-infos", http::function(&access::LIST_ROOM_INFOS, rows(), list_room_infos::handle)),
            ("search-rooms", http::function(&access::SEARCH_ROOMS, rows(), search_rooms::handle)),
            ("get-room", http::function(&access::GET_ROOM, rows(), get_room::handle)),
            ("my-page", http::function(&access::MY_PAGE, rows(), my_page::handle)),
            ("notify-customer", queue::batch_function("notify-customer", notices(), notify_customer::handle)),
            ("list-notices", http::function(&access::LIST_NOTICES, notices(), list_notices::handle)),
            ("assign-group", identity::build("assign-group", &version).unwrap()),
            ("health", health::build("health", &version).unwrap()),
            ("unknown-route", health::build("unknown-route", &version).unwrap()),
        ]
        .into()
    }

    fn beginning(&self) -> InProcess {
        InProcess(internal::function("begin-payment", self.reservations.clone(), begin_payment::handle))
    }

    fn confirming(&self) -> InProcess {
        InProcess(internal::function("confirm-payment", self.reservations.clone(), confirm_payment::handle))
    }

    fn closing(&self) -> InProcess {
        InProcess(internal::function("close-room", self.reservations.clone(), close_room::handle))
    }

    fn facts(&self) -> InProcess {
        InProcess(internal::function("payment-facts", self.payments.clone(), payment_facts::handle))
    }

    fn charging(&self) -> InProcess {
        let (charges, earning) = (self.charges(), parts::earning(self.saving()));
        let ports = charge_payment::Ports { charges, earning, reminders: FakeDelayQueue::default() };
        InProcess(internal::function("charge-payment", ports, charge_payment::handle))
    }

    fn charges(&self) -> Charges<MemoryStore<Payment>, SimulatedProvider<MemoryCopies<LedgerEntry>>> {
        let provider = SimulatedProvider::new(self.ledger.clone());
        Charges { payments: self.payments.clone(), provider, timeout: PROVIDER_TIMEOUT }
    }

    fn granting(&self) -> save_promotion::Ports<MemoryStore<Promotion>> {
        save_promotion::Ports { promotions: self.promotions.clone(), policy: parts::policy() }
    }

    fn saving(&self) -> InProcess {
        InProcess(internal::function("save-promotion", self.granting(), save_promotion::handle))
    }

    fn revoking(&self) -> InProcess {
        InProcess(internal::function("revoke-promotion", self.promotions.clone(), revoke_promotion::handle))
    }
}
