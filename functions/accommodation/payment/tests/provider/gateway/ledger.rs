//! What the gateway did, by the key under which it was asked: what comes again has the first answer again.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Seen;
use crate::API_KEY;

/// A status code and a body.
type Answer = (u16, Value);

/// The gateway's books.
#[derive(Debug, Default)]
pub struct Ledger {
    answers: BTreeMap<String, Answer>,
    charges: BTreeMap<String, &'static str>,
    movements: Vec<(String, i64)>,
}

impl Ledger {
    /// Does what a request asks for, unless its key has done so.
    pub fn perform(&mut self, seen: &Seen) -> Answer {
        if seen.authorization != format!("Bearer {API_KEY}") {
            return (401, json!({}));
        }
        let known = seen.key.as_ref().and_then(|key| self.answers.get(key));
        if let Some(answer) = known {
            return answer.clone();
        }
        let answer = match seen.line.strip_prefix("POST /v1/charges") {
            Some("") => self.charge(seen),
            Some(rest) => self.refund(rest, seen),
            None => return self.find(seen),
        };
        self.answers.insert(seen.key.clone().unwrap(), answer.clone());
        answer
    }

    /// What went from the customer to us, less what went back.
    pub fn balance(&self) -> i64 {
        self.movements.iter().map(|(_, amount)| amount).sum()
    }

    /// The charges and refunds that moved money.
    pub fn movements(&self) -> impl Iterator<Item = (&str, bool)> {
        self.movements.iter().map(|(reference, amount)| (reference.as_str(), *amount > 0))
    }

    fn charge(&mut self, seen: &Seen) -> Answer {
        assert_eq!(seen.body["currency"], "KRW");
        let reference = seen.body["reference"].as_str().unwrap().to_owned();
        let (code, status) = match seen.body["cardToken"].as_str() {
            Some("tok_declined") => (402, "declined"),
            Some("tok_error") => (200, "failed"),
            _ => (201, "approved"),
        };
        if status == "approved" {
            self.movements.push((reference.clone(), seen.body["amount"].as_i64().unwrap()));
        }
        self.charges.insert(reference.clone(), status);
        (code, json!({ "reference": reference, "status": status }))
    }

    fn refund(&mut self, rest: &str, seen: &Seen) -> Answer {
        let reference = rest.strip_prefix('/').and_then(|rest| rest.strip_suffix("/refunds")).unwrap();
        if self.charges.get(reference) != Some(&"approved") {
            return (404, json!({ "reference": reference, "status": "unknown" }));
        }
        self.movements.push((reference.to_owned(), -seen.body["amount"].as_i64().unwrap()));
        (201, json!({ "reference": reference, "status": "refunded" }))
    }

    fn find(&self, seen: &Seen) -> Answer {
        let reference = seen.line.strip_prefix("GET /v1/charges/").unwrap_or_default();
        match self.charges.get(reference) {
            Some(status) => (200, json!({ "reference": reference, "status": status })),
            None => (404, json!({ "reference": reference, "status": "unknown" })),
        }
    }
}
