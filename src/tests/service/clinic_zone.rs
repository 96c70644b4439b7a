//! The clinic's own day: whose midnight it ends at, wherever no centre says so.

use consulta::{
    domain::{
        account::{Actor, Role},
        figures::Scope,
    },
    service::{
        assignment, figures,
        invitation::{self, InvitationForm},
        setting,
    },
};

use crate::support::{Clinic, actor, email_of, on_both};

/// When temporary care and trust end whose last day is the last of November, as stored.
async fn ends(clinic: &Clinic, name: &str, admin: &Actor, doctor: &str) -> (String, String) {
    let patient = clinic.patient(name).await;
    let trusted = clinic.patient(&format!("Trusted {name}")).await;
    let (services, day) = (&clinic.services, "2026-11-30");
    assignment::assign(services, admin, &email_of(name), doctor, "temporary", day).await.expect("assigned");
    let email = email_of(&format!("Trusted {name}"));
    let form = InvitationForm { email: &email, scope: "summary", until: day, ..InvitationForm::default() };
    invitation::invite(services, &patient, form).await.expect("invited");

    let care = assignment::of_patient(services, admin, &email_of(name)).await.expect("found").relationships;
    let trust = invitation::received(services, &trusted).await.expect("their own");
    let shown = |second: i64| jiff::Timestamp::from_second(second).expect("an instant").to_string();
    (shown(care[0].until.expect("a last day")), shown(trust[0].until))
}

on_both! {
    async fn a_last_day_ends_with_the_clinics_day_and_not_with_londons(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await.to_string();
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let zone = async || figures::zone(&clinic.services.directory().await.expect("a directory"), Scope::default());

        let in_sydney = ends(&clinic, "Sid Ney", &admin, &doctor).await;
        assert_eq!(zone().await.name(), "Australia/Sydney", "that of the only centre");
        setting::set(&clinic.services, "clinic.time_zone", "Europe/Berlin").await.expect("set");
        let in_berlin = ends(&clinic, "Ber Lin", &admin, &doctor).await;

        assert_eq!(in_sydney, ("2026-11-30T13:00:00Z".to_owned(), "2026-11-30T13:00:00Z".to_owned()));
        assert_eq!(in_berlin, ("2026-11-30T23:00:00Z".to_owned(), "2026-11-30T23:00:00Z".to_owned()));
        assert_eq!(zone().await.name(), "Europe/Berlin");
        let centre = Scope { centre: Some(clinic.centre), ..Scope::default() };
        let directory = clinic.services.directory().await.expect("a directory");
        assert_eq!(figures::zone(&directory, centre).name(), "Australia/Sydney", "a centre counts by its own");
        setting::set(&clinic.services, "clinic.time_zone", "Mars/Olympus").await.expect_err("no zone");
    }
}
