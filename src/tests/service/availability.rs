//! Hours and weeks: what is offered can be booked, and hours at two centres never clash.

use consulta::{
    domain::{
        account::{Actor, Role},
        form::{Field, FieldError, Problem},
        ids::PractitionerId,
    },
    error::AppError,
    service::{Failure, availability, booking},
};

use crate::support::{Clinic, at, on_both, practitioner_actor, weekdays, window};

on_both! {
    async fn a_week_offers_what_is_open_and_free_and_not_over(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
        clinic.services.clock.set(at("09:10"));
        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");

        let week = availability::week(&clinic.services, &directory, &Actor::Visitor, doctor, clinic.centre, None)
            .await
            .expect("a week");

        let lengths: Vec<usize> = week.days.iter().map(|day| day.slots.len()).collect();
        // Sixteen half-hours; on Monday 09:00 is over and 09:30 is taken.
        assert_eq!(lengths, [14, 16, 16, 16, 16, 0, 0]);
        assert_eq!(week.next_free.map(|slot| slot.starts_at), Some(at("10:00")));
    }
}

on_both! {
    async fn hours_that_clash_with_another_centre_are_refused(test) {
        let clinic = Clinic::new(test).await;
        let id = clinic.account("Ann Doctor", Role::Practitioner).await;
        let hill = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        clinic.affiliate(id, clinic.centre, &weekdays("09:00", "12:00")).await;
        let there = clinic.affiliate(id, hill, &weekdays("13:00", "17:00")).await;
        let me = practitioner_actor(PractitionerId(id.0));

        let clash = availability::save_hours(&clinic.services, &me, there, vec![window(1, "11:30", "15:00")]).await;
        let overlap = vec![window(1, "13:00", "15:00"), window(1, "14:00", "16:00")];
        let overlap = availability::save_hours(&clinic.services, &me, there, overlap).await;
        let fine = availability::save_hours(&clinic.services, &me, there, vec![window(1, "12:00", "15:00")]).await;

        for refused in [clash, overlap] {
            let Err(Failure::Refused(AppError::Invalid(problems))) = refused else { panic!("{refused:?}") };
            assert_eq!(problems, [FieldError::new(Field::Hours, Problem::Clash)]);
        }
        fine.expect("touching is not clashing");
        assert_eq!(clinic.test.count("select count(*) from weekly_hours").await, 6);
    }
}

on_both! {
    async fn nobody_changes_anothers_hours(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.account("Ann Doctor", Role::Practitioner).await;
        let hers = clinic.affiliate(ann, clinic.centre, &weekdays("09:00", "12:00")).await;
        let ben = clinic.practitioner("Ben Doctor").await;
        let patient = clinic.patient("Pat Ient").await;

        let by_ben = availability::save_hours(&clinic.services, &practitioner_actor(ben), hers, vec![]).await;
        let by_patient = availability::save_hours(&clinic.services, &patient, hers, vec![]).await;

        assert!(matches!(by_ben, Err(Failure::Refused(AppError::NotFound))));
        assert!(matches!(by_patient, Err(Failure::Refused(AppError::Forbidden))));
    }
}

on_both! {
    async fn closing_the_books_keeps_what_is_booked(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        availability::set_accepting(&clinic.services, &practitioner_actor(doctor), false).await.expect("closed");

        let directory = clinic.services.directory_for(&patient).await.expect("public");
        let week = availability::week(&clinic.services, &directory, &patient, doctor, clinic.centre, None).await;
        assert!(week.expect("a week").days.iter().all(|day| day.slots.is_empty()));
        booking::appointment(&clinic.services, &patient, id).await.expect("still there");
    }
}
