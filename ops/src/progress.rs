//! How far a long command is, on standard error: a line that moves on a terminal, a plain line now and then elsewhere.

use std::{
    fmt,
    io::{IsTerminal, Write},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// How often a plain line is written: after as many.
const EVERY: u64 = 1_000;

/// Counts what is done.
#[derive(Debug)]
pub struct Progress {
    done: AtomicU64,
    shown: Shown,
}

#[derive(Debug)]
enum Shown {
    Moving(ProgressBar),
    Plain(&'static str),
    No,
}

impl Progress {
    /// Shows a count of `things`, such as `messages sent`.
    pub fn of(things: &'static str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { done: AtomicU64::new(0), shown: Shown::Plain(things) };
        }
        let bar = ProgressBar::new_spinner().with_message(things);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} {msg} ({per_sec}, {elapsed})") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { done: AtomicU64::new(0), shown: Shown::Moving(bar) }
    }

    /// Shows nothing.
    pub const fn hidden() -> Self {
        Self { done: AtomicU64::new(0), shown: Shown::No }
    }

    /// So many more are done.
    pub fn add(&self, more: u64) {
        let before = self.done.fetch_add(more, Ordering::Relaxed);
        match &self.shown {
            Shown::Moving(bar) => bar.inc(more),
            Shown::Plain(things) if before / EVERY != (before + more) / EVERY => {
                line(format_args!("{} {things}", before + more));
            }
            Shown::Plain(_) | Shown::No => {}
        }
    }

    /// Says something in between.
    pub fn say(&self, text: impl fmt::Display) {
        match &self.shown {
            Shown::Moving(bar) => bar.suspend(|| line(format_args!("{text}"))),
            Shown::Plain(_) => line(format_args!("{text}")),
            Shown::No => {}
        }
    }

    /// How many are done.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Shown::Moving(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn line(text: fmt::Arguments<'_>) {
    // Standard error may be closed: then nobody wants to know.
    let _ = writeln!(std::io::stderr(), "{text}");
}
