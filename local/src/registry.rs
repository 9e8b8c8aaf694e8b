//! The bootstrap binaries of the workspace, by the name under which the template's `CodeUri` knows them.

use std::{collections::BTreeMap, sync::Arc};

use platform::{
    config::Lookup,
    function::{BuildError, Function},
};

/// Makes the function of a handler from its settings.
pub type Build = Arc<dyn Fn(&str, &Lookup) -> Result<Function, BuildError> + Send + Sync>;

/// What one binary holds.
#[derive(Clone)]
pub struct Binary {
    /// Names of its handlers.
    pub handlers: Vec<String>,
    /// Makes one of them.
    pub build: Build,
}

/// Binaries by name.
pub type Binaries = BTreeMap<String, Binary>;

impl Binary {
    /// A binary of these handlers.
    pub fn new(
        handlers: &[&str],
        build: impl Fn(&str, &Lookup) -> Result<Function, BuildError> + Send + Sync + 'static,
    ) -> Self {
        Self { handlers: handlers.iter().map(|&name| name.to_owned()).collect(), build: Arc::new(build) }
    }
}

impl std::fmt::Debug for Binary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Binary").field("handlers", &self.handlers).finish_non_exhaustive()
    }
}

/// The workspace's own.
pub fn workspace() -> Binaries {
    [
        ("room", Binary::new(room::HANDLERS, room::build)),
        ("reservation", Binary::new(reservation::HANDLERS, reservation::build)),
        ("payment", Binary::new(payment::HANDLERS, payment::build)),
        ("promotion", Binary::new(promotion::HANDLERS, promotion::build)),
        ("room-info", Binary::new(room_info::HANDLERS, room_info::build)),
        ("notice", Binary::new(notice::HANDLERS, notice::build)),
        ("identity", Binary::new(identity::HANDLERS, identity::build)),
        ("outbox-relay", Binary::new(outbox_relay::HANDLERS, outbox_relay::build)),
        ("health", Binary::new(health::HANDLERS, health::build)),
        ("pre-traffic", Binary::new(pre_traffic::HANDLERS, pre_traffic::build)),
    ]
    .into_iter()
    .map(|(name, binary)| (name.to_owned(), binary))
    .collect()
}
