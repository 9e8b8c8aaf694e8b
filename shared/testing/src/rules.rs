//! A rule as a sentence: given what happened, when a command comes, then these events, or this refusal.

use std::fmt::Debug;

use kernel::Aggregate;

/// What happened to an aggregate before.
#[derive(Debug)]
pub struct Given<A>(Option<A>);

/// What was decided.
#[derive(Debug)]
pub struct Decided<E, R>(Result<Vec<E>, R>);

/// An aggregate that `events` happened to; none for one that does not exist.
pub fn given<A: Aggregate>(events: impl IntoIterator<Item = A::Event>) -> Given<A> {
    Given(events.into_iter().fold(None, |state, event| A::evolve(state, &event)))
}

impl<A: Aggregate> Given<A> {
    /// Decides on its state.
    pub fn when<R>(self, decide: impl FnOnce(Option<&A>) -> Result<Vec<A::Event>, R>) -> Decided<A::Event, R> {
        Decided(decide(self.0.as_ref()))
    }
}

impl<E: Debug + PartialEq, R: Debug + PartialEq> Decided<E, R> {
    /// Exactly these events were decided; none where there was nothing to change.
    #[track_caller]
    pub fn then(self, events: impl IntoIterator<Item = E>) {
        assert_eq!(self.0, Ok(events.into_iter().collect()));
    }

    /// It was refused for this reason.
    #[track_caller]
    pub fn then_refused(self, reason: R) {
        assert_eq!(self.0, Err(reason));
    }
}
