//! Programs' requests: free times by FHIR's `$find` over every practitioner, and lists of the REST API.

use std::time::Duration;

use consulta::{
    domain::{
        access_token::Scope,
        ids::{AccountId, PatientId},
    },
    service::{
        password::{digest, secret},
        personal_token::PREFIX,
    },
    storage::{
        appointment,
        personal_token::{self, NewToken},
    },
};
use jiff::{SignedDuration, Timestamp};

use crate::{
    Failure,
    clinic::{Bookable, Clinic},
    figures::{Load, run},
    report::Report,
    scenarios::{Page, ask_pages},
    server::Server,
};

/// The number of concurrent programs, each for its own patient: a single account would soon hit the rate limit.
const PROGRAMS: usize = 100;
const DAY: i64 = 24 * 3_600;

pub async fn run_all(server: &Server, clinic: &Clinic, load: Load, report: &mut Report) -> Result<u64, Failure> {
    let everyone = ask_pages(server, load, &among_all(clinic)).await?;
    report.scenario("$find, everyone's times of a week", &everyone);
    report.at_most("$find over 1,000 practitioners, p99 of 16 connections", Duration::from_millis(50), everyone.p99);
    let one = ask_pages(server, load, &clinic.bookable.iter().map(of_one).collect::<Vec<_>>()).await?;
    report.scenario("$find, one practitioner's", &one);
    let mut most = everyone.memory.max(one.memory);

    let programs = programs(clinic).await?;
    for (name, page) in [
        ("REST list of practitioners", practitioners as fn(&Program, usize) -> Page),
        ("REST list of one's own appointments", appointments),
    ] {
        let figures = run(server, load, async |connection, number| {
            let program = &programs[number % programs.len()];
            let page = page(program, number);
            page.check(&connection.get(&page.address, &program.header).await?)
        })
        .await?;
        report.scenario(name, &figures);
        report.at_most(&format!("{name}, CPU"), Duration::from_millis(1), figures.cpu);
        most = most.max(figures.memory);
    }
    Ok(most)
}

/// A week from today and from each of the following days, with anyone: always more results than are shown.
fn among_all(clinic: &Clinic) -> Vec<Page> {
    let page = |start: Timestamp| {
        let end = start + SignedDuration::from_secs(7 * DAY);
        Page {
            address: format!("/fhir/Appointment/$find?start={start}&end={end}&_count=50"),
            holds: vec!["More than 50 times are free".to_owned(), "\"proposed\"".to_owned()],
        }
    };
    let starts = (0..7).filter_map(|day| Timestamp::from_second(clinic.now.as_second() + day * DAY).ok());
    starts.map(page).collect()
}

/// The hours in which a practitioner is first free.
fn of_one(person: &Bookable) -> Page {
    let start = person.free[0].starts_at;
    let end = start + SignedDuration::from_hours(4);
    Page {
        address: format!("/fhir/Appointment/$find?start={start}&end={end}&practitioner=Practitioner/{}", person.id),
        holds: vec![person.name.clone(), format!("-{}\"", start.as_second())],
    }
}

/// A program with a patient's token.
struct Program {
    patient: PatientId,
    header: String,
}

fn practitioners(_: &Program, number: usize) -> Page {
    let page = number % 30 + 1;
    Page {
        address: format!("/api/v1/doctors?page={page}"),
        holds: vec!["\"profession\"".to_owned(), format!("\"page\":{page},")],
    }
}

fn appointments(program: &Program, _: usize) -> Page {
    Page { address: "/api/v1/appointments".to_owned(), holds: vec![format!("\"patient_id\":{},", program.patient)] }
}

/// Creates tokens for patients who have been here.
async fn programs(clinic: &Clinic) -> Result<Vec<Program>, Failure> {
    let mut programs = Vec::new();
    for patient in clinic.sign_in_patients(PROGRAMS * 5).await? {
        let patient = PatientId(patient.account.0);
        let past = appointment::past_of_patient(&mut clinic.db.read().await?, patient, clinic.now, 1, 0).await?;
        if !past.is_empty() {
            programs.push(Program { patient, header: token(clinic, patient.account()).await? });
        }
        if programs.len() == PROGRAMS {
            return Ok(programs);
        }
    }
    Err(format!("only {} patients have been here before", programs.len()).into())
}

/// The header with someone's token.
async fn token(clinic: &Clinic, account: AccountId) -> Result<String, Failure> {
    let sent = format!("{PREFIX}{}", secret());
    let now = clinic.now.as_second();
    let new = NewToken {
        account,
        epoch: 0,
        hash: digest(&sent),
        name: "load".to_owned(),
        scopes: vec![Scope::DirectoryRead, Scope::AppointmentsRead],
        expires_at: now + DAY,
    };
    let made = clinic.db.write((new, now), |tx, (new, now)| {
        Box::pin(async move { personal_token::insert(tx, new, *now).await.map(drop) })
    });
    made.await?;
    Ok(format!("Authorization: Bearer {sent}\r\n"))
}
