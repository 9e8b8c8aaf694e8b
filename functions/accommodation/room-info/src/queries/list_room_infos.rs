//! `GET /roomInfos`: rows by creation, newest first. A customer's are one partition; those of all are walked back month
//! by month, the shards of each merged.

use accommodation_contracts::{
    CustomerId,
    groups::{CUSTOMER, HOST, OPERATOR},
    reservation::ReserveStatus,
};
use futures::future::try_join_all;
use jiff::SignedDuration;
use platform::{
    clock,
    http::{Caller, Page, PageRequest, Problem, Request, Response},
    store::StoreError,
};

use crate::{
    domain::{Month, Partition, Position, RoomInfo, Row, SHARDS},
    rows::Rows,
};

/// How many months one request walks back at most; the next page goes on from there.
const MONTHS: usize = 12;
/// How far the clocks of those who write rows may be ahead of ours.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Lists a customer's own rows, or to hosts and operators those of one customer or of all.
pub async fn handle<R: Rows>(rows: R, request: Request) -> Result<Response, Problem> {
    let Asked { customer, status, page } = decode(&request)?;
    let customer = scope(request.caller()?, customer)?;
    let start = Position::before(clock::now().saturating_add(SKEW).map_err(|error| Problem::internal(&error))?);
    let before = page.after.unwrap_or(start);
    let page = match customer {
        Some(customer) => {
            // One more than asked for tells whether there is another page.
            let found = rows.list(&Partition::Customer(customer, status), &before, page.limit + 1).await?;
            cut(found, page.limit, None)
        }
        None => walk(&rows, status, before, page.limit).await?,
    };
    Ok(Response::ok(page.into_body()?))
}

/// What a caller asks for.
struct Asked {
    customer: Option<CustomerId>,
    status: Option<ReserveStatus>,
    page: PageRequest<Position>,
}

fn decode(request: &Request) -> Result<Asked, Problem> {
    let mut fields = request.query();
    let customer = fields.optional_text("customerId", CustomerId::parse);
    let status = fields.optional_text("reserveStatus", |word| {
        ReserveStatus::parse(word).ok_or("must be reserve, paymentComp, checkOut, expired or cancelled")
    });
    let page = PageRequest::read(&mut fields);
    fields.finish(|| Some(Asked { customer, status, page }))
}

/// Whose rows: one customer's, or those of all.
fn scope(caller: &Caller, filter: Option<CustomerId>) -> Result<Option<CustomerId>, Problem> {
    caller.require_any(&[CUSTOMER, HOST, OPERATOR])?;
    if caller.is_in(HOST) || caller.is_in(OPERATOR) {
        return Ok(filter);
    }
    match filter {
        Some(other) if other != caller.id => Err(Problem::forbidden()),
        _ => Ok(Some(caller.id.clone())),
    }
}

/// Walks back in time until the page is full, or far enough for one request.
async fn walk<R: Rows>(
    rows: &R,
    status: Option<ReserveStatus>,
    mut before: Position,
    limit: usize,
) -> Result<Page<RoomInfo, Position>, StoreError> {
    let mut found = Vec::new();
    for _ in 0..MONTHS {
        let month = before.month_before();
        if month < Month::FIRST {
            return Ok(cut(found, limit, None));
        }
        found.extend(newest_of(rows, month, status, &before, limit + 1 - found.len()).await?);
        if found.len() > limit {
            return Ok(cut(found, limit, None));
        }
        before = Position::before(month.start());
    }
    Ok(cut(found, limit, Some(before)))
}

async fn newest_of<R: Rows>(
    rows: &R,
    month: Month,
    status: Option<ReserveStatus>,
    before: &Position,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let shard = |shard| async move { rows.list(&Partition::Month(month, shard, status), before, limit).await };
    let mut found: Vec<Row> = try_join_all((0..SHARDS).map(shard)).await?.into_iter().flatten().collect();
    found.sort_unstable_by_key(|row| std::cmp::Reverse(position(row)));
    found.truncate(limit);
    Ok(found)
}

fn position(row: &Row) -> Option<Position> {
    row.reservation.as_ref().map(|reservation| Position::of(&reservation.state))
}

/// The page of what was found: if that is more than asked for, the next page begins after the last one shown.
fn cut(mut found: Vec<Row>, limit: usize, rest: Option<Position>) -> Page<RoomInfo, Position> {
    let next = if found.len() > limit {
        found.truncate(limit);
        found.last().and_then(position)
    } else {
        rest
    };
    Page { items: found.iter().filter_map(RoomInfo::of).collect(), next }
}

#[cfg(test)]
mod tests;
