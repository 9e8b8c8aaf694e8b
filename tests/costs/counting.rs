//! Counts what functions call while something is asked of them.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};
use system_tests::{Answer, Hosted, Persona, eventually, patience};

/// Calls by operation.
pub(crate) type Cost = BTreeMap<String, u64>;

/// Their messages wait by design.
const TIMERS: [&str; 2] = ["HoldTimerQueue", "SettleQueue"];

/// Promotion's own policy gets its messages after five seconds.
const HANDLED_WITHIN: Duration = Duration::from_secs(30);

/// A system whose functions' calls are counted, and what they came to.
pub(crate) struct Costs {
    pub(crate) hosted: Hosted,
    operator: Persona,
    pub(crate) rows: BTreeMap<String, Cost>,
}

impl Costs {
    pub(crate) async fn start(parameters: &[(&str, &str)]) -> Self {
        // Nothing but the test calls anything.
        let hosted = Hosted::with_idle_schedules(parameters).await;
        // Who confirms by event would sometimes be quicker than the request, and spare it a write.
        hosted.system.inject("confirm-reservation", &json!({ "latencyMs": 1_000 })).await;
        let operator = hosted.system.stranger(None);
        Self { hosted, operator, rows: BTreeMap::new() }
    }

    async fn so_far(&self) -> Value {
        self.operator.get("/dev/functions").await.expect(200).json()
    }

    /// What one request makes a function call.
    pub(crate) async fn of(&mut self, row: &str, function: &str, request: impl Future<Output = Answer>) -> Answer {
        self.chain(&[(row, function)], request).await
    }

    /// What one request makes these functions call before it is answered.
    pub(crate) async fn chain(&mut self, rows: &[(&str, &str)], request: impl Future<Output = Answer>) -> Answer {
        let before = self.so_far().await;
        let answer = request.await;
        assert!(answer.status() < 300, "{rows:?}: {answer}");
        let after = self.so_far().await;
        self.keep(rows, &before, &after);
        answer
    }

    /// What one request makes these functions call after it is answered, each of them once.
    pub(crate) async fn aftermath(&mut self, rows: &[(&str, &str)], request: impl Future<Output = Answer>) -> Answer {
        self.handled().await;
        let before = self.so_far().await;
        let answer = request.await;
        let invocations = |seen: &Value, function: &str| seen[function]["invocations"].as_u64().unwrap_or(0);
        eventually(&format!("{rows:?} are invoked"), patience(HANDLED_WITHIN), async || {
            let now = self.so_far().await;
            let idle = rows.iter().find(|(_, one)| invocations(&now, one) == invocations(&before, one));
            idle.map_or(Ok(()), |idle| Err(format!("{idle:?} has nothing to do")))
        })
        .await;
        self.handled().await;
        let after = self.so_far().await;
        for (_, function) in rows {
            assert_eq!(invocations(&after, function), invocations(&before, function) + 1, "{function}");
        }
        self.keep(rows, &before, &after);
        answer
    }

    /// Waits until no message is left.
    async fn handled(&self) {
        eventually("all messages are handled", patience(HANDLED_WITHIN), async || {
            let queues = self.operator.get("/dev/queues").await.expect(200).json();
            let queues = queues.as_object().expect("queues");
            let waits = |queue: &Value| ["visible", "inFlight", "delayed"].iter().any(|state| queue[state] != 0);
            let busy =
                queues.iter().find(|(name, queue)| !TIMERS.iter().any(|timer| name.contains(timer)) && waits(queue));
            busy.map_or(Ok(()), |busy| Err(format!("{busy:?}")))
        })
        .await;
    }

    fn keep(&mut self, rows: &[(&str, &str)], before: &Value, after: &Value) {
        for (row, function) in rows {
            let count = |seen: &Value, operation: &str| seen[function]["calls"][operation].as_u64().unwrap_or(0);
            let operations = after[function]["calls"].as_object().expect("calls").keys();
            let cost: Cost = operations
                .map(|operation| (operation.clone(), count(after, operation) - count(before, operation)))
                .filter(|(_, calls)| *calls > 0)
                .collect();
            assert_eq!(self.rows.insert((*row).to_owned(), cost), None, "{row} is counted twice");
        }
    }
}

/// A row of the table in Markdown.
pub(crate) fn line((row, cost): (&String, &Cost)) -> String {
    let calls: Vec<String> = cost.iter().map(|(operation, calls)| format!("{calls} {operation}")).collect();
    format!("| {row} | {} |", calls.join(", "))
}
