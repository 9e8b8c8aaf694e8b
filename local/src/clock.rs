//! The time, in the units that queues and positions are kept in.

pub use platform::clock::now;

/// The time now, in milliseconds since 1970.
pub fn now_ms() -> i64 {
    now().as_millisecond()
}
