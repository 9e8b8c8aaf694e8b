//! Times cold starts: from exec of a bootstrap to its first `GET /2018-06-01/runtime/invocation/next`, for every function
//! of `template.yaml` and for an empty one, in turns, since only figures of one run compare.
//!
//! ```text
//! cargo build --workspace --bins --exclude local --exclude ops --profile lambda --target x86_64-unknown-linux-gnu
//! cargo run -p coldstart -- target/x86_64-unknown-linux-gnu/lambda
//! ```
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

mod functions;
mod start;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use functions::{Function, functions};
use start::milliseconds_to_first_request;

/// Compares the cold starts of all functions with that of an empty one.
#[derive(Parser)]
struct Arguments {
    /// Where the bootstraps are, by the names of their binaries.
    folder: PathBuf,
    /// How often each is started.
    #[arg(long, default_value_t = 15)]
    runs: usize,
    /// Fails if any takes more than so many times as long as the empty one.
    #[arg(long)]
    at_most: Option<f64>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let empty = Function { name: "(empty)".into(), binary: "empty-function".into() };
    let functions: Vec<Function> = std::iter::once(empty).chain(functions()?).collect();
    let mut times = vec![Vec::new(); functions.len()];
    for _ in 0..arguments.runs {
        for (function, times) in functions.iter().zip(&mut times) {
            times.push(milliseconds_to_first_request(&arguments.folder, function)?);
        }
    }
    let medians: Vec<f64> = times.into_iter().map(median).collect();
    println!("| function | exec → ready, median of {} | × empty |\n| --- | --- | --- |", arguments.runs);
    for (function, median) in functions.iter().zip(&medians) {
        println!("| {} | {median:.1} ms | {:.2} |", function.name, median / medians[0]);
    }
    let slowest = medians.iter().fold(0.0_f64, |slowest, median| slowest.max(median / medians[0]));
    match arguments.at_most {
        Some(limit) if slowest > limit => {
            anyhow::bail!("the slowest takes {slowest:.2} times as long as the empty one")
        }
        _ => Ok(()),
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
