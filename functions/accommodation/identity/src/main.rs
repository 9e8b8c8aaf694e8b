//! Hosts the function on AWS Lambda.

use platform::runtime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), runtime::Error> {
    runtime::start(identity::build).await
}
