//! `GET /rooms/{roomNumber}`: a room with its calendar.

use accommodation_contracts::RoomNumber;
use futures::future::try_join;
use jiff::{ToSpan, civil::Date};
use kernel::{
    DateRange,
    dates::{korean_date, parse_date},
};
use platform::http::{Fields, Problem, Request, Response};
use serde_json::json;

use super::is_given;
use crate::{
    domain::{Calendar, is_offered},
    rows::Rooms,
};

/// How many days are shown to those who do not say.
const DAYS: i64 = 30;
/// How many are shown at most.
const MAX_DAYS: u64 = 92;

/// Shows a room of the catalogue to everybody who is signed in, night by night.
pub async fn handle<R: Rooms>(rooms: R, request: Request) -> Result<Response, Problem> {
    let range = decode(&request)?;
    request.permit()?;
    let not_found = || Problem::not_found("room-not-found", "There is no such room.");
    let number = RoomNumber::parse(request.path("roomNumber")).map_err(|_| not_found())?;
    let (room, stays) = try_join(rooms.find(&number), rooms.stays(&number, range)).await?;
    let room = room.filter(is_offered).ok_or_else(not_found)?;
    Ok(Response::ok(json!(Calendar::of(room, range, &stays))))
}

fn decode(request: &Request) -> Result<DateRange, Problem> {
    let mut fields = request.query();
    let range = range(&mut fields, korean_date(request.cause().now));
    fields.finish(|| range)
}

/// The days from `from`, or today, up to `to`, or so many on.
fn range(fields: &mut Fields, today: Date) -> Option<DateRange> {
    let from = if is_given(fields, "from") { fields.text("from", parse_date) } else { Some(today) };
    let to = if is_given(fields, "to") {
        fields.text("to", parse_date)
    } else {
        from.map(|from| from.saturating_add(DAYS.days()))
    };
    match DateRange::parse(from?, to?) {
        Ok(range) if range.days() > MAX_DAYS => {
            fields.refuse("to", format_args!("must be at most {MAX_DAYS} days after from"))
        }
        Ok(range) => Some(range),
        Err(_) => fields.refuse("to", "must be after from"),
    }
}

#[cfg(test)]
mod tests;
