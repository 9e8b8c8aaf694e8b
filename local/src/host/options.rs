//! What the host is asked for, and why it may refuse.

use std::{
    io,
    net::IpAddr,
    path::{Path, PathBuf},
};

use platform::config::ConfigError;

use crate::{
    database::DatabaseError, filter::PatternError, gateway::RouteError, lambda::WiringError, seed::SeedError,
    state::StateError, template::TemplateError, wiring::LooseEnd,
};

/// What to host, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The template.
    pub template: PathBuf,
    /// Port of the HTTP API; 0 takes a free one.
    pub port: u16,
    /// An address to listen on beside this machine's own, for those who are not on it.
    pub listen: Option<IpAddr>,
    /// Where everything is kept; `None` keeps it in memory.
    pub data_dir: Option<PathBuf>,
    /// Whether to register the demo rooms.
    pub seed: bool,
    /// Values of the template's parameters.
    pub parameter_overrides: Vec<(String, String)>,
}

impl Default for Options {
    /// The workspace's template, in memory, on a free port.
    fn default() -> Self {
        Self {
            template: Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml"),
            port: 0,
            listen: None,
            data_dir: None,
            seed: false,
            parameter_overrides: Vec::new(),
        }
    }
}

/// Why the host does not start. Each message names what is wrong; the causes below it say why.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Somebody else listens on the port.
    #[error("the port {0} is taken: stop what listens there, or choose another one with --port")]
    PortTaken(u16),
    /// No port could be opened.
    #[error("cannot listen on {address}")]
    Listen {
        /// Where.
        address: IpAddr,
        #[source]
        #[allow(missing_docs)]
        source: io::Error,
    },
    /// The data directory cannot be made.
    #[error("the data directory {} cannot be used", path.display())]
    DataDir {
        /// Where it should be.
        path: PathBuf,
        #[source]
        #[allow(missing_docs)]
        source: io::Error,
    },
    /// The template asks for something that is not hosted, or contradicts itself.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// Something of the template or the code is wired to nothing.
    #[error(transparent)]
    LooseEnd(#[from] LooseEnd),
    /// A function cannot be built.
    #[error(transparent)]
    Function(#[from] WiringError),
    /// A function's breaker cannot be looked at.
    #[error("a breaker cannot be looked at")]
    Breaker(#[from] ConfigError),
    /// A route cannot be served.
    #[error(transparent)]
    Route(#[from] RouteError),
    /// The pattern of a rule or filter is not understood.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// The tables cannot be opened or created.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The host's own state cannot be opened.
    #[error(transparent)]
    State(#[from] StateError),
    /// The demo rooms are not there.
    #[error("the demo rooms could not be registered")]
    Seed(#[from] SeedError),
}
