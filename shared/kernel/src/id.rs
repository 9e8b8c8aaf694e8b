//! Identifiers: [`id!`](crate::id!) makes one newtype per kind of thing, so that two kinds are never mixed up.

use unicode_normalization::UnicodeNormalization;

use crate::text::is_unseen;

/// Why a text is no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to {MAX_CHARS} letters, digits, `-`, `_` or `.`, not all of them signs")]
pub struct IdError;

/// The longest identifier, in characters.
pub const MAX_CHARS: usize = 64;

/// The identifier in a text: 1 to [`MAX_CHARS`] letters or digits of any script, `-`, `_` or `.`, at least one of them a
/// letter or digit. So an identifier never has the `#` and `/` that join identifiers into keys and paths, and never is a
/// path of dots. Letters that can be written in two ways are composed (Unicode's form NFC), and letters that show as nothing,
/// as Hangul's fillers do, are refused: what looks the same is.
pub fn normalized(text: &str) -> Result<String, IdError> {
    let text: String = text.nfc().collect();
    let allowed = |c: char| c.is_alphanumeric() && !is_unseen(c) || matches!(c, '-' | '_' | '.');
    let fits = (1..=MAX_CHARS).contains(&text.chars().count()) && text.chars().all(allowed);
    if fits && text.chars().any(char::is_alphanumeric) { Ok(text) } else { Err(IdError) }
}

/// Defines identifier newtypes: `id! { /// Docs. pub Name; }`.
#[macro_export]
macro_rules! id {
    ($($(#[$docs:meta])* pub $name:ident;)+) => {$(
        $(#[$docs])*
        #[derive(
            Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash,
            ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema,
        )]
        #[serde(try_from = "String", into = "String")]
        #[schemars(with = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier in `text`.
            pub fn parse(text: &str) -> Result<Self, $crate::id::IdError> {
                $crate::id::normalized(text).map(Self)
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::id::IdError;

            fn try_from(text: String) -> Result<Self, $crate::id::IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    crate::id! {
        /// An identifier to test with.
        pub TicketNumber;
    }

    #[test]
    fn an_identifier_never_holds_a_separator() {
        for text in ["A#1", "a/b", "", "a b", "a\u{202E}", "..", "-", "\u{3164}", "101\u{115F}", &"9".repeat(65)] {
            assert!(TicketNumber::parse(text).is_err(), "{text}");
        }
        for text in ["101", "A-1_2.3", "101호"] {
            assert_eq!(TicketNumber::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_looks_the_same_is_the_same() {
        assert_eq!(TicketNumber::parse("\u{1112}\u{1161}\u{11AB}1"), TicketNumber::parse("한1"));
    }
}
