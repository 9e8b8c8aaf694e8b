//! Who counts as the gateway: whoever has a certificate, for its name, by an authority that we trust.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use futures::future::join_all;
use payment::provider::{Provider, Verdict};
use platform::outbound::TrustStore;
use rcgen::{BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use crate::{
    PLENTY,
    gateway::{Gateway, Play},
    key, provider, won,
};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn trust(&self) -> TrustStore {
        let base64 = STANDARD.encode(self.0.der());
        TrustStore::empty()
            .with_pem_certificate(format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n"))
    }

    /// A gateway with a certificate for this name, and this protocol before HTTP/1.1.
    async fn gateway(&self, name: &str, protocol: Option<&str>) -> Gateway {
        let key = KeyPair::generate().unwrap();
        let certificate: Certificate =
            CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
            )
            .unwrap();
        config.alpn_protocols.extend(protocol.map(Into::into));
        Gateway::secured(TlsAcceptor::from(Arc::new(config))).await
    }
}

#[tokio::test]
async fn a_gateway_by_a_trusted_authority_is_spoken_to() {
    let authority = Authority::new();
    let gateway = authority.gateway("127.0.0.1", None).await;
    assert!(gateway.url.starts_with("https://"));
    let provider = provider(&gateway.url, authority.trust(), PLENTY);
    assert_eq!(provider.charge(&key(1), won(100_000), None).await.unwrap(), Verdict::Approved);
    assert_eq!(provider.find(&key(1)).await.unwrap(), Some(Verdict::Approved));
    assert_eq!(gateway.balance(), 100_000);
}

#[tokio::test]
async fn a_connection_that_let_a_request_wait_in_vain_is_not_used_again() {
    let authority = Authority::new();
    join_all([None, Some("h2")].map(async |protocol| {
        let gateway = authority.gateway("127.0.0.1", protocol).await;
        let provider = provider(&gateway.url, authority.trust(), Duration::from_secs(2));
        assert_eq!(provider.find(&key(1)).await.unwrap(), None);
        gateway.plays([Play::Silence]);
        assert_eq!(provider.charge(&key(1), won(100_000), None).await.unwrap(), Verdict::Approved);
        assert_eq!(provider.find(&key(1)).await.unwrap(), Some(Verdict::Approved));
        assert_eq!(gateway.connections(), 2, "{protocol:?}");
        gateway.moved_money_once_per_key();
        assert_eq!(gateway.balance(), 100_000);
    }))
    .await;
}

#[tokio::test]
async fn nor_is_one_whose_request_its_caller_gave_up() {
    let authority = Authority::new();
    join_all([None, Some("h2")].map(async |protocol| {
        let gateway = authority.gateway("127.0.0.1", protocol).await;
        let (provider, key) = (provider(&gateway.url, authority.trust(), Duration::from_secs(2)), key(1));
        assert_eq!(provider.find(&key).await.unwrap(), None);
        gateway.plays([Play::Silence]);
        let given_up = tokio::time::timeout(Duration::from_millis(200), provider.charge(&key, won(100_000), None));
        assert!(given_up.await.is_err());
        provider.find(&key).await.unwrap();
        assert_eq!(gateway.connections(), 2, "{protocol:?}");
    }))
    .await;
}

#[tokio::test]
async fn nobody_else_hears_a_word() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let [unknown, unknown_to_the_system, misnamed] = [
        stranger.gateway("127.0.0.1", None).await,
        stranger.gateway("127.0.0.1", None).await,
        authority.gateway("gateway.example", None).await,
    ];
    let cases =
        [(unknown, authority.trust()), (unknown_to_the_system, TrustStore::default()), (misnamed, authority.trust())];
    join_all(cases.map(async |(gateway, trust)| {
        let provider = provider(&gateway.url, trust, PLENTY);
        assert!(provider.charge(&key(1), won(100_000), None).await.is_err());
        assert!(gateway.seen().is_empty(), "{:?}", gateway.seen());
    }))
    .await;
}
