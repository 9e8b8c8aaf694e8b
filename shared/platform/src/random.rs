//! The one place that makes random ids.

use std::time::Duration;

use uuid::Uuid;

/// A fresh id: 122 random bits as 32 hexadecimal digits. Random from the first digit on, so it spreads as a partition
/// key.
#[expect(clippy::disallowed_methods, reason = "the one place that makes random ids")]
pub fn id() -> String {
    Uuid::new_v4().simple().to_string()
}

/// A random wait between nothing and `most`: "full jitter", so that those who collided do not meet again.
#[expect(clippy::disallowed_methods, reason = "the one place that makes random ids")]
pub fn jitter(most: Duration) -> Duration {
    let fraction = Uuid::new_v4().as_fields().0;
    most.mul_f64(f64::from(fraction) / f64::from(u32::MAX))
}
