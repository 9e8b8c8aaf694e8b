//! The API's description is served to anybody, and nothing of it comes from elsewhere.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{self, Host, IDLE, idle};

async fn host() -> Host {
    support::start(&format!("Resources:\n{IDLE}"), None, idle()).await.unwrap()
}

#[tokio::test]
async fn the_document_is_the_committed_one() {
    let served = host().await.get("/openapi.json").await;
    let committed: Value = serde_json::from_str(include_str!("../../../docs/openapi.json")).unwrap();
    assert_eq!(served, committed);
}

#[tokio::test]
async fn the_page_refers_to_this_host_alone() {
    let host = host().await;
    let answer = host.http.get(host.url("/docs")).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let page = answer.text().await.unwrap();
    // No other origin is named, and the policy lets none in, whatever scripts would load.
    assert!(!page.contains("://") && !page.contains("\"//"), "{page}");
    let sources = |directive: &str| {
        let found = policy.split("; ").find_map(|one| one.strip_prefix(directive)).map(str::trim);
        found.unwrap_or_else(|| panic!("no {directive}: {policy}")).to_owned()
    };
    assert_eq!(sources("default-src"), "'none'");
    for directive in policy.split("; ") {
        for source in directive.split(' ').skip(1) {
            assert!(["'none'", "'self'", "'unsafe-inline'", "data:"].contains(&source), "{directive}");
        }
    }
    assert_eq!((sources("script-src"), sources("connect-src")), ("'self'".to_owned(), "'self'".to_owned()));
    let mut seen = 0;
    for reference in page.split("src=\"").chain(page.split("spec-url=\"")).filter_map(|rest| rest.split('"').next()) {
        if reference.starts_with('/') {
            let found = host.http.get(host.url(reference)).send().await.unwrap();
            assert_eq!(found.status(), 200, "{reference}");
            seen += 1;
        }
    }
    assert_eq!(seen, 2, "the renderer and the document: {page}");
}

#[tokio::test]
async fn the_renderer_comes_compressed_and_as_a_script() {
    let host = host().await;
    let answer = host.http.get(host.url("/docs/rapidoc.js")).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    let bytes = answer.bytes().await.unwrap();
    // What its makers published, unchanged: vendor/rapidoc/README.md.
    let digest = Sha256::digest(&bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    assert_eq!(digest, "b083f080f1727f019ccf551228392e0fc39a0be450ba19bca451ea31d6be2ec9");
}
