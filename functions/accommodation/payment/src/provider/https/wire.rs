//! What is said to a gateway, and what its answers mean: `docs/payment-provider.md`.

use accommodation_contracts::calls::CardToken;
use kernel::Won;
use platform::outbound::Answer;
use serde::{Deserialize, Serialize};

use super::failure::NoVerdict;
use crate::provider::{ChargeKey, Verdict};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Charge<'a> {
    reference: &'a str,
    amount: Won,
    currency: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_token: Option<&'a str>,
}

#[derive(Serialize)]
struct Refund {
    amount: Won,
}

/// What a gateway states of a charge. Anything more is its own business.
#[derive(Deserialize)]
struct Statement {
    reference: String,
    status: String,
}

/// What became of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Approved,
    Declined,
    Failed,
    Refunded,
    Unknown,
}

/// The body that asks for a charge.
pub fn charge(key: &ChargeKey, amount: Won, card: Option<&CardToken>) -> String {
    let card_token = card.map(CardToken::reveal);
    json(&Charge { reference: key.as_str(), amount, currency: "KRW", card_token })
}

/// The body that asks for a refund.
pub fn refund(amount: Won) -> String {
    json(&Refund { amount })
}

/// Numbers and texts always have a form in JSON.
fn json(body: &impl Serialize) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

/// The verdict on a charge that was asked for.
pub fn charged(key: &ChargeKey, answer: &Answer) -> Result<Verdict, NoVerdict> {
    match word(key, answer)? {
        Word::Approved => Ok(Verdict::Approved),
        Word::Declined => Ok(Verdict::Declined),
        Word::Failed => Ok(Verdict::NotCharged),
        Word::Refunded | Word::Unknown => Err(out_of_place(answer)),
    }
}

/// What became of a charge.
pub fn found(key: &ChargeKey, answer: &Answer) -> Result<Option<Verdict>, NoVerdict> {
    match word(key, answer)? {
        Word::Approved => Ok(Some(Verdict::Approved)),
        Word::Declined => Ok(Some(Verdict::Declined)),
        Word::Failed => Ok(Some(Verdict::NotCharged)),
        Word::Unknown => Ok(None),
        Word::Refunded => Err(out_of_place(answer)),
    }
}

/// Whether a refund is done.
pub fn refunded(key: &ChargeKey, answer: &Answer) -> Result<(), NoVerdict> {
    match word(key, answer)? {
        Word::Refunded => Ok(()),
        // It will never pay back what it says was not charged.
        Word::Declined | Word::Failed | Word::Unknown => Err(NoVerdict::Refused(answer.status)),
        Word::Approved => Err(out_of_place(answer)),
    }
}

fn word(key: &ChargeKey, answer: &Answer) -> Result<Word, NoVerdict> {
    let retry_after = answer.retry_after;
    match answer.status {
        202 | 409 => Err(NoVerdict::Processing { retry_after }),
        status @ (429 | 500 | 502 | 503 | 504) => Err(NoVerdict::Busy { status, retry_after }),
        200 | 201 => match statement(key, &answer.body)? {
            // It has an answer of its own.
            Word::Unknown => Err(out_of_place(answer)),
            word => Ok(word),
        },
        // Whatever stands between us and the gateway has 402 and 404 of its own: they count only where it states them.
        status => match (status, statement(key, &answer.body)) {
            (402, Ok(Word::Declined)) => Ok(Word::Declined),
            (404, Ok(Word::Unknown)) => Ok(Word::Unknown),
            _ => Err(NoVerdict::Refused(status)),
        },
    }
}

fn statement(key: &ChargeKey, body: &[u8]) -> Result<Word, NoVerdict> {
    // The parser's own message quotes the body.
    let stated: Statement = serde_json::from_slice(body).map_err(|_| NoVerdict::Unreadable("no statement in JSON"))?;
    if stated.reference != key.as_str() {
        return Err(NoVerdict::Unreadable("it speaks of another charge"));
    }
    match stated.status.as_str() {
        "approved" => Ok(Word::Approved),
        "declined" => Ok(Word::Declined),
        "failed" => Ok(Word::Failed),
        "refunded" => Ok(Word::Refunded),
        "unknown" => Ok(Word::Unknown),
        "processing" => Err(NoVerdict::Processing { retry_after: None }),
        _ => Err(NoVerdict::Unreadable("no status that was agreed")),
    }
}

/// A statement that is no answer to what was asked.
fn out_of_place(answer: &Answer) -> NoVerdict {
    match answer.status {
        200 | 201 => NoVerdict::Unreadable("no answer to what was asked"),
        status => NoVerdict::Refused(status),
    }
}

#[cfg(test)]
mod tests;
