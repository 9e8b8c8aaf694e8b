//! What callers can read.

pub mod list_notices;
