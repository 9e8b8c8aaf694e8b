//! `GET /roomInfos`: rows by creation, newest first. A customer's are one partition; those of all are walked back month
//! by month, the shards of each merged.

use accommodation_contracts::{
    CustomerId,
    groups::{CUSTOMER, HOST, OPERATOR},
    reservation::ReserveStatus,
};
use platform::{
    http::{Caller, Page, PageRequest, Problem, Request, Response},
    listing::{Position, page_of, walk},
};

use super::newest;
use crate::{
    domain::{Partition, RoomInfo, Row},
    rows::Rows,
};

/// Lists a customer's own rows, or to hosts and operators those of one customer or of all.
pub async fn handle<R: Rows>(rows: R, request: Request) -> Result<Response, Problem> {
    let Asked { customer, status, page } = decode(&request)?;
    let customer = scope(request.caller()?, customer)?;
    let before = page.after.map_or_else(newest, Ok)?;
    let page = if let Some(customer) = customer {
        // One more than asked for tells whether there is another page.
        let found = rows.list(&Partition::Customer(customer, status), &before, page.limit + 1).await?;
        page_of(found, page.limit, None, Row::position)
    } else {
        let list = async |month, shard, before, limit| {
            rows.list(&Partition::Month(month, shard, status), &before, limit).await
        };
        walk(before, page.limit, Row::position, list).await?
    };
    let items = page.items.iter().filter_map(RoomInfo::of).collect();
    let page = Page { items, next: page.next };
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

#[cfg(test)]
mod tests;
