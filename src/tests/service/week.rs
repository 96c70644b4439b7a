//! A centre's week: for those who manage the clinic and the desk there, without reasons.

use consulta::{
    domain::account::Role,
    error::AppError,
    service::{
        Failure, booking,
        week::{self, Opens},
    },
};
use jiff::{SignedDuration, civil::date};

use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

on_both! {
    async fn a_week_has_everyone_of_the_centre_by_day_and_is_shown_to_those_who_may_see_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let elsewhere = clinic.centre("1002", "West Clinic", "Australia/Perth").await;
        let patient = clinic.patient("Pat Ient").await;
        for (doctor, start) in [(ann, at("09:00")), (ann, at("10:00")), (ben, at("09:00") + SignedDuration::from_hours(24 * 2))] {
            booking::book(services, &patient, clinic.request(doctor, start)).await.expect("booked");
        }
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let manager = actor(clinic.account("Mona Manager", Role::Manager).await, &[Role::Manager]);
        let desk = clinic.receptionist("Rita Desk", clinic.centre).await;
        let of = async |who, centre, day| week::of_centre(services, who, centre, day).await;

        for (who, opens) in [(&admin, Opens::Settling), (&manager, Opens::Nothing), (&desk, Opens::Desk)] {
            let found = of(who, Some(clinic.centre), None).await.expect("allowed").expect("a week");
            assert_eq!((found.monday, found.opens), (date(2026, 11, 23), opens));
            let counts = |name: &str| {
                let line = found.practitioners.iter().find(|line| line.name == name).expect("works there");
                line.days.each_ref().map(Vec::len)
            };
            assert_eq!(counts("Ann Doctor"), [2, 0, 0, 0, 0, 0, 0]);
            assert_eq!(counts("Ben Doctor"), [0, 0, 1, 0, 0, 0, 0]);
            assert!(found.practitioners.iter().flat_map(|line| line.days.iter().flatten()).all(|one| one.reason.is_empty()));
        }
        let next = of(&admin, Some(clinic.centre), Some(date(2026, 12, 6))).await.expect("allowed").expect("a week");
        assert_eq!(next.monday, date(2026, 11, 30));
        assert!(next.practitioners.iter().all(|line| line.days.iter().all(Vec::is_empty)));
        assert!(of(&manager, Some(elsewhere), None).await.expect("allowed").is_some());
        let elsewhere = of(&desk, Some(elsewhere), None).await;
        assert!(matches!(elsewhere, Err(Failure::Refused(AppError::NotFound))));
        for who in [&patient, &practitioner_actor(ann)] {
            let refused = of(who, Some(clinic.centre), None).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}");
        }
        let seen = "select count(*) from audit_event where action in ('desk.read', 'appointment.list') and part like '%week of 2026-11-23'";
        assert_eq!(clinic.test.count(seen).await, 4);
    }
}
