//! Bookings with SQLite, and with PostgreSQL from one process and from two, in turns.

use std::{fs, time::Duration};

use crate::{
    CLINIC, Failure,
    clinic::Clinic,
    figures::{Figures, Load},
    report::Report,
    scenarios::{bookings, share_of_bookings},
    server::{Database, Server},
};

const ALONE: Load = Load { connections: 100, requests: 600, rounds: 1 };
const EACH: Load = Load { connections: 50, requests: 300, rounds: 1 };
const TURNS: usize = 3;

pub async fn run_all(postgres: &str, report: &mut Report) -> Result<(), Failure> {
    let file = Server::start(Database::seed(CLINIC)?).await?;
    let first = Server::start(Database::seed_postgres(postgres, CLINIC)?).await?;
    let second = Server::start(first.database.again()?).await?;
    let mut sqlite = Vec::new();
    let [mut one, mut two] = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        // What was free before may be booked by now.
        let clinic = Clinic::read(&file.database.url).await?;
        sqlite.push(bookings(&file, &clinic, ALONE).await?.0);
        let clinic = Clinic::read(postgres).await?;
        let before = database_time();
        let alone = bookings(&first, &clinic, ALONE).await?.0;
        one.push((alone, database_time() - before));
        let clinic = Clinic::read(postgres).await?;
        let before = database_time();
        let both = tokio::try_join!(
            share_of_bookings(&first, &clinic, EACH, (0, 2)),
            share_of_bookings(&second, &clinic, EACH, (1, 2))
        )?;
        two.push((together(both.0.0, both.1.0), database_time() - before));
    }
    let middle = |mut all: Vec<Figures>| {
        all.sort_by(|one, other| one.per_second.total_cmp(&other.per_second));
        all[all.len() / 2]
    };
    let (one, time): (Vec<Figures>, Vec<Duration>) = one.into_iter().unzip();
    report.noted("PostgreSQL's own CPU for a booking, one process", &each(&one, &time));
    let (two, time): (Vec<Figures>, Vec<Duration>) = two.into_iter().unzip();
    report.noted("PostgreSQL's own CPU for a booking, two processes", &each(&two, &time));
    let [sqlite, one, two] = [sqlite, one, two].map(middle);
    report.scenario("bookings, SQLite", &sqlite);
    report.scenario("bookings, PostgreSQL, one process", &one);
    report.scenario("bookings, PostgreSQL, two processes", &two);
    let mut at_least = |what: &str, least: f64, times: f64| {
        report.target(what, &format!("at least {least} times"), &format!("{times:.2} times"), times >= least);
    };
    at_least("bookings a second, PostgreSQL to SQLite", 1.0, one.per_second / sqlite.per_second);
    at_least("bookings a second, two processes to one", 1.5, two.per_second / one.per_second);
    Ok(())
}

/// The figures of two that worked at once; times are the longer ones.
fn together(one: Figures, other: Figures) -> Figures {
    let half = |time: Duration| time / 2;
    Figures {
        requests: one.requests + other.requests,
        per_second: one.per_second + other.per_second,
        median: one.median.max(other.median),
        p99: one.p99.max(other.p99),
        cpu: half(one.cpu + other.cpu),
        memory: one.memory + other.memory,
    }
}

fn each(figures: &[Figures], time: &[Duration]) -> String {
    let requests: usize = figures.iter().map(|figures| figures.requests).sum();
    let time: Duration = time.iter().sum();
    format!("{:.2} ms", time.as_secs_f64() * 1e3 / requests.max(1) as f64)
}

/// The processor time of every process of a PostgreSQL on this machine.
fn database_time() -> Duration {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let stats = processes.filter_map(|process| fs::read_to_string(process.path().join("stat")).ok());
    let of = |stat: String| {
        let (name, fields) = stat.rsplit_once(')')?;
        let fields = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
        name.ends_with("(postgres").then(|| fields.sum::<u64>())
    };
    Duration::from_millis(stats.filter_map(of).sum::<u64>() * 10)
}
