//! One look at everything.

use std::sync::{Mutex, PoisonError};

use aws_sdk_dynamodb::Client;
use futures::{StreamExt, TryStreamExt, stream};
use platform::{
    clock,
    store::{Segment, scan_items},
};

use super::{
    Options, Report,
    facts::{Facts, Table},
    rules,
};
use crate::{OpsError, Stack, dead_letters, progress::Progress, stack::Queue};

/// Reads all tables and queues, and checks what is there. Its findings are those of this look alone.
pub async fn look(stack: &Stack, options: &Options, progress: &Progress) -> Result<Report, OpsError> {
    let facts = Mutex::new(Facts::new(options, clock::now()));
    let client = stack.aws().dynamodb();
    let mut walks = Vec::new();
    for table in Table::ALL {
        let name = stack.table(table.name()).await?;
        for index in 0..options.segments.max(1) {
            let segment = Segment { index, of: options.segments.max(1) };
            walks.push(walk(&client, table, name.clone(), segment, &facts, progress));
        }
    }
    let at_once = walks.len();
    stream::iter(walks).buffer_unordered(at_once).try_collect::<()>().await?;
    let mut facts = facts.into_inner().unwrap_or_else(PoisonError::into_inner);
    look_at_queues(stack, &mut facts).await?;
    Ok(report(facts))
}

/// Checks what was read.
pub fn report(mut facts: Facts<'_>) -> Report {
    rules::check(&mut facts);
    let Facts { checks, read, leftovers, .. } = facts;
    let read = read.into_iter().map(|((table, kind), count)| (format!("{} {kind}", table.name()), count)).collect();
    Report { looks: 1, read, checks: checks.made(), leftovers, findings: checks.into_findings() }
}

/// Reads one segment of a table, page by page.
async fn walk(
    client: &Client,
    table: Table,
    name: String,
    segment: Segment,
    facts: &Mutex<Facts<'_>>,
    progress: &Progress,
) -> Result<(), OpsError> {
    let mut after = None;
    loop {
        let page = scan_items(client, &name, segment, after.as_deref()).await?;
        progress.add(page.items.len().try_into().unwrap_or_default());
        let mut facts = facts.lock().unwrap_or_else(PoisonError::into_inner);
        page.items.into_iter().for_each(|item| facts.take(table, item));
        drop(facts);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

async fn look_at_queues(stack: &Stack, facts: &mut Facts<'_>) -> Result<(), OpsError> {
    let graves: Vec<Queue> = dead_letters::find_all(stack).await?.into_iter().map(|grave| grave.queue).collect();
    for Queue { id, depth, .. } in stack.queues().await? {
        if graves.iter().any(|grave| grave.id == id) {
            facts.take_dead_letters(&id, depth);
        } else if depth > 0 {
            facts.leftovers.queues.insert(id, depth);
        }
    }
    Ok(())
}
