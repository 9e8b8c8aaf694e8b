//! An aggregate to test with: a ticket that is sold and then scanned.

use kernel::{Aggregate, Announcement, EventKind};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub seat: String,
    pub scans: u32,
}

#[derive(Debug, Clone)]
pub enum TicketEvent {
    Sold { seat: String },
    Scanned,
    Inspected,
}

impl Aggregate for Ticket {
    const TYPE: &'static str = "Ticket";
    type Event = TicketEvent;

    fn evolve(state: Option<Self>, event: &TicketEvent) -> Option<Self> {
        match event {
            TicketEvent::Sold { seat } => Some(Self { seat: seat.clone(), scans: 0 }),
            TicketEvent::Scanned => state.map(|ticket| Self { scans: ticket.scans + 1, ..ticket }),
            TicketEvent::Inspected => state,
        }
    }

    fn announce(&self, event: &TicketEvent) -> Result<Option<Announcement>, serde_json::Error> {
        let name = match event {
            TicketEvent::Sold { .. } => "TicketSold",
            TicketEvent::Scanned => "TicketScanned",
            TicketEvent::Inspected => return Ok(None),
        };
        EventKind::new(name, "theatre", 1).announce(self).map(Some)
    }
}
