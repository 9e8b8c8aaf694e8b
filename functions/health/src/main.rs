//! Hosts these functions on AWS Lambda.

use platform::runtime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), runtime::Error> {
    runtime::start(health::build).await
}
