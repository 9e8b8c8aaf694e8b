//! Tells one consumer again where aggregates stand: each one's current state goes straight into that consumer's queue,
//! marked as a replay, so that nobody else hears of it. Sending it twice does no harm, so whatever was interrupted is simply
//! done again.

mod checkpoint;
mod message;
mod telling;

use std::path::PathBuf;

use futures::{StreamExt, TryStreamExt, stream};
use kernel::Aggregate;
use payment::domain::Payment;
use platform::store::{AggregateStore, DynamoStore, Segment};
use promotion::domain::Promotion;
use reservation::domain::Reservation;
use room::domain::Room;
use serde::{Serialize, de::DeserializeOwned};

use crate::{OpsError, Stack, consumers::Consumer, contexts::Context, progress::Progress};
pub use checkpoint::{Checkpoint, Position};
use telling::Teller;

/// What is to be told, and whom.
#[derive(Debug, Clone)]
pub struct Replay {
    /// Whose aggregates.
    pub context: Context,
    /// Which consumer hears of them.
    pub to: &'static Consumer,
    /// One aggregate only.
    pub id: Option<String>,
    /// How many parts of the table are walked through at once.
    pub segments: u32,
    /// Where it is kept how far it is, to go on from there.
    pub checkpoint: Option<PathBuf>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replayed {
    /// How many messages were sent.
    pub sent: u64,
    /// How many aggregates the consumer does not listen to, as they stand, or that nobody has ever heard of.
    pub passed_over: u64,
    /// How many could not be read or sent.
    pub failed: u64,
}

impl Replayed {
    const fn and(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            passed_over: self.passed_over + other.passed_over,
            failed: self.failed + other.failed,
        }
    }
}

/// Replays. What fails by itself is said on `progress`, counted, and stops no other.
pub async fn run(stack: &Stack, replay: &Replay, progress: &Progress) -> Result<Replayed, OpsError> {
    if !replay.to.hears_of(replay.context) {
        let (consumer, context) = (replay.to.function, replay.context.name());
        return Err(OpsError::NotSubscribed { consumer, context });
    }
    match replay.context {
        Context::Room => of::<Room>(stack, replay, progress).await,
        Context::Reservation => of::<Reservation>(stack, replay, progress).await,
        Context::Payment => of::<Payment>(stack, replay, progress).await,
        Context::Promotion => of::<Promotion>(stack, replay, progress).await,
    }
}

async fn of<A>(stack: &Stack, replay: &Replay, progress: &Progress) -> Result<Replayed, OpsError>
where
    A: Aggregate + Serialize + DeserializeOwned,
{
    let store = DynamoStore::<A>::new(stack.aws().dynamodb(), stack.table(replay.context.table()).await?);
    let queue = stack.queue(replay.to.queue).await?;
    let teller = Teller::new(stack.sqs(), queue, replay.to, progress);
    if let Some(id) = &replay.id {
        let current = store.load(id).await?;
        if current.announced.is_none() {
            return Err(OpsError::NoAggregate(format!("{} {id}", A::TYPE)));
        }
        return teller.tell(vec![Ok((id.clone(), current))]).await;
    }
    let checkpoint = Checkpoint::open(replay)?;
    let segments = checkpoint.positions().into_iter().enumerate();
    let walks = segments.map(|(index, position)| walk(&store, &teller, &checkpoint, index, position));
    let at_once = usize::try_from(replay.segments).unwrap_or(1);
    let walked = stream::iter(walks).buffer_unordered(at_once);
    let replayed = walked.try_fold(Replayed::default(), async |sum, more| Ok(sum.and(more))).await?;
    checkpoint.finish()?;
    Ok(replayed)
}

/// Walks through one segment, page by page: no more than a page of it is in memory.
async fn walk<A>(
    store: &DynamoStore<A>,
    teller: &Teller<'_>,
    checkpoint: &Checkpoint,
    index: usize,
    mut position: Position,
) -> Result<Replayed, OpsError>
where
    A: Aggregate + DeserializeOwned,
{
    let segment = Segment { index: u32::try_from(index).unwrap_or(u32::MAX), of: checkpoint.segments() };
    let mut replayed = Replayed::default();
    loop {
        let after = match &position {
            Position::Start => None,
            Position::After(key) => Some(key.as_str()),
            Position::End => return Ok(replayed),
        };
        let page = store.page(segment, after).await?;
        replayed = replayed.and(teller.tell(page.aggregates).await?);
        position = page.next.map_or(Position::End, Position::After);
        checkpoint.reached(index, &position)?;
    }
}
