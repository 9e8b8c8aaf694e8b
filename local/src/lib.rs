//! The local host: reads the template that is deployed to AWS and hosts what it names in one process.
//!
//! `template` reads it, `host` starts and stops everything. `gateway` is the HTTP API, `lambda` the functions,
//! `database` and `streams` DynamoDB, `bus` and `schedules` EventBridge, `queues` SQS; `endpoint` serves them to the SDK, `identity`,
//! `breakers` and `dev` are what only a developer's machine has.

mod arns;
mod breakers;
mod bus;
mod clock;
mod database;
mod dev;
mod docs;
mod endpoint;
mod filter;
mod gateway;
mod host;
mod identity;
mod ids;
mod lambda;
mod queues;
pub mod registry;
mod schedules;
mod seed;
mod service_faults;
mod state;
mod streams;
mod template;
mod wiring;

pub use host::{Options, Running, StartError, start, start_with};
pub use template::{FunctionSpec, Places, Stack, TemplateError};
