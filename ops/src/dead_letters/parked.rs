//! Publishes what the relay could not: each entry by itself, as the relay does.
//!
//! Not by invoking the relay with the record: it would park an old record anew on the first trouble and answer that all is
//! well. Here the operator hears what the bus says.

use outbox_relay::{
    bus::Bus,
    relay::publishing::{Published, publish as put_all},
};

use super::ParkedFacts;

/// Puts all events of a record on the bus. Those of a record that failed in part come again: nobody minds.
pub async fn publish<B: Bus>(bus: &B, parked: &ParkedFacts) -> Result<(), String> {
    let results = put_all(bus, &parked.entries).await;
    let failed = parked.entries.iter().zip(&results).find(|(_, result)| !matches!(result, Published::Yes));
    match failed {
        None if parked.entries.is_empty() => Err("it has no events".to_owned()),
        None => Ok(()),
        Some((entry, result)) => Err(format!("the bus does not take {}: {}", entry.detail_type, result.reason())),
    }
}

#[cfg(test)]
mod tests {
    use outbox_relay::bus::{BusDown, Put};
    use platform::store::OutboxEntry;

    use super::*;

    /// A bus that refuses what is named `Bad`.
    #[derive(Clone)]
    struct Picky;

    impl Bus for Picky {
        async fn put(&self, entries: &[OutboxEntry]) -> Result<Vec<Put>, BusDown> {
            let put = |entry: &OutboxEntry| match entry.detail_type.as_str() {
                "Bad" => Put::Refused("MalformedDetail".to_owned()),
                _ => Put::Published,
            };
            Ok(entries.iter().map(put).collect())
        }
    }

    fn parked(names: &[&str]) -> ParkedFacts {
        let entry = |name: &&str| OutboxEntry { source: "s".into(), detail_type: (*name).into(), detail: "{}".into() };
        ParkedFacts { reason: "throttled".into(), entries: names.iter().map(entry).collect() }
    }

    #[tokio::test]
    async fn a_record_is_published_if_each_of_its_events_is() {
        assert_eq!(publish(&Picky, &parked(&["Good", "Good"])).await, Ok(()));
        let refused = publish(&Picky, &parked(&["Good", "Bad", "Good"])).await.unwrap_err();
        assert_eq!(refused, "the bus does not take Bad: MalformedDetail");
        assert!(publish(&Picky, &parked(&[])).await.is_err());
    }
}
