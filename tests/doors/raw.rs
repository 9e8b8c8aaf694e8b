//! Requests that no HTTP client would send.

use std::time::Duration;

use reqwest::Url;
use system_tests::{System, patience};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// What the system answers to these bytes, status first: it closes the connection then.
pub async fn answer(system: &System, request: &[u8]) -> String {
    let url: Url = system.url().parse().expect("a URL");
    let address = (url.host_str().expect("a host"), url.port_or_known_default().expect("a port"));
    let mut connection = TcpStream::connect(address).await.expect("a connection");
    let exchange = async {
        // It may have had enough before it has read everything.
        let _ = connection.write_all(request).await;
        let mut answer = Vec::new();
        let _ = connection.read_to_end(&mut answer).await;
        answer
    };
    let answer = timeout(patience(Duration::from_secs(20)), exchange).await.expect("it answers and closes");
    String::from_utf8(answer).expect("UTF-8")
}

/// The status of an answer.
pub fn status(answer: &str) -> u16 {
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("no status: {answer:?}"))
}
