//! The twenty earliest times over a clinic with a million appointments: in this process, where only the service layer is measured,
//! and as a page of the server.

use std::time::Duration;

use consulta::{
    domain::{
        account::Actor,
        ids::{AppointmentId, PractitionerId},
        slot::Slot,
    },
    service::{
        Services,
        clock::Clock,
        directory::Directory,
        earliest::{Earliest, EarliestRequest, earliest},
        monotonic,
    },
    storage::{
        claim::{self, Owner, Span},
        db::Db,
        error::StorageError,
    },
};
use jiff::{SignedDuration, ToSpan, tz::TimeZone};

use crate::{
    Failure,
    clinic::Clinic,
    figures::{Figures, Load, at},
    report::Report,
    scenarios::{Page, ask_pages, encode},
    server::{Database, Server, Size},
};

/// The size that the targets apply to.
const CLINIC: Size = Size { practitioners: 1_000, patients: 20_000, appointments: 1_000_000 };
const SPECIALTY: &str = "Dermatology";
const PAGES: Load = Load { connections: 16, requests: 800, rounds: 5 };
const IN_PROCESS: usize = 2_000;
/// Requested dates lie within this many days.
const AHEAD_DAYS: i64 = 90;
/// How long everyone is booked out in the worst case.
const BOOKED_OUT: SignedDuration = SignedDuration::from_hours(24 * 56);

pub async fn run(report: &mut Report) -> Result<(), Failure> {
    let database = Database::seed(CLINIC)?;
    eprintln!("a million appointments seeded in {:.1} s", database.seeded_in.as_secs_f64());
    let services = Services::new(Db::open_with(&database.url, crate::server::opening()).await?, Clock::System);
    let directory = services.directory_for(&Actor::Visitor).await.map_err(|e| format!("{e:?}"))?;
    let near_suburbs = requests(&directory);
    let target = Some(Duration::from_millis(5));
    in_process(report, &services, &directory, "dermatology near a suburb", &near_suburbs, target).await?;
    let gps: Vec<EarliestRequest> = near_suburbs
        .iter()
        .map(|request| EarliestRequest {
            profession: "General practitioner".into(),
            specialty: String::new(),
            ..request.clone()
        })
        .collect();
    in_process(report, &services, &directory, "a general practitioner near a suburb", &gps, None).await?;
    in_process(report, &services, &directory, "anybody anywhere", &[EarliestRequest::default()], None).await?;

    let clinic = Clinic::read(&database.url).await?;
    let server = Server::start(database).await?;
    let figures = page(&server, &clinic, PAGES).await?;
    report.scenario("earliest times page", &figures);
    report.at_most("earliest times page, p99 of 16 connections", Duration::from_millis(50), figures.p99);

    book_out(&services, &directory).await?;
    in_process(report, &services, &directory, "dermatology, booked out for 8 weeks", &near_suburbs, None).await
}

/// Dermatology near every suburb, from today and from later days.
fn requests(directory: &Directory) -> Vec<EarliestRequest> {
    let today = Clock::System.now().to_zoned(TimeZone::UTC).date();
    let suburbs = directory.index.suburbs().iter();
    let mut requests = Vec::new();
    for (n, suburb) in (0..).zip(suburbs) {
        let request = EarliestRequest {
            specialty: SPECIALTY.into(),
            suburb: suburb.name.clone(),
            nearby: true,
            page: 1,
            ..EarliestRequest::default()
        };
        let later = today.saturating_add((n * 37 % AHEAD_DAYS).days());
        requests.push(EarliestRequest { from: Some(later), ..request.clone() });
        requests.push(request);
    }
    requests
}

/// Measures sequentially, after a warm-up round.
async fn in_process(
    report: &mut Report,
    services: &Services,
    directory: &Directory,
    what: &str,
    requests: &[EarliestRequest],
    target: Option<Duration>,
) -> Result<(), Failure> {
    let mut latencies = Vec::new();
    let mut full = 0;
    for n in 0..requests.len() + IN_PROCESS {
        let asked = monotonic::now();
        let found = earliest(services, directory, &Actor::Visitor, &requests[n % requests.len()]).await;
        let took = asked.elapsed();
        let found = found.map_err(|e| format!("{what}: {e:?}"))?;
        check(&found)?;
        if n >= requests.len() {
            latencies.push(took);
            full += usize::from(found.times.len() == 20);
        }
    }
    latencies.sort_unstable();
    let (median, p99) = (at(&latencies, 50), at(&latencies, 99));
    eprintln!(
        "{what}, in process: median {median:.1?}, p99 {p99:.1?}, most {:.1?}, {full} of {IN_PROCESS} full",
        at(&latencies, 100)
    );
    let measured = format!("{median:.2?}, p99 {p99:.2?}");
    match target {
        Some(most) => {
            report.target(&format!("{what}, in process"), &format!("p99 at most {most:?}"), &measured, p99 <= most)
        }
        None => report.noted(&format!("{what}, in process"), &measured),
    }
    Ok(())
}

/// Whether an answer is plausible. The tests prove that it is right, against every week page.
fn check(found: &Earliest<'_>) -> Result<(), Failure> {
    let starts: Vec<_> = found.times.iter().map(|time| time.slot.starts_at).collect();
    let is_right = starts.is_sorted() && starts.len() <= 20 && !(starts.is_empty() && found.practitioners > 0);
    if is_right { Ok(()) } else { Err(format!("{} practitioners, {starts:?}", found.practitioners).into()) }
}

/// The page, for every suburb near which someone of the specialty has free times; it contains the last of the twenty.
pub async fn page(server: &Server, clinic: &Clinic, load: Load) -> Result<Figures, Failure> {
    let services = Services::new(Db::open_with(&server.database.url, crate::server::opening()).await?, Clock::System);
    let directory = services.directory_for(&Actor::Visitor).await.map_err(|e| format!("{e:?}"))?;
    let mut pages = Vec::new();
    let specialty = if clinic.practitioners.len() >= CLINIC.practitioners { SPECIALTY } else { "" };
    for request in requests(&directory) {
        let request = EarliestRequest { specialty: specialty.into(), ..request };
        let found = earliest(&services, &directory, &Actor::Visitor, &request).await.map_err(|e| format!("{e:?}"))?;
        let Some(last) = found.times.last() else { continue };
        let from = request.from.map(|date| format!("&from={date}")).unwrap_or_default();
        pages.push(Page {
            address: format!("/search?specialty={specialty}&suburb={}&sort=earliest{from}", encode(&request.suburb)),
            holds: vec![last.offering.practitioner.name.clone(), format!("slot={}\"", last.slot.starts_at.as_second())],
        });
    }
    ask_pages(server, load, &pages).await
}

/// Books out everyone of the specialty for weeks: the worst case for a search.
async fn book_out(services: &Services, directory: &Directory) -> Result<(), Failure> {
    let people = directory.practitioners().filter(|person| person.expertise.iter().any(|field| field == SPECIALTY));
    let people: Vec<PractitionerId> = people.map(|person| person.id).collect();
    let now = services.clock.now();
    let work = services.db.write((people, now), |tx, (people, now)| {
        Box::pin(async move {
            for person in people {
                let slot = Slot { starts_at: *now, ends_at: *now + BOOKED_OUT };
                // The patient of an appointment makes no difference to a search.
                claim::take(tx, Owner::Appointment(AppointmentId(1)), &[Span { resource: person.resource(), slot }])
                    .await?;
            }
            Ok::<_, StorageError>(())
        })
    });
    Ok(work.await?)
}
