//! Hosts the hook on AWS Lambda.

use platform::runtime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), runtime::Error> {
    runtime::start(pre_traffic::build).await
}
