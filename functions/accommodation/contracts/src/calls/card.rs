//! How a customer pays.

use kernel::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the payment provider made of a card. Never logged, never stored.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct CardToken(Text<200>);

impl CardToken {
    /// The token in `text`.
    pub fn parse(text: &str) -> Result<Self, kernel::text::TextError> {
        Text::parse(text).map(Self)
    }

    /// The token, for the provider alone.
    pub fn reveal(&self) -> &str {
        self.0.as_str()
    }
}

impl std::fmt::Debug for CardToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardToken")
    }
}

/// How to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaymentMethod {
    /// By card.
    Card,
}

impl PaymentMethod {
    /// The method that a word names.
    pub fn parse(word: &str) -> Result<Self, &'static str> {
        if word == Self::Card.as_str() { Ok(Self::Card) } else { Err("must be `card`") }
    }

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_token_never_shows_in_logs() {
        let token = CardToken::parse("tok_4242").unwrap();
        assert_eq!(format!("{token:?}"), "CardToken");
        assert_eq!(token.reveal(), "tok_4242");
    }
}
