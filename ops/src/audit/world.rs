//! A little world for the tests of the rules: its items are those that the contexts' own aggregates and events make.

mod items;

use std::collections::{BTreeMap, HashMap};

use accommodation_contracts::{
    CustomerId, PaymentId, ReservationNumber,
    payment::PaymentState,
    promotion::PromotionState,
    reservation::ReservationState,
    room::RoomState,
    samples::{self, NOW},
};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::date};
use kernel::{Aggregate, AggregateRef, Envelope, EventId};
use notice::domain::Notice;
use payment::domain::{Payment, PaymentEvent, StartedCharge};
use platform::store::{Item, index_keys};
use promotion::domain::{Promotion, PromotionEvent};
use reservation::domain::{Reservation, ReservationEvent};
use room::domain::{Room, RoomEvent};
use room_info::rows::keys;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    Options, Report,
    facts::{Facts, Table},
    look::report,
};

/// When the world is looked at: ten minutes after it all began.
pub const LOOKED: Timestamp = Timestamp::constant(1_795_219_200 + 600, 0);

/// The items of all tables.
#[derive(Debug, Default)]
pub struct World {
    pub items: BTreeMap<(Table, String), Item>,
    pub dead_letters: u64,
    points: HashMap<String, (CustomerId, u64)>,
}

/// The attribute of a value.
pub fn attribute(value: &impl Serialize) -> AttributeValue {
    serde_dynamo::to_attribute_value(value).unwrap()
}

/// A reservation of two nights, of this stem, from the night of December on that is so many days after the first.
pub fn reserved(stem: &str, day: i64) -> ReservationState {
    let check_in = date(2026, 12, 1) + day.days();
    let reservation_number = ReservationNumber::of(stem).unwrap();
    ReservationState { reservation_number, check_in, check_out: check_in + 2.days(), ..samples::reserved() }
}

/// The payment of a reservation: its first attempt is on its way.
pub fn pending(stem: &str) -> PaymentState {
    let reservation_number = ReservationNumber::of(stem).unwrap();
    PaymentState { payment_id: PaymentId::of(&reservation_number), reservation_number, ..samples::pending() }
}

/// An attempt that somebody waits for until then.
pub fn started(details: PaymentState, pending_until: Timestamp) -> PaymentEvent {
    PaymentEvent::ChargeStarted(Box::new(StartedCharge { details, pending_until }))
}

impl World {
    /// What is found in it.
    pub fn look(&self, options: &Options) -> Report {
        let mut facts = Facts::new(options, LOOKED);
        for ((table, _), item) in &self.items {
            facts.take(*table, item.clone());
        }
        facts.take_dead_letters("RoomInfoDeadLetterQueue", self.dead_letters);
        report(facts)
    }

