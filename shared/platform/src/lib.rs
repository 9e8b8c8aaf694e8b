//! Adapters between pure contexts and AWS: how a function is configured, hosted, called and observed, how its aggregates
//! are stored, and how it calls others. Nothing here knows what a context is about.

pub mod breaker;
pub mod clients;
pub mod clock;
pub mod config;
pub mod function;
pub mod http;
pub mod internal;
pub mod listing;
pub mod metrics;
pub mod outbound;
pub mod queue;
pub mod random;
pub mod reconciler;
pub mod runtime;
pub mod schedule;
pub mod store;
pub mod stream;
pub mod telemetry;
