//! Hosts the relay on AWS Lambda.

use platform::runtime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), runtime::Error> {
    runtime::start(outbox_relay::build).await
}
