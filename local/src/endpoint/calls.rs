//! How often each function calls which service: what a request costs.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use axum::http::{HeaderMap, header};

/// Calls of the functions, by handler and operation. A function is known by its access key.
#[derive(Debug, Default)]
pub struct Calls(Mutex<BTreeMap<String, BTreeMap<String, u64>>>);

impl Calls {
    /// Counts a request.
    pub fn count(&self, headers: &HeaderMap, operation: &str) {
        let Some(caller) = caller(headers) else { return };
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *calls.entry(caller.to_owned()).or_default().entry(operation.to_owned()).or_default() += 1;
    }

    /// What a function has called so far.
    pub fn of(&self, handler: &str) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(handler).cloned().unwrap_or_default()
    }
}

/// Whose access key signed the request (Signature Version 4).
fn caller(headers: &HeaderMap) -> Option<&str> {
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (_, credential) = authorization.split_once("Credential=")?;
    credential.split('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_counted_for_who_signed_it() {
        let calls = Calls::default();
        let signed = "AWS4-HMAC-SHA256 Credential=sell/20261121/eu-west-1/dynamodb/aws4_request, Signature=0";
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, signed.parse().unwrap())]);
        calls.count(&headers, "GetItem");
        calls.count(&headers, "GetItem");
        calls.count(&HeaderMap::new(), "GetItem");
        assert_eq!(calls.of("sell"), [("GetItem".to_owned(), 2)].into());
        assert!(calls.of("buy").is_empty());
    }
}
