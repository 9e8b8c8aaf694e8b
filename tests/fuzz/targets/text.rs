//! The types that are parsed from texts: what is accepted is accepted again as it is written, and means the same.

use std::fmt::{self, Debug, Display, Formatter};

use accommodation_contracts::{
    CouponId, CustomerId, CustomerName, PaymentId, ReservationNumber, RoomNumber,
    calls::{CardToken, PaymentMethod},
    reservation::ReserveStatus,
    room::RoomLabel,
};
use jiff::{ToSpan, civil::Date};
use kernel::{CorrelationId, DateRange, dates};
use platform::{
    http::Cursor,
    listing::Position,
    outbound::{BaseUrl, BearerToken},
    store::read_outbox,
};
use reservation::domain::Stay;
use room_info::domain::PriceKey;

use super::Target;

pub const TARGET: Target = Target { name: "text", seeds, run };

fn seeds() -> Vec<Vec<u8>> {
    let texts = [
        "R-3f9a1c0e5b7d4826a1c93e70b2d4f586",
        "101\u{d638}",
        "\u{ae40}\u{d558}\u{b098}",
        "2027-05-01",
        "tok_visa",
        "card",
        "paymentComp",
        "b7c1d9e2f4a84c0c9f3e5d6a7b8c9d0e",
        "001795230000000#R-1",
        "IjAwMTc5NTIzMDAwMDAwMCNSLTEi",
        "https://gateway.example/v1",
        "12345",
        "Room/101/2",
        r#"[{"source":"accommodation.room","detailType":"RoomChanged","detail":"{}"}]"#,
    ];
    texts.map(|text| text.as_bytes().to_owned()).into()
}

fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    stays(text, RoomNumber::parse);
    stays(text, ReservationNumber::parse);
    stays(text, PaymentId::parse);
    stays(text, CouponId::parse);
    stays(text, CustomerId::parse);
    stays(text, CustomerName::parse);
    stays(text, RoomLabel::parse);
    stays(text, CorrelationId::parse);
    stays(text, dates::parse_date);
    stays(text, |text| PriceKey::try_from(text.to_owned()).map(Written));
    stays(text, |text| Position::try_from(text.to_owned()).map(Written));
    if let Ok(date) = dates::parse_date(text) {
        stay_from(date);
    }
    if let Ok(position) = Cursor::decode::<Position>(text) {
        let again = Cursor::encode(&position).unwrap();
        assert_eq!(Cursor::decode::<Position>(&again), Ok(position.clone()));
        position.month_before();
    }
    if let Ok(key) = Cursor::decode::<PriceKey>(text) {
        assert_eq!(Cursor::decode::<PriceKey>(&Cursor::encode(&key).unwrap()), Ok(key));
    }
    if let Ok(token) = CardToken::parse(text) {
        assert!(text.contains(token.reveal()) || !text.is_ascii(), "{text:?}");
    }
    // These have no text to compare with: whatever they answer, they answer.
    drop((PaymentMethod::parse(text), ReserveStatus::parse(text), BearerToken::parse(text), BaseUrl::parse(text)));
    drop(read_outbox(text));
}

/// What is accepted, is accepted again as it is written, and is the same.
#[track_caller]
fn stays<T: Debug + Display + PartialEq, E: Debug>(text: &str, parse: impl Fn(&str) -> Result<T, E>) {
    if let Ok(value) = parse(text) {
        let written = value.to_string();
        assert_eq!(parse(&written).unwrap(), value, "{text:?} becomes {written:?}");
    }
}

/// A value that is written as the text that it is made of.
#[derive(Debug, Clone, PartialEq)]
struct Written<T>(T);

impl<T: Clone + Into<String>> Display for Written<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.clone().into())
    }
}

/// Stays from one day on, asked for on days around it.
fn stay_from(date: Date) {
    for (before, nights) in [(0, 1), (365, 30), (366, 31), (-1, 0), (400, 7_000_000)] {
        let (today, check_out) = (date.saturating_sub(before.days()), date.saturating_add(nights.days()));
        if let Ok(stay) = Stay::parse(date, check_out, today) {
            assert_eq!(u64::try_from(stay.dates().count()).unwrap(), stay.nights(), "from {date} to {check_out}");
        }
        if let Ok(range) = DateRange::parse(date, check_out) {
            assert!(range.days() > 0, "from {date} to {check_out}");
        }
    }
}
