//! Who may do what: one [`Access`] per function that callers reach. A system writes its own together in one table.

/// Whose things a group may touch by a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Only what belongs to the caller: another's is as absent as what does not exist.
    Own,
    /// Everybody's.
    All,
}

/// Who may call a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody who is signed in, whatever their groups, none included.
    SignedIn,
    /// The members of these groups, each in its scope. Who is in several of them may do what any of them may.
    Groups(&'static [(&'static str, Scope)]),
}

/// A row of the table: a function, and who may call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// The function's name.
    pub function: &'static str,
    /// Who may call it.
    pub who: Who,
}

impl Access {
    /// A function for everybody who is signed in.
    pub const fn signed_in(function: &'static str) -> Self {
        Self { function, who: Who::SignedIn }
    }

    /// A function for the members of these groups.
    pub const fn groups(function: &'static str, groups: &'static [(&'static str, Scope)]) -> Self {
        Self { function, who: Who::Groups(groups) }
    }
}
