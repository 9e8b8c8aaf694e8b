//! Reads the fields of a request into types that validate themselves, and remembers everything that is wrong, so that a
//! client hears of all its mistakes at once.

use std::fmt::Display;

use serde_json::{Map, Number, Value};

use super::{FieldError, Problem};

/// The fields of a JSON body or of a query string. Unknown ones are ignored; `null` is absent.
#[derive(Debug)]
pub struct Fields {
    values: Map<String, Value>,
    /// What stands before a field's name in the `pointer` of an error.
    prefix: &'static str,
    errors: Vec<FieldError>,
}

impl Fields {
    /// The fields of a JSON object, named as RFC 9457 does it: `#/name`.
    pub const fn of_body(values: Map<String, Value>) -> Self {
        Self { values, prefix: "#/", errors: Vec::new() }
    }

    /// The fields of a query string, named `?name`.
    pub const fn of_query(values: Map<String, Value>) -> Self {
        Self { values, prefix: "?", errors: Vec::new() }
    }

    /// A text that must be there. A whole number is taken as the text that it is written as.
    pub fn text<T, E: Display>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        self.require(name);
        self.optional_text(name, parse)
    }

    /// A text that may be there.
    pub fn optional_text<T, E: Display>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        let text = match self.values.get(name)? {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            Value::Number(number) => match whole(number) {
                Some(number) => number.to_string(),
                None => return self.refuse(name, "must be a string"),
            },
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return self.refuse(name, "must be a string");
            }
        };
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => self.refuse(name, error),
        }
    }

    /// A whole number, not negative, that must be there. A string of digits is taken as the number that it spells.
    pub fn integer<T, E: Display>(&mut self, name: &str, parse: impl FnOnce(u64) -> Result<T, E>) -> Option<T> {
        self.require(name);
        self.optional_integer(name, parse)
    }

    /// A whole number that may be there.
    pub fn optional_integer<T, E: Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(u64) -> Result<T, E>,
    ) -> Option<T> {
        let number = match self.values.get(name)? {
            Value::Null => return None,
            Value::Number(number) => whole(number).and_then(|number| number.try_into().ok()),
            Value::String(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            Value::String(_) | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        match number.map(parse) {
            Some(Ok(value)) => Some(value),
            Some(Err(error)) => self.refuse(name, error),
            None => self.refuse(name, "must be a whole number, not negative"),
        }
    }

    /// Notes that a field is wrong. Answers nothing, as a field that cannot be used.
    pub fn refuse<T>(&mut self, name: &str, detail: impl Display) -> Option<T> {
        self.errors.push(FieldError { pointer: format!("{}{name}", self.prefix), detail: detail.to_string() });
        None
    }

    /// What was read, or 422 with everything that was wrong. `make` answers nothing only if a field is missing or
    /// wrong, which has been noted then.
    pub fn finish<T>(self, make: impl FnOnce() -> Option<T>) -> Result<T, Problem> {
        match make() {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(Problem::invalid(self.errors)),
        }
    }

    /// Notes that a field must be there, if it is not.
    pub fn require(&mut self, name: &str) {
        if self.values.get(name).is_none_or(Value::is_null) {
            self.refuse::<()>(name, "is required");
        }
    }
}

/// The whole number that a JSON number is: `5.0` and `5e0` are 5, as JSON Schema has it. None beyond what 64 bits can hold.
fn whole(number: &Number) -> Option<i128> {
    let whole = match (number.as_u64(), number.as_i64()) {
        (Some(positive), _) => return Some(positive.into()),
        (None, Some(negative)) => return Some(negative.into()),
        (None, None) => number.as_f64().filter(|number| number.fract() == 0.0)?,
    };
    let whole: i128 = format!("{whole:.0}").parse().ok()?;
    (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&whole).then_some(whole)
}

#[cfg(test)]
mod tests {
    use kernel::Won;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Fields {
        match value {
            Value::Object(values) => Fields::of_body(values),
            other => panic!("{other} is no object"),
        }
    }

    #[test]
    fn a_number_may_come_as_a_string() {
        for price in [json!(9), json!("9")] {
            let mut fields = fields(json!({ "price": price, "unknown": [] }));
            let price = fields.integer("price", Won::parse);
            assert_eq!(fields.finish(|| price).unwrap().get(), 9);
        }
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_fraction_of_nothing() {
        for (number, text) in
            [("9.0", "9"), ("9e0", "9"), ("-0.0", "0"), ("-5.0", "-5"), ("1e18", "1000000000000000000")]
        {
            let value: Value = serde_json::from_str(number).unwrap();
            let mut fields = fields(json!({ "name": value, "price": value }));
            let name = fields.text("name", kernel::Text::<20>::parse);
            let price = fields.optional_integer("price", Ok::<_, String>);
            let is_price = fields.finish(|| price).is_ok();
            assert_eq!((name.unwrap().as_str(), is_price), (text, !text.starts_with('-')), "{number}");
        }
        for number in [json!(9.5), json!(1e20), json!(-1e19), json!(f64::MAX)] {
            let mut fields = fields(json!({ "name": number }));
            let name = fields.text("name", kernel::Text::<20>::parse);
            assert!(name.is_none() && fields.finish(|| Some(())).is_err(), "{number}");
        }
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let mut fields = fields(json!({ "price": -1, "count": "1.5", "name": {} }));
        let price = fields.integer("price", Won::parse);
        let count = fields.optional_integer("count", Won::parse);
        let name = fields.text("name", kernel::Text::<9>::parse);
        let missing = fields.text("missing", kernel::Text::<9>::parse);
        let problem = fields.finish(|| Some((price?, count?, name?, missing?))).unwrap_err();
        let pointers: Vec<_> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["#/price", "#/count", "#/name", "#/missing"]);
    }

    proptest! {
        #[test]
        fn no_value_makes_it_panic(text in ".*", number in any::<f64>()) {
            for value in [json!(text), json!(number), json!([text]), json!(null)] {
                let mut fields = fields(json!({ "field": value }));
                let (integer, text) = (fields.integer("field", Won::parse), fields.text("field", kernel::Text::<9>::parse));
                fields.finish(|| Some((integer?, text?))).ok();
            }
        }
    }
}
