//! What a booking consumes: CPU time, calls, units of DynamoDB, events, messages and lines of logs, of each function and for
//! each step of a guest. The functions are the deployed bootstraps, in processes of their own; the local host is the rest of
//! AWS. `docs/cost.md` makes prices of it; `tests/consumption/run` measures again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]
#![allow(clippy::print_stderr, reason = "what functions complain of says why a step failed")]

mod bootstraps;
mod services;
mod story;
mod tally;

use std::{fs, sync::Arc};

use local::Options;
use serde_json::{Value, json};
use system_tests::{Endpoint, System, path, today};

use self::{bootstraps::Bootstraps, services::Services, story::Story, tally::Tally};

/// What measures again.
const COMMAND: &str = "tests/consumption/run";

/// How many bookings are measured.
const BOOKINGS: u32 = 40;

/// The system that is measured.
pub(crate) struct Measured {
    pub(crate) system: System,
    pub(crate) endpoint_url: String,
    pub(crate) bootstraps: Arc<Bootstraps>,
}

/// Bytes of all items, about as DynamoDB counts them: names and values, and a hundred for each item's index.
async fn stored(endpoint: &Endpoint) -> usize {
    fn bytes(value: &Value) -> usize {
        match value {
            Value::String(text) => text.len(),
            Value::Array(values) => values.iter().map(bytes).sum(),
            // An attribute's type is not counted, its name is.
            Value::Object(fields) => fields.iter().map(|(name, value)| bytes(value) + named(name)).sum(),
            _ => 1,
        }
    }
    fn named(name: &str) -> usize {
        if ["S", "N", "M", "L", "BOOL", "NULL", "SS"].contains(&name) { 0 } else { name.len() }
    }
    endpoint.all_items().await.iter().map(|item| bytes(item) + 100).sum()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the bootstraps, as they are deployed: tests/consumption/run"]
async fn what_a_booking_consumes() {
    let folder = path("ACCOMMODATION_BOOTSTRAPS", COMMAND);
    let written = path("ACCOMMODATION_CONSUMPTION", COMMAND);
    let tally = Arc::new(Tally::default());
    let services = Services::start(Arc::clone(&tally)).await;
    let bootstraps = Bootstraps::of(folder, services.url.clone(), tally);
    // A hold is over soon after its guest has paid; reconcilers run when they are told to.
    let template = fs::read_to_string(Options::default().template).unwrap();
    let idle = template.replace("rate(1 minute)", "rate(24 hours)");
    assert_ne!(idle, template);
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), idle).unwrap();
    let options = Options {
        template: file.path().to_owned(),
        parameter_overrides: vec![("HoldSeconds".to_owned(), "40".to_owned())],
        ..Options::default()
    };
    let running = local::start_with(options, &bootstraps.binaries()).await.unwrap();
    services.upstream.set(running.endpoint_url.clone()).unwrap();
    let measured =
        Measured { system: System::at(&running.url), endpoint_url: running.endpoint_url.clone(), bootstraps };

    let story = Story::begin(&measured, BOOKINGS).await;
    story.warm_up().await;
    let endpoint = Endpoint::at(&measured.endpoint_url);
    let stored_before = stored(&endpoint).await;
    story.go_on().await;
    let per_booking = (stored(&endpoint).await - stored_before) / BOOKINGS as usize;
    let result = json!({
        "command": COMMAND,
        "date": today().to_string(),
        "bookings": BOOKINGS,
        "storedBytes": per_booking,
        "queueMappings": template.matches("FunctionResponseTypes").count() - template.matches("BisectBatchOnFunctionError").count(),
        "steps": story.steps(),
    });
    fs::write(written, format!("{result:#}\n")).unwrap();
    running.stop().await;
}
