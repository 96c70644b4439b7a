//! `consulta seed` on both databases: the plan is stored faithfully, and can be used at once.

use consulta::{
    domain::{
        account::{Password, Role},
        ids::PractitionerId,
        rating::Subject,
        seed::{
            DEMO_ADMINISTRATOR, DEMO_AUDITOR, DEMO_MANAGER, DEMO_PATIENT, DEMO_PRACTITIONER, DEMO_RECEPTIONIST,
            SeedSize,
        },
    },
    service::{
        Services, account, agenda,
        clock::Clock,
        seed::{self, DEMO_PASSWORD, SeedOptions, SeedReport},
        sign_in::{Attempt, sign_in},
    },
    storage::invariant,
};

use crate::support::{Clinic, TestDb, at, monday_morning, on_both};

const SIZE: SeedSize = SeedSize { practitioners: 12, patients: 60, appointments: Some(700) };

fn options() -> SeedOptions {
    SeedOptions { size: SIZE, seed: 7, password: DEMO_PASSWORD.to_owned() }
}

async fn seeded(test: &TestDb) -> Services {
    let services = Services::new(test.db.clone(), Clock::fixed(monday_morning()));
    let report = seed::run(&services, &options()).await.unwrap_or_else(|e| panic!("{e}"));
    assert!(matches!(report, SeedReport::Stored { size: SIZE, .. }), "{report}");
    services
}

