//! How a reconciler gets past the first of what is overdue.

use platform::store::{AggregateStore, Change, OpenWorkIndex, Overdue, Versioned};

use crate::{
    contract::{cause, happen},
    ticket::{Ticket, TicketEvent},
};

/// The sale of a ticket whose seat nobody else wants.
fn sale_in_seat(id: &str) -> Change<Ticket> {
    let sold = TicketEvent::Sold { seat: id.into() };
    Change::new(id, Versioned::absent(), &[sold], &cause()).unwrap()
}

pub async fn overdue_work_is_listed_from_where_another_list_ended(store: impl AggregateStore<Ticket> + OpenWorkIndex) {
    // Each is due a second after the one before; the first two at once.
    for (id, scans) in [("T-4", 2), ("T-1", 0), ("T-3", 1), ("T-2", 0)] {
        store.commit(&sale_in_seat(id)).await.unwrap();
        for _ in 0..scans {
            happen(&store, id, TicketEvent::Scanned).await.unwrap();
        }
        happen(&store, id, TicketEvent::Reserved).await.unwrap();
    }
    let mut ids = Vec::new();
    let mut last: Option<Overdue> = None;
    loop {
        let page = store.overdue("payment", platform::clock::now(), last.as_ref(), 1).await.unwrap();
        let Some(overdue) = page.into_iter().next() else { break };
        // Where it was found goes on being a place.
        happen(&store, &overdue.id, TicketEvent::Returned).await.unwrap();
        ids.push(overdue.id.clone());
        last = Some(overdue);
    }
    ids[..2].sort();
    assert_eq!(ids, ["T-1", "T-2", "T-3", "T-4"]);
}
