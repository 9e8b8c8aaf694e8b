//! The demo rooms of `--seed`, registered through the HTTP API like anybody's.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};

use crate::{
    gateway::Gateway,
    identity::{Identity, IdentityError, Profile},
};

/// Number, name, type and price per night of the demo rooms.
const ROOMS: [(&str, &str, &str, u32); 4] = [
    ("101", "바다가 보이는 방", "double", 120_000),
    ("102", "정원이 보이는 방", "double", 80_000),
    ("201", "가족실", "family", 180_000),
    ("202", "작은 방", "single", 45_000),
];

/// Why a demo room is not there.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The demo host has no token.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The request could not be made.
    #[error(transparent)]
    Request(#[from] axum::http::Error),
    /// The API refused.
    #[error("POST /rooms for room {room} answered {status}")]
    Refused {
        /// The room.
        room: &'static str,
        /// The answer's status.
        status: StatusCode,
    },
}

/// Registers the demo rooms as the demo host. Rooms that are there already stay as they are.
pub async fn register_rooms(gateway: &Gateway, identity: &Identity) -> Result<(), SeedError> {
    let host = Profile {
        sub: "demo-host".to_owned(),
        name: Some("데모 숙박관리자".to_owned()),
        groups: vec!["host".to_owned()],
    };
    let token = identity.sign(&host).await?;
    for (number, name, kind, price) in ROOMS {
        let room: Value = json!({ "roomNumber": number, "roomName": name, "roomType": kind, "roomPrice": price });
        let request = Request::post("/rooms")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(room.to_string()))?;
        let status = gateway.answer(request).await.status();
        // 409: it is there already.
        if !status.is_success() && status != StatusCode::CONFLICT {
            return Err(SeedError::Refused { room: number, status });
        }
    }
    Ok(())
}
