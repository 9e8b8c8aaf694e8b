//! `POST /reservations`: one read of the context's own copy of the catalogue, and one transaction that writes the
//! reservation, claims its nights and checks that the room still is open.

use accommodation_contracts::{
    CustomerId, CustomerName, ReservationNumber, RoomNumber,
    groups::{CUSTOMER, HOST},
    room::{RoomState, RoomStatus},
};
use jiff::{SignedDuration, civil::Date};
use kernel::{
    Won,
    dates::{korean_date, parse_date},
};
use platform::{
    http::{Fields, Permit, Problem, Request, Response},
    random,
    store::{AggregateStore, Change, CommitError, Copies, DynamoCopies, Requirement, StoreError, Versioned},
};
use serde_json::json;

use crate::domain::{
    Reservation, Stay, StayError,
    catalogue::{closing_key, night_of, room_key},
    reserve_room::{ReserveRefusal, ReserveRoom, decide},
};

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Ports<S, C> {
    /// Where reservations are.
    pub reservations: S,
    /// The context's own copies of rooms.
    pub catalogue: C,
    /// How long nights are held unpaid.
    pub hold: SignedDuration,
}

/// Holds the nights for a customer.
pub async fn handle<S, C>(ports: Ports<S, C>, request: Request) -> Result<Response, Problem>
where
    S: AggregateStore<Reservation>,
    C: Copies<RoomState>,
{
    let form = decode(&request)?;
    let (customer_id, customer_name) = guest(&request.permit()?, &form)?;
    let cause = request.cause();
    let reservation_number = ReservationNumber::of(&random::id()).map_err(|error| Problem::internal(&error))?;
    let Form { room_number, stay, payment_price, .. } = form;
    let room = ports.catalogue.get(&room_key(&room_number)).await?;
    let command = ReserveRoom {
        reservation_number,
        stay,
        payment_price,
        customer_id,
        customer_name,
        hold: ports.hold,
        now: cause.now,
    };
    let events = decide(room.as_ref().map(|room| &room.value), &command).map_err(problem)?;
    let id = command.reservation_number.as_str();
    let change = Change::<Reservation>::new(id, Versioned::absent(), &events, &cause)?
        .requiring(Requirement::Equals {
            key: room_key(&room_number),
            attribute: DynamoCopies::STATUS,
            equals: RoomStatus::Empty.as_str().to_owned(),
        })
        .requiring(Requirement::NoLease {
            key: closing_key(&room_number),
            now: cause.now,
            known: room.map_or(0, |room| room.version),
        });
    let answer = Response::created(&format!("/reservations/{id}"), json!(change.state.public()));
    let change = change.keyed(request.keyed(&answer)?);
    ports.reservations.commit(&change).await.map_err(|error| refused(error, stay))?;
    Ok(answer)
}

#[derive(Debug)]
struct Form {
    room_number: RoomNumber,
    stay: Stay,
    payment_price: Option<Won>,
    customer_id: Option<CustomerId>,
    customer_name: Option<CustomerName>,
}

fn decode(request: &Request) -> Result<Form, Problem> {
    let mut fields = request.body()?;
    let room_number = fields.text("roomNumber", RoomNumber::parse);
    let stay = stay(&mut fields, korean_date(request.cause().now));
    let payment_price = fields.optional_integer("paymentPrice", Won::parse);
    let customer_id = fields.optional_text("customerId", CustomerId::parse);
    let customer_name = fields.optional_text("customerName", CustomerName::parse);
    if request.permit().is_ok_and(|permit| books_for_another(&permit, customer_id.as_ref())) {
        fields.require("customerId");
        fields.require("customerName");
    }
    fields.finish(|| Some(Form { room_number: room_number?, stay: stay?, payment_price, customer_id, customer_name }))
}

fn stay(fields: &mut Fields, today: Date) -> Option<Stay> {
    let check_in = fields.text("checkIn", parse_date);
    let check_out = fields.text("checkOut", parse_date);
    match Stay::parse(check_in?, check_out?, today) {
        Ok(stay) => Some(stay),
        Err(error @ StayError::Length) => fields.refuse("checkOut", error),
        Err(error @ (StayError::Past | StayError::TooFarAhead)) => fields.refuse("checkIn", error),
    }
}

/// Only a host books for somebody else, and must then say for whom.
fn books_for_another(permit: &Permit<'_>, customer_id: Option<&CustomerId>) -> bool {
    let for_itself = permit.is_for(CUSTOMER) && customer_id.is_none_or(|id| *id == permit.caller.id);
    permit.is_for(HOST) && !for_itself
}

fn guest(permit: &Permit<'_>, form: &Form) -> Result<(CustomerId, CustomerName), Problem> {
    let caller = permit.caller;
    match (&form.customer_id, &form.customer_name) {
        (Some(id), Some(name)) if books_for_another(permit, Some(id)) => Ok((id.clone(), name.clone())),
        (Some(id), _) if *id != caller.id => Err(Problem::forbidden()),
        _ => Ok((caller.id.clone(), caller.name.clone())),
    }
}

fn refused(error: CommitError, stay: Stay) -> Problem {
    match error {
        CommitError::Taken(keys) => {
            let mut nights: Vec<Date> = keys.iter().filter_map(|key| night_of(key)).collect();
            nights.sort_unstable();
            problem(ReserveRefusal::RoomNotAvailable(nights))
        }
        // The room was closed since its copy was read.
        CommitError::Unmet(_) => problem(ReserveRefusal::RoomNotAvailable(stay.dates().collect())),
        CommitError::Conflict => StoreError::Contended.into(),
        CommitError::Store(error) => error.into(),
    }
}

fn problem(refusal: ReserveRefusal) -> Problem {
    match refusal {
        ReserveRefusal::RoomNotAvailable(ref nights) => {
            let nights = json!(nights);
            Problem::from(refusal).with("nights", nights)
        }
        ReserveRefusal::PriceChanged(price) => Problem::from(refusal).with("paymentPrice", price.get()),
        other @ (ReserveRefusal::RoomNotFound | ReserveRefusal::PriceOutOfRange) => other.into(),
    }
}

#[cfg(test)]
mod tests;
