//! Administrators add and change centres; booked appointments keep their instants.

use consulta::{
    domain::{
        account::{Actor, Role},
        centre_form::CentreForm,
        form::{Field, FieldError, Problem},
        ids::CentreId,
    },
    error::AppError,
    service::{Failure, Outcome, Services, agreed_time, booking, centre},
};

use super::services::administrator;
use crate::support::{Clinic, actor, at, on_both, practitioner_actor, weekdays};

fn form(name: &str, abn: &str) -> CentreForm {
    CentreForm {
        name: name.into(),
        kind: "hospital".into(),
        address: "1 Quay St".into(),
        suburb: "Fremantle".into(),
        phone: "08 9431 1111".into(),
        abn: abn.into(),
        time_zone: "Australia/Perth".into(),
        zone_agreed: String::new(),
    }
}

async fn as_stored(services: &Services, admin: &Actor, id: CentreId) -> CentreForm {
    CentreForm::of(&centre::find(services, admin, id).await.expect("found").centre)
}

fn problems<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<FieldError> {
    match outcome {
        Err(Failure::Refused(AppError::Invalid(problems))) => problems,
        other => panic!("expected a refused form, got {other:?}"),
    }
}

on_both! {
    async fn a_new_centre_is_in_the_directory_at_once_and_in_that_of_other_processes(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let version = "select version from directory_version";
        let before = clinic.test.count(version).await;

        let saved = centre::save(&clinic.services, &admin, None, &form("Port Clinic", "51 824 753 556")).await;

        let saved = saved.expect("stored");
        let directory = clinic.services.directory_for(&admin).await.expect("read");
        let stored = directory.centre(saved.id).expect("in the directory");
        assert_eq!((stored.place().as_str(), stored.abn.as_str()), ("1 Quay St, Fremantle", "51824753556"));
        assert_eq!((stored.zone.name(), saved.under_new_zone), ("Australia/Perth", None));
        assert_eq!(clinic.test.count(version).await, before + 1);
        let audited = "select count(*) from audit_event where action = 'centre.add' and basis = 'administration'";
        assert_eq!(clinic.test.count(audited).await, 1);
    }
}

on_both! {
    async fn a_changed_centre_keeps_its_number_and_who_works_there(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        clinic.practitioner("Ann Doctor").await;
        let services = &clinic.services;

        let changed = CentreForm { name: "Bay Clinic".into(), phone: String::new(), ..as_stored(services, &admin, clinic.centre).await };
        let saved = centre::save(services, &admin, Some(clinic.centre), &changed).await.expect("stored");

        assert_eq!((saved.id, saved.under_new_zone), (clinic.centre, None));
        let listed = centre::find(services, &admin, clinic.centre).await.expect("found");
        assert_eq!((listed.centre.name.as_str(), listed.centre.abn.as_str()), ("Bay Clinic", "1001"));
        assert_eq!((listed.practitioners, listed.coming), (1, 0));
    }
}

on_both! {
    async fn another_time_zone_moves_no_appointment_and_has_to_be_agreed_to(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let services = &clinic.services;
        let booked = booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let form = CentreForm { time_zone: "Australia/Perth".into(), ..as_stored(services, &admin, clinic.centre).await };

        let asked = centre::save(services, &admin, Some(clinic.centre), &form).await;
        assert_eq!(problems(asked), [FieldError::new(Field::ZoneAgreed, Problem::Missing)]);
        let agreed = CentreForm { zone_agreed: "yes".into(), ..form };
        let saved = centre::save(services, &admin, Some(clinic.centre), &agreed).await.expect("stored");

        assert_eq!(saved.under_new_zone, Some(1));
        let kept = booking::appointment(services, &patient, booked).await.expect("their own");
        assert_eq!((kept.slot.starts_at, kept.zone.name()), (at("10:00"), "Australia/Perth"));
        let drifted = agreed_time::check(services).await.expect("checked");
        assert_eq!(drifted.iter().map(|one| one.id).collect::<Vec<_>>(), [booked]);
        let audited = "select count(*) from audit_event where action = 'centre.change_time_zone'";
        assert_eq!(clinic.test.count(audited).await, 1);
    }
}

