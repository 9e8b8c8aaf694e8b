//! `cargo run`: the whole system on this machine.

use std::{io::Write, net::IpAddr, path::PathBuf, process::ExitCode};

use clap::Parser;
use local::{Options, Running};
use platform::config::Lookup;
use tracing_subscriber::EnvFilter;

/// Hosts template.yaml on this machine: HTTP API, functions, tables, streams, bus and queues.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The template to host [default: template.yaml here, else the workspace's].
    #[arg(long)]
    template: Option<PathBuf>,
    /// Port of the HTTP API.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Listens on this address as well, for containers: whoever reaches it may do everything.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<IpAddr>,
    /// Keeps everything in this directory, so that it survives restarts.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Registers demo rooms.
    #[arg(long)]
    seed: bool,
    /// Values of the template's parameters, each an argument or several in one, as samconfig.toml has them.
    #[arg(long, num_args = 1.., value_name = "KEY=VALUE", value_parser = Overrides::parse)]
    parameter_overrides: Vec<Overrides>,
}

/// What one argument says of parameters.
#[derive(Debug, Clone)]
struct Overrides(Vec<(String, String)>);

impl Overrides {
    fn parse(text: &str) -> Result<Self, String> {
        let pair = |text: &str| {
            let pair = text.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
            pair.ok_or_else(|| format!("`{text}` is not KEY=VALUE"))
        };
        text.split_whitespace().map(pair).collect::<Result<_, _>>().map(Self)
    }
}

impl From<Arguments> for Options {
    fn from(arguments: Arguments) -> Self {
        let here = PathBuf::from("template.yaml");
        let found = arguments.template.or_else(|| here.is_file().then_some(here));
        Self {
            template: found.unwrap_or_else(|| Self::default().template),
            port: arguments.port,
            listen: arguments.listen,
            data_dir: arguments.data_dir,
            seed: arguments.seed,
            parameter_overrides: arguments.parameter_overrides.into_iter().flat_map(|Overrides(pairs)| pairs).collect(),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log(&Lookup::process());
    match run(arguments.into()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed: then nobody wants to know.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Logs to standard error, warnings and errors unless `RUST_LOG` says otherwise.
fn log(lookup: &Lookup) {
    // The database warns of every failed condition, and those are our rules at work.
    let filter = lookup.get("RUST_LOG").unwrap_or_else(|| "warn,dynoxide=error".to_owned());
    tracing_subscriber::fmt().with_env_filter(EnvFilter::new(filter)).with_writer(std::io::stderr).init();
}

async fn run(options: Options) -> anyhow::Result<()> {
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let persistent = options.data_dir.clone();
    let running = local::start(options).await?;
    std::io::stdout().write_all(greeting(&running, persistent).as_bytes())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminated.recv() => {}
    }
    running.stop().await;
    Ok(())
}

fn greeting(running: &Running, data_dir: Option<PathBuf>) -> String {
    let [url, endpoint_url] = [&running.url, &running.endpoint_url].map(|url| url.replace("127.0.0.1", "localhost"));
    let kept = data_dir.map_or_else(|| "in memory (--data-dir keeps it)".to_owned(), |dir| dir.display().to_string());
    format!(
        r#"HTTP API       {url}
AWS endpoints  {endpoint_url}
The API        {url}/docs   {url}/openapi.json
Data           {kept}
Development    {url}/dev/queues   {url}/dev/functions
               POST {url}/dev/schedules/<function>   what its schedule would do, at once
               POST {url}/dev/keys   another key signs tokens; DELETE forgets the older ones
               POST {url}/dev/faults   {{"function", "latencyMs", "errorRate", "throttleRate", "lossRate"}}
                                       {{"service": "dynamodb", "throttleRate", "lostAnswerRate", "conflictRate"}}

Is it there?
  curl {url}/health
A token for a customer (groups: customer, host, operator):
  TOKEN=$(curl -s {url}/dev/token -d '{{"sub":"c-1","name":"Hong","groups":["customer"]}}' | sed 's/.*"token":"//;s/".*//')
A first request:
  curl {url}/roomInfos -H "Authorization: Bearer $TOKEN"
What operators do: dead letters, replays
  cargo run -p ops -- --endpoint-url {url} dlq list

Ctrl-C stops it.
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_given_as_sam_has_them() {
        let pairs = [("Stage", "dev"), ("HoldSeconds", "1")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        for given in [["Stage=dev", "HoldSeconds=1"].as_slice(), &["Stage=dev  HoldSeconds=1"]] {
            let arguments = [["local", "--parameter-overrides"].as_slice(), given, &["--seed"]].concat();
            let arguments = Arguments::parse_from(arguments);
            assert!(arguments.seed);
            assert_eq!(Options::from(arguments).parameter_overrides, pairs);
        }
        assert!(Arguments::try_parse_from(["local", "--parameter-overrides", "Stage"]).is_err());
    }
}
