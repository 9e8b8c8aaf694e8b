//! What a request costs: how often each function calls tables and other functions. The table is the one in
//! `docs/performance.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod counting;
mod story;
mod targets;

use std::{collections::BTreeSet, path::Path};

use counting::{Costs, line};
use story::Story;
use targets::TARGETS;

/// The rows of the table in the document.
fn written() -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/performance.md");
    let text = std::fs::read_to_string(file).expect("docs/performance.md");
    let (_, table) = text.split_once("| function | calls |\n| --- | --- |\n").expect("the table of calls");
    table.lines().take_while(|line| line.starts_with('|')).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_costs_what_is_written_and_what_was_aimed_at() {
    let mut costs = Costs::start(&[]).await;
    let mut story = Story::begin(&mut costs).await;
    story.pay(&mut costs).await;
    story.look(&mut costs).await;
    story.end(&mut costs).await;
    let mut impatient = Costs::start(&[("HoldSeconds", "1")]).await;
    story::expire(&mut impatient).await;
    let mut rows = costs.rows;
    rows.append(&mut impatient.rows);

    let mut missed = Vec::new();
    for (target, names) in TARGETS {
        for name in *names {
            let cost = rows.get(*name).unwrap_or_else(|| panic!("{name} is not counted"));
            missed.extend((targets::of(cost) != *target).then_some((name, cost)));
        }
    }
    let table: BTreeSet<String> = rows.iter().map(line).collect();
    let shown = rows.iter().map(line).collect::<Vec<_>>().join("\n");
    assert!(missed.is_empty(), "not what was aimed at: {missed:?}\n{shown}");
    // What reads only, writes nothing.
    let aimed: BTreeSet<&str> = TARGETS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    for (name, cost) in rows.iter().filter(|(name, _)| !aimed.contains(name.as_str())) {
        assert!(cost.keys().all(|operation| ["GetItem", "Query"].contains(&operation.as_str())), "{name}: {cost:?}");
    }
    assert!(table == written(), "docs/performance.md has other costs than these:\n{shown}");
}