    /// The words of what is found.
    pub fn found(&self, options: &Options) -> Vec<&'static str> {
        self.look(options).codes().into_iter().map(super::Code::word).collect()
    }

    /// Puts an aggregate that these happened to, and answers the events that were announced.
    pub fn aggregate<A>(&mut self, table: Table, id: &str, events: &[A::Event]) -> (A, Vec<Envelope<Value>>)
    where
        A: Aggregate + Serialize,
    {
        let (mut state, mut told) = (None, Vec::new());
        for (event, version) in events.iter().zip(1..) {
            state = A::evolve(state, event);
            if let Some(announced) = state.as_ref().unwrap().announce(event).unwrap() {
                let aggregate = AggregateRef { kind: A::TYPE.to_owned(), id: id.to_owned(), version };
                told.push(Envelope {
                    event_id: EventId::of(&aggregate),
                    event_type: announced.name.to_owned(),
                    schema_version: announced.schema_version,
                    occurred_at: NOW,
                    aggregate,
                    correlation_id: "corr-1".to_owned(),
                    causation_id: "request/1".to_owned(),
                    replay: false,
                    data: announced.data,
                });
            }
        }
        let state = state.unwrap();
        let item = self.put(table, &format!("{}#{id}", A::TYPE), [("state", attribute(&state))]);
        item.insert("version".into(), attribute(&events.len()));
        let keys = index_keys(id, &state).into_iter().filter_map(|(name, key)| Some((name, key?)));
        item.extend(keys.map(|(name, key)| (name.to_owned(), attribute(&key))));
        if let Some(last) = told.last() {
            let (version, occurred_at) = (last.aggregate.version, last.occurred_at);
            let announced = json!({
                "version": version, "occurredAt": occurred_at, "correlationId": "corr-1", "causationId": "request/1",
            });
            item.insert("announced".into(), attribute(&announced));
        }
        (state, told)
    }

    /// A slice of the read model, and notices, from what was announced.
    fn tell<T>(&mut self, key: &str, name: &str, told: Vec<Envelope<Value>>, keys: impl Fn(&T) -> keys::Keys)
    where
        T: Serialize + DeserializeOwned,
    {
        let Some(last) = told.last() else { return };
        let (kind, id) = (last.aggregate.kind.clone(), last.aggregate.id.clone());
        let state: T = serde_json::from_value(last.data.clone()).unwrap();
        let pk = (Table::RoomInfo, key.to_owned());
        let item = self.items.entry(pk).or_insert_with(|| [("pk".to_owned(), attribute(&key))].into());
        let slice = json!({ "state": state, "version": last.aggregate.version, "at": last.occurred_at });
        item.insert(name.to_owned(), attribute(&slice));
        for (name, key) in keys(&state) {
            match key {
                Some(key) => drop(item.insert(name.to_owned(), attribute(&key))),
                None => drop(item.remove(name)),
            }
        }
        let of_it = format!("Notice#{kind}#{id}#");
        self.items.retain(|(table, key), _| *table != Table::Notice || !key.starts_with(&of_it));
        for event in told.into_iter().filter(|_| kind != Room::TYPE) {
            if let Some(notice) = Notice::of(event).unwrap() {
                self.notice(&notice);
            }
        }
    }

    /// Puts a notice.
    pub fn notice(&mut self, notice: &Notice) {
        let mut item: Item = serde_dynamo::to_item(notice).unwrap();
        let (customer, position) = (notice.customer_id.to_string(), String::from(notice.position()));
        for (name, value) in [("pk", notice.key()), ("customerKey", customer), ("sortKey", position)] {
            item.insert(name.to_owned(), attribute(&value));
        }
        self.items.insert((Table::Notice, notice.key()), item);
    }

    /// Puts a reservation that these happened to, with all that others have of it.
    pub fn reservation(&mut self, stem: &str, events: &[ReservationEvent]) {
        let id = format!("R-{stem}");
        let (state, told) = self.aggregate::<Reservation>(Table::Reservation, &id, events);
        self.items.retain(|_, item| item.get("owner") != Some(&attribute(&id)));
        for claim in state.claims() {
            self.put(Table::Reservation, &claim, [("owner", attribute(&id))]);
        }
        self.tell(&format!("RoomInfo#{id}"), "reservation", told, keys::of_reservation);
    }

    /// The same with a payment.
    pub fn payment(&mut self, stem: &str, events: &[PaymentEvent]) {
        let (_, told) = self.aggregate::<Payment>(Table::Payment, &format!("P-{stem}"), events);
        self.tell(&format!("RoomInfo#R-{stem}"), "payment", told, |_: &PaymentState| Vec::new());
    }

    /// The same with a promotion; the customer's account is what its promotions come to.
    pub fn promotion(&mut self, stem: &str, events: &[PromotionEvent]) {
        let (state, told) = self.aggregate::<Promotion>(Table::Promotion, &format!("C-{stem}"), events);
        self.tell(&format!("RoomInfo#R-{stem}"), "promotion", told, keys::of_promotion);
        let PromotionState { customer_id, point, .. } = state.public().clone();
        self.points.insert(stem.to_owned(), (customer_id, point));
        self.pay_in();
    }

    /// Takes a promotion away with all that others have of it.
    pub fn forget_promotion(&mut self, stem: &str) {
        self.remove(Table::Promotion, &format!("Promotion#C-{stem}"));
        let row = self.item(Table::RoomInfo, &format!("RoomInfo#R-{stem}"));
        for name in ["promotion", "couponKey", "couponSortKey"] {
            row.remove(name);
        }
        let of_it = format!("Notice#Promotion#C-{stem}#");
        self.items.retain(|(_, key), _| !key.starts_with(&of_it));
        self.points.remove(stem);
        self.pay_in();
    }

    fn pay_in(&mut self) {
        self.items.retain(|(_, key), _| !key.starts_with("Account#"));
        let mut sums: BTreeMap<String, u64> = BTreeMap::new();
        for (customer, point) in self.points.values() {
            *sums.entry(customer.to_string()).or_default() += point;
        }
        for (customer, sum) in sums {
            self.put(Table::RoomInfo, &format!("Account#{customer}"), [("points", attribute(&sum))]);
        }
    }

    /// Puts a room that these happened to, with all that others have of it.
    pub fn room(&mut self, number: &str, events: &[RoomEvent]) {
        let (_, told) = self.aggregate::<Room>(Table::Room, number, events);
        let last = told.last().unwrap().clone();
        let copy = [
            ("copy", attribute(&last.data)),
            ("version", attribute(&last.aggregate.version)),
            ("status", attribute(&last.data["roomStatus"])),
        ];
        self.put(Table::Reservation, &format!("CATALOGUE#{number}"), copy);
        self.tell::<RoomState>(&format!("Room#{number}"), "room", told, keys::of_room);
    }

    /// Puts an approved entry of the provider's ledger: an attempt, or its refund.
    pub fn ledger(&mut self, stem: &str, entry: &str, amount: u64) {
        let copy = json!({ "verdict": "Approved", "amount": amount });
        self.put(Table::Payment, &format!("PROVIDER#P-{stem}#{entry}"), [("copy", attribute(&copy))]);
    }
}

/// So long before it all began: longer than allowed.
pub fn long_ago() -> Timestamp {
    NOW - SignedDuration::from_hours(1)
}
