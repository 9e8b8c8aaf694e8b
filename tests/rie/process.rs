//! Processes of this machine, by their ids.

use std::{fs, path::Path, process::Command};

/// The processes that a process has started and that still run.
pub(crate) fn children_of(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").expect("the processes of this machine");
    let ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    ids.filter(|id| parent_of(*id) == Some(parent)).collect()
}

/// Who started a process; nothing where it has ended.
fn parent_of(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name before may have blanks and brackets of its own; the state and the parent follow it.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

/// Whether a process runs.
pub(crate) fn runs(id: u32) -> bool {
    Path::new(&format!("/proc/{id}")).exists()
}

/// Sends a process a signal, such as `TERM`. One that has ended meanwhile does not mind.
pub(crate) fn signal(id: u32, name: &str) {
    Command::new("kill").args(["-s", name, &id.to_string()]).status().expect("kill");
}
