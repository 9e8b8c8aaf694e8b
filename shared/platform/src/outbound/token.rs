//! How we show an API who we are.

use http::HeaderValue;

/// What `Authorization: Bearer` bears. Never logged.
#[derive(Clone)]
pub struct BearerToken(HeaderValue);

/// Why a text is no [`BearerToken`]. It does not say what the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be {}", BearerToken::EXPECTED)]
pub struct BearerTokenError;

impl BearerToken {
    /// What a token looks like.
    pub const EXPECTED: &str = "visible ASCII characters alone, without blanks and line ends";

    /// The token in `text`.
    pub fn parse(text: &str) -> Result<Self, BearerTokenError> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(BearerTokenError);
        }
        let mut header = HeaderValue::from_str(&format!("Bearer {text}")).map_err(|_| BearerTokenError)?;
        header.set_sensitive(true);
        Ok(Self(header))
    }

    /// The value of the header.
    pub(super) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl std::fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BearerToken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_header_value_and_never_shows_in_logs() {
        let token = BearerToken::parse("k-1_.~+/=").unwrap();
        assert_eq!(token.header(), "Bearer k-1_.~+/=");
        assert_eq!(format!("{token:?} {:?}", token.header()), "BearerToken Sensitive");
        for bad in ["", "two words", "line\n", "열쇠"] {
            assert_eq!(BearerToken::parse(bad).unwrap_err(), BearerTokenError, "{bad}");
        }
    }
}
