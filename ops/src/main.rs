//! The operator's commands.

use clap::Parser;
use ops::commands::Arguments;
use platform::config::Lookup;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    Ok(Arguments::parse().run(&Lookup::process(), &mut std::io::stdout().lock()).await?)
}
