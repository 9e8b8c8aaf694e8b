//! What is kept of the items of all tables while a look lasts: what the rules compare, and no more. States are kept as
//! digests, since they are only compared.

mod copies;
mod digest;
mod family;
mod item;
mod reading;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use jiff::Timestamp;
use kernel::OpenWork;

use super::{Code, Options, checks::Checks, report::Leftovers};
pub use digest::Digest;
pub use family::{ChargeFacts, Family, Heard, Of, PaymentFacts, PromotionFacts, ReservationFacts, RowFacts};

/// The tables that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Rooms.
    Room,
    /// Reservations, and what they claim.
    Reservation,
    /// Payments, and the simulated provider's ledger.
    Payment,
    /// Promotions.
    Promotion,
    /// The read model.
    RoomInfo,
    /// Notices.
    Notice,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Room, Self::Reservation, Self::Payment, Self::Promotion, Self::RoomInfo, Self::Notice];

    /// The template's name of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Room => "RoomTable",
            Self::Reservation => "ReservationTable",
            Self::Payment => "PaymentTable",
            Self::Promotion => "PromotionTable",
            Self::RoomInfo => "RoomInfoTable",
            Self::Notice => "NoticeTable",
        }
    }
}

/// Where an aggregate stands.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// Its version.
    pub version: u64,
    /// The version that was announced last; nothing if nobody has heard of it.
    pub announced: Option<u64>,
    /// What others are told of it.
    pub told: Digest,
    /// What is still to be done about it.
    pub work: Option<OpenWork>,
}

/// What another context has of an aggregate.
#[derive(Debug, Clone, Copy)]
pub struct Copied {
    /// The aggregate's version that it came from.
    pub version: u64,
    /// What was told.
    pub told: Digest,
}

/// What there is of a room.
#[derive(Debug, Default)]
pub struct RoomFacts {
    /// Itself.
    pub room: Option<Source>,
    /// Reservation's copy of it.
    pub copy: Option<Copied>,
    /// The read model's.
    pub shown: Option<Copied>,
}

/// All that is kept.
#[derive(Debug)]
pub struct Facts<'a> {
    /// How the audit is made.
    pub options: &'a Options,
    /// When it looks.
    pub now: Timestamp,
    /// Reservations with all that became of each, by what their ids have in common.
    pub families: HashMap<Arc<str>, Family>,
    /// Rooms, by number.
    pub rooms: HashMap<Arc<str>, RoomFacts>,
    /// Customers' points.
    pub accounts: HashMap<Arc<str>, u64>,
    /// How many items of each kind were read.
    pub read: BTreeMap<(Table, String), u64>,
    /// What is left lying.
    pub leftovers: Leftovers,
    /// What was checked of each item by itself.
    pub checks: Checks,
}

impl<'a> Facts<'a> {
    /// Nothing yet.
    pub fn new(options: &'a Options, now: Timestamp) -> Self {
        Self {
            options,
            now,
            families: HashMap::new(),
            rooms: HashMap::new(),
            accounts: HashMap::new(),
            read: BTreeMap::new(),
            leftovers: Leftovers::default(),
            checks: Checks::default(),
        }
    }

    /// Takes in how many messages lie in a dead-letter queue.
    pub fn take_dead_letters(&mut self, queue: &str, depth: u64) {
        self.checks.must(Code::DeadLetters, depth == 0, || (vec![queue.to_owned()], vec![depth]));
    }

    /// Whether work is open, and not for longer than allowed: what it is to bring about may still be missing.
    pub fn is_under_way(&self, source: &Source) -> bool {
        source.work.is_some_and(|work| !self.options.is_overdue(&work, self.now))
    }

    /// The one copy of a name that many facts share.
    fn room(&mut self, number: &str) -> (Arc<str>, &mut RoomFacts) {
        let known = self.rooms.get_key_value(number).map(|(known, _)| Arc::clone(known));
        let number = known.unwrap_or_else(|| number.into());
        let room = self.rooms.entry(Arc::clone(&number)).or_default();
        (number, room)
    }

    /// The family of an aggregate: its id is a letter, a dash, and what the family has in common.
    fn family(&mut self, id: &str) -> &mut Family {
        let stem = id.split_once('-').map_or(id, |(_, stem)| stem);
        if !self.families.contains_key(stem) {
            self.families.insert(stem.into(), Family::default());
        }
        self.families.entry(stem.into()).or_default()
    }

    fn must(&mut self, code: Code, holds: bool, id: &str) {
        self.checks.must(code, holds, || (vec![id.to_owned()], Vec::new()));
    }
}
