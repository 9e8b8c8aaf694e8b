//! A signing key: RSA, as Cognito's are, named by its RFC 7638 thumbprint.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey,
    jwk::{Jwk, ThumbprintHash},
};

use super::IdentityError;

/// A key pair.
pub struct Key {
    /// Its name in tokens and in the key set.
    pub id: String,
    /// What signs.
    pub private: EncodingKey,
    /// What checks.
    pub public: DecodingKey,
    /// What checks, for others.
    pub published: Jwk,
    /// The pair, as PEM.
    pub pem: String,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

impl Key {
    /// A new key. It takes up to a second.
    pub fn make() -> Result<Self, IdentityError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| IdentityError::NotMade)?;
        let der: Pkcs8V1Der<'static> = pair.as_der().map_err(|_| IdentityError::NotMade)?;
        Self::of(format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines(der.as_ref())))
    }

    /// The key in a PEM text.
    pub fn of(pem: String) -> Result<Self, IdentityError> {
        let private = EncodingKey::from_rsa_pem(pem.as_bytes())?;
        let mut published = Jwk::from_encoding_key(&private, Algorithm::RS256)?;
        let id = published.thumbprint(ThumbprintHash::SHA256)?;
        published.common.key_id = Some(id.clone());
        Ok(Self { id, public: DecodingKey::from_jwk(&published)?, private, published, pem })
    }
}

/// Base64 in lines of 64, as PEM has it.
fn lines(bytes: &[u8]) -> String {
    let text: Vec<char> = STANDARD.encode(bytes).chars().collect();
    text.chunks(64).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
}
