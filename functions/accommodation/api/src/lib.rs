//! Describes the HTTP API as an OpenAPI 3.1 document, made of the very types that functions answer with and of their
//! refusals. The committed copy is `docs/openapi.json`.
//!
//! `operations` tells of each route; `operation` is how it does so; `inputs` says what requests may hold, `answers` what
//! comes back, `problems` how requests are refused; `examples` is one booking.

mod answers;
mod components;
mod document;
mod examples;
mod inputs;
mod operation;
mod operations;
mod parameters;
mod problems;
mod shared;

pub use document::document;
