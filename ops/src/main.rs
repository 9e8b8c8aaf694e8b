//! The operator's commands.

use std::{io::Write, process::ExitCode};

use clap::Parser;
use ops::commands::Arguments;
use platform::{config::Lookup, telemetry::chain};

#[tokio::main]
async fn main() -> ExitCode {
    match Arguments::parse().run(&Lookup::process(), &mut std::io::stdout().lock()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed: then the code says it all.
            let _ = writeln!(std::io::stderr(), "Error: {}", chain(&error));
            ExitCode::from(error.exit_code())
        }
    }
}
