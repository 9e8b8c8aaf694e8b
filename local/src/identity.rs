//! The identity provider: signs the ID tokens of people and tests, and checks them for the HTTP API's authorizer.
//!
//! Its first key is made in the background. When keys are rotated, a new one signs, and the old ones
//! are published and check until they are forgotten. They are kept in the data directory if there is one.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use jsonwebtoken::{Algorithm, Header, jwk::JwkSet};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use self::{key::Key, ring::Ring};
use crate::{clock, template::Authorizer};

mod key;
mod ring;
mod validation;

/// How long a token is good for, in seconds.
const LIFETIME: i64 = 3600;

/// The key cannot be made, read or kept.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file of the keys.
    #[error("the signing keys {} cannot be read or written", path.display())]
    File {
        /// Where it is.
        path: PathBuf,
        #[source]
        #[allow(missing_docs)]
        source: io::Error,
    },
    /// The key could not be made.
    #[error("no signing key could be made")]
    NotMade,
    /// The key is of no use, or the claims are not.
    #[error("nothing can be signed")]
    NotSigned(#[from] jsonwebtoken::errors::Error),
}

/// Whom a token is for.
#[derive(Debug, Clone, Deserialize)]
pub struct Profile {
    /// The subject: the customer's id.
    pub sub: String,
    /// The name people see.
    pub name: Option<String>,
    /// Groups, such as `customer` and `host`.
    #[serde(default)]
    pub groups: Vec<String>,
}

/// The identity provider.
#[derive(Debug)]
pub struct Identity {
    /// Issuer and audience of its tokens.
    authorizer: Authorizer,
    file: Option<PathBuf>,
    ring: OnceCell<RwLock<Ring>>,
}

impl Identity {
    /// A provider whose tokens the authorizer takes. `data_dir` is where its keys are kept.
    pub fn new(authorizer: Authorizer, data_dir: Option<&Path>) -> Self {
        Self { authorizer, file: data_dir.map(|dir| dir.join("signing-key.pem")), ring: OnceCell::new() }
    }

    /// Makes a key before anybody asks for it.
    pub async fn prepare(self: Arc<Self>) {
        if let Err(error) = self.ring().await {
            tracing::error!(error = platform::telemetry::chain(&error), "there is no signing key yet");
        }
    }

    /// The `iss` of its tokens.
    pub fn issuer(&self) -> &str {
        &self.authorizer.issuer
    }

    /// The public keys that count.
    pub async fn key_set(&self) -> Result<JwkSet, IdentityError> {
        Ok(JwkSet { keys: self.ring().await?.all().map(|key| key.published.clone()).collect() })
    }

    /// Has another key sign from now on, and answers its id. What older keys have signed stays good.
    pub async fn rotate(&self) -> Result<String, IdentityError> {
        let key = Arc::new(blocking(Key::make).await?);
        let id = key.id.clone();
        self.change(|ring| ring.with(key)).await?;
        Ok(id)
    }

    /// Forgets all keys but the newest, and with them what they have signed.
    pub async fn forget_old_keys(&self) -> Result<(), IdentityError> {
        self.change(Ring::newest_only).await
    }

    /// Signs an ID token.
    pub async fn sign(&self, profile: &Profile) -> Result<String, IdentityError> {
        let now = clock::now().as_second();
        let mut claims = json!({
            "iss": self.authorizer.issuer,
            "aud": self.authorizer.audience.first(),
            "sub": profile.sub,
            "token_use": "id",
            "auth_time": now,
            "iat": now,
            "exp": now + LIFETIME,
        });
        if let Some(name) = &profile.name {
            claims["name"] = json!(name);
        }
        if !profile.groups.is_empty() {
            claims["cognito:groups"] = json!(profile.groups);
        }
        let ring = self.ring().await?;
        let key = ring.newest();
        let header = Header { kid: Some(key.id.clone()), ..Header::new(Algorithm::RS256) };
        Ok(jsonwebtoken::encode(&header, &claims, &key.private)?)
    }

    /// The claims of a token that the authorizer takes.
    pub async fn verify(&self, token: &str, authorizer: &Authorizer) -> Option<Map<String, Value>> {
        validation::claims(token, &self.ring().await.ok()?, authorizer)
    }

