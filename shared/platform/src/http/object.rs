//! The JSON object of a request.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use serde_json::{Map, Value};

/// A JSON object that has each name once. Of two fields with one name, readers take the first or the last (RFC 8259, section
/// 4): what something in front of us has looked at would not be what we act on.
#[derive(Debug, Default)]
pub struct Object(pub Map<String, Value>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object that has each name once")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Object, A::Error> {
                let mut values = Map::new();
                while let Some((name, value)) = fields.next_entry::<String, Value>()? {
                    if values.insert(name, value).is_some() {
                        return Err(A::Error::custom("a name is there twice"));
                    }
                }
                Ok(Object(values))
            }
        }

        deserializer.deserialize_map(Fields)
    }
}
