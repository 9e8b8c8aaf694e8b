//! Every route of the API.

mod payments;
mod promotions;
mod read_model;
mod reservations;
mod rooms;
mod system;

use crate::{components::Components, operation::Operation};

/// All operations; the schemas that they refer to are put into `components`.
pub fn all(components: &mut Components) -> Vec<Operation> {
    let mut operations = Vec::new();
    operations.extend(rooms::all(components));
    operations.extend(reservations::all(components));
    operations.extend(payments::all(components));
    operations.extend(promotions::all(components));
    operations.extend(read_model::all(components));
    operations.push(system::health());
    operations
}
