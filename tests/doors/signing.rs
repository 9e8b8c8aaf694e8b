//! A system whose key is known, and keys that are not its own.

use std::fs;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rsa::{KeyPair, KeySize},
    signature::KeyPair as _,
};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::Value;
use system_tests::Hosted;

/// A system whose signing key is known.
pub struct Signing {
    pub hosted: Hosted,
    folder: tempfile::TempDir,
    /// The claims of a good token.
    pub claims: Value,
    /// The name of the key that signs.
    pub kid: String,
}

impl Signing {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let hosted = Hosted::start_in(folder.path()).await;
        let token = hosted.system.customer().await.token().expect("a token").to_owned();
        let part = |index| {
            let text = token.split('.').nth(index).expect("a part");
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64");
            serde_json::from_slice::<Value>(&bytes).expect("JSON")
        };
        let kid = part(0)["kid"].as_str().expect("a kid").to_owned();
        Self { hosted, folder, claims: part(1), kid }
    }

    /// The key that signs, as PEM.
    pub fn pem(&self) -> String {
        fs::read_to_string(self.folder.path().join("signing-key.pem")).expect("the key")
    }

    /// The header of a token that the key has signed.
    pub fn header(&self, algorithm: Algorithm) -> Header {
        Header { kid: Some(self.kid.clone()), ..Header::new(algorithm) }
    }

    /// A token of these claims that the system's own key has signed.
    pub fn sign(&self, claims: &Value) -> String {
        let key = EncodingKey::from_rsa_pem(self.pem().as_bytes()).expect("a key");
        encode(&self.header(Algorithm::RS256), claims, &key).expect("a token")
    }

    /// The good token's claims with another value in one of them.
    pub fn with(&self, claim: &str, value: Value) -> Value {
        let mut claims = self.claims.clone();
        claims[claim] = value;
        claims
    }

    /// The good token's claims without one of them.
    pub fn without(&self, claim: &str) -> Value {
        let mut claims = self.claims.clone();
        claims.as_object_mut().expect("claims").remove(claim).expect("it was there");
        claims
    }
}

/// What somebody might take for the secret of an HMAC.
pub fn public_key_in_every_form(pem: &str) -> Vec<(&'static str, Vec<u8>)> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let pair = KeyPair::from_pkcs8(&BASE64_STANDARD.decode(body).expect("base64")).expect("a key");
    let der: PublicKeyX509Der<'static> = pair.public_key().as_der().expect("a public key");
    let text = BASE64_STANDARD.encode(der.as_ref());
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", lines.join("\n"));
    let modulus = pair.public_key().modulus().big_endian_without_leading_zero().to_vec();
    vec![
        ("PEM", pem.clone().into_bytes()),
        ("PEM with its last line break", format!("{pem}\n").into_bytes()),
        ("DER", der.as_ref().to_vec()),
        ("PKCS 1", pair.public_key().as_ref().to_vec()),
        ("its modulus, as the key set has it", BASE64_URL_SAFE_NO_PAD.encode(&modulus).into_bytes()),
        ("its modulus", modulus),
        ("nothing", Vec::new()),
    ]
}

/// A key that the system does not know.
pub fn other_key() -> EncodingKey {
    let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key");
    let der: Pkcs8V1Der<'static> = pair.as_der().expect("PKCS 8");
    let pem =
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64_STANDARD.encode(der.as_ref()));
    EncodingKey::from_rsa_pem(pem.as_bytes()).expect("a key")
}
