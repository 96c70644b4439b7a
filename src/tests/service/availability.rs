//! Weeks: what is offered can be booked.

use consulta::{
    domain::{account::Actor, ids::PractitionerId},
    service::{
        availability::{self, WeekQuery},
        booking, hours,
    },
};

use crate::support::{Clinic, at, on_both, practitioner_actor};

fn first_week(clinic: &Clinic, practitioner: PractitionerId) -> WeekQuery {
    WeekQuery { practitioner, centre: clinic.centre, service: None, date: None, moving: None }
}

on_both! {
    async fn a_week_offers_what_is_open_and_free_and_not_over(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
        clinic.services.clock.set(at("09:10"));
        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");

        let week = availability::week(&clinic.services, &directory, &Actor::Visitor, first_week(&clinic, doctor))
            .await
            .expect("a week");

        let lengths: Vec<usize> = week.days.iter().map(|day| day.slots.len()).collect();
        // Sixteen half-hours; on Monday 09:00 is over and 09:30 is taken.
        assert_eq!(lengths, [14, 16, 16, 16, 16, 0, 0]);
        assert_eq!(week.next_free.map(|slot| slot.starts_at), Some(at("10:00")));
    }
}

on_both! {
    async fn closing_the_books_keeps_what_is_booked(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        hours::set_accepting(&clinic.services, &practitioner_actor(doctor), false).await.expect("closed");

        let directory = clinic.services.directory_for(&patient).await.expect("public");
        let week = availability::week(&clinic.services, &directory, &patient, first_week(&clinic, doctor)).await;
        assert!(week.expect("a week").days.iter().all(|day| day.slots.is_empty()));
        booking::appointment(&clinic.services, &patient, id).await.expect("still there");
    }
}
