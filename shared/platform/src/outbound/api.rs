//! One API, and one attempt to have an answer of it.

use std::{error::Error, time::Duration};

use aws_smithy_http_client::tls::TrustStore;
use aws_smithy_runtime_api::client::{
    connection::CaptureSmithyConnection,
    http::{HttpConnector, SharedHttpConnector},
    orchestrator::HttpRequest,
};
use aws_smithy_types::{body::SdkBody, byte_stream::ByteStream};

use super::{Answer, BaseUrl, BearerToken, Request};
use crate::{
    clients,
    config::{ConfigError, Lookup},
};

/// The longest answer that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// An HTTP API of somebody else's, behind a bearer token.
#[derive(Debug, Clone)]
pub struct RemoteApi {
    connector: SharedHttpConnector,
    base: BaseUrl,
    token: BearerToken,
}

/// Why there is no answer. Whether the request arrived is not known.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The request cannot be sent.
    #[error("the request cannot be sent")]
    Unsendable(#[source] Box<dyn Error + Send + Sync>),
    /// There is no connection, or it ended before the answer did.
    #[error("the connection failed")]
    Disconnected(#[source] Box<dyn Error + Send + Sync>),
    /// It took too long.
    #[error("no answer in time")]
    TimedOut,
    /// The answer does not end.
    #[error("the answer is longer than {LONGEST} bytes")]
    TooLong,
}

impl RemoteApi {
    /// The API there. Whoever has a certificate by `trust` for the URL's host counts as the API.
    pub fn new(base: BaseUrl, token: BearerToken, trust: TrustStore) -> Self {
        Self { connector: clients::connector(trust), base, token }
    }

    /// The API that two settings describe: its URL, and the token. It is trusted by the system's roots, or by those of
    /// `SSL_CERT_FILE`: reading them costs 8 ms, so whoever has a choice builds this only where it is used.
    pub fn configured(lookup: &Lookup, url: &'static str, token: &'static str) -> Result<Self, ConfigError> {
        let secret = |name, expected| ConfigError::Unusable { name, expected };
        let base = lookup.required(url, BaseUrl::EXPECTED)?;
        let base = BaseUrl::parse(&base).map_err(|_| secret(url, BaseUrl::EXPECTED))?;
        let value = lookup.required(token, BearerToken::EXPECTED)?;
        let token = BearerToken::parse(&value).map_err(|_| secret(token, BearerToken::EXPECTED))?;
        Ok(Self::new(base, token, TrustStore::default()))
    }

    /// Sends a request, once, and waits so long for the whole answer.
    pub async fn call(&self, request: &Request<'_>, patience: Duration) -> Result<Answer, Unanswered> {
        let request = request.to_http(&self.base, &self.token).map_err(|error| Unanswered::Unsendable(error.into()))?;
        let mut request = HttpRequest::try_from(request).map_err(|error| Unanswered::Unsendable(error.into()))?;
        let connection = CaptureSmithyConnection::new();
        request.add_extension(connection.clone());
        let mut doubtful = Doubtful(Some(connection));
        let exchange = self.exchange(request);
        let answer = tokio::time::timeout(patience, exchange).await.unwrap_or(Err(Unanswered::TimedOut));
        if answer.is_ok() {
            doubtful.0 = None;
        }
        answer
    }

    async fn exchange(&self, request: HttpRequest) -> Result<Answer, Unanswered> {
        let response = self.connector.call(request).await.map_err(|error| Unanswered::Disconnected(Box::new(error)))?;
        let answer = Answer::begun(&response);
        Ok(Answer { body: read(response.into_body()).await?, ..answer })
    }
}

/// A connection of which nothing good was heard: it is not used again, whoever it was that stopped waiting. It may be dead
/// without a sign, as after a pause of the function, and HTTP/2 would send the next request there.
struct Doubtful(Option<CaptureSmithyConnection>);

impl Drop for Doubtful {
    fn drop(&mut self) {
        if let Some(connection) = self.0.as_ref().and_then(CaptureSmithyConnection::get) {
            connection.poison();
        }
    }
}

async fn read(body: SdkBody) -> Result<Vec<u8>, Unanswered> {
    let (mut stream, mut read) = (ByteStream::new(body), Vec::new());
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| Unanswered::Disconnected(Box::new(error)))?;
        if read.len() + chunk.len() > LONGEST {
            return Err(Unanswered::TooLong);
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_is_not_usable_is_named_and_not_shown() {
        let configured = |url: &str, token: &str| {
            RemoteApi::configured(&Lookup::of([("URL", url), ("TOKEN", token)]), "URL", "TOKEN").map(drop)
        };
        let missing = configured("https://api.example", "").unwrap_err();
        assert!(missing.to_string().starts_with("TOKEN is not set: expected visible ASCII"), "{missing}");
        for (url, token, name) in
            [("https://u:secret@api.example", "k", "URL"), ("https://api.example", "secret\n", "TOKEN")]
        {
            let error = configured(url, token).unwrap_err();
            assert!(error.to_string().starts_with(&format!("{name} is not usable: expected ")), "{error}");
            assert!(!format!("{error:?} {error}").contains("secret"), "{error:?}");
        }
    }
}
