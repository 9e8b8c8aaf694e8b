//! Reads the template that is deployed to AWS and makes of it what is to be hosted: one [`Stack`].
//!
//! `syntax` is YAML with its short intrinsics, `resolver` evaluates them, `references` knows what each kind of
//! resource answers to `Ref` and `GetAtt`, `kinds` says which kinds are hosted, ignored or refused, and `stack` and
//! its parts are the typed result.

mod api;
mod error;
mod function;
mod kinds;
mod mapping;
mod properties;
mod references;
mod resolver;
mod resource;
mod rule;
mod schedule;
mod stack;
mod syntax;
#[cfg(test)]
mod tests;

pub use api::{ApiSpec, Authorizer, Route, Throttle};
pub use error::TemplateError;
pub use function::FunctionSpec;
pub use mapping::{MappingSource, MappingSpec};
pub use resolver::Places;
pub use resource::{QueueSpec, TableSpec};
pub use rule::RuleSpec;
pub use schedule::ScheduleSpec;
pub use stack::Stack;
