//! What the template must not leave loose: code that nothing runs, messages that nobody reads.

use std::collections::BTreeSet;

use crate::{
    arns,
    registry::Binaries,
    template::{FunctionSpec, MappingSource, QueueSpec, Stack},
};

/// What the names of functions begin with that CodeDeploy invokes, before or after a version of another one gets traffic:
/// its role may invoke no others.
const CODE_DEPLOY_HOOK: &str = "CodeDeployHook_";

/// Something that is there and not wired to anything.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LooseEnd {
    /// A binary has a handler that no function of the template runs.
    #[error("the binary `{binary}` has a handler `{handler}` that no function of the template runs")]
    Handler {
        /// The binary.
        binary: String,
        /// Its handler.
        handler: String,
    },
    /// A function that nothing invokes: no route, mapping or schedule, and no other function knows its name.
    #[error(
        "nothing invokes the function `{0}`: no route, no event source mapping, no schedule, no sign-in, no \
         other function's environment"
    )]
    Function(String),
    /// A queue that nothing reads, and that is no place for dead letters.
    #[error("nothing reads the queue `{0}`: no event source mapping, and it is nobody's dead-letter queue")]
    Queue(String),
}

/// Finds what is not wired, the first of it.
pub fn check(stack: &Stack, binaries: &Binaries) -> Result<(), LooseEnd> {
    let named: BTreeSet<_> = stack.functions.iter().map(|function| (&function.binary, &function.handler)).collect();
    // Of a binary that the template does not name at all, nothing is expected.
    for (name, binary) in binaries.iter().filter(|(name, _)| named.iter().any(|(binary, _)| binary == name)) {
        if let Some(handler) = binary.handlers.iter().find(|handler| !named.contains(&(name, *handler))) {
            return Err(LooseEnd::Handler { binary: name.clone(), handler: handler.clone() });
        }
    }
    if let Some(function) = stack.functions.iter().find(|function| !is_invoked(stack, function)) {
        return Err(LooseEnd::Function(function.name.clone()));
    }
    match stack.queues.iter().find(|queue| !is_read(stack, queue)) {
        Some(queue) => Err(LooseEnd::Queue(queue.name.clone())),
        None => Ok(()),
    }
}

fn is_invoked(stack: &Stack, function: &FunctionSpec) -> bool {
    let name = &function.name;
    let others = stack.functions.iter().filter(|other| other.name != *name);
    name.starts_with(CODE_DEPLOY_HOOK)
        || stack.api.routes.iter().any(|route| route.function == *name)
        || stack.mappings.iter().any(|mapping| mapping.function == *name)
        || stack.sign_in.contains(name)
        || stack.schedules.iter().any(|schedule| schedule.functions.contains(name))
        || others.flat_map(|other| &other.environment).any(|(_, value)| arns::function_name(value) == name)
}

fn is_read(stack: &Stack, queue: &QueueSpec) -> bool {
    let name = &queue.name;
    let mapped = |source: &MappingSource| matches!(source, MappingSource::Queue(queue) if queue == name);
    stack.mappings.iter().any(|mapping| mapped(&mapping.source) || mapping.failure_queue.as_ref() == Some(name))
        || stack.queues.iter().any(|other| other.redrive.as_ref().is_some_and(|(target, _)| target == name))
        || stack.rules.iter().any(|rule| rule.dead_letters.contains(name))
        || is_named_by_a_function(stack, name)
}

/// A function that knows the queue puts there what it cannot handle, for people to read.
fn is_named_by_a_function(stack: &Stack, queue: &str) -> bool {
    let mut values = stack.functions.iter().flat_map(|function| &function.environment).map(|(_, value)| value);
    values.any(|value| arns::last_segment(value) == queue)
}
