//! The clinic's own day: the midnight at which it ends, wherever no centre determines it.

use consulta::{
    domain::{
        account::{Actor, Role},
        figures::Scope,
    },
    service::{
        assignment, figures,
        invitation::{self, InvitationForm},
        last_day, setting,
    },
};

use crate::support::{Clinic, actor, email_of, on_both};

/// The stored ends of temporary care and proxies whose last day is the last of November.
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
    (care[0].until.expect("a last day").to_string(), trust[0].until.to_string())
}

on_both! {
    async fn a_last_day_ends_with_the_clinics_day_and_not_with_londons(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await.to_string();
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let directory = async || clinic.services.directory_for(&admin).await.expect("a directory");
        let zone = async || figures::zone(&*directory().await, Scope::default());

        let in_sydney = ends(&clinic, "Sid Ney", &admin, &doctor).await;
        assert_eq!(zone().await.name(), "Australia/Sydney", "that of the only centre");
        setting::set(&clinic.services, "clinic.time_zone", "Europe/Berlin").await.expect("set");
        let in_berlin = ends(&clinic, "Ber Lin", &admin, &doctor).await;

        assert_eq!(in_sydney, ("2026-11-30T13:00:00Z".to_owned(), "2026-11-30T13:00:00Z".to_owned()));
        assert_eq!(in_berlin, ("2026-11-30T23:00:00Z".to_owned(), "2026-11-30T23:00:00Z".to_owned()));
        assert_eq!(zone().await.name(), "Europe/Berlin");
        let centre = Scope { centre: Some(clinic.centre), ..Scope::default() };
        assert_eq!(figures::zone(&*directory().await, centre).name(), "Australia/Sydney", "a centre counts by its own");
        setting::set(&clinic.services, "clinic.time_zone", "Mars/Olympus").await.expect_err("no zone");
    }
}

on_both! {
    async fn a_last_day_of_an_earlier_version_is_moved_once_and_revives_nothing(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await.to_string();
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        ends(&clinic, "Sid Ney", &admin, &doctor).await;
        ends(&clinic, "Lap Sed", &admin, &doctor).await;
        // As it was stored: midnight in UTC. The second one's trust has ended, by the same clock.
        clinic.run("update care_relationship set until = 1796083200").await;
        clinic.run("update proxy_invitation set until = case when id = (select min(id) from proxy_invitation) \
            then 1796083200 else 1795305600 end").await;
        clinic.run("insert into utc_last_day (what, row_id) select 'relationship', id from care_relationship").await;
        clinic.run("insert into utc_last_day (what, row_id) select 'invitation', id from proxy_invitation").await;

        assert_eq!(last_day::mend(&clinic.services).await.expect("moved"), 4);
        assert_eq!(last_day::mend(&clinic.services).await.expect("nothing left"), 0);

        let sums = "select cast((select sum(until) from care_relationship) + (select sum(until) from proxy_invitation) as bigint)";
        // Three end at 13:00 UTC on the last of November; one ended on the 22nd and stays as it was.
        assert_eq!(clinic.test.count(sums).await, 3 * 1_796_043_600 + 1_795_305_600);
    }
}
