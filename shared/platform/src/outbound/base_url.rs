//! Where an API is.

use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 3986 calls unreserved stays as it is in a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where an API of somebody else's is: an `https` URL; `http` only on this very machine, where nobody listens in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

/// Why a text is no [`BaseUrl`]. It does not say what the text is: that may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be {}", BaseUrl::EXPECTED)]
pub struct BaseUrlError;

impl BaseUrl {
    /// What a base URL looks like.
    pub const EXPECTED: &str =
        "an https URL without user, query and fragment (http only to 127.0.0.1, localhost or [::1])";

    /// The base URL in `text`.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let url: Uri = text.parse().map_err(|_| BaseUrlError)?;
        let host = url.host().unwrap_or_default();
        let safe = match url.scheme_str() {
            Some("https") => !host.is_empty(),
            Some("http") => matches!(host, "127.0.0.1" | "localhost" | "[::1]"),
            _ => false,
        };
        // The parser drops a fragment without a word.
        if safe && !text.contains(['@', '?', '#']) {
            Ok(Self(text.trim_end_matches('/').to_owned()))
        } else {
            Err(BaseUrlError)
        }
    }

    /// The URL of a path below it. A segment may be any text: it stays one segment.
    pub fn join(&self, segments: &[&str]) -> String {
        let mut url = self.0.clone();
        for segment in segments {
            url.push('/');
            url.extend(utf8_percent_encode(segment, SEGMENT));
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_url_that_nobody_can_listen_to_is_taken() {
        for good in ["https://api.example", "https://api.example:8443/v1/", "http://127.0.0.1:9", "http://[::1]:9/v1"] {
            assert!(BaseUrl::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "api.example",
            "/v1",
            "ftp://api.example",
            "http://api.example",
            "http://127.0.0.1.example",
            "http://localhost@api.example",
            "https://user:password@api.example",
            "https://api.example?key=1",
            "https://api.example#v1",
            "https://",
        ] {
            assert_eq!(BaseUrl::parse(bad), Err(BaseUrlError), "{bad}");
        }
    }

    #[test]
    fn a_segment_stays_one_segment() {
        let base = BaseUrl::parse("https://api.example/v1/").unwrap();
        assert_eq!(base.join(&["things", "a/b#1?é"]), "https://api.example/v1/things/a%2Fb%231%3F%C3%A9");
    }
}
