//! The API's description, for programs at `/openapi.json` and for people at `/docs`. Nothing of it comes from elsewhere.

use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse,
    routing::get,
};

/// The committed document; a test of `accommodation-api` sees to it that it is the one of the code.
const DOCUMENT: &str = include_str!("../../docs/openapi.json");
const PAGE: &str = include_str!("docs.html");
/// What draws the page, compressed as its makers publish it.
const RENDERER: &[u8] = include_bytes!("../vendor/rapidoc/rapidoc-min.js.gz");

/// The page loads and asks nothing but this host. Its renderer styles what it draws in place.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What may be asked without a token.
pub fn router() -> Router {
    Router::new()
        .route("/openapi.json", get(async || served("application/json", DOCUMENT)))
        .route("/docs", get(async || served("text/html; charset=utf-8", PAGE)))
        .route(
            "/docs/rapidoc.js",
            get(async || ([(header::CONTENT_ENCODING, "gzip")], served("text/javascript; charset=utf-8", RENDERER))),
        )
}

fn served(kind: &'static str, body: impl IntoResponse) -> impl IntoResponse {
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, body)
}
