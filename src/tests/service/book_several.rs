//! Several people are booked on one day (S1-15): each at the first time that suits, in order, and no one twice.

use consulta::{
    domain::{
        account::Actor,
        ids::{AccountId, PractitionerId},
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure,
        book_several::{self, Wanted, Way},
        booking, notice,
    },
};
use jiff::Timestamp;

use super::services::administrator;
use crate::support::{Clinic, at, monday_morning, on_both, practitioner_actor};

const INTENT: &str = "a-day-of-its-own";

fn monday(clinic: &Clinic, practitioner: PractitionerId) -> Wanted {
    let date = "2026-11-23".parse().expect("a date");
    Wanted { centre: Some(clinic.centre), practitioner: Some(practitioner), service: None, date: Some(date) }
}

/// What each would get, and what is sent to book them.
async fn planned(
    clinic: &Clinic,
    admin: &Actor,
    practitioner: PractitionerId,
    ids: &[AccountId],
) -> (Vec<Option<Way>>, Vec<(AccountId, Timestamp)>) {
    let directory = clinic.services.directory().await.expect("a directory");
    let wanted = monday(clinic, practitioner);
    let plan = book_several::plan(&clinic.services, &directory, admin, wanted, ids).await.expect("a plan");
    let chosen = plan.planned.iter().filter_map(|one| match one.way {
        Some(Way::At(slot)) => Some((one.id, slot.starts_at)),
        _ => None,
    });
    (plan.planned.iter().map(|one| one.way).collect(), chosen.collect())
}

on_both! {
    async fn several_people_are_booked_in_order_and_told_and_no_one_twice(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let names = ["Pat Ient", "Una Other", "Tim Third"].map(str::to_owned);
        let patients = clinic.patients(&names).await;
        let mut ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).collect();
        ids.push(doctor.account());
        // Who is elsewhere at nine comes later.
        booking::book(services, &patients[0], clinic.request(other, at("09:00"))).await.expect("booked");
        let target = clinic.target(doctor, monday_morning());

        let (ways, chosen) = planned(&clinic, &admin, doctor, &ids).await;
        let done = book_several::carry_out(services, &admin, &target, &chosen, INTENT).await.expect("done");
        let again = book_several::carry_out(services, &admin, &target, &chosen, INTENT).await.expect("nothing more");

        assert_eq!(chosen, [(ids[0], at("09:30")), (ids[1], at("09:00")), (ids[2], at("10:00"))]);
        assert_eq!(ways[3], Some(Way::NoPatient));
        assert!(done.iter().chain(&again).all(|one| one.outcome == Ok(())), "{done:?} {again:?}");
        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 4);
        for patient in &patients[1..] {
            let told = notice::latest(services, patient).await.expect("own notices");
            let booked = told.iter().filter(|one| one.kind == NoticeKind::AppointmentBooked).count();
            assert_eq!(booked, 1, "{told:?}");
        }
    }
}

on_both! {
    async fn a_time_that_was_taken_meanwhile_is_refused_to_that_person_only(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names = ["Pat Ient", "Una Other", "Tim Third"].map(str::to_owned);
        let patients = clinic.patients(&names).await;
        let ids: Vec<AccountId> = patients[..2].iter().filter_map(Actor::id).collect();
        let (_, chosen) = planned(&clinic, &admin, doctor, &ids).await;
        booking::book(services, &patients[2], clinic.request(doctor, at("09:00"))).await.expect("booked");
        let target = clinic.target(doctor, monday_morning());

        let done = book_several::carry_out(services, &admin, &target, &chosen, INTENT).await.expect("done");

        assert_eq!(done.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Pat Ient", "Una Other"]);
        assert!(matches!(done[0].outcome, Err(AppError::Booking { .. })), "{done:?}");
        assert_eq!(done[1].outcome, Ok(()));
        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 2);
        let directory = services.directory().await.expect("a directory");
        for who in [&patients[0], &practitioner_actor(doctor)] {
            let looked = book_several::plan(services, &directory, who, monday(&clinic, doctor), &ids).await;
            assert!(matches!(looked, Err(Failure::Refused(AppError::Forbidden))), "{looked:?}");
            let tried = book_several::carry_out(services, who, &target, &chosen, INTENT).await;
            assert!(matches!(tried, Err(Failure::Refused(AppError::Forbidden))), "{tried:?}");
        }
    }
}
