//! Answers of a payment gateway, from the first byte of HTTP on. What it did not say, is not taken for said.

use std::{net::SocketAddr, sync::LazyLock, time::Duration};

use accommodation_contracts::PaymentId;
use kernel::Won;
use payment::provider::{ChargeKey, HttpsProvider, Provider, Verdict};
use platform::outbound::{BaseUrl, BearerToken, RemoteApi, TrustStore};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{Target, wait};

pub const TARGET: Target = Target { name: "provider", seeds, run };

/// An answer that is not there by then never comes. Answers that ask for patience are asked for again until then.
const TIMEOUT: Duration = Duration::from_millis(40);

static KEY: LazyLock<ChargeKey> = LazyLock::new(|| ChargeKey::of(&PaymentId::parse("P-1").unwrap(), 1));

fn seeds() -> Vec<Vec<u8>> {
    let answer = |status: &str, word: &str| {
        let body = format!(r#"{{"reference":"P-1#1","status":"{word}"}}"#);
        let length = body.len();
        format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
            .into_bytes()
    };
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ref\r\n0\r\n\r\n";
    vec![
        answer("201 Created", "approved"),
        answer("402 Payment Required", "declined"),
        answer("200 OK", "failed"),
        answer("200 OK", "refunded"),
        answer("404 Not Found", "unknown"),
        answer("200 OK", "processing"),
        answer("503 Service Unavailable\r\nRetry-After: 1", "busy"),
        chunked.as_bytes().to_owned(),
    ]
}

fn run(input: &[u8]) {
    wait(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = provider(listener.local_addr().unwrap());
        let gateway = answer(&listener, input);
        let charging = async {
            let verdict = provider.charge(&KEY, Won::parse(100_000).unwrap(), None).await;
            (verdict, provider.find(&KEY).await)
        };
        let (charged, found) = tokio::select! {
            heard = charging => heard,
            () = gateway => unreachable!("it answers for ever"),
        };
        let says = |word: &str| contains(input, word) && contains(input, "P-1");
        if let Ok(verdict) = charged {
            assert!(says(word(verdict)), "{verdict:?} is made of {:?}", String::from_utf8_lossy(input));
        }
        if let Ok(Some(verdict)) = found {
            assert!(says(word(verdict)), "{verdict:?} is made of {:?}", String::from_utf8_lossy(input));
        }
    });
}

fn provider(address: SocketAddr) -> HttpsProvider {
    let base = BaseUrl::parse(&format!("http://{address}")).unwrap();
    HttpsProvider::new(RemoteApi::new(base, BearerToken::parse("key").unwrap(), TrustStore::empty()), TIMEOUT)
}

/// Answers whatever is asked with the input, one connection after the other.
async fn answer(listener: &TcpListener, input: &[u8]) {
    loop {
        let Ok((mut connection, _)) = listener.accept().await else { continue };
        let mut request = [0; 4_096];
        // Who is gone already wants no answer.
        let _ = connection.read(&mut request).await;
        let _ = connection.write_all(input).await;
        let _ = connection.shutdown().await;
    }
}

/// The word of the gateway for a verdict, as far as JSON cannot write it otherwise.
const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approved => "approved",
        Verdict::Declined => "declined",
        Verdict::NotCharged => "failed",
    }
}

/// Whether the text is there, or an escape with which JSON may have written it.
fn contains(input: &[u8], text: &str) -> bool {
    let escaped = input.windows(2).any(|pair| pair == b"\\u");
    escaped || input.windows(text.len()).any(|window| window == text.as_bytes())
}
