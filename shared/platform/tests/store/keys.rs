//! What a ledger of idempotency keys must do.

use platform::store::{AggregateStore, CommitError, KeyLedger, KeyRecord, KeyState, StoreError, Versioned};

use crate::{contract::sale, ticket::Ticket};

/// A record of a key, for a request that came so many seconds from now.
fn key(payload: &str, seconds: i64, answer: Option<&str>) -> KeyRecord {
    let now = platform::clock::now() + jiff::SignedDuration::from_secs(seconds);
    let after = |seconds| now + jiff::SignedDuration::from_secs(seconds);
    KeyRecord {
        key: "IDEM#1".into(),
        write_id: format!("{payload}@{seconds}"),
        payload_hash: payload.into(),
        now,
        busy_until: after(10),
        kept_until: after(100),
        answer: answer.map(str::to_owned),
    }
}

pub async fn a_key_is_busy_then_answered_then_forgotten(ledger: impl KeyLedger) {
    assert_eq!(ledger.look(&key("a", 0, None)).await.unwrap(), KeyState::Free);
    assert_eq!(ledger.begin(&key("a", 0, None)).await.unwrap(), KeyState::Free);
    assert_eq!(ledger.begin(&key("a", 1, None)).await.unwrap(), KeyState::Busy);
    assert_eq!(ledger.begin(&key("b", 1, None)).await.unwrap(), KeyState::Reused);
    ledger.finish(&key("a", 2, Some("done"))).await.unwrap();
    for seconds in [3, 50] {
        assert_eq!(ledger.begin(&key("a", seconds, None)).await.unwrap(), KeyState::Answered("done".into()));
        assert_eq!(ledger.look(&key("b", seconds, None)).await.unwrap(), KeyState::Reused);
    }
    assert_eq!(ledger.look(&key("b", 200, None)).await.unwrap(), KeyState::Free);
}

pub async fn a_key_whose_request_died_is_taken_over_and_one_given_up_is_free(ledger: impl KeyLedger) {
    assert_eq!(ledger.begin(&key("a", 0, None)).await.unwrap(), KeyState::Free);
    assert_eq!(ledger.begin(&key("b", 20, None)).await.unwrap(), KeyState::Reused);
    assert_eq!(ledger.begin(&key("a", 20, None)).await.unwrap(), KeyState::Free);
    // The one that died after all gives up too late.
    ledger.forget(&key("a", 0, None)).await.unwrap();
    assert_eq!(ledger.look(&key("a", 21, None)).await.unwrap(), KeyState::Busy);
    ledger.forget(&key("a", 20, None)).await.unwrap();
    assert_eq!(ledger.look(&key("b", 21, None)).await.unwrap(), KeyState::Free);
}

pub async fn a_key_marked_twice_by_one_request_is_its_own_and_the_first_answer_stays(ledger: impl KeyLedger) {
    assert_eq!(ledger.begin(&key("a", 0, None)).await.unwrap(), KeyState::Free);
    assert_eq!(ledger.begin(&key("a", 0, None)).await.unwrap(), KeyState::Free);
    ledger.finish(&key("a", 1, Some("first"))).await.unwrap();
    ledger.finish(&key("a", 2, Some("second"))).await.unwrap();
    ledger.forget(&key("a", 0, None)).await.unwrap();
    assert_eq!(ledger.look(&key("a", 3, None)).await.unwrap(), KeyState::Answered("first".into()));
}

pub async fn a_change_and_its_answer_are_one_write(store: impl AggregateStore<Ticket> + KeyLedger) {
    store.commit(&sale("T-1").keyed(Some(key("a", 0, Some("sold"))))).await.unwrap();
    assert_eq!(store.look(&key("a", 1, None)).await.unwrap(), KeyState::Answered("sold".into()));
    let again = store.commit(&sale("T-2").keyed(Some(key("a", 1, Some("sold again"))))).await;
    assert!(matches!(again, Err(CommitError::Store(StoreError::KeyTaken))), "{again:?}");
    assert_eq!(store.load("T-2").await.unwrap(), Versioned::absent());
}
