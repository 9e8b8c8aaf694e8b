//! What a reconciler does: it looks for open work that is overdue, and drives it again.

use kernel::Aggregate;

use crate::{
    processes::Process,
    world::{Message, World},
};

impl World {
    /// Drives again what every timer and queue has lost.
    pub fn reconcile(&mut self) {
        let overdue = |kind: &'static str, due| (due <= self.now).then_some(kind);
        let reservation = self.reservation.state.as_ref().and_then(Aggregate::open_work);
        let payment = self.payment.state.as_ref().and_then(Aggregate::open_work);
        match reservation.and_then(|work| overdue(work.kind, work.due)) {
            Some("hold") => self.messages.push(Message::HoldTimer),
            Some("refund") => self.messages.push(Message::RefundAgain),
            Some(other) => panic!("nobody does {other}"),
            None => {}
        }
        match payment.and_then(|work| overdue(work.kind, work.due)) {
            Some("settle") => self.messages.push(Message::Settle),
            Some("refund") => self.working.push(Process::PayBack),
            Some("completion") => {
                let payment = Box::new(self.payment.state.as_ref().unwrap().public().clone());
                self.working.push(Process::SeeThrough { payment });
            }
            Some(other) => panic!("nobody does {other}"),
            None => {}
        }
    }
}
