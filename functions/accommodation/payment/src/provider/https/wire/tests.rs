use accommodation_contracts::PaymentId;
use proptest::prelude::*;

use super::*;

fn key() -> ChargeKey {
    ChargeKey::of(&PaymentId::parse("P-1").unwrap(), 1)
}

fn answer(status: u16, body: &str) -> Answer {
    Answer { status, retry_after: None, body: body.into() }
}

fn stating(status: u16, word: &str) -> Answer {
    answer(status, &format!(r#"{{"reference":"P-1#1","status":"{word}","acquirer":"of its own"}}"#))
}

#[test]
fn a_charge_says_what_and_for_whom() {
    let (amount, card) = (Won::parse(100_000).unwrap(), CardToken::parse("tok_1").unwrap());
    assert_eq!(
        charge(&key(), amount, Some(&card)),
        r#"{"reference":"P-1#1","amount":100000,"currency":"KRW","cardToken":"tok_1"}"#
    );
    assert_eq!(charge(&key(), amount, None), r#"{"reference":"P-1#1","amount":100000,"currency":"KRW"}"#);
    assert_eq!(refund(amount), r#"{"amount":100000}"#);
}

#[test]
fn a_verdict_is_what_the_gateway_states() {
    for (word, verdict) in
        [("approved", Verdict::Approved), ("declined", Verdict::Declined), ("failed", Verdict::NotCharged)]
    {
        for status in [200, 201] {
            assert_eq!(charged(&key(), &stating(status, word)).unwrap(), verdict);
            assert_eq!(found(&key(), &stating(status, word)).unwrap(), Some(verdict));
        }
    }
    assert_eq!(charged(&key(), &stating(402, "declined")).unwrap(), Verdict::Declined);
    assert_eq!(found(&key(), &stating(404, "unknown")).unwrap(), None);
    refunded(&key(), &stating(201, "refunded")).unwrap();
}

#[test]
fn what_is_not_decided_may_be_asked_again() {
    for status in [202, 409, 429, 500, 502, 503, 504] {
        let error = charged(&key(), &stating(status, "approved")).unwrap_err();
        assert!(error.again_after().is_some(), "{status}: {error}");
    }
    assert!(matches!(found(&key(), &stating(200, "processing")), Err(NoVerdict::Processing { .. })));
}

#[test]
fn what_cannot_be_read_may_be_asked_again() {
    for body in ["", "<html>", "{}", "null", r#"{"reference":"P-1#2","status":"approved"}"#, r#"{"status":"approved"}"#]
    {
        assert!(matches!(charged(&key(), &answer(200, body)), Err(NoVerdict::Unreadable(_))), "{body}");
    }
    for word in ["APPROVED", "refunded", "unknown", ""] {
        assert!(matches!(charged(&key(), &stating(200, word)), Err(NoVerdict::Unreadable(_))), "{word}");
    }
    assert!(matches!(refunded(&key(), &stating(200, "approved")), Err(NoVerdict::Unreadable(_))));
}

#[test]
fn what_is_refused_is_no_verdict() {
    for status in [301, 307, 400, 401, 403, 404, 402, 418, 422, 501] {
        for body in ["", r#"{"message":"Not Found"}"#, r#"{"reference":"P-1#1","status":"approved"}"#] {
            let answer = answer(status, body);
            assert!(matches!(charged(&key(), &answer), Err(NoVerdict::Refused(_))), "{status} {body}");
            assert!(matches!(found(&key(), &answer), Err(NoVerdict::Refused(_))), "{status} {body}");
            assert!(matches!(refunded(&key(), &answer), Err(NoVerdict::Refused(_))), "{status} {body}");
        }
    }
    assert!(matches!(charged(&key(), &stating(404, "unknown")), Err(NoVerdict::Refused(404))));
    assert!(matches!(refunded(&key(), &stating(404, "unknown")), Err(NoVerdict::Refused(404))));
}

proptest! {
    #[test]
    fn no_garbage_is_a_verdict_and_none_of_it_is_in_the_error(status in 100_u16..600, body in "[ -~]{8,80}") {
        let answer = answer(status, &body);
        let errors = [
            charged(&key(), &answer).unwrap_err(),
            found(&key(), &answer).unwrap_err(),
            refunded(&key(), &answer).unwrap_err(),
        ];
        for error in errors {
            assert!(!format!("{error:?} {error}").contains(&body));
        }
    }
}
