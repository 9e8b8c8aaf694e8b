//! What every provider must do.

use std::time::Duration;

use payment::provider::{Provider, Verdict};

use crate::{card, key, won};

const VERDICTS: [(Option<&str>, Verdict); 4] = [
    (None, Verdict::Approved),
    (Some("tok_1"), Verdict::Approved),
    (Some("tok_declined"), Verdict::Declined),
    (Some("tok_error"), Verdict::NotCharged),
];

async fn charge(provider: &impl Provider, attempt: u32, amount: u64, token: Option<&str>) -> Verdict {
    let card = token.map(card);
    provider.charge(&key(attempt), won(amount), card.as_ref()).await.unwrap()
}

pub async fn a_charge_nobody_asked_for_is_not_found(provider: impl Provider) {
    assert_eq!(provider.find(&key(1)).await.unwrap(), None);
}

pub async fn a_verdict_is_found_as_it_was_given(provider: impl Provider) {
    for (attempt, (token, verdict)) in (1..).zip(VERDICTS) {
        assert_eq!(charge(&provider, attempt, 100_000, token).await, verdict, "{token:?}");
        assert_eq!(provider.find(&key(attempt)).await.unwrap(), Some(verdict), "{token:?}");
    }
}

pub async fn a_key_has_one_verdict_whatever_amount_or_card_comes_next(provider: impl Provider) {
    for (attempt, (token, verdict)) in (1..).zip(VERDICTS) {
        charge(&provider, attempt, 100_000, token).await;
        for (other, _) in VERDICTS {
            assert_eq!(charge(&provider, attempt, 50_000, other).await, verdict, "{token:?}, then {other:?}");
        }
    }
}

pub async fn many_who_charge_at_once_hear_the_same(provider: impl Provider) {
    let charge = |token| charge(&provider, 1, 100_000, token);
    let (a, b, c, d) =
        tokio::join!(charge(Some("tok_declined")), charge(None), charge(Some("tok_error")), charge(Some("tok_1")));
    assert!(a == b && b == c && c == d, "{a:?} {b:?} {c:?} {d:?}");
}

pub async fn a_charge_without_an_answer_is_found(provider: impl Provider) {
    let silent = card("tok_timeout");
    let answer = tokio::time::timeout(Duration::from_secs(1), provider.charge(&key(1), won(9), Some(&silent))).await;
    assert!(!matches!(answer, Ok(Ok(_))), "{answer:?}");
    assert_eq!(provider.find(&key(1)).await.unwrap(), Some(Verdict::Approved));
}

pub async fn a_refund_may_be_repeated(provider: impl Provider) {
    charge(&provider, 1, 100_000, None).await;
    for _ in 0..3 {
        provider.refund(&key(1), won(90_000)).await.unwrap();
    }
    assert_eq!(provider.find(&key(1)).await.unwrap(), Some(Verdict::Approved));
    assert_eq!(charge(&provider, 1, 100_000, None).await, Verdict::Approved);
}

pub async fn attempts_of_one_payment_are_charges_of_their_own(provider: impl Provider) {
    assert_eq!(charge(&provider, 1, 100_000, Some("tok_declined")).await, Verdict::Declined);
    assert_eq!(charge(&provider, 2, 100_000, Some("tok_1")).await, Verdict::Approved);
    assert_eq!(provider.find(&key(3)).await.unwrap(), None);
}
