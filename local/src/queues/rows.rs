//! Messages as rows: how they move between queues and receivers.

use rusqlite::{Row, Transaction, params};

use super::message::Message;
use crate::{arns, ids};

/// Moves visible messages that were received `most` times to the dead-letter queue.
pub fn bury(
    transaction: &Transaction<'_>,
    queue: &str,
    target: &str,
    most: u32,
    now: i64,
) -> Result<usize, rusqlite::Error> {
    transaction
        .prepare_cached(
            "UPDATE message SET queue = ?1, dead_letter_source = ?2, received = 0, first_received_ms = NULL,
                    receipt = NULL, visible_ms = ?3
             WHERE queue = ?4 AND visible_ms <= ?3 AND received >= ?5",
        )?
        .execute(params![target, arns::queue(queue), now, queue, most])
}

/// Takes the longest visible messages and hides them.
pub fn take(
    transaction: &Transaction<'_>,
    queue: &str,
    most: usize,
    now: i64,
    hidden_until: i64,
) -> Result<Vec<Message>, rusqlite::Error> {
    let mut select = transaction
        .prepare_cached("SELECT id FROM message WHERE queue = ? AND visible_ms <= ? ORDER BY visible_ms, id LIMIT ?")?;
    let ids = select.query_map(params![queue, now, most], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    let mut update = transaction.prepare_cached(
        "UPDATE message SET received = received + 1, first_received_ms = COALESCE(first_received_ms, ?1),
                receipt = ?2, visible_ms = ?3
         WHERE id = ?4
         RETURNING message_id, receipt, body, attributes, sent_ms, first_received_ms, received, dead_letter_source",
    )?;
    ids.into_iter()
        .map(|id| update.query_row(params![now, format!("{id}.{}", ids::fresh()), hidden_until, id], message))
        .collect()
}

fn message(row: &Row<'_>) -> Result<Message, rusqlite::Error> {
    let attributes: String = row.get(3)?;
    Ok(Message {
        id: row.get(0)?,
        receipt: row.get(1)?,
        body: row.get(2)?,
        attributes: serde_json::from_str(&attributes).unwrap_or_default(),
        sent_ms: row.get(4)?,
        first_received_ms: row.get(5)?,
        received: row.get(6)?,
        dead_letter_source: row.get(7)?,
    })
}

/// A receipt begins with the row's id, so that it is found without an index of receipts.
pub fn id_of(receipt: &str) -> Option<i64> {
    receipt.split('.').next()?.parse().ok()
}
