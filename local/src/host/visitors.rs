//! Keeps web pages out. Whoever looks at one lends it a browser, which reaches this machine's own addresses: directly, or by a
//! name of the page's own that leads here all of a sudden (DNS rebinding).

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// By what name containers know the machine that they run on.
const MACHINE_OF_CONTAINERS: &str = "host.docker.internal";

/// Answers those who are welcome. Where others than this machine are listened to, it has names that nobody knows here.
pub async fn admit(State(other): State<Option<IpAddr>>, request: Request, next: Next) -> Response {
    if comes_from_no_other_page(request.headers()) && goes_to_this_machine(request.headers(), other.is_some()) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "the local host answers no web pages of others\n").into_response()
}

/// Whether a page of this host's own asks, or no page at all.
fn comes_from_no_other_page(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    text(header::ORIGIN)
        .is_none_or(|origin| origin.strip_prefix("http://").is_some_and(|from| text(header::HOST) == Some(from)))
}

/// Whether this machine is asked by a name that cannot be another's. Nobody can make a number lead elsewhere.
fn goes_to_this_machine(headers: &HeaderMap, has_other_names: bool) -> bool {
    let Some(host) = headers.get(header::HOST) else { return true };
    let Ok(authority) = Authority::try_from(host.as_bytes()) else { return false };
    let name = authority.host();
    let is_number = || name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
    has_other_names || ["localhost", MACHINE_OF_CONTAINERS].contains(&name) || is_number()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &str, origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
        headers.extend(origin.map(|origin| (header::ORIGIN, origin.parse().unwrap())));
        headers
    }

    #[test]
    fn this_machine_goes_by_its_numbers_and_its_own_names() {
        for host in ["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "172.17.0.1:3000", "host.docker.internal:3000"] {
            assert!(goes_to_this_machine(&headers(host, None), false), "{host}");
        }
        for host in ["pages.example:3000", "localhost.pages.example", "127.0.0.1.pages.example:3000", ""] {
            assert!(!goes_to_this_machine(&headers(host, None), false), "{host}");
        }
        assert!(goes_to_this_machine(&headers("build-7.example:3000", None), true));
        assert!(goes_to_this_machine(&HeaderMap::new(), false), "HTTP/1.0 has no host, and no browser");
    }

    #[test]
    fn only_pages_of_its_own_ask() {
        assert!(comes_from_no_other_page(&headers("localhost:3000", None)));
        assert!(comes_from_no_other_page(&headers("localhost:3000", Some("http://localhost:3000"))));
        for origin in ["null", "http://localhost:8080", "http://pages.example", "https://localhost:3000", ""] {
            assert!(!comes_from_no_other_page(&headers("localhost:3000", Some(origin))), "{origin}");
        }
    }
}
