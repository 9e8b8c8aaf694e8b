//! Another context's function, played by a closure.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use kernel::CorrelationId;
use platform::internal::{CallError, Callee};

type Play<C, A> = dyn Fn(&C) -> Result<A, CallError> + Send + Sync;

/// Answers calls by a closure, and remembers them.
pub struct FakeCallee<C, A> {
    play: Arc<Play<C, A>>,
    calls: Arc<Mutex<Vec<(C, Timestamp)>>>,
}

impl<C, A> Clone for FakeCallee<C, A> {
    fn clone(&self) -> Self {
        Self { play: Arc::clone(&self.play), calls: Arc::clone(&self.calls) }
    }
}

impl<C, A> std::fmt::Debug for FakeCallee<C, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FakeCallee")
    }
}

impl<C: Clone, A> FakeCallee<C, A> {
    /// A callee that answers what `play` says.
    pub fn new(play: impl Fn(&C) -> Result<A, CallError> + Send + Sync + 'static) -> Self {
        Self { play: Arc::new(play), calls: Arc::default() }
    }

    /// The commands that it was called with, in order.
    pub fn commands(&self) -> Vec<C> {
        self.calls.lock().unwrap().iter().map(|(command, _)| command.clone()).collect()
    }

    /// The deadlines that it was called with, in order.
    pub fn deadlines(&self) -> Vec<Timestamp> {
        self.calls.lock().unwrap().iter().map(|(_, deadline)| *deadline).collect()
    }
}

impl<C, A> Callee<C, A> for FakeCallee<C, A>
where
    C: Clone + Send + Sync + 'static,
    A: Send + 'static,
{
    async fn call(&self, command: &C, _: &CorrelationId, deadline: Timestamp) -> Result<A, CallError> {
        self.calls.lock().unwrap().push((command.clone(), deadline));
        (self.play)(command)
    }
}
