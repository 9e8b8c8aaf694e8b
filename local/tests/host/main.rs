//! The host as a whole: small templates, functions of the tests' own, requests from outside.

#![allow(clippy::unwrap_used, clippy::panic, clippy::missing_panics_doc, reason = "a failed test panics")]

mod causation;
mod correlation;
mod crash;
mod docs;
mod endpoints;
mod http_api;
mod latency;
mod logs;
mod process;
mod queues;
mod readme;
mod schedules;
mod secrecy;
mod seed;
mod service_faults;
mod start;
mod streams;
mod support;
mod tables;
mod visitors;
