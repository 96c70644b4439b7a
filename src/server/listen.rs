//! Connections: how many there may be, how long one may take to send its request, and how they end.

mod patience;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::timeout,
};
use tower::ServiceExt;

use self::patience::Patience;

/// The maximum size of a request head, in bytes: its address and its headers.
const LARGEST_HEAD: usize = 64 * 1024;
/// How long to wait if no connection can be accepted because the machine has run out of some resource.
const PAUSE: Duration = Duration::from_millis(200);

/// The limits on connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The maximum number; others wait to be accepted.
    pub connections: usize,
    /// How long a client may take to send the head of a request, and stay idle between two requests.
    pub head: Duration,
    /// How long a client may go without reading any of a response.
    pub stall: Duration,
    /// How long open connections may continue when the process is asked to stop.
    pub drain: Duration,
}

impl Default for Limits {
    /// Three quarters of the files that the process may open, at most 4,096: the database and documents need some too.
    fn default() -> Self {
        const MOST: u64 = 4_096;
        let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(MOST);
        let connections = (files / 4 * 3).clamp(16, MOST);
        Self {
            connections: usize::try_from(connections).unwrap_or(usize::MAX),
            head: Duration::from_secs(10),
            stall: Duration::from_secs(60),
            drain: Duration::from_secs(30),
        }
    }
}

/// Serves until `stop` completes. Then nothing new is accepted, `stopping` is called, open connections may finish within the limit,
/// and the rest are cut off.
pub async fn serve(
    listener: TcpListener,
    application: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
    stopping: impl FnOnce(),
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let (end, ended) = watch::channel(false);
    let mut open = JoinSet::new();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = open.join_next() => {}
            accepted = accept(&listener, &places) => {
                if let Some((stream, peer, place)) = accepted {
                    let connection = connection(stream, peer, application.clone(), limits, ended.clone());
                    open.spawn(async move {
                        let _place = place;
                        connection.await;
                    });
                }
            }
        }
    }
    drop(listener);
    tracing::info!(open = open.len(), "stopping");
    end.send_replace(true);
    stopping();
    let drained = timeout(limits.drain, async { while open.join_next().await.is_some() {} });
    if drained.await.is_err() {
        tracing::warn!(open = open.len(), "connections were cut off");
        open.shutdown().await;
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, place)),
        Err(e) => {
            tracing::warn!(error = %e, "a connection was not accepted");
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    application: Router,
    limits: Limits,
    mut ended: watch::Receiver<bool>,
) {
    // If this fails, responses merely arrive in larger pieces.
    stream.set_nodelay(true).ok();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        application.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(Patience::new(stream, limits.stall)), service);
    tokio::pin!(connection);
    let outcome = tokio::select! {
        outcome = &mut connection => outcome,
        () = async { drop(ended.wait_for(|ended| *ended).await) } => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(e) = outcome {
        tracing::debug!(error = %e, "a connection broke off");
    }
}
