//! Puts entries on the bus, as many at a time as it takes, those that failed again after a while.

use std::time::Duration;

use platform::{random, store::OutboxEntry, telemetry::chain};

use crate::bus::{Bus, BusDown, MAX_BYTES, MAX_ENTRIES, Put, bytes};

/// How often an entry is put before its record's fate is decided.
const ATTEMPTS: u32 = 3;
/// The longest wait before the second attempt; the next one doubles it.
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// What became of an entry in the end.
#[derive(Debug)]
pub enum Published {
    /// It is on the bus.
    Yes,
    /// The bus never takes it.
    Never(String),
    /// The bus failed on it each time.
    Failed(String),
    /// The bus was at its limit each time.
    Throttled(String),
    /// The bus did not answer.
    Down(BusDown),
}

impl Published {
    /// Why it is not on the bus.
    pub fn reason(&self) -> String {
        match self {
            Self::Yes => String::new(),
            Self::Never(reason) | Self::Failed(reason) | Self::Throttled(reason) => reason.clone(),
            Self::Down(error) => chain(error),
        }
    }

    fn of(put: Put) -> Self {
        match put {
            Put::Published => Self::Yes,
            Put::Refused(reason) => Self::Never(reason),
            Put::Failed(reason) => Self::Failed(reason),
            Put::Throttled => Self::Throttled("throttled".to_owned()),
        }
    }

    const fn may_succeed_later(&self) -> bool {
        match self {
            Self::Yes | Self::Never(_) => false,
            Self::Failed(_) | Self::Throttled(_) | Self::Down(_) => true,
        }
    }
}

/// Puts all entries; answers one result for each, in their order.
pub async fn publish<B: Bus>(bus: &B, entries: &[OutboxEntry]) -> Vec<Published> {
    let mut results: Vec<Published> = Vec::with_capacity(entries.len());
    let mut from = 0;
    while from < entries.len() {
        if bytes(&entries[from]) > MAX_BYTES {
            results.push(Published::Never("larger than the bus takes".to_owned()));
            from += 1;
            continue;
        }
        let length = chunk_length(&entries[from..]);
        let put = publish_chunk(bus, &entries[from..from + length]).await;
        // Behind a bus that does not answer, the rest would only wait as long each.
        let down = put.iter().any(|result| matches!(result, Published::Down(_)));
        results.extend(put);
        from += length;
        if down {
            results.resize_with(entries.len(), || Published::Throttled("the bus did not answer before".to_owned()));
            return results;
        }
    }
    results
}

/// How many of the first entries go into one call.
fn chunk_length(entries: &[OutboxEntry]) -> usize {
    let mut sum = 0;
    let fitting = entries.iter().take(MAX_ENTRIES).take_while(|entry| {
        sum += bytes(entry);
        sum <= MAX_BYTES
    });
    fitting.count().max(1)
}

async fn publish_chunk<B: Bus>(bus: &B, chunk: &[OutboxEntry]) -> Vec<Published> {
    let mut results: Vec<Published> = Vec::new();
    let mut pending: Vec<usize> = (0..chunk.len()).collect();
    results.resize_with(chunk.len(), || Published::Failed("not put yet".to_owned()));
    let mut wait = FIRST_WAIT;
    for attempt in 1..=ATTEMPTS {
        let entries: Vec<OutboxEntry> = pending.iter().map(|index| chunk[*index].clone()).collect();
        match bus.put(&entries).await {
            Ok(puts) => pending.iter().zip(puts).for_each(|(index, put)| results[*index] = Published::of(put)),
            // The client has retried: a call that fails now is not tried again here.
            Err(error) => {
                let reason = chain(&error);
                for index in &pending {
                    results[*index] = Published::Throttled(reason.clone());
                }
                if let Some(first) = pending.first() {
                    results[*first] = Published::Down(error);
                }
                return results;
            }
        }
        pending.retain(|index| results[*index].may_succeed_later());
        if pending.is_empty() || attempt == ATTEMPTS {
            break;
        }
        tracing::warn!(failed = pending.len(), attempt, "the bus did not take all entries");
        tokio::time::sleep(random::jitter(wait)).await;
        wait *= 2;
    }
    results
}
