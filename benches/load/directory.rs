//! Pages while the directory changes: in turns left alone, and while practitioners add hours, one of them a second. And a start
//! with a hundred thousand practitioners.

use std::time::Duration;

use consulta::{domain::directory::Practitioner, service::clock::Clock};
use jiff::{ToSpan, tz::TimeZone};

use crate::{
    Failure,
    client::Connection,
    clinic::{Clinic, Patient},
    figures::{Figures, Load, run, run_once},
    report::Report,
    scenarios::{Page, profile_pages, search_pages},
    server::{Database, Server, Size},
};

const LOAD: Load = Load { connections: 16, requests: 6_000, rounds: 1 };
const TURNS: usize = 5;
const MOST: f64 = 1.5;
const BETWEEN_EDITS: Duration = Duration::from_secs(1);
const MANY: Size = Size { practitioners: 100_000, patients: 1_000, appointments: 0 };

pub async fn run_all(report: &mut Report) -> Result<(), Failure> {
    for practitioners in [1_000, 10_000] {
        let size = Size { practitioners, patients: 2_000, appointments: 10 * practitioners };
        let database = Database::seed(size)?;
        let clinic = Clinic::read(&database.url).await?;
        let server = Server::start(database).await?;
        let editors = clinic.sign_in(clinic.practitioners.iter().map(|person| person.id.account())).await?;
        let mut edits = clinic.practitioners.iter().zip(&editors);
        for (name, pages) in [("search", search_pages(&clinic)), ("profile", profile_pages(&clinic))] {
            let what = format!("{name} page, {practitioners} practitioners");
            compare(report, &server, (&what, &pages), &mut edits).await?;
        }
    }
    let server = Server::start(Database::seed(MANY)?).await?;
    report.at_most("100,000 practitioners: start to the first page", Duration::from_secs(10), server.started_in);
    report.bytes("100,000 practitioners: memory", server.memory()?, 0);
    Ok(())
}

async fn compare<'c>(
    report: &mut Report,
    server: &Server,
    (what, pages): (&str, &[Page]),
    edits: &mut impl Iterator<Item = (&'c Practitioner, &'c Patient)>,
) -> Result<(), Failure> {
    let ask = async |connection: &mut Connection, number: usize| pages[number % pages.len()].ask(connection).await;
    run(server, Load { requests: pages.len(), ..LOAD }, &ask).await?;
    let [mut alone, mut beside] = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        alone.push(run_once(server, LOAD, &ask).await?);
        let mut made = 0;
        let asked = tokio::select! {
            asked = run_once(server, LOAD, &ask) => asked?,
            failed = edit_on(server, edits, &mut made) => return Err(failed),
        };
        eprintln!("{what}: {made} edits beside {} requests", asked.requests);
        beside.push(asked);
    }
    let [alone, beside] = [middle(alone), middle(beside)];
    report.scenario(what, &alone);
    report.scenario(&format!("{what}, one edit a second"), &beside);
    report.times_at_most(&format!("{what}, p99 with one edit a second and without"), MOST, (alone.p99, beside.p99));
    Ok(())
}

/// The turn with the median p99.
fn middle(mut turns: Vec<Figures>) -> Figures {
    turns.sort_unstable_by_key(|turn| turn.p99);
    turns.get(turns.len() / 2).copied().unwrap_or_default()
}

/// Has one practitioner after another add hours; ends only with a failure.
async fn edit_on<'c>(
    server: &Server,
    edits: &mut impl Iterator<Item = (&'c Practitioner, &'c Patient)>,
    made: &mut usize,
) -> Failure {
    for (person, editor) in edits {
        if let Err(failure) = edit(server, person, editor).await {
            return failure;
        }
        *made += 1;
        tokio::time::sleep(BETWEEN_EDITS).await;
    }
    "everyone has added hours".into()
}

async fn edit(server: &Server, person: &Practitioner, editor: &Patient) -> Result<(), Failure> {
    let Some(work) = person.affiliations.first() else { return Ok(()) };
    let date = Clock::System.now().to_zoned(TimeZone::UTC).date().saturating_add(200.days());
    let form = format!("affiliation={}&extra_date={date}&extra_from=05%3A00&extra_to=06%3A00", work.id);
    let address = format!("/as/{}/api/add_extra_hours", editor.account);
    let mut connection = Connection::open(server.address).await?;
    let response = connection.post_form(&address, "/practitioner/hours", &editor.cookie(), &form).await?;
    let location = response.header("location").unwrap_or_default();
    if !location.contains("added=1") {
        return Err(format!("hours: {} to {location:?}: {:.600}", response.status, response.text()).into());
    }
    Ok(())
}
