//! The provider that a stack has chosen.

use accommodation_contracts::calls::CardToken;
use kernel::Won;
use platform::{
    clients::Aws,
    config::{ConfigError, Lookup},
    outbound::RemoteApi,
    store::{Copies, DynamoCopies},
};

use super::{ChargeKey, HttpsProvider, LedgerEntry, Provider, SimulatedProvider, Verdict, VerdictUnknown};
use crate::settings;

/// One of the providers.
#[derive(Debug, Clone)]
pub enum ConfiguredProvider<C> {
    /// Moves no money: see [`SimulatedProvider`].
    Simulated(SimulatedProvider<C>),
    /// A gateway: see [`HttpsProvider`].
    Https(HttpsProvider),
}

impl ConfiguredProvider<DynamoCopies> {
    /// The provider that `PAYMENT_PROVIDER` names: `simulated` unless told, or `https`, the gateway at
    /// `PAYMENT_PROVIDER_URL` that knows us by `PAYMENT_PROVIDER_API_KEY`.
    pub fn configured(aws: &Aws, lookup: &Lookup) -> Result<Self, ConfigError> {
        let name = "PAYMENT_PROVIDER";
        match lookup.get(name).as_deref() {
            None | Some("simulated") => {
                Ok(Self::Simulated(SimulatedProvider::new(DynamoCopies::configured(aws, lookup)?)))
            }
            Some("https") => {
                let api = RemoteApi::configured(lookup, "PAYMENT_PROVIDER_URL", "PAYMENT_PROVIDER_API_KEY")?;
                Ok(Self::Https(HttpsProvider::new(api, settings::provider_timeout(lookup)?)))
            }
            Some(other) => {
                let (expected, value) = ("`simulated` or `https`", other.to_owned());
                Err(ConfigError::Invalid { name, expected, value })
            }
        }
    }
}

impl<C: Copies<LedgerEntry>> Provider for ConfiguredProvider<C> {
    async fn charge(&self, key: &ChargeKey, amount: Won, card: Option<&CardToken>) -> Result<Verdict, VerdictUnknown> {
        match self {
            Self::Simulated(provider) => provider.charge(key, amount, card).await,
            Self::Https(provider) => provider.charge(key, amount, card).await,
        }
    }

    async fn refund(&self, key: &ChargeKey, amount: Won) -> Result<(), VerdictUnknown> {
        match self {
            Self::Simulated(provider) => provider.refund(key, amount).await,
            Self::Https(provider) => provider.refund(key, amount).await,
        }
    }

    async fn find(&self, key: &ChargeKey) -> Result<Option<Verdict>, VerdictUnknown> {
        match self {
            Self::Simulated(provider) => provider.find(key).await,
            Self::Https(provider) => provider.find(key).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWS: [(&str, &str); 4] = [
        ("AWS_REGION", "ap-northeast-2"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("TABLE_NAME", "table"),
    ];

    fn configured(settings: &[(&str, &str)]) -> Result<ConfiguredProvider<DynamoCopies>, ConfigError> {
        let lookup = Lookup::of(AWS.iter().chain(settings).copied());
        ConfiguredProvider::configured(&Aws::new(&lookup).unwrap(), &lookup)
    }

    #[test]
    fn a_stack_that_names_no_gateway_has_the_simulated_provider() {
        for settings in [&[][..], &[("PAYMENT_PROVIDER", "")], &[("PAYMENT_PROVIDER", "simulated")]] {
            assert!(matches!(configured(settings), Ok(ConfiguredProvider::Simulated(_))), "{settings:?}");
        }
    }

    #[test]
    fn a_gateway_has_a_url_and_a_key_that_never_shows() {
        let provider = configured(&[
            ("PAYMENT_PROVIDER", "https"),
            ("PAYMENT_PROVIDER_URL", "https://gateway.example/v1"),
            ("PAYMENT_PROVIDER_API_KEY", "sk_secret"),
        ]);
        let provider = provider.unwrap();
        assert!(matches!(provider, ConfiguredProvider::Https(_)));
        assert!(!format!("{provider:?}").contains("sk_secret"), "{provider:?}");
    }

    #[test]
    fn a_setting_that_is_missing_or_wrong_stops_the_function() {
        let (https, url) = (("PAYMENT_PROVIDER", "https"), ("PAYMENT_PROVIDER_URL", "https://gateway.example"));
        for (settings, message) in [
            (&[("PAYMENT_PROVIDER", "stripe")][..], "PAYMENT_PROVIDER is `stripe`: expected `simulated` or `https`"),
            (&[https], "PAYMENT_PROVIDER_URL is not set"),
            (&[https, ("PAYMENT_PROVIDER_URL", "http://gateway.example")], "PAYMENT_PROVIDER_URL is not usable"),
            (&[https, url], "PAYMENT_PROVIDER_API_KEY is not set"),
            (&[https, url, ("PAYMENT_PROVIDER_API_KEY", "two words")], "PAYMENT_PROVIDER_API_KEY is not usable"),
        ] {
            let error = configured(settings).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
