//! Paging through collections: `?limit=` and an opaque `?cursor=`.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Fields, Problem};

const DEFAULT_LIMIT: u64 = 20;
const MAX_LIMIT: u64 = 100;

/// What a client asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest<P> {
    /// How many items at most: 1 to 100, 20 unless told.
    pub limit: usize,
    /// Where the last page ended.
    pub after: Option<P>,
}

/// A position in a collection, as clients carry it. It holds only where to go on. Whose collection it is, and which filter
/// it has, comes from the token and the query each time: they are the partition that is read, and a position the range in it.
/// So there is nothing for a signature to protect: a made-up cursor, somebody else's, or one of another list begins somewhere
/// else in rows that the caller may see anyway. What is no position is refused (422).
#[derive(Debug)]
pub struct Cursor;

impl Cursor {
    /// The position as an opaque text.
    pub fn encode<P: Serialize>(position: &P) -> Result<String, serde_json::Error> {
        serde_json::to_vec(position).map(|json| BASE64_URL_SAFE_NO_PAD.encode(json))
    }

    /// The position in an opaque text.
    pub fn decode<P: DeserializeOwned>(text: &str) -> Result<P, &'static str> {
        let refused = "must be the nextCursor of an earlier answer";
        let json = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| refused)?;
        serde_json::from_slice(&json).map_err(|_| refused)
    }
}

impl<P: DeserializeOwned> PageRequest<P> {
    /// Reads `limit` and `cursor`; a wrong one is noted in `fields`.
    pub fn read(fields: &mut Fields) -> Self {
        let limit = fields.optional_integer("limit", |limit| {
            if (1..=MAX_LIMIT).contains(&limit) { Ok(limit) } else { Err("must be 1 to 100") }
        });
        let limit = usize::try_from(limit.unwrap_or(DEFAULT_LIMIT)).unwrap_or_default();
        Self { limit, after: fields.optional_text("cursor", Cursor::decode) }
    }
}

/// One page of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, P> {
    /// The items, in order.
    pub items: Vec<T>,
    /// Where the next page starts; nothing after the last.
    pub next: Option<P>,
}

impl<T: Serialize, P: Serialize> Page<T, P> {
    /// The answer's body: `{items, nextCursor}`.
    pub fn into_body(self) -> Result<Value, Problem> {
        let next = self.next.as_ref().map(Cursor::encode).transpose().map_err(|error| Problem::internal(&error))?;
        Ok(json!({ "items": self.items, "nextCursor": next }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_round_trips_and_a_made_up_one_is_refused(position: (String, u64), junk in ".*") {
            let text = Cursor::encode(&position).unwrap();
            prop_assert_eq!(Cursor::decode::<(String, u64)>(&text).unwrap(), position);
            prop_assert!(Cursor::decode::<(String, u64)>(&junk).is_err());
        }
    }
}
