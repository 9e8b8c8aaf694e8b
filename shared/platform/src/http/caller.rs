//! Who calls, as the HTTP API's JWT authorizer vouches for.

use std::collections::HashMap;

use kernel::Text;

/// A caller with a valid token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The token's `sub`, as it is: what would have to be cut or composed first could be somebody else's.
    pub id: Text<128>,
    /// The token's `name`; the `sub` where there is none that could be shown.
    pub name: Text<100>,
    groups: Vec<String>,
}

impl Caller {
    /// The caller in the claims, or nothing if they name nobody.
    pub fn from_claims(claims: &HashMap<String, String>) -> Option<Self> {
        let subject = claims.get("sub")?;
        let id = Text::parse(subject).ok().filter(|id: &Text<128>| id.as_str() == subject)?;
        let name = claims.get("name").and_then(|name| Text::parse(name).ok());
        let name = match name {
            Some(name) => name,
            None => Text::parse(&id.as_str().chars().take(100).collect::<String>()).ok()?,
        };
        let groups = ["groups", "cognito:groups"].iter().filter_map(|claim| claims.get(*claim));
        let groups = groups.flat_map(|list| split(list)).map(str::to_owned).collect();
        Some(Self { id, name, groups })
    }

    /// Whether the caller is in a group. What that allows, the table of access says: see [`Permit`](super::Permit).
    pub(super) fn is_in(&self, group: &str) -> bool {
        self.groups.iter().any(|word| word == group)
    }
}

/// The HTTP API hands a list claim over as the string `[a b]`; other issuers write `a,b` or `a`.
fn split(list: &str) -> impl Iterator<Item = &str> {
    let inner = list.strip_prefix('[').and_then(|list| list.strip_suffix(']')).unwrap_or(list);
    inner.split([' ', ',']).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(groups: &str) -> Caller {
        let claims = [("sub", "c-1"), ("name", "홍길동"), ("cognito:groups", groups)];
        Caller::from_claims(&claims.map(|(name, value)| (name.to_owned(), value.to_owned())).into()).unwrap()
    }

    #[test]
    fn groups_are_read_in_every_shape_that_issuers_send() {
        for groups in ["[customer host]", "customer,host", "host, customer", "[host]", "host"] {
            assert!(caller(groups).is_in("host"), "{groups}");
        }
    }

    #[test]
    fn only_the_exact_word_counts() {
        for groups in ["[ghost]", "Host", "hosts", "host.admin", "", "[]"] {
            assert!(!caller(groups).is_in("host"), "{groups}");
        }
    }

    #[test]
    fn claims_without_a_subject_are_nobody() {
        assert_eq!(Caller::from_claims(&HashMap::new()), None);
    }

    #[test]
    fn a_subject_that_would_be_kept_as_another_one_is_nobody() {
        for subject in [" c-1", "c-1 ", "Ame\u{301}lie", ""] {
            assert_eq!(Caller::from_claims(&[("sub".to_owned(), subject.to_owned())].into()), None, "{subject:?}");
        }
        assert!(Caller::from_claims(&[("sub".to_owned(), "Am\u{E9}lie".to_owned())].into()).is_some());
    }
}
