//! What must hold of `template.yaml`, of the sample events beside it, and of both together: read as text, without AWS.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod cloud;
mod consumers;
mod data_model;
mod environment;
mod functions;
mod permissions;
mod queues;
mod routes;
mod rules;
mod samples;
mod schedules;
mod stages;
mod streams;
mod tables;
mod template;
