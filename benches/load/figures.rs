//! Running a scenario over many connections at once, and its figures.

use std::{cell::Cell, time::Duration};

use consulta::service::monotonic;
use futures::future::{join_all, try_join_all};

use crate::{Failure, client::Connection, server::Server};

/// The amount of load in a scenario.
#[derive(Clone, Copy)]
pub struct Load {
    pub connections: usize,
    /// Per round.
    pub requests: usize,
    pub rounds: usize,
}

/// The maximum duration of a round.
const LONGEST_ROUND: Duration = Duration::from_secs(20);
pub const MEMORY_EVERY: Duration = Duration::from_millis(100);

/// The figures of one scenario: each is the median of the rounds; for memory, the maximum.
#[derive(Clone, Copy, Default)]
pub struct Figures {
    pub requests: usize,
    pub per_second: f64,
    pub median: Duration,
    pub p99: Duration,
    /// The server's processor time per request.
    pub cpu: Duration,
    pub memory: u64,
}

/// Sends requests over the connections, each as soon as the last is answered, after a warm-up round. `ask` gets the number of the
/// request, and fails if the answer is wrong.
pub async fn run(
    server: &Server,
    load: Load,
    ask: impl AsyncFn(&mut Connection, usize) -> Result<(), Failure>,
) -> Result<Figures, Failure> {
    let mut connections = connect(server, load.connections).await?;
    let warm_up = load.requests.min(load.connections * 8);
    round(server, &mut connections, 0..warm_up, &ask).await?;
    measure(server, &mut connections, load, &ask).await
}

/// The same without a warm-up round, for requests that cannot be repeated.
pub async fn run_once(
    server: &Server,
    load: Load,
    ask: impl AsyncFn(&mut Connection, usize) -> Result<(), Failure>,
) -> Result<Figures, Failure> {
    let mut connections = connect(server, load.connections).await?;
    measure(server, &mut connections, load, &ask).await
}

/// The percentile of sorted times.
pub fn at(sorted: &[Duration], percent: usize) -> Duration {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or_default()
}

async fn connect(server: &Server, count: usize) -> Result<Vec<Connection>, Failure> {
    try_join_all((0..count).map(|_| Connection::open(server.address))).await
}

async fn measure(
    server: &Server,
    connections: &mut [Connection],
    load: Load,
    ask: &impl AsyncFn(&mut Connection, usize) -> Result<(), Failure>,
) -> Result<Figures, Failure> {
    let mut rounds = Vec::new();
    for n in 0..load.rounds {
        let first = n * load.requests;
        rounds.push(round(server, connections, first..first + load.requests, ask).await?);
    }
    let middle = |figure: fn(&Figures) -> Duration| {
        let mut all: Vec<Duration> = rounds.iter().map(figure).collect();
        all.sort_unstable();
        all[all.len() / 2]
    };
    let mut speeds: Vec<f64> = rounds.iter().map(|round| round.per_second).collect();
    speeds.sort_unstable_by(f64::total_cmp);
    Ok(Figures {
        requests: rounds.iter().map(|round| round.requests).sum(),
        per_second: speeds[speeds.len() / 2],
        median: middle(|round| round.median),
        p99: middle(|round| round.p99),
        cpu: middle(|round| round.cpu),
        memory: rounds.iter().map(|round| round.memory).max().unwrap_or_default(),
    })
}

async fn round(
    server: &Server,
    connections: &mut [Connection],
    numbers: std::ops::Range<usize>,
    ask: &impl AsyncFn(&mut Connection, usize) -> Result<(), Failure>,
) -> Result<Figures, Failure> {
    let next = Cell::new(numbers.start);
    let cpu_before = server.cpu()?;
    let began = monotonic::now();
    let clients = connections.iter_mut().map(async |connection| {
        let mut latencies = Vec::new();
        while next.get() < numbers.end && began.elapsed() < LONGEST_ROUND {
            let number = next.replace(next.get() + 1);
            let asked = monotonic::now();
            ask(connection, number).await?;
            latencies.push(asked.elapsed());
        }
        Ok::<_, Failure>(latencies)
    });
    let mut most = 0;
    let watch = async {
        loop {
            most = most.max(server.memory().unwrap_or_default());
            tokio::time::sleep(MEMORY_EVERY).await;
        }
    };
    let done = tokio::select! {
        done = join_all(clients) => done,
        () = watch => Vec::new(),
    };
    let took = began.elapsed();
    let cpu = server.cpu()? - cpu_before;
    let mut latencies = Vec::new();
    for of_client in done {
        latencies.extend(of_client.map_err(|wrong| server.explain(&wrong))?);
    }
    latencies.sort_unstable();
    let count = latencies.len();
    Ok(Figures {
        requests: count,
        per_second: count as f64 / took.as_secs_f64(),
        median: at(&latencies, 50),
        p99: at(&latencies, 99),
        cpu: cpu / u32::try_from(count.max(1))?,
        memory: most,
    })
}
