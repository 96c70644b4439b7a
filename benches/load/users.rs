//! The administrator's list of users in a clinic of 100,000: each filter and sort order, and look-ups by name.

use std::time::Duration;

use crate::{
    Failure,
    clinic::Clinic,
    figures::{Load, run},
    report::Report,
    scenarios::{Page, encode},
    server::{Database, Server, Size},
};

const CLINIC: Size = Size { practitioners: 200, patients: 100_000, appointments: 0 };
const LOAD: Load = Load { connections: 16, requests: 320, rounds: 5 };
/// The filters and sort orders.
const ASKED: [&str; 9] = [
    "",
    "role=practitioner",
    "role=patient&status=active",
    "status=inactive",
    "sort=-name",
    "sort=email",
    "sort=-added",
    "q=an&role=patient&sort=-added",
    "q=example.org&status=active",
];

pub async fn run_all(report: &mut Report) -> Result<(), Failure> {
    let database = Database::seed(CLINIC)?;
    let clinic = Clinic::read(&database.url).await?;
    let cookie = clinic.sign_in_administrator().await?.cookie();
    let server = Server::start(database).await?;
    let lists = ASKED.iter().map(|query| Page { address: format!("/admin/users?{query}"), holds: Vec::new() });
    let people = clinic.practitioners.iter().take(20).map(|person| Page {
        address: format!("/admin/users?q={}", encode(&person.name)),
        holds: vec![person.name.split(' ').next().unwrap_or_default().to_owned()],
    });
    let pages: Vec<Page> = lists.chain(people).collect();
    let figures = run(&server, LOAD, async |connection, number| {
        let page = &pages[number % pages.len()];
        page.check(&connection.get(&page.address, &cookie).await?)
    })
    .await?;
    report.scenario("users, of 100,000", &figures);
    report.at_most("users, of 100,000, CPU", Duration::from_millis(50), figures.cpu);
    Ok(())
}
