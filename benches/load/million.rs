//! A clinic of a million appointments: its figures, its list of appointments by each filter, a backup while people book, and how
//! long it takes to put that back.

use std::{fs, time::Duration};

use jiff::{ToSpan, tz::TimeZone};

use crate::{
    Failure,
    clinic::Clinic,
    figures::{Load, run},
    report::Report,
    scenarios::{Page, bookings},
    server::{Database, Server, Size, command_beside},
};

const CLINIC: Size = Size { practitioners: 1_000, patients: 20_000, appointments: 1_000_000 };
const LOAD: Load = Load { connections: 1, requests: 20, rounds: 3 };
const BOOKINGS: Load = Load { connections: 16, requests: 750, rounds: 3 };

pub async fn run_all(report: &mut Report) -> Result<(), Failure> {
    let database = Database::seed(CLINIC)?;
    eprintln!("a million appointments seeded in {:.1} s", database.seeded_in.as_secs_f64());
    let clinic = Clinic::read(&database.url).await?;
    let cookie = clinic.sign_in_administrator().await?.cookie();
    let server = Server::start(database).await?;
    for (most, pages) in [(Duration::from_millis(200), figures()), (Duration::from_millis(50), lists(&clinic))] {
        for address in pages {
            let page = Page { address, holds: Vec::new() };
            let figures =
                run(&server, LOAD, async |connection, _| page.check(&connection.get(&page.address, &cookie).await?))
                    .await?;
            report.scenario(&page.address, &figures);
            report.at_most(&format!("{}, CPU", page.address), most, figures.cpu);
        }
    }
    let (alone, _) = bookings(&server, &clinic, BOOKINGS).await?;
    report.scenario("bookings, 16 clients", &alone);
    let clinic = Clinic::read(&server.database.url).await?;
    let folder = server.database.beside("backups").display().to_string();
    let (url, arguments) = (server.database.url.as_str(), ["backup", &folder]);
    let (beside, took) = tokio::join!(bookings(&server, &clinic, BOOKINGS), command_beside(url, &arguments));
    let ((beside, _), took) = (beside?, took?);
    report.scenario("bookings, beside a backup", &beside);
    report.times_at_most("bookings, p99 beside a backup and alone", 1.5, (alone.p99, beside.p99));
    report.noted("a backup of a million appointments", &format!("{took:.1?}"));
    let made = fs::read_dir(&folder)?.next().ok_or("there is no backup")??.path().display().to_string();
    let elsewhere = server.database.beside("restored").join("clinic.db");
    let took = command_beside(&format!("sqlite:{}", elsewhere.display()), &["restore", &made]).await?;
    report.at_most("putting it back", Duration::from_secs(60), took);
    let took = command_beside(url, &["audit", "verify"]).await?;
    report.noted("checking the audit", &format!("{took:.1?}"));
    Ok(())
}

fn figures() -> Vec<String> {
    [
        "",
        "?by=centre",
        "?by=service",
        "?centre=1",
        "?service=1",
        "?weeks=52",
        "?weeks=52&by=centre",
        "?weeks=52&by=service",
        "?weeks=52&centre=1",
    ]
    .map(|query| format!("/admin/figures{query}"))
    .into()
}

/// Each filter, and some together.
fn lists(clinic: &Clinic) -> Vec<String> {
    let person = clinic.practitioners.first().map_or(1, |person| person.id.0);
    let today = clinic.now.to_zoned(TimeZone::UTC).date();
    let (from, until) = (today.saturating_sub(90.days()), today.saturating_sub(60.days()));
    [
        String::new(),
        "?when=past".to_owned(),
        "?when=all".to_owned(),
        format!("?from={from}&until={until}"),
        "?when=all&status=cancelled".to_owned(),
        "?when=all&status=noshow".to_owned(),
        "?when=all&centre=1".to_owned(),
        format!("?when=all&practitioner={person}"),
        format!("?when=all&practitioner={person}&status=fulfilled"),
        format!("?when=all&practitioner={person}&first=true"),
        "?when=all&first=true".to_owned(),
        "?when=all&status=cancelled&how=declined".to_owned(),
        "?when=all&service=1".to_owned(),
        "?when=all&patient=an".to_owned(),
        "?when=past&sort=-when".to_owned(),
    ]
    .map(|query| format!("/admin/appointments{query}"))
    .into()
}
