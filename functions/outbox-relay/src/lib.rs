//! The relay: publishes what aggregates left in their outbox to the event bus.
//!
//! `relay` decides what becomes of each record, over two ports: the `bus`, and the queue where records are `parked` that
//! cannot be published.

pub mod bus;
pub mod parking;
pub mod relay;
mod settings;

use bus::EventBridge;
use parking::ParkingQueue;
use platform::{
    clients::Aws,
    config::Lookup,
    function::{BuildError, Function},
    stream,
};

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &["outbox-relay"];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    if handler != "outbox-relay" {
        return Err(BuildError::unknown_handler(handler, HANDLERS));
    }
    let aws = Aws::new(lookup)?;
    let ports = relay::Ports {
        bus: EventBridge::configured(&aws, lookup)?,
        parking: ParkingQueue::configured(&aws, lookup)?,
        patience: settings::patience(lookup)?,
    };
    Ok(stream::function("outbox-relay", ports, relay::handle))
}
