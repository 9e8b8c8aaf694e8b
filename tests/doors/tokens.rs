//! Tokens that are not good: each is made by hand, with the system's own key where a stranger could not be told from it
//! otherwise, and refused at the door.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Method, header::AUTHORIZATION};
use serde_json::{Value, json};
use system_tests::{System, now};

use crate::signing::{Signing, other_key, public_key_in_every_form};

/// What the API answers a token in `Authorization`.
async fn status(system: &System, authorization: &str) -> u16 {
    let stranger = system.stranger(None);
    let answer = stranger.send(stranger.request(Method::GET, "/me").header(AUTHORIZATION, authorization)).await;
    if answer.status() == 401 {
        assert_eq!(answer.json(), json!({ "message": "Unauthorized" }), "{answer}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{answer}");
    }
    answer.status()
}

async fn refused(system: &System, what: &str, token: &str) {
    assert_eq!(status(system, &format!("Bearer {token}")).await, 401, "{what}: {token}");
}

fn segment(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

#[tokio::test]
async fn a_token_is_good_only_for_its_time_issuer_and_audience() {
    let signing = Signing::start().await;
    let system = &signing.hosted.system;
    let good = signing.sign(&signing.claims);
    for authorization in [format!("Bearer {good}"), format!("bearer {good}"), good] {
        assert_eq!(status(system, &authorization).await, 200, "what the others below differ from");
    }
    let now = now().as_second();
    for (claim, value) in [
        ("exp", json!(now - 1)),
        ("exp", json!((now + 600).to_string())),
        ("exp", json!(null)),
        ("nbf", json!(now + 60)),
        ("nbf", json!("soon")),
        ("iat", json!(now + 60)),
        ("iat", json!("now")),
        ("iss", json!("https://issuer.example.com")),
        ("iss", json!(["https://issuer.example.com", signing.claims["iss"]])),
        ("iss", json!(format!("{}/", signing.claims["iss"].as_str().expect("an issuer")))),
        ("aud", json!("another-app")),
        ("aud", json!([])),
        ("aud", json!({ "client": signing.claims["aud"] })),
    ] {
        let claims = signing.with(claim, value.clone());
        refused(system, &format!("{claim}: {value}"), &signing.sign(&claims)).await;
    }
    for claim in ["exp", "iss", "aud"] {
        refused(system, &format!("no {claim}"), &signing.sign(&signing.without(claim))).await;
    }
    // `client_id` counts where there is no audience, and only there.
    let mut client = signing.without("aud");
    client["client_id"] = signing.claims["aud"].clone();
    assert_eq!(status(system, &signing.sign(&client)).await, 200);
    client["aud"] = json!("another-app");
    refused(system, "a client_id beside a wrong audience", &signing.sign(&client)).await;
}

#[tokio::test]
async fn only_the_systems_own_key_signs_and_only_by_rs256() {
    let signing = Signing::start().await;
    let system = &signing.hosted.system;
    let claims = &signing.claims;
    for none in ["none", "None", "NONE", ""] {
        let head = segment(&json!({ "alg": none, "typ": "JWT", "kid": signing.kid }));
        let unsigned = format!("{head}.{}.", segment(claims));
        refused(system, &format!("alg: {none:?}"), &unsigned).await;
        let signature = signing.sign(claims).split('.').nth(2).expect("a signature").to_owned();
        refused(system, &format!("alg: {none:?}, with a signature"), &format!("{unsigned}{signature}")).await;
    }
    // The public key is no secret: whoever takes it for one can sign everything.
    for (form, secret) in public_key_in_every_form(&signing.pem()) {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let key = EncodingKey::from_secret(&secret);
            let token = encode(&signing.header(algorithm), claims, &key).expect("a token");
            refused(system, &format!("{algorithm:?} with the public key as {form}"), &token).await;
        }
    }
    let own = EncodingKey::from_rsa_pem(signing.pem().as_bytes()).expect("a key");
    for algorithm in [Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS512] {
        let token = encode(&signing.header(algorithm), claims, &own).expect("a token");
        refused(system, &format!("{algorithm:?}"), &token).await;
    }
    let curve = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key").to_pkcs8v1().expect("PKCS 8");
    let es256 = encode(&signing.header(Algorithm::ES256), claims, &EncodingKey::from_ec_der(curve.as_ref()));
    refused(system, "ES256", &es256.expect("a token")).await;
    // A key of somebody else's, under the name of ours, named after itself, and brought along.
    let other = other_key();
    for header in [
        signing.header(Algorithm::RS256),
        Header { kid: Some("other".to_owned()), ..Header::new(Algorithm::RS256) },
        Header { jku: Some("https://issuer.example.com/keys".to_owned()), ..signing.header(Algorithm::RS256) },
    ] {
        refused(system, &format!("{header:?}"), &encode(&header, claims, &other).expect("a token")).await;
    }
}

