//! The identity provider: signs the ID tokens of people and tests, and checks them for the HTTP API's authorizer.
//!
//! Its key is RSA, as Cognito's is. It is made in the background, and kept in the data directory if there is one.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use jsonwebtoken::{Algorithm, Header, Validation, jwk::JwkSet};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use self::key::{KEY_ID, Key};
use crate::{clock, template::Authorizer};

mod key;

/// How long a token is good for, in seconds.
const LIFETIME: i64 = 3600;

/// The key cannot be made, read or kept.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file of the key.
    #[error("the signing key {} cannot be read or written", path.display())]
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
    key: OnceCell<Key>,
}

impl Identity {
    /// A provider whose tokens the authorizer takes. `data_dir` is where its key is kept.
    pub fn new(authorizer: Authorizer, data_dir: Option<&Path>) -> Self {
        Self { authorizer, file: data_dir.map(|dir| dir.join("signing-key.pem")), key: OnceCell::new() }
    }

    /// Makes the key before anybody asks for it.
    pub async fn prepare(self: Arc<Self>) {
        if let Err(error) = self.key().await {
            tracing::error!(error = platform::telemetry::chain(&error), "there is no signing key yet");
        }
    }

    /// The `iss` of its tokens.
    pub fn issuer(&self) -> &str {
        &self.authorizer.issuer
    }

    /// The public key, as a key set.
    pub async fn key_set(&self) -> Result<JwkSet, IdentityError> {
        Ok(JwkSet { keys: vec![self.key().await?.published.clone()] })
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
        let header = Header { kid: Some(KEY_ID.to_owned()), ..Header::new(Algorithm::RS256) };
        Ok(jsonwebtoken::encode(&header, &claims, &self.key().await?.private)?)
    }

    /// The claims of a token that the authorizer takes: signed by this provider, of the right issuer and audience, and
    /// not expired.
    pub async fn verify(&self, token: &str, authorizer: &Authorizer) -> Option<Map<String, Value>> {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.leeway = 0;
        validation.validate_nbf = true;
        // The audience may be in `client_id` instead, which this library does not know.
        validation.validate_aud = false;
        validation.set_required_spec_claims(&["exp", "iss"]);
        validation.set_issuer(&[&authorizer.issuer]);
        let key = self.key().await.ok()?;
        let claims = jsonwebtoken::decode::<Map<String, Value>>(token, &key.public, &validation).ok()?.claims;
        let wanted =
            |audience: &Value| audience.as_str().is_some_and(|one| authorizer.audience.iter().any(|a| a == one));
        let meant = match claims.get("aud").or_else(|| claims.get("client_id")) {
            Some(Value::Array(several)) => several.iter().any(wanted),
            Some(one) => wanted(one),
            None => false,
        };
        meant.then_some(claims)
    }

    async fn key(&self) -> Result<&Key, IdentityError> {
        let make = || async {
            let file = self.file.clone();
            // It takes up to a second, which no other request should wait for.
            let made = tokio::task::spawn_blocking(move || Key::load_or_make(file.as_deref())).await;
            made.unwrap_or(Err(IdentityError::NotMade))
        };
        self.key.get_or_try_init(make).await
    }
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
    async fn an_expired_token_is_refused() {
        let own = authorizer("https://issuer", "app");
        let identity = Identity::new(own.clone(), None);
        let key = identity.key().await.unwrap();
        let sign = |exp: i64| {
            let claims = json!({ "iss": "https://issuer", "aud": ["x", "app"], "sub": "c-1", "exp": exp });
            jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key.private).unwrap()
        };
        let now = clock::now().as_second();
        assert!(identity.verify(&sign(now + 60), &own).await.is_some());
        assert_eq!(identity.verify(&sign(now - 1), &own).await, None);
    }

    #[tokio::test]
    async fn a_key_in_a_data_directory_outlives_the_host() {
        let (dir, own) = (tempfile::tempdir().unwrap(), authorizer("https://issuer", "app"));
        let token = Identity::new(own.clone(), Some(dir.path())).sign(&profile()).await.unwrap();
        assert!(Identity::new(own.clone(), Some(dir.path())).verify(&token, &own).await.is_some());
    }
}
