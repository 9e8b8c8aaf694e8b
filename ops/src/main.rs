//! The operator's commands.

use std::{
    io::{Write, stderr, stdout},
    process::ExitCode,
};

use clap::Parser;
use ops::commands::Arguments;
use platform::config::Lookup;

#[tokio::main]
async fn main() -> ExitCode {
    match Arguments::parse().run(&Lookup::process(), &mut stdout().lock()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed: then nobody wants to know.
            let _ = writeln!(stderr(), "error: {}", platform::telemetry::chain(&error));
            ExitCode::FAILURE
        }
    }
}
