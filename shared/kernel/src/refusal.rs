//! How a rule says no, in words that mean the same to every client.

/// What kind of no it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// Absent, or another's: the two look alike from outside.
    NotFound,
    /// The state of things stands against it.
    Conflict,
    /// The money cannot be had.
    PaymentRequired,
    /// It cannot be decided now.
    Unavailable,
}

/// A refusal with its stable word.
pub trait Refusal {
    /// What kind of no it is.
    fn kind(&self) -> RefusalKind;

    /// The stable word for it, in kebab-case: clients rely on it.
    fn slug(&self) -> &'static str;

    /// A sentence for people.
    fn detail(&self) -> String;

    /// After how many seconds asking again makes sense.
    fn retry_after(&self) -> Option<u32> {
        None
    }
}
