//! This machine's own addresses: a client that is told `localhost` may take either.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use axum::Router;
use tokio::net::TcpListener;

use super::StartError;

/// How often another free port is tried: what is free on one address may be taken on the other.
const ATTEMPTS: usize = 20;

/// One port on 127.0.0.1, on `::1` where the machine has IPv6, and on another address that was asked for.
#[derive(Debug)]
pub struct Listeners {
    port: u16,
    all: Vec<TcpListener>,
}

impl Listeners {
    /// Listens on the port; 0 takes one that is free.
    pub async fn at(port: u16, other: Option<IpAddr>) -> Result<Self, StartError> {
        let mut attempts = 1..ATTEMPTS;
        loop {
            match Self::on_all(port, other).await {
                Err(StartError::PortTaken(_)) if port == 0 && attempts.next().is_some() => {}
                result => return result,
            }
        }
    }

    async fn on_all(port: u16, other: Option<IpAddr>) -> Result<Self, StartError> {
        let first = bind(Ipv4Addr::LOCALHOST.into(), port).await?;
        let local = first.local_addr();
        let port = local.map_err(|source| StartError::Listen { address: Ipv4Addr::LOCALHOST.into(), source })?.port();
        let mut all = vec![first];
        match bind(Ipv6Addr::LOCALHOST.into(), port).await {
            Ok(second) => all.push(second),
            Err(StartError::Listen { source, .. }) => tracing::debug!(error = %source, "no IPv6 here"),
            Err(error) => return Err(error),
        }
        if let Some(other) = other {
            all.push(bind(other, port).await?);
        }
        Ok(Self { port, all })
    }

    /// The base URL of what is served there.
    pub fn url(&self) -> String {
        format!("http://{}:{}", Ipv4Addr::LOCALHOST, self.port)
    }

    /// Each listener with what it is to serve.
    pub fn with(self, router: Router) -> impl Iterator<Item = (TcpListener, Router)> {
        self.all.into_iter().map(move |listener| (listener, router.clone()))
    }
}

async fn bind(address: IpAddr, port: u16) -> Result<TcpListener, StartError> {
    TcpListener::bind((address, port)).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken(port),
        _ => StartError::Listen { address, source },
    })
}
