//! The signing key: made once, kept as PEM where there is a place for it.

use std::{fs, io, path::Path};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, jwk::Jwk};

use super::IdentityError;

/// Id of the key in tokens and in the key set.
pub const KEY_ID: &str = "local";

/// A key pair.
pub struct Key {
    /// What signs.
    pub private: EncodingKey,
    /// What checks.
    pub public: DecodingKey,
    /// What checks, for others.
    pub published: Jwk,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// Reads the key of the file, or makes one and keeps it there. It takes up to a second.
    pub fn load_or_make(file: Option<&Path>) -> Result<Self, IdentityError> {
        let Some(path) = file else { return Self::of(&make()?) };
        let failed = |source| IdentityError::File { path: path.to_owned(), source };
        match fs::read(path) {
            Ok(pem) => Self::of(&pem),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let pem = make()?;
                // A name of its own first: a key written halfway would be read at the next start.
                let unfinished = path.with_extension("new");
                fs::write(&unfinished, &pem).map_err(failed)?;
                fs::rename(&unfinished, path).map_err(failed)?;
                Self::of(&pem)
            }
            Err(error) => Err(failed(error)),
        }
    }

    fn of(pem: &[u8]) -> Result<Self, IdentityError> {
        let private = EncodingKey::from_rsa_pem(pem)?;
        let mut published = Jwk::from_encoding_key(&private, Algorithm::RS256)?;
        published.common.key_id = Some(KEY_ID.to_owned());
        Ok(Self { public: DecodingKey::from_jwk(&published)?, private, published })
    }
}

/// A new key, as PEM.
fn make() -> Result<Vec<u8>, IdentityError> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| IdentityError::NotMade)?;
    let der: Pkcs8V1Der<'static> = pair.as_der().map_err(|_| IdentityError::NotMade)?;
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines(der.as_ref()));
    Ok(pem.into_bytes())
}

/// Base64 in lines of 64, as PEM has it.
fn lines(bytes: &[u8]) -> String {
    let text: Vec<char> = STANDARD.encode(bytes).chars().collect();
    text.chunks(64).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
}
