//! Why a command was not carried out.

use std::{error::Error, io, path::PathBuf};

use platform::{config::ConfigError, store::StoreError};

/// A command that stopped.
#[derive(Debug, thiserror::Error)]
pub enum OpsError {
    /// Region, credentials or endpoint.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// AWS refused a call, or did not answer.
    #[error("{call} failed")]
    Aws {
        /// The call.
        call: &'static str,
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The stack has no such queue, table or consumer.
    #[error("the stack `{stack}` has no {what}{}", among(known))]
    Unknown {
        /// The stack.
        stack: String,
        /// What was looked for.
        what: String,
        /// What is there instead.
        known: Vec<String>,
    },
    /// A consumer that no event of this context reaches.
    #[error("{consumer} hears of no event of {context}")]
    NotSubscribed {
        /// The consumer.
        consumer: &'static str,
        /// The context.
        context: &'static str,
    },
    /// No such aggregate, or nobody has ever heard of it.
    #[error("there is no {0} that anybody has heard of")]
    NoAggregate(String),
    /// An item or a change of it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Some of it is done: what is not was said.
    #[error("{0} could not be done: see above")]
    Incomplete(usize),
    /// An audit was made, and not everything holds.
    #[error("{0} things do not hold: see above")]
    Findings(usize),
    /// The output is closed.
    #[error("the output cannot be written")]
    Output(#[from] io::Error),
    /// The checkpoint is of no use.
    #[error("the checkpoint {} {problem}", path.display())]
    Checkpoint {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

/// What there is instead, if anything.
fn among(known: &[String]) -> String {
    if known.is_empty() { String::new() } else { format!("; it has: {}", known.join(", ")) }
}

impl OpsError {
    /// What the command's process answers: 1 if it was carried out and not all is well, 2 if it was not.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Findings(_) | Self::Incomplete(_) => 1,
            Self::Config(_)
            | Self::Aws { .. }
            | Self::Unknown { .. }
            | Self::NotSubscribed { .. }
            | Self::NoAggregate(_)
            | Self::Store(_)
            | Self::Output(_)
            | Self::Checkpoint { .. } => 2,
        }
    }

    /// AWS refused `call`, or did not answer.
    pub fn aws(call: &'static str) -> impl Fn(Box<dyn Error + Send + Sync>) -> Self {
        move |source| Self::Aws { call, source }
    }
}
