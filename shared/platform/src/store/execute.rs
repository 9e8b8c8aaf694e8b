//! The loop around every decision: load, decide, commit; on a conflict again, on the new state.

use kernel::Aggregate;

use super::{AggregateStore, Cause, Change, CommitError, StoreError};

/// A decision is made at most this often before the caller hears that the aggregate is contended.
const ATTEMPTS: u32 = 3;

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Executed<A> {
    /// The state after it.
    pub state: A,
    /// Whether it changed anything: false for a repeat on a state already reached.
    pub changed: bool,
}

/// Why a command had no effect.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError<R> {
    /// A rule refused it.
    #[error("refused: {0:?}")]
    Rejected(R),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Decides on an aggregate's state and writes what was decided. `decide` may be called again, each time on what others
/// have written since; no events mean that there is nothing to change.
pub async fn execute<A, S, R, D>(store: &S, id: &str, cause: &Cause, decide: D) -> Result<Executed<A>, ExecuteError<R>>
where
    A: Aggregate,
    S: AggregateStore<A>,
    R: Send,
    D: Fn(Option<&A>) -> Result<Vec<A::Event>, R> + Send + Sync,
{
    execute_sealed(store, id, cause, decide, Ok).await
}

/// As [`execute`], with something added to the write: an idempotency key's answer.
pub async fn execute_sealed<A, S, R, D, C>(
    store: &S,
    id: &str,
    cause: &Cause,
    decide: D,
    seal: C,
) -> Result<Executed<A>, ExecuteError<R>>
where
    A: Aggregate,
    S: AggregateStore<A>,
    R: Send,
    D: Fn(Option<&A>) -> Result<Vec<A::Event>, R> + Send + Sync,
    C: Fn(Change<A>) -> Result<Change<A>, StoreError> + Send + Sync,
{
    for _ in 0..ATTEMPTS {
        let current = store.load(id).await?;
        let events = decide(current.state.as_ref()).map_err(ExecuteError::Rejected)?;
        if events.is_empty()
            && let Some(state) = current.state
        {
            return Ok(Executed { state, changed: false });
        }
        let change = seal(Change::new(id, current, &events, cause)?)?;
        match store.commit(&change).await {
            Ok(()) => return Ok(Executed { state: change.state, changed: true }),
            Err(CommitError::Conflict) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
            Err(other @ (CommitError::Taken(_) | CommitError::Unmet(_))) => {
                return Err(StoreError::unencodable(other).into());
            }
        }
    }
    Err(StoreError::Contended.into())
}
