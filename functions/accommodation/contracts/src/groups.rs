//! The groups of callers, as the identity provider names them.

/// Looks for a room, reserves and pays.
pub const CUSTOMER: &str = "customer";
/// Lets rooms.
pub const HOST: &str = "host";
/// Keeps the system running.
pub const OPERATOR: &str = "operator";
