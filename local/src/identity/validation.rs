//! What API Gateway's JWT authorizer wants of a token.
//!
//! [Its documentation](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html) has the
//! list: a `kid` of the key set, the signature, `iss`, `aud` or, without one, `client_id`, and `exp`, `nbf` and `iat` before
//! and after now. It allows no leeway.

use jsonwebtoken::{Algorithm, Validation};
use serde_json::{Map, Value};

use super::ring::Ring;
use crate::{clock, template::Authorizer};

/// The claims of a token that the authorizer takes.
pub fn claims(token: &str, ring: &Ring, authorizer: &Authorizer) -> Option<Map<String, Value>> {
    let key = ring.named(&jsonwebtoken::decode_header(token).ok()?.kid?)?;
    // The key set says what its keys are for, so a token does not choose: no `none`, and no public key as a shared secret.
    let mut validation = Validation::new(Algorithm::RS256);
    validation.leeway = 0;
    validation.validate_nbf = true;
    // The audience may be in `client_id` instead, which this library does not know; and it takes a list of issuers.
    validation.validate_aud = false;
    let claims = jsonwebtoken::decode::<Map<String, Value>>(token, &key.public, &validation).ok()?.claims;
    let is_of_issuer = claims.get("iss").and_then(Value::as_str) == Some(&authorizer.issuer);
    (is_of_issuer && is_for(&claims, &authorizer.audience) && was_issued(&claims)).then_some(claims)
}

fn is_for(claims: &Map<String, Value>, audience: &[String]) -> bool {
    let wanted = |one: &Value| one.as_str().is_some_and(|one| audience.iter().any(|wanted| wanted == one));
    match claims.get("aud").or_else(|| claims.get("client_id")) {
        Some(Value::Array(several)) => several.iter().any(wanted),
        Some(one) => wanted(one),
        None => false,
    }
}

fn was_issued(claims: &Map<String, Value>) -> bool {
    claims.get("iat").is_none_or(|iat| iat.as_i64().is_some_and(|iat| iat <= clock::now().as_second()))
}
