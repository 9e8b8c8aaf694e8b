//! An aggregate to test with: a ticket that is sold and then scanned.

use kernel::{Aggregate, Announcement, EventKind, Listed, OpenWork};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub seat: String,
    pub scans: u32,
    /// Whether its seat is its own.
    pub reserved: bool,
}

#[derive(Debug, Clone)]
pub enum TicketEvent {
    Sold { seat: String },
    Scanned,
    Inspected,
    Reserved,
    Returned,
}

impl Aggregate for Ticket {
    const TYPE: &'static str = "Ticket";
    type Event = TicketEvent;

    fn evolve(state: Option<Self>, event: &TicketEvent) -> Option<Self> {
        match event {
            TicketEvent::Sold { seat } => Some(Self { seat: seat.clone(), scans: 0, reserved: false }),
            TicketEvent::Scanned => state.map(|ticket| Self { scans: ticket.scans + 1, ..ticket }),
            TicketEvent::Inspected => state,
            TicketEvent::Reserved => state.map(|ticket| Self { reserved: true, ..ticket }),
            TicketEvent::Returned => state.map(|ticket| Self { reserved: false, ..ticket }),
        }
    }

    fn listed(&self) -> Option<Listed> {
        Some(Listed { owner: self.seat.clone(), since: jiff::Timestamp::UNIX_EPOCH })
    }

    fn open_work(&self) -> Option<OpenWork> {
        let due = jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(self.scans.into());
        self.reserved.then_some(OpenWork { kind: "payment", due })
    }

    fn claims(&self) -> Vec<String> {
        if self.reserved { vec![format!("SEAT#{}", self.seat)] } else { Vec::new() }
    }

    fn current(&self) -> TicketEvent {
        if self.scans > 0 { TicketEvent::Scanned } else { TicketEvent::Sold { seat: self.seat.clone() } }
    }

    fn announce(&self, event: &TicketEvent) -> Result<Option<Announcement>, serde_json::Error> {
        let name = match event {
            TicketEvent::Sold { .. } => "TicketSold",
            TicketEvent::Scanned => "TicketScanned",
            TicketEvent::Inspected | TicketEvent::Reserved | TicketEvent::Returned => return Ok(None),
        };
        EventKind::new(name, "theatre", 1).announce(self).map(Some)
    }
}
