//! Running a scenario from many connections at once, and the figures of it.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use futures::future::{join_all, try_join_all};

use crate::{Failure, client::Connection, server::Server};

/// How much of a scenario.
#[derive(Clone, Copy)]
pub struct Load {
    pub connections: usize,
    /// In each round.
    pub requests: usize,
    pub rounds: usize,
}

/// No round lasts longer.
const LONGEST_ROUND: Duration = Duration::from_secs(20);
pub const MEMORY_EVERY: Duration = Duration::from_millis(100);

/// Of one scenario: each figure is the median of the rounds, memory the most.
#[derive(Clone, Copy, Default)]
pub struct Figures {
    pub requests: usize,
    pub per_second: f64,
    pub median: Duration,
    pub p99: Duration,
    /// The server's processor time for each request.
    pub cpu: Duration,
    pub memory: u64,
}

/// Has the connections ask, each as soon as it has its last answer, after a round that does not count. `ask` gets the
/// number of the request, and fails when the answer is wrong.
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

/// The same without a round that does not count, for what cannot be repeated.
pub async fn run_once(
    server: &Server,
    load: Load,
    ask: impl AsyncFn(&mut Connection, usize) -> Result<(), Failure>,
) -> Result<Figures, Failure> {
    let mut connections = connect(server, load.connections).await?;
    measure(server, &mut connections, load, &ask).await
}

/// Which of the sorted times so many percent of them are below.
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
    let began = Instant::now();
    let clients = connections.iter_mut().map(async |connection| {
        let mut latencies = Vec::new();
        while next.get() < numbers.end && began.elapsed() < LONGEST_ROUND {
            let number = next.replace(next.get() + 1);
            let asked = Instant::now();
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