    /// The keys as they are now.
    async fn ring(&self) -> Result<Ring, IdentityError> {
        Ok(self.shared_ring().await?.read().unwrap_or_else(PoisonError::into_inner).clone())
    }

    async fn change(&self, change: impl FnOnce(&Ring) -> Ring) -> Result<(), IdentityError> {
        let mut ring = self.shared_ring().await?.write().unwrap_or_else(PoisonError::into_inner);
        let changed = change(&ring);
        self.file.as_deref().map_or(Ok(()), |path| changed.keep(path))?;
        *ring = changed;
        Ok(())
    }

    async fn shared_ring(&self) -> Result<&RwLock<Ring>, IdentityError> {
        let make = || async {
            let file = self.file.clone();
            blocking(move || Ring::load_or_make(file.as_deref())).await.map(RwLock::new)
        };
        self.ring.get_or_try_init(make).await
    }
}

/// Making a key takes up to a second, which no other request should wait for.
async fn blocking<T: Send + 'static>(
    make: impl FnOnce() -> Result<T, IdentityError> + Send + 'static,
) -> Result<T, IdentityError> {
    tokio::task::spawn_blocking(make).await.unwrap_or(Err(IdentityError::NotMade))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authorizer(issuer: &str, audience: &str) -> Authorizer {
        Authorizer { issuer: issuer.to_owned(), audience: vec![audience.to_owned()] }
    }

    fn profile() -> Profile {
        Profile { sub: "c-1".to_owned(), name: Some("홍길동".to_owned()), groups: vec!["customer".to_owned()] }
    }

    #[tokio::test]
    async fn a_token_is_good_for_its_issuer_and_audience_only() {
        let own = authorizer("https://issuer", "app");
        let identity = Identity::new(own.clone(), None);
        let token = identity.sign(&profile()).await.unwrap();
        let claims = identity.verify(&token, &own).await.unwrap();
        assert_eq!((&claims["sub"], &claims["cognito:groups"]), (&json!("c-1"), &json!(["customer"])));
        for other in [authorizer("https://issuer", "other"), authorizer("https://other", "app")] {
            assert_eq!(identity.verify(&token, &other).await, None, "{other:?}");
        }
        let mut forged = token.clone();
        forged.replace_range(forged.len() - 10.., "AAAAAAAAAA");
        assert_eq!(identity.verify(&forged, &own).await, None);
        let stranger = Identity::new(own.clone(), None);
        assert_eq!(stranger.verify(&token, &own).await, None);
    }

    #[tokio::test]
    async fn a_rotated_key_signs_and_the_old_one_checks_until_it_is_forgotten() {
        let (dir, own) = (tempfile::tempdir().unwrap(), authorizer("https://issuer", "app"));
        let identity = Identity::new(own.clone(), Some(dir.path()));
        let old = identity.sign(&profile()).await.unwrap();
        let id = identity.rotate().await.unwrap();
        let new = identity.sign(&profile()).await.unwrap();
        assert_eq!(jsonwebtoken::decode_header(&new).unwrap().kid, Some(id));
        // The next start finds both.
        let identity = Identity::new(own.clone(), Some(dir.path()));
        assert_eq!(identity.key_set().await.unwrap().keys.len(), 2);
        for token in [&old, &new] {
            assert!(identity.verify(token, &own).await.is_some());
        }
        identity.forget_old_keys().await.unwrap();
        for identity in [identity, Identity::new(own.clone(), Some(dir.path()))] {
            assert_eq!(identity.verify(&old, &own).await, None);
            assert!(identity.verify(&new, &own).await.is_some());
        }
    }

    #[tokio::test]
    async fn a_key_in_a_data_directory_outlives_the_host() {
        let (dir, own) = (tempfile::tempdir().unwrap(), authorizer("https://issuer", "app"));
        let token = Identity::new(own.clone(), Some(dir.path())).sign(&profile()).await.unwrap();
        assert!(Identity::new(own.clone(), Some(dir.path())).verify(&token, &own).await.is_some());
    }
}
