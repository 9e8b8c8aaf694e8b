//! What a caller may do by a function, as the function's row in the table of access says.

use kernel::{Access, Scope, Text, Who};

use super::{Caller, Problem};

/// The permit of a caller whom the function's row lets in.
#[derive(Debug)]
pub struct Permit<'a> {
    /// Who calls.
    pub caller: &'a Caller,
    who: Who,
}

impl<'a> Permit<'a> {
    /// The caller's permit for a function; 403 where it has none.
    pub(super) fn of(caller: &'a Caller, access: &Access) -> Result<Self, Problem> {
        let permit = Self { caller, who: access.who };
        let lets_in = match access.who {
            Who::SignedIn => true,
            Who::Groups(_) => permit.grants().next().is_some(),
        };
        if lets_in { Ok(permit) } else { Err(Problem::forbidden()) }
    }

    /// Whether the caller is let in as a member of this group.
    pub fn is_for(&self, group: &str) -> bool {
        self.grants().any(|(granted, _)| granted == group)
    }

    /// Whether the caller may touch what belongs to `owner`.
    pub fn covers(&self, owner: &Text<128>) -> bool {
        self.is_for_all() || *owner == self.caller.id
    }

    /// Whose things a list shows that was asked for those of `wanted`, or of nobody in particular; nothing stands for
    /// everybody's. 403 for another's that the caller may not see.
    pub fn listed(&self, wanted: Option<Text<128>>) -> Result<Option<Text<128>>, Problem> {
        match wanted {
            wanted if self.is_for_all() => Ok(wanted),
            Some(other) if other != self.caller.id => Err(Problem::forbidden()),
            _ => Ok(Some(self.caller.id.clone())),
        }
    }

    fn is_for_all(&self) -> bool {
        self.who == Who::SignedIn || self.grants().any(|(_, scope)| scope == Scope::All)
    }

    /// The groups of the row that the caller is in.
    fn grants(&self) -> impl Iterator<Item = (&'static str, Scope)> {
        let groups = match self.who {
            Who::SignedIn => &[],
            Who::Groups(groups) => groups,
        };
        groups.iter().copied().filter(|(group, _)| self.caller.is_in(group))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    static SHOW_TICKET: Access = Access::groups("show-ticket", &[("fan", Scope::Own), ("steward", Scope::All)]);
    static SHOW_STADIUM: Access = Access::signed_in("show-stadium");

    fn caller(groups: &str) -> Caller {
        let claims = HashMap::from([("sub", "c-1"), ("groups", groups)].map(|(k, v)| (k.to_owned(), v.to_owned())));
        Caller::from_claims(&claims).unwrap()
    }

    fn id(text: &str) -> Text<128> {
        Text::parse(text).unwrap()
    }

    #[test]
    fn who_is_in_no_group_of_the_row_is_refused() {
        for groups in ["", "[]", "player", "[fans stewards]", "Fan"] {
            assert!(Permit::of(&caller(groups), &SHOW_TICKET).is_err(), "{groups}");
            assert!(Permit::of(&caller(groups), &SHOW_STADIUM).is_ok(), "{groups}");
        }
    }

    #[test]
    fn each_group_has_its_scope_and_who_is_in_several_has_the_widest() {
        for (groups, all) in [("fan", false), ("steward", true), ("[fan steward]", true), ("[fan player]", false)] {
            let caller = caller(groups);
            let permit = Permit::of(&caller, &SHOW_TICKET).unwrap();
            assert!(permit.covers(&id("c-1")), "{groups}");
            assert_eq!(permit.covers(&id("c-2")), all, "{groups}");
            assert_eq!(permit.listed(None).unwrap(), (!all).then(|| id("c-1")), "{groups}");
            assert_eq!(permit.listed(Some(id("c-1"))).unwrap(), Some(id("c-1")), "{groups}");
            assert_eq!(permit.listed(Some(id("c-2"))).is_ok(), all, "{groups}");
            assert!(!permit.is_for("player"), "{groups}: a group that the row does not have");
        }
    }
}