on_both! {
    async fn the_booked_times_are_shown_on_both_clocks_before_the_time_zone_is_changed(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let services = &clinic.services;
        let other = clinic.patient("Sam Ient").await;
        for (who, time) in [(&patient, "11:00"), (&other, "10:00")] {
            booking::book(services, who, clinic.request(doctor, at(time))).await.expect("booked");
        }

        let shown = centre::booked_under(services, &admin, clinic.centre, "Australia/Perth").await.expect("a list");

        let walls: Vec<(String, String)> =
            shown.iter().map(|one| (one.before.time().to_string(), one.after.time().to_string())).collect();
        let wall = |before: &str, after: &str| (before.to_owned(), after.to_owned());
        assert_eq!(walls, [wall("10:00:00", "07:00:00"), wall("11:00:00", "08:00:00")]);
        assert_eq!(shown[0].practitioner, "Ann Doctor");
        for zone in ["Australia/Sydney", "Nowhere"] {
            let none = centre::booked_under(services, &admin, clinic.centre, zone).await.expect("a list");
            assert!(none.is_empty(), "{zone}");
        }
        let refused = centre::booked_under(services, &patient, clinic.centre, "Australia/Perth").await;
        assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))));
    }
}

on_both! {
    async fn no_time_zone_needs_anybody_at_two_centres_at_once(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let west = clinic.centre("1002", "West Clinic", "Australia/Perth").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        // In Perth these are hours that follow those in Sydney; in Sydney, the same hours.
        clinic.affiliate(doctor.account(), west, &weekdays("15:00", "17:00")).await;
        let services = &clinic.services;

        let form = CentreForm { time_zone: "Australia/Sydney".into(), ..as_stored(services, &admin, west).await };
        let refused = centre::save(services, &admin, Some(west), &form).await;

        assert_eq!(problems(refused), [FieldError::new(Field::TimeZone, Problem::Clash)]);
        assert_eq!(as_stored(services, &admin, west).await.time_zone, "Australia/Perth");
    }
}

on_both! {
    async fn a_name_and_a_business_number_are_of_one_centre_only(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let services = &clinic.services;
        centre::save(services, &admin, None, &form("Port Clinic", "51 824 753 556")).await.expect("stored");

        let (one, other) = (form("Port Clinic", "51 824 753 556"), form("Bay Clinic", "53 004 085 616"));
        let twice = centre::save(services, &admin, None, &one).await;
        assert_eq!(
            problems(twice),
            [FieldError::new(Field::CentreName, Problem::Taken), FieldError::new(Field::Abn, Problem::Taken)]
        );
        let renamed = CentreForm { name: "Port Clinic".into(), ..as_stored(services, &admin, clinic.centre).await };
        let renamed = centre::save(services, &admin, Some(clinic.centre), &renamed).await;
        assert_eq!(problems(renamed), [FieldError::new(Field::CentreName, Problem::Taken)]);
        // Two who add the same centre at once add one.
        let (first, second) = tokio::join!(
            centre::save(services, &admin, None, &other),
            centre::save(services, &admin, None, &other),
        );
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let missing = centre::save(services, &admin, Some(CentreId(999)), &form("Other", "53 004 085 616")).await;
        assert!(matches!(missing, Err(Failure::Refused(AppError::NotFound))), "{missing:?}");
    }
}

on_both! {
    async fn only_administrators_add_and_change_centres(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let services = &clinic.services;

        for who in [patient, practitioner_actor(doctor), actor(doctor.account(), &[Role::Patient])] {
            let forbidden = [
                centre::list(services, &who).await.map(drop),
                centre::find(services, &who, clinic.centre).await.map(drop),
                centre::save(services, &who, None, &form("Port Clinic", "51 824 753 556")).await.map(drop),
            ];
            for outcome in forbidden {
                assert!(matches!(outcome, Err(Failure::Refused(AppError::Forbidden))), "{outcome:?}");
            }
        }
    }
}
