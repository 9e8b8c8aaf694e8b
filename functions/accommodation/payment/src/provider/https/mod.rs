//! A payment gateway over HTTPS, as `docs/payment-provider.md` describes it. Every request bears a key under which it is
//! done once, so that whatever gets lost may be sent again.

mod failure;
mod retry;
mod wire;

use std::time::Duration;

use accommodation_contracts::calls::CardToken;
use failure::NoVerdict;
use kernel::Won;
use platform::outbound::{Answer, Method, RemoteApi, Request};
use retry::Patience;

use super::{ChargeKey, Provider, Verdict, VerdictUnknown};

/// A gateway that charges for us.
#[derive(Debug, Clone)]
pub struct HttpsProvider {
    api: RemoteApi,
    patience: Patience,
}

impl HttpsProvider {
    /// The gateway behind `api`. No operation takes longer than `timeout`, however often it is tried.
    pub fn new(api: RemoteApi, timeout: Duration) -> Self {
        Self { api, patience: Patience::of(timeout) }
    }

    /// Asks until there is an answer that `read` understands, or no time.
    async fn ask<T, R>(&self, request: Request<'_>, read: R) -> Result<T, VerdictUnknown>
    where
        R: Fn(&Answer) -> Result<T, NoVerdict> + Sync,
    {
        let (request, read) = (&request, &read);
        let attempt = |limit| async move { read(&self.api.call(request, limit).await?) };
        self.patience.persist(attempt).await.map_err(|error| {
            if let NoVerdict::Refused(status) = error {
                tracing::error!(status, ?request, "the gateway refuses what it is asked");
            }
            VerdictUnknown(Box::new(error))
        })
    }
}

impl Provider for HttpsProvider {
    async fn charge(&self, key: &ChargeKey, amount: Won, card: Option<&CardToken>) -> Result<Verdict, VerdictUnknown> {
        let request = Request {
            method: Method::POST,
            path: &["charges"],
            idempotency_key: Some(key.as_str()),
            body: Some(wire::charge(key, amount, card)),
        };
        self.ask(request, |answer| wire::charged(key, answer)).await
    }

    async fn refund(&self, key: &ChargeKey, amount: Won) -> Result<(), VerdictUnknown> {
        let once = format!("{}#refund", key.as_str());
        let request = Request {
            method: Method::POST,
            path: &["charges", key.as_str(), "refunds"],
            idempotency_key: Some(&once),
            body: Some(wire::refund(amount)),
        };
        self.ask(request, |answer| wire::refunded(key, answer)).await
    }

    async fn find(&self, key: &ChargeKey) -> Result<Option<Verdict>, VerdictUnknown> {
        let path = &["charges", key.as_str()];
        let request = Request { method: Method::GET, path, idempotency_key: None, body: None };
        self.ask(request, |answer| wire::found(key, answer)).await
    }
}
