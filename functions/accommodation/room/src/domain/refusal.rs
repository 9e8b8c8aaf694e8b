//! Why a room cannot be changed or retired.

use kernel::{Refusal, RefusalKind};

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomRefusal {
    /// Absent, retired, or another host's.
    NotFound,
    /// Somebody stays in it from today on.
    HasReservations,
    /// Whether somebody does cannot be found out now.
    ReservationsUnknown,
}

impl Refusal for RoomRefusal {
    fn kind(&self) -> RefusalKind {
        match self {
            Self::NotFound => RefusalKind::NotFound,
            Self::HasReservations => RefusalKind::Conflict,
            Self::ReservationsUnknown => RefusalKind::Unavailable,
        }
    }

    fn slug(&self) -> &'static str {
        match self {
            Self::NotFound => "room-not-found",
            Self::HasReservations => "room-has-reservations",
            Self::ReservationsUnknown => "temporarily-unavailable",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound => "There is no such room.".into(),
            Self::HasReservations => "The room is reserved for nights ahead.".into(),
            Self::ReservationsUnknown => "Try again in a moment.".into(),
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::NotFound | Self::HasReservations => None,
            Self::ReservationsUnknown => Some(1),
        }
    }
}
