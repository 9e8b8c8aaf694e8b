//! Waiting for what comes in its own time.

use std::time::{Duration, Instant};

use tokio::time::sleep;

/// The first wait between two questions, and the longest.
const SHORTEST: Duration = Duration::from_millis(5);
const LONGEST: Duration = Duration::from_millis(250);

/// What `condition` finds, asked again and again until `deadline` has passed. Its error says what it saw instead. The
/// longer it takes the rarer it is asked, so that who waits does not keep the system busy.
pub async fn eventually<T>(what: &str, deadline: Duration, mut condition: impl AsyncFnMut() -> Result<T, String>) -> T {
    let start = Instant::now();
    loop {
        match condition().await {
            Ok(found) => return found,
            Err(seen) if start.elapsed() > deadline => panic!("not within {deadline:?}: {what}. Seen last: {seen}"),
            Err(_) => sleep((start.elapsed() / 8).clamp(SHORTEST, LONGEST)).await,
        }
    }
}
