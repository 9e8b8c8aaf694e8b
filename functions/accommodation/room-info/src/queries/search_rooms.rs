//! `GET /rooms`: the rooms of the catalogue, cheapest first, and whether they can be had for some nights.

use accommodation_contracts::room::{RoomLabel, RoomState, RoomStatus};
use futures::{StreamExt, TryStreamExt, future::try_join_all, stream};
use jiff::{Timestamp, ToSpan};
use kernel::{
    DateRange, Won,
    dates::{korean_date, parse_date},
};
use platform::{
    http::{Fields, Page, PageRequest, Problem, Request, Response},
    listing::SHARDS,
    store::StoreError,
};

use super::is_given;
use crate::{
    domain::{MAX_NIGHTS, PriceKey, RoomView, Shelf, Stretch},
    rows::Rooms,
};

/// Of how many rooms it is looked up at once who stays in them.
const CONCURRENCY: usize = 20;

/// The dates of a stay: both are given, or none.
const DATES: [&str; 2] = ["checkIn", "checkOut"];

/// Lists the catalogue to everybody who is signed in.
pub async fn handle<R: Rooms>(rooms: R, request: Request) -> Result<Response, Problem> {
    let Asked { nights, room_type, max, page } = decode(&request)?;
    request.permit()?;
    let stretch = Stretch { after: page.after, max };
    // One more than asked for tells whether there is another page.
    let mut found = cheapest(&rooms, room_type, &stretch, page.limit + 1).await?;
    let more = found.len() > page.limit;
    found.truncate(page.limit);
    let next = found.last().filter(|_| more).map(PriceKey::of);
    let items = found.into_iter().map(|room| view(&rooms, room, nights));
    let items = stream::iter(items).buffered(CONCURRENCY).try_collect::<Vec<_>>().await?;
    Ok(Response::ok(Page { items, next }.into_body()?))
}

/// The first rooms of a stretch: those of a type, or the shards of all merged.
async fn cheapest<R: Rooms>(
    rooms: &R,
    room_type: Option<RoomLabel>,
    stretch: &Stretch,
    limit: usize,
) -> Result<Vec<RoomState>, StoreError> {
    let shelves = match room_type {
        Some(label) => vec![Shelf::Type(label)],
        None => (0..SHARDS).map(Shelf::Shard).collect(),
    };
    let found = try_join_all(shelves.iter().map(|shelf| rooms.cheapest(shelf, stretch, limit))).await?;
    let mut merged: Vec<RoomState> = found.into_iter().flatten().collect();
    merged.sort_by_cached_key(PriceKey::of);
    merged.truncate(limit);
    Ok(merged)
}

/// A room as it is for these nights. Of a closed one nobody needs to know who stays there.
async fn view<R: Rooms>(rooms: &R, room: RoomState, nights: DateRange) -> Result<RoomView, StoreError> {
    let is_open = room.room_status == RoomStatus::Empty;
    let taken = is_open && !rooms.stays(&room.room_number, nights).await?.is_empty();
    Ok(RoomView::of(room, taken))
}

/// What a caller asks for.
struct Asked {
    nights: DateRange,
    room_type: Option<RoomLabel>,
    max: Option<Won>,
    page: PageRequest<PriceKey>,
}

fn decode(request: &Request) -> Result<Asked, Problem> {
    let mut fields = request.query();
    let nights = nights(&mut fields, request.cause().now);
    let room_type = fields.optional_text("roomType", RoomLabel::parse);
    let max = fields.optional_integer("maxPrice", Won::parse);
    let page = PageRequest::read(&mut fields);
    fields.finish(|| Some(Asked { nights: nights?, room_type, max, page }))
}

/// The nights of the stay, or tonight in Korea.
fn nights(fields: &mut Fields, now: Timestamp) -> Option<DateRange> {
    if DATES.map(|name| is_given(fields, name)) == [false; 2] {
        let today = korean_date(now);
        return DateRange::parse(today, today.saturating_add(1.day())).ok();
    }
    let [check_in, check_out] = DATES.map(|name| fields.text(name, parse_date));
    match DateRange::parse(check_in?, check_out?) {
        Ok(range) if range.days() > MAX_NIGHTS => {
            fields.refuse("checkOut", format_args!("must be at most {MAX_NIGHTS} nights after checkIn"))
        }
        Ok(range) => Some(range),
        Err(_) => fields.refuse("checkOut", "must be after checkIn"),
    }
}

#[cfg(test)]
mod tests;
