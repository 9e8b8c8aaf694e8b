//! What must hold of `template.yaml`, of the sample events beside it, and of both together: read as text, without AWS.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod alarms;
mod cloud;
mod consumers;
mod dashboard;
mod data_model;
mod deployments;
mod environment;
mod events;
mod functions;
mod logs;
mod permissions;
mod queues;
mod routes;
mod rules;
mod samples;
mod schedules;
mod sign_in;
mod stages;
mod streams;
mod tables;
mod template;
