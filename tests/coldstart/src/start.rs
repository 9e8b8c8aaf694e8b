//! Starts a bootstrap as Lambda does, and waits for its first request.

use std::{
    io::{BufRead, BufReader, ErrorKind},
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::functions::Function;

/// Settings that any of the functions wants. None of them is used before the first event.
const SETTINGS: [(&str, &str); 25] = [
    ("AWS_REGION", "ap-northeast-2"),
    ("AWS_ACCESS_KEY_ID", "test"),
    ("AWS_SECRET_ACCESS_KEY", "test"),
    ("AWS_SESSION_TOKEN", "test"),
    ("AWS_LAMBDA_FUNCTION_NAME", "function"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
    ("AWS_LAMBDA_LOG_GROUP_NAME", "group"),
    ("AWS_LAMBDA_LOG_STREAM_NAME", "stream"),
    ("TABLE_NAME", "table"),
    ("CHARGE_PAYMENT_FUNCTION", "function"),
    ("BEGIN_PAYMENT_FUNCTION", "function"),
    ("CONFIRM_PAYMENT_FUNCTION", "function"),
    ("PAYMENT_FACTS_FUNCTION", "function"),
    ("SAVE_PROMOTION_FUNCTION", "function"),
    ("CLOSE_ROOM_FUNCTION", "function"),
    ("REVOKE_PROMOTION_FUNCTION", "function"),
    ("HOLD_TIMER_QUEUE_URL", "https://sqs.ap-northeast-2.amazonaws.com/1/timer"),
    ("SETTLE_QUEUE_URL", "https://sqs.ap-northeast-2.amazonaws.com/1/settle"),
    ("RECONCILE_AFTER_SECONDS", "300"),
    ("POLICY_VERSION", "1"),
    ("EVENT_BUS_NAME", "bus"),
    ("PARKED_QUEUE_URL", "https://sqs.ap-northeast-2.amazonaws.com/1/parked"),
    ("VERSION", "1"),
    ("AWS_LAMBDA_LOG_LEVEL", "WARN"),
];

/// Far below what is measured.
const PAUSE: Duration = Duration::from_micros(20);

/// Milliseconds from exec to the first request for work.
pub fn milliseconds_to_first_request(folder: &Path, function: &Function) -> Result<f64> {
    let api = TcpListener::bind("127.0.0.1:0")?;
    let start = Instant::now();
    let mut bootstrap = Command::new(folder.join(&function.binary))
        .env_clear()
        .envs(SETTINGS)
        .env("AWS_LAMBDA_RUNTIME_API", api.local_addr()?.to_string())
        .env("_HANDLER", &function.name)
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("{} cannot be started", function.binary))?;
    // One that ends before it asks for work would be waited for in vain.
    api.set_nonblocking(true)?;
    let connection = loop {
        match api.accept() {
            Ok((connection, _)) => break connection,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                let ended = bootstrap.try_wait()?;
                ensure!(ended.is_none(), "{} ends at once", function.name);
                thread::sleep(PAUSE);
            }
            Err(error) => return Err(error.into()),
        }
    };
    connection.set_nonblocking(false)?;
    let mut request = String::new();
    BufReader::new(connection).read_line(&mut request)?;
    let elapsed = start.elapsed();
    bootstrap.kill()?;
    bootstrap.wait()?;
    ensure!(request.contains("/invocation/next"), "{} asked for {request}", function.name);
    Ok(elapsed.as_secs_f64() * 1_000.0)
}