#[tokio::test]
async fn a_token_names_its_key() {
    let signing = Signing::start().await;
    let own = EncodingKey::from_rsa_pem(signing.pem().as_bytes()).expect("a key");
    for kid in [None, Some(String::new()), Some("other".to_owned()), Some(format!("{} ", signing.kid))] {
        let header = Header { kid: kid.clone(), ..Header::new(Algorithm::RS256) };
        let token = encode(&header, &signing.claims, &own).expect("a token");
        refused(&signing.hosted.system, &format!("kid: {kid:?}"), &token).await;
    }
}

#[tokio::test]
async fn a_token_that_was_tampered_with_is_refused() {
    let signing = Signing::start().await;
    let system = &signing.hosted.system;
    let token = signing.sign(&signing.claims);
    let [head, body, signature] = parts(&token);
    let host = segment(&signing.with("cognito:groups", json!(["customer", "host", "operator"])));
    refused(system, "other claims", &format!("{head}.{host}.{signature}")).await;
    let other_head = segment(&json!({ "typ": "JWT", "alg": "RS256", "kid": signing.kid, "x": 1 }));
    refused(system, "another header", &format!("{other_head}.{body}.{signature}")).await;
    for place in (0..signature.len()).step_by(31) {
        let other = if signature.as_bytes()[place] == b'A' { "B" } else { "A" };
        let altered = format!("{}{other}{}", &signature[..place], &signature[place + 1..]);
        refused(system, &format!("character {place} of the signature"), &format!("{head}.{body}.{altered}")).await;
    }
    let claims: Value = signing.with("sub", json!("somebody-else"));
    let [_, other_body, other_signature] = parts(&signing.sign(&claims)).map(str::to_owned);
    refused(system, "the signature of another token", &format!("{head}.{body}.{other_signature}")).await;
    refused(system, "the claims of another token", &format!("{head}.{other_body}.{signature}")).await;
    for (what, text) in [
        ("no signature", format!("{head}.{body}.")),
        ("two parts", format!("{head}.{body}")),
        ("four parts", format!("{token}.{signature}")),
        ("padded", format!("{token}==")),
        ("base64 of the other alphabet", token.replace('-', "+").replace('_', "/") + "+"),
        ("a blank inside", token.replacen('.', ". ", 1)),
        ("nothing", String::new()),
        ("dots", "..".to_owned()),
        ("as JSON", json!({ "payload": body, "protected": head, "signature": signature }).to_string()),
    ] {
        refused(system, what, &text).await;
    }
}

fn parts(token: &str) -> [&str; 3] {
    token.split('.').collect::<Vec<_>>().try_into().expect("three parts")
}

#[tokio::test]
async fn a_token_comes_in_one_authorization_header_and_nowhere_else() {
    let signing = Signing::start().await;
    let system = &signing.hosted.system;
    let (good, bad) = (signing.sign(&signing.claims), "a.b.c");
    for scheme in ["Basic", "JWT", "Bearer Bearer", "Token"] {
        assert_eq!(status(system, &format!("{scheme} {good}")).await, 401, "{scheme}");
    }
    let stranger = system.stranger(None);
    for name in ["access_token", "token", "id_token", "Authorization"] {
        stranger.get(&format!("/me?{name}={good}")).await.expect(401);
    }
    for name in ["X-Authorization", "Cookie", "X-Amz-Security-Token", "X-Forwarded-Authorization"] {
        let value = if name == "Cookie" { format!("Authorization={good}") } else { format!("Bearer {good}") };
        stranger.send(stranger.request(Method::GET, "/me").header(name, value)).await.expect(401);
    }
    for values in [[good.as_str(), bad], [bad, &good], [&good, &good]] {
        let request = stranger.request(Method::GET, "/me");
        let request = request.header(AUTHORIZATION, format!("Bearer {}", values[0]));
        let request = request.header(AUTHORIZATION, format!("Bearer {}", values[1]));
        stranger.send(request).await.expect(401);
        assert_eq!(status(system, &format!("Bearer {}, Bearer {}", values[0], values[1])).await, 401);
    }
}

#[tokio::test]
async fn a_token_that_is_too_long_to_be_a_header_is_refused_before_it_is_looked_at() {
    let signing = Signing::start().await;
    let token = signing.sign(&signing.with("note", json!("x".repeat(8_000))));
    let stranger = signing.hosted.system.stranger(Some(&token));
    let answer = stranger.get("/me").await.expect(431);
    assert_eq!(answer.json(), json!({ "message": "Request Header Fields Too Large" }));
}

#[tokio::test]
async fn claims_that_name_nobody_let_nobody_do_anything() {
    let signing = Signing::start().await;
    let system = &signing.hosted.system;
    let long = "x".repeat(129);
    for sub in [json!(""), json!(" "), json!("a\u{202E}b"), json!("a\nb"), json!(long)] {
        let stranger = system.stranger(Some(&signing.sign(&signing.with("sub", sub.clone())))).get("/me").await;
        stranger.any_problem(403);
    }
    system.stranger(Some(&signing.sign(&signing.without("sub")))).get("/me").await.any_problem(403);
    let nobody = system.stranger(Some(&signing.sign(&signing.without("cognito:groups"))));
    nobody.get("/me").await.any_problem(403);
    nobody.get("/rooms").await.expect(200);
}
