//! What must hold of the repository: dependencies point one way, and what is shared knows no system.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod dependencies;
mod readme;
mod security;
mod vocabulary;

use std::path::PathBuf;

/// The repository.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
