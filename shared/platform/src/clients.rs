//! AWS clients, built for a quick cold start: one TLS connector, made eagerly and shared by all clients; five embedded
//! roots instead of the system's hundred and forty; credentials straight from the environment. The figures are in
//! `docs/performance.md`.

use std::{sync::OnceLock, time::Duration};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_http_client::{
    Connector,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    behavior_version::BehaviorVersion,
    http::{HttpClient, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector},
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::{SdkConfig, region::Region};

use crate::config::{ConfigError, Lookup};

/// The roots that AWS's public endpoints chain to: Amazon Root CA 1 to 4 and Starfield Services Root G2
/// (<https://www.amazontrust.com/repository/>).
const AMAZON_TRUST: &[u8] = include_bytes!("amazon-trust.pem");

/// A connection that takes longer than this is retried.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// No answer may take longer: the longest is a synchronous invoke, and API Gateway gives up after 30 s.
const READ_TIMEOUT: Duration = Duration::from_secs(29);
/// One attempt at a table or bus; a healthy one answers within tens of milliseconds.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);

/// What all clients of a function have in common.
#[derive(Debug, Clone)]
pub struct Aws {
    config: SdkConfig,
    /// Made once: stores, copies and keys of one function share it, and its start-up does not pay thrice.
    dynamodb: OnceLock<aws_sdk_dynamodb::Client>,
}

impl Aws {
    /// Reads region, credentials and endpoint, and builds the connector.
    pub fn new(lookup: &Lookup) -> Result<Self, ConfigError> {
        let region = lookup.required("AWS_REGION", "the region's name, for example ap-northeast-2")?;
        let credentials = Credentials::new(
            lookup.required("AWS_ACCESS_KEY_ID", "the function role's access key, set by Lambda")?,
            lookup.required("AWS_SECRET_ACCESS_KEY", "the function role's secret key, set by Lambda")?,
            lookup.get("AWS_SESSION_TOKEN"),
            None,
            "environment",
        );
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(SharedHttpClient::new(OneConnector(connector(trust_store(lookup, &region)))))
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(50)))
            .timeout_config(TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT_TIMEOUT).build())
            .region(Region::new(region));
        config.set_endpoint_url(lookup.get("AWS_ENDPOINT_URL"));
        Ok(Self { config: config.build(), dynamodb: OnceLock::new() })
    }

    /// The settings for a client that retries: tables, bus, queues.
    pub const fn retrying(&self) -> &SdkConfig {
        &self.config
    }

    /// A client of tables.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        self.dynamodb.get_or_init(|| aws_sdk_dynamodb::Client::new(&self.config)).clone()
    }

    /// A client of tables for what is not worth waiting for: one attempt.
    pub fn impatient_dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let config = self.config.to_builder().retry_config(RetryConfig::disabled()).build();
        aws_sdk_dynamodb::Client::new(&config)
    }

    /// A client for synchronous invokes: one attempt, since retries along a chain multiply, and as long as the
    /// caller's deadline allows.
    pub fn lambda(&self) -> aws_sdk_lambda::Client {
        let config = self
            .config
            .to_builder()
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .build();
        aws_sdk_lambda::Client::new(&config)
    }
}

/// Reading the system's certificates costs 8 ms of start-up, so it is done only where the embedded roots cannot serve:
/// behind a private authority (`SSL_CERT_FILE`), and in China, whose endpoints have other roots.
fn trust_store(lookup: &Lookup, region: &str) -> TrustStore {
    if lookup.get("SSL_CERT_FILE").is_some() || region.starts_with("cn-") {
        TrustStore::default()
    } else {
        TrustStore::empty().with_pem_certificate(AMAZON_TRUST)
    }
}

/// What requests go through. Building it reads the roots, so it is done once, at the start.
pub(crate) fn connector(trust_store: TrustStore) -> SharedHttpConnector {
    let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT_TIMEOUT).read_timeout(READ_TIMEOUT).build();
    let builder = Connector::builder()
        .connector_settings(settings)
        .sleep_impl(TokioSleep::new())
        .tls_provider(Provider::Rustls(CryptoMode::Ring));
    let builder = match TlsContext::builder().with_trust_store(trust_store).build() {
        Ok(context) => builder.tls_context(context),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the system's roots are used");
            builder
        }
    };
    SharedHttpConnector::new(builder.build())
}

/// Hands the same connector to every client. The SDK would otherwise build one per client and per set of timeouts.
#[derive(Debug)]
struct OneConnector(SharedHttpConnector);

impl HttpClient for OneConnector {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        self.0.clone()
    }
}
