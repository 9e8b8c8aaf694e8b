//! Pages of lists.

use futures::future::try_join_all;

use super::{Month, Position};
use crate::{http::Page, store::StoreError};

/// Over how many partitions what is created in a month is spread, so that no one of them takes all writes.
pub const SHARDS: u8 = 4;
/// How many months one request walks back at most; the next page goes on from there.
const MONTHS: usize = 12;

/// The shard of an id. Ids are random, so any spread of their bytes will do.
pub fn shard_of(id: &str) -> u8 {
    id.bytes().fold(0_u8, u8::wrapping_add) % SHARDS
}

/// The page made of what was found, one more than asked for telling that there is another page; that one begins after the
/// last shown, or at `rest` where the search has not come to its end.
pub fn page_of<T>(
    mut found: Vec<T>,
    limit: usize,
    rest: Option<Position>,
    position: impl Fn(&T) -> Option<Position>,
) -> Page<T, Position> {
    let next = if found.len() > limit {
        found.truncate(limit);
        found.last().and_then(position)
    } else {
        rest
    };
    Page { items: found, next }
}

/// Walks back in time, the shards of a month merged, until the page is full, or far enough for one request. `list` answers
/// at most so many of a month's shard before a position, newest first.
pub async fn walk<T, L, F>(
    mut before: Position,
    limit: usize,
    position: impl Fn(&T) -> Option<Position>,
    list: L,
) -> Result<Page<T, Position>, StoreError>
where
    L: Fn(Month, u8, Position, usize) -> F,
    F: Future<Output = Result<Vec<T>, StoreError>>,
{
    let mut found = Vec::new();
    for _ in 0..MONTHS {
        let month = before.month_before();
        if month < Month::FIRST {
            return Ok(page_of(found, limit, None, position));
        }
        let wanted = limit + 1 - found.len();
        let shards = (0..SHARDS).map(|shard| list(month, shard, before.clone(), wanted));
        let mut merged: Vec<T> = try_join_all(shards).await?.into_iter().flatten().collect();
        merged.sort_by_key(|item| std::cmp::Reverse(position(item)));
        found.extend(merged.into_iter().take(wanted));
        if found.len() > limit {
            return Ok(page_of(found, limit, None, position));
        }
        before = Position::before(month.start());
    }
    Ok(page_of(found, limit, Some(before), position))
}
