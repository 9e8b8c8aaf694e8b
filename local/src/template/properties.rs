//! Reads resolved properties, with messages that name the place.

use serde_json::{Map, Value};

use super::{TemplateError, resolver::text};

/// A resolved mapping of the template and where it stands.
#[derive(Debug, Clone)]
pub struct Properties {
    map: Map<String, Value>,
    at: String,
}

impl Properties {
    /// Takes a resolved value; anything but a mapping counts as an empty one.
    pub fn new(value: Value, at: impl Into<String>) -> Self {
        let map = if let Value::Object(map) = value { map } else { Map::new() };
        Self { map, at: at.into() }
    }

    /// Where this stands in the template.
    pub fn at(&self) -> &str {
        &self.at
    }

    /// Where the property `key` stands in the template.
    pub fn place(&self, key: &str) -> String {
        format!("{}.{key}", self.at)
    }

    /// The property as it is.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.map.get(key)
    }

    /// A text; numbers and flags count as theirs. One that AWS would look up elsewhere is refused.
    pub fn text(&self, key: &str) -> Result<Option<String>, TemplateError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let text = text(value).ok_or_else(|| TemplateError::expected(self.place(key), "a text"))?;
        if text.contains("{{resolve:") {
            return Err(TemplateError::not_hosted(self.place(key), "a dynamic reference: it keeps no secrets"));
        }
        Ok(Some(text))
    }

    /// A text that must be there.
    pub fn required(&self, key: &str) -> Result<String, TemplateError> {
        self.text(key)?.ok_or_else(|| TemplateError::expected(self.place(key), "a text"))
    }

    /// A whole number that fits; a parameter's text counts as the number it says.
    pub fn integer<T: TryFrom<i64>>(&self, key: &str) -> Result<Option<T>, TemplateError> {
        let Some(value) = self.text(key)? else { return Ok(None) };
        let number = value.parse::<i64>().ok().and_then(|number| T::try_from(number).ok());
        number.map(Some).ok_or_else(|| TemplateError::expected(self.place(key), "a whole number in range"))
    }

    /// A flag; absent is false.
    pub fn flag(&self, key: &str) -> Result<bool, TemplateError> {
        Ok(self.text(key)?.is_some_and(|flag| flag == "true"))
    }

    /// A mapping under `key`; absent is an empty one.
    pub fn child(&self, key: &str) -> Self {
        Self::new(self.get(key).cloned().unwrap_or_default(), self.place(key))
    }

    /// The mappings of a list under `key`.
    pub fn children(&self, key: &str) -> Vec<Self> {
        let items = self.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let place = |index| format!("{}[{index}]", self.place(key));
        items.into_iter().enumerate().map(|(index, item)| Self::new(item, place(index))).collect()
    }

    /// The mappings of a mapping under `key`, by name.
    pub fn entries(&self, key: &str) -> Vec<(String, Self)> {
        let child = self.child(key);
        let entry = |(name, value): (&String, &Value)| (name.clone(), Self::new(value.clone(), child.place(name)));
        child.map.iter().map(entry).collect()
    }

    /// The texts of a mapping under `key`, by name.
    pub fn texts(&self, key: &str) -> Result<Vec<(String, String)>, TemplateError> {
        let child = self.child(key);
        child.map.keys().map(|name| Ok((name.clone(), child.required(name)?))).collect()
    }

    /// Fails if the property is there: this host would silently leave it out.
    pub fn refuse(&self, keys: &[&str]) -> Result<(), TemplateError> {
        match keys.iter().find(|key| self.map.contains_key(**key)) {
            Some(key) => Err(TemplateError::not_hosted(&self.at, *key)),
            None => Ok(()),
        }
    }
}
