//! Cost against size: the same requests to clinics of increasing size, each with its own database and server.

use std::path::Path;

use crate::{
    Failure,
    clinic::Clinic,
    earliest,
    figures::Load,
    plot::{Line, svg},
    scenarios,
    server::{Database, Server, Size},
};

const LOAD: Load = Load { connections: 4, requests: 1_500, rounds: 3 };

/// One point of each line, in microseconds of the server's processor time.
struct Cost {
    search: f64,
    week: f64,
    earliest: f64,
}

/// Measures both series; with `save`, plots them into this folder.
pub async fn run(save: Option<&Path>) -> Result<(), Failure> {
    let by_appointments: Vec<(usize, Size)> = [1_000, 10_000, 100_000, 1_000_000]
        .map(|appointments| (appointments, Size { practitioners: 1_000, patients: 20_000, appointments }))
        .into();
    let by_practitioners: Vec<(usize, Size)> = [10, 30, 100, 300, 1_000]
        .map(|n| (n, Size { practitioners: n, patients: 20 * n, appointments: 100 * n }))
        .into();
    series("appointments", "Appointments, with 1,000 practitioners", &by_appointments, save).await?;
    series("practitioners", "Practitioners, each with 100 appointments", &by_practitioners, save).await
}

async fn series(name: &str, sizes: &str, all: &[(usize, Size)], save: Option<&Path>) -> Result<(), Failure> {
    println!(
        "\n| {name} | search page, server CPU | week fragment, server CPU | earliest times page, server CPU | seeded in |\n|---:|---:|---:|---:|---:|"
    );
    let mut costs = Vec::new();
    for (count, size) in all {
        let database = Database::seed(*size)?;
        let clinic = Clinic::read(&database.url).await?;
        let server = Server::start(database).await?;
        let micros = |figures: crate::figures::Figures| figures.cpu.as_secs_f64() * 1e6;
        let search = micros(scenarios::search_page(&server, &clinic, LOAD).await?);
        let week = micros(scenarios::week_fragment(&server, &clinic, LOAD).await?);
        let earliest = micros(earliest::page(&server, &clinic, LOAD).await?);
        let seeded = server.database.seeded_in.as_secs_f64();
        println!("| {count} | {search:.0} us | {week:.0} us | {earliest:.0} us | {seeded:.1} s |");
        costs.push((*count as f64, Cost { search, week, earliest }));
    }
    if let Some(folder) = save {
        let line = |name, cost: fn(&Cost) -> f64| Line {
            name,
            points: costs.iter().map(|(size, costs)| (*size, cost(costs))).collect(),
        };
        let draw = |file: &str, lines: &[Line]| -> Result<(), Failure> {
            let plot = svg("Server CPU for each request", sizes, lines)?;
            Ok(std::fs::write(folder.join(format!("{file}-by-{name}.svg")), plot)?)
        };
        draw("cost", &[line("Search page", |cost| cost.search), line("Week fragment", |cost| cost.week)])?;
        draw("earliest", &[line("Earliest times page", |cost| cost.earliest)])?;
    }
    Ok(())
}
