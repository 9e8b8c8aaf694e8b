//! Text that people wrote: any script, no trickery.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// 1 to `MAX` characters (Unicode scalar values), at least one of which is seen, without white space at either end, control
/// characters, line and paragraph separators or bidirectional controls (which make a text show as something else: "Trojan
/// Source", CVE-2021-42574).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// The text without the white space around it, in Unicode's form NFC.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text: String = text.trim().nfc().collect();
        let length = text.chars().count();
        if length == 0 || length > MAX {
            Err(TextError::Length { max: MAX })
        } else if text.chars().any(is_refused) {
            Err(TextError::Control)
        } else if text.chars().all(is_unseen) {
            Err(TextError::Blank)
        } else {
            Ok(Self(text))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_refused(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// What shows as nothing by itself (Unicode's `Default_Ignorable_Code_Point` and the blanks). Among letters it has its uses: it
/// joins emoji, and shapes scripts.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        Self::parse(&text)
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Text{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX })
    }
}

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// It is empty or too long.
    #[error("must have 1 to {max} characters")]
    Length {
        /// The longest text, in characters.
        max: usize,
    },
    /// It has invisible characters that change what a reader sees.
    #[error("must not have control characters")]
    Control,
    /// There is nothing to see in it.
    #[error("must have a character that is seen")]
    Blank,
}

#[cfg(test)]
mod tests {
    use super::*;

    type Name = Text<5>;

    #[test]
    fn every_script_is_welcome() {
        for text in ["홍길동", "👨‍👩‍👧", "g\u{303}", "Ω"] {
            assert!(Name::parse(text).is_ok(), "{text}");
        }
        assert_eq!(Name::parse("  한옥 ").unwrap().as_str(), "한옥");
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert!(Name::parse("가나다라마").is_ok());
        assert_eq!(Name::parse("가나다라마바"), Err(TextError::Length { max: 5 }));
        assert_eq!(Name::parse("   "), Err(TextError::Length { max: 5 }));
    }

    #[test]
    fn controls_are_refused() {
        for text in ["a\nb", "a\0b", "a\u{202E}b", "a\u{2066}b", "a\u{2028}b", "a\u{2029}b"] {
            assert_eq!(Name::parse(text), Err(TextError::Control), "{text:?}");
        }
    }

    #[test]
    fn a_text_that_shows_as_nothing_is_refused() {
        for text in ["\u{200B}", "\u{3164}", "\u{2800} \u{2800}", "\u{FEFF}\u{200D}", "\u{E0020}", "\u{AD}"] {
            assert_eq!(Name::parse(text), Err(TextError::Blank), "{text:?}");
        }
        assert!(Name::parse("\u{200B}a").is_ok());
    }
}
