//! Configuration: one typed struct per function, read through a lookup instead of the process's environment, so that
//! a test or the local host can hand a function its own.

use std::{collections::HashMap, fmt, str::FromStr, sync::Arc};

type Read = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Where a function reads its settings: name in, value out.
#[derive(Clone)]
pub struct Lookup(Arc<Read>);

impl Lookup {
    /// The environment of this process: what Lambda sets from the template.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the process's environment")]
    pub fn process() -> Self {
        Self(Arc::new(|name| std::env::var(name).ok()))
    }

    /// A fixed set of settings.
    pub fn of<K: Into<String>, V: Into<String>>(settings: impl IntoIterator<Item = (K, V)>) -> Self {
        let settings: HashMap<String, String> =
            settings.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self(Arc::new(move |name| settings.get(name).cloned()))
    }

    /// The value of `name`; an empty one counts as absent, as the Lambda console has it.
    pub fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// The value of `name`, or an error that says what it should look like.
    pub fn required(&self, name: &'static str, expected: &'static str) -> Result<String, ConfigError> {
        self.get(name).ok_or(ConfigError::Missing { name, expected })
    }

    /// The value of `name` as a `T`, or `default` where it is not set.
    pub fn parsed<T: FromStr>(&self, name: &'static str, expected: &'static str, default: T) -> Result<T, ConfigError> {
        match self.get(name) {
            None => Ok(default),
            Some(value) => value.trim().parse().map_err(|_| ConfigError::Invalid { name, expected, value }),
        }
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be credentials.
        f.write_str("Lookup")
    }
}

/// A setting that stops a function at its start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The setting is not there.
    #[error("{name} is not set: expected {expected}")]
    Missing {
        /// Name of the variable.
        name: &'static str,
        /// What it should look like.
        expected: &'static str,
    },
    /// The setting is there and not usable.
    #[error("{name} is `{value}`: expected {expected}")]
    Invalid {
        /// Name of the variable.
        name: &'static str,
        /// What it should look like.
        expected: &'static str,
        /// What it is.
        value: String,
    },
    /// The setting is there and not usable; and it may be a secret, so it is not shown.
    #[error("{name} is not usable: expected {expected}")]
    Unusable {
        /// Name of the variable.
        name: &'static str,
        /// What it should look like.
        expected: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_variable_and_what_it_should_look_like() {
        let lookup = Lookup::of([("HOLD_SECONDS", "soon"), ("EMPTY", "")]);
        let error = lookup.parsed("HOLD_SECONDS", "whole seconds", 900_u32).unwrap_err();
        assert_eq!(error.to_string(), "HOLD_SECONDS is `soon`: expected whole seconds");
        let error = lookup.required("EMPTY", "a table's name").unwrap_err();
        assert_eq!(error.to_string(), "EMPTY is not set: expected a table's name");
        assert_eq!(lookup.parsed("ABSENT", "whole seconds", 900), Ok(900));
    }
}
