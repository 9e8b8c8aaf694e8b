//! EventBridge: rules that a schedule sets off, and the functions that they invoke.
//!
//! Invocations are asynchronous: nobody waits for their results, and Lambda tries a failed one again.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde_json::{
    json,
    value::{RawValue, to_raw_value},
};
use tokio::{
    sync::oneshot,
    task::JoinSet,
    time::{self, Instant, MissedTickBehavior},
};

use crate::{arns, bus, clock, ids, lambda::Functions, template::ScheduleSpec};

/// How often Lambda tries a failed asynchronous invocation again.
const RETRIES: u32 = 2;
/// The pause before the first of them, and half of that before the second: Lambda's minutes are too long for people.
const RETRY_PAUSE: Duration = Duration::from_millis(100);

/// Where the result of an invocation will be: nothing if it has failed for good.
pub type Outcome = oneshot::Receiver<Option<Box<RawValue>>>;

/// All schedules.
#[derive(Debug)]
pub struct Schedules {
    specs: Vec<ScheduleSpec>,
    functions: Arc<Functions>,
    invocations: Mutex<JoinSet<()>>,
}

impl Schedules {
    /// The template's schedules.
    pub fn new(specs: Vec<ScheduleSpec>, functions: Arc<Functions>) -> Self {
        Self { specs, functions, invocations: Mutex::default() }
    }

    /// Sets each one off whenever its period has passed, for ever.
    pub async fn run(self: Arc<Self>) {
        let ticking = self.specs.iter().map(|schedule| async {
            let mut ticks = time::interval_at(Instant::now() + schedule.period, schedule.period);
            // What a sleeping machine has missed is over.
            ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
            loop {
                ticks.tick().await;
                drop(self.set_off(schedule, &schedule.functions));
            }
        });
        let _: Vec<()> = futures::future::join_all(ticking).await;
    }

    /// Invokes at once the functions that a person calls by this name, as their schedules would. Answers where their
    /// results will be; none if no schedule invokes any.
    pub fn run_now(&self, name: &str) -> Vec<Outcome> {
        let called: Vec<&str> = self.functions.called(name).map(|hosted| hosted.spec.name.as_str()).collect();
        let mut running = Vec::new();
        for schedule in &self.specs {
            let functions = schedule.functions.iter().filter(|function| called.contains(&function.as_str()));
            running.extend(self.set_off(schedule, &functions.cloned().collect::<Vec<_>>()));
        }
        running
    }

    fn set_off(&self, schedule: &ScheduleSpec, functions: &[String]) -> Vec<Outcome> {
        let resources = [arns::arn("events", &format!("rule/{}", schedule.rule))];
        let event = bus::envelope(&ids::fresh(), "aws.events", "Scheduled Event", clock::now(), &resources, &json!({}));
        let Ok(payload) = to_raw_value(&event) else { return Vec::new() };
        let mut invocations = self.invocations.lock().unwrap_or_else(PoisonError::into_inner);
        while invocations.try_join_next().is_some() {}
        let mut start = |function: &String| {
            let (done, running) = oneshot::channel();
            let invoked = invoke(Arc::clone(&self.functions), function.clone(), payload.clone());
            // Mostly nobody waits for the result.
            invocations.spawn(async { drop(done.send(invoked.await)) });
            running
        };
        functions.iter().map(&mut start).collect()
    }
}

/// Invokes, and again where that fails; nothing if it has failed for good.
async fn invoke(functions: Arc<Functions>, function: String, payload: Box<RawValue>) -> Option<Box<RawValue>> {
    for attempt in 0..=RETRIES {
        time::sleep(RETRY_PAUSE * attempt).await;
        match functions.invoke(&function, payload.clone()).await {
            Ok(answer) => return Some(answer),
            Err(error) => tracing::warn!(function, attempt, %error, "a scheduled invocation failed"),
        }
    }
    tracing::error!(function, "a scheduled invocation failed for good: the next one is at the schedule's next time");
    None
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use platform::function::Function;

    use super::*;
    use crate::{
        registry::{Binaries, Binary},
        template::FunctionSpec,
    };

    fn schedules(period: Duration, runs: &Arc<AtomicUsize>) -> Arc<Schedules> {
        let spec = FunctionSpec {
            logical_id: "F".to_owned(),
            name: "local-f".to_owned(),
            binary: "code".to_owned(),
            handler: "f".to_owned(),
            timeout: Duration::from_secs(1),
            memory_mb: 128,
            reserved_concurrency: None,
            environment: Vec::new(),
        };
        let runs = Arc::clone(runs);
        let code = Binary::new(&["f"], move |_, _| {
            let runs = Arc::clone(&runs);
            Ok(Function::new(move |_| {
                runs.fetch_add(1, Ordering::SeqCst);
                async { Ok(RawValue::NULL.to_owned()) }
            }))
        });
        let binaries = Binaries::from([("code".to_owned(), code)]);
        let functions = Functions::build(&[spec], &binaries, "http://localhost").unwrap();
        let schedule = ScheduleSpec { rule: "r".to_owned(), period, functions: vec!["local-f".to_owned()] };
        Arc::new(Schedules::new(vec![schedule], Arc::new(functions)))
    }

    #[tokio::test]
    async fn a_schedule_waits_one_period_and_then_comes_again_and_again() {
        let runs = Arc::new(AtomicUsize::new(0));
        let (period, started) = (Duration::from_millis(50), Instant::now());
        let running = tokio::spawn(schedules(period, &runs).run());
        for count in 1..=3 {
            while runs.load(Ordering::SeqCst) < count {
                time::sleep(Duration::from_millis(1)).await;
            }
            assert!(started.elapsed() >= period * u32::try_from(count).unwrap(), "{:?}", started.elapsed());
        }
        running.abort();
    }

    #[tokio::test]
    async fn who_cannot_wait_is_served_by_every_name_of_the_function() {
        let runs = Arc::new(AtomicUsize::new(0));
        let schedules = schedules(Duration::from_hours(1), &runs);
        assert!(["f", "local-f", "F"].iter().all(|name| schedules.run_now(name).len() == 1));
        assert!(schedules.run_now("g").is_empty());
        while runs.load(Ordering::SeqCst) < 3 {
            time::sleep(Duration::from_millis(1)).await;
        }
    }
}
