//! Hosts the functions of this context on AWS Lambda: the template's `Handler` picks one.

use platform::runtime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), runtime::Error> {
    runtime::start(notice::build).await
}
