//! `GET /roomInfos`: rows by creation, newest first. A customer's are one partition; those of all are walked back month
//! by month, the shards of each merged.

use accommodation_contracts::{CustomerId, reservation::ReserveStatus};
use platform::{
    http::{Page, PageRequest, Problem, Request, Response},
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
    let customer = request.permit()?.listed(customer)?;
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

#[cfg(test)]
mod tests;