on_both! {
    async fn every_row_of_the_plan_is_stored(test) {
        seeded(&test).await;

        assert_eq!(test.count("select count(*) from practitioner").await, 12);
        assert_eq!(test.count("select count(*) from patient").await, 60);
        assert_eq!(test.count("select count(*) from account").await, 12 + 60 + 4);
        assert_eq!(test.count("select count(*) from account_role").await, 12 + 60 + 4);
        assert!(test.count("select count(*) from receptionist_centre").await > 0);
        assert_eq!(test.count("select count(*) from appointment").await, 700);
        assert_eq!(test.count("select count(*) from centre c where not exists
            (select 1 from affiliation f where f.centre_id = c.id)").await, 0);
        assert_eq!(test.count("select count(*) from affiliation f where not exists
            (select 1 from weekly_hours h where h.affiliation_id = f.id)").await, 0);
        assert_eq!(test.count("select version from directory_version").await, 2);
        // What the next start would have to fill in, person by person.
        assert_eq!(test.count("select count(*) from account where search_name = '' or given_name = ''").await, 0);
        assert_eq!(test.count("select count(*) from account where phone <> '' and phone_number = ''").await, 0);
    }
}

on_both! {
    async fn both_people_of_an_appointment_own_its_cells_unless_it_was_cancelled(test) {
        seeded(&test).await;

        let cancelled = test.count("select count(*) from appointment where status = 'cancelled'").await;
        assert!(cancelled > 0);
        let cells = "
            select cast(
                (select sum((ends_at - starts_at) / 300) from appointment where status <> 'cancelled')
                + (select sum((ends_at - starts_at) / 300) from appointment
                    where status <> 'cancelled' and session_id is null)
                + (select sum((ends_at - starts_at) / 300) from group_session)
            as bigint)";
        assert_eq!(test.count("select count(*) from claim").await, test.count(cells).await);
        let astray = "
            select count(*)
            from claim c
            join appointment a on a.id = c.appointment_id
            where a.status = 'cancelled'
            or c.resource_id not in (a.patient_id, a.practitioner_id)
            or c.cell * 300 < a.starts_at
            or c.cell * 300 + 300 > a.ends_at";
        assert_eq!(test.count(astray).await, 0);
    }
}

on_both! {
    async fn every_appointment_has_its_history(test) {
        seeded(&test).await;

        let lasts_agree = "
            select count(*)
            from appointment a
            join appointment_event e on e.appointment_id = a.id
            where e.id = (select max(id) from appointment_event where appointment_id = a.id)
            and e.to_status = a.status";
        let firsts = "select count(*) from appointment_event where from_status is null
            and to_status in ('booked', 'pending')";
        assert_eq!(test.count(lasts_agree).await, 700);
        assert_eq!(test.count(firsts).await, 700);
    }
}

on_both! {
    async fn the_demo_people_sign_in_with_the_password_that_is_told(test) {
        let services = seeded(&test).await;

        for (identifier, role) in [
            (DEMO_PATIENT, Role::Patient),
            (DEMO_PRACTITIONER, Role::Practitioner),
            (DEMO_RECEPTIONIST, Role::Receptionist),
            (DEMO_MANAGER, Role::Manager),
            (DEMO_AUDITOR, Role::Auditor),
            (DEMO_ADMINISTRATOR, Role::Administrator),
        ] {
            let password = Password::attempt(DEMO_PASSWORD);
            let who = sign_in(&services, Attempt { identifier, password, address: "192.0.2.1", device: "" }).await;
            let who = who.expect("signed in");
            assert_eq!((who.roles, who.must_change_password), (vec![role], false));
        }
        let patient = test.count("select id from account where email = 'patient@demo.example'").await;
        let actor = crate::support::actor(consulta::domain::ids::AccountId(patient), &[Role::Patient]);
        assert!(!agenda::of_patient(&services, &actor, 1).await.expect("a list").upcoming.is_empty());
    }
}

on_both! {
    async fn the_averages_are_those_of_the_ratings_that_are_stored(test) {
        let services = seeded(&test).await;
        let totals = services.averages().await.expect("averages");

        let (mut ratings, mut stars) = (0, 0);
        for id in 1..=12 {
            let average = totals.of(Subject::Practitioner(PractitionerId(id)));
            (ratings, stars) = (ratings + i64::from(average.ratings), stars + i64::from(average.stars));
        }
        assert!(ratings > 50, "{ratings} ratings");
        assert_eq!(test.count("select count(*) from rating where practitioner_id is not null").await, ratings);
        let sum = "select cast(sum(stars) as bigint) from rating where practitioner_id is not null";
        assert_eq!(test.count(sum).await, stars);
        let mut conn = test.db.read().await.expect("a connection");
        let broken = invariant::broken(&mut conn, monday_morning().as_second()).await.expect("looked through");
        assert!(broken.iter().all(|(name, _)| !name.contains("total")), "{broken:?}");
    }
}

on_both! {
    async fn a_clinic_in_the_middle_of_its_day_breaks_no_rule(test) {
        let services = Services::new(test.db.clone(), Clock::fixed(at("14:15")));
        let report = seed::run(&services, &options()).await.expect("seeded");
        assert!(matches!(report, SeedReport::Stored { .. }), "{report}");

        let mut conn = test.db.read().await.expect("a connection");
        let broken = invariant::broken(&mut conn, at("14:15").as_second()).await.expect("looked through");
        assert_eq!(broken, Vec::new());
        drop(conn);
        assert!(test.count("select count(*) from encounter").await > 0);
        let begun = "select count(*) from appointment where status in ('checked-in', 'fulfilled')";
        assert_eq!(test.count("select count(*) from encounter").await, test.count(begun).await);
        assert_eq!(test.count("select count(*) from group_session where seats_taken = 5").await, 1);
    }
}

on_both! {
    async fn a_clinic_that_does_well_breaks_no_rule(test) {
        let services = Services::new(test.db.clone(), Clock::fixed(at("14:15")));
        let size = SeedSize { practitioners: 12, patients: 300, appointments: None };
        let report = seed::run(&services, &SeedOptions { size, ..options() }).await.expect("seeded");
        assert!(matches!(report, SeedReport::Stored { .. }), "{report}");

        let mut conn = test.db.read().await.expect("a connection");
        let broken = invariant::broken(&mut conn, at("14:15").as_second()).await.expect("looked through");
        assert_eq!(broken, Vec::new());
        drop(conn);
        let with_reasons = "select count(*) from appointment_event where to_status = 'cancelled' and reason <> ''";
        assert!(test.count(with_reasons).await > 0);
        let christmas = "select count(*) from closure where centre_id is null and starts = '2026-12-25T00:00:00'
            and ends = '2026-12-26T00:00:00'";
        assert_eq!(test.count(christmas).await, 1);
        assert_eq!(test.count("select count(*) from receptionist_centre").await, 1);
        assert_eq!(test.count("select count(*) from contact_message").await, 3);
        assert_eq!(test.count("select count(*) from application where status = 'received'").await, 1);
        let told = "select count(*) from notice n join account a on a.id = n.account_id
            where a.email in ('patient@demo.example', 'practitioner@demo.example') and n.read_at is null";
        assert!(test.count(told).await > 1);
        assert!(test.count("select count(*) from rating where answer <> ''").await > 0);
        let noted_twice = "select count(*) from (
            select e.patient_id
            from note_version v
            join entry e on e.id = v.entry_id
            group by e.patient_id, v.body
            having count(*) > 1
        ) noted";
        assert_eq!(test.count(noted_twice).await, 0);
        assert_eq!(test.count("select count(*) from delivery").await, 0, "nothing is sent to anybody");
        let waiting = "select count(*) from waitlist_entry where status = 'waiting'
            and matched_version = (select version from directory_version where id = 1)";
        assert!(test.count(waiting).await > 0);
    }
}

on_both! {
    async fn records_are_written_by_who_would_write_them(test) {
        seeded(&test).await;

        let by_others = "
            select count(*)
            from prescription p
            join entry e on e.id = p.entry_id
            join practitioner o on o.id = e.author_id
            where o.profession not in ('General practitioner', 'Specialist', 'Dentist')";
        let kinds_for_demo = "
            select count(distinct e.kind)
            from entry e
            join account a on a.id = e.patient_id
            where a.email = 'patient@demo.example'";

        assert_eq!(test.count(by_others).await, 0);
        // Notes, measurements, a diagnosis, a prescription and a referral.
        assert_eq!(test.count(kinds_for_demo).await, 5);
        assert_eq!(test.count("select count(*) from referral").await, 1);
        assert_eq!(test.count("select count(*) from message").await, 4);
        let for_others = "
            select count(*)
            from note_version v
            join entry e on e.id = v.entry_id
            join account a on a.id = e.patient_id
            where a.email <> 'patient@demo.example'";
        assert!(test.count(for_others).await > 3, "the demo practitioner's patients have notes");
    }
}

on_both! {
    async fn new_rows_get_numbers_of_their_own(test) {
        let services = seeded(&test).await;

        let admin = account::create_admin(&services, "head@example.org", "Head", "correct horse battery").await;
        let clinic = Clinic::new(test).await;

        // Also an administrator, a receptionist, a manager and an auditor.
        assert_eq!(admin.expect("made").0, 12 + 60 + 4 + 1);
        assert!(clinic.centre.0 > 7);
    }
}

on_both! {
    async fn a_database_with_anything_in_it_is_left_alone(test) {
        let clinic = Clinic::new(test).await;

        let report = seed::run(&clinic.services, &options()).await.expect("a report");

        assert_eq!(report, SeedReport::NotEmpty);
        assert_eq!(clinic.test.count("select count(*) from account").await, 0);
        assert_eq!(clinic.test.count("select count(*) from centre").await, 1);
    }
}
