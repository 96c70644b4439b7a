//! The agreed wall time stays with its appointment, and is reported if its zone's rules change.

use consulta::service::{agreed_time, booking, reschedule};

use crate::support::{Clinic, at, on_both};

on_both! {
    async fn what_was_agreed_is_kept_with_the_instant_and_follows_a_move(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        const KEPT: &str = "
            select count(*) from appointment
            where time_zone = 'Australia/Sydney' and local_start = '2026-11-23T10:00:00'";
        assert_eq!(clinic.test.count(KEPT).await, 1);

        reschedule::reschedule(&clinic.services, &patient, id, clinic.centre, at("14:30")).await.expect("moved");

        assert_eq!(clinic.test.count("select count(*) from appointment where local_start = '2026-11-23T14:30:00'").await, 1);
        assert_eq!(agreed_time::check(&clinic.services).await.expect("checked"), []);
    }
}

on_both! {
    async fn an_appointment_that_a_zones_new_rules_would_shift_is_reported_and_left_alone(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        // As if it had been agreed under rules that put the clock an hour earlier.
        clinic.run("update appointment set local_start = '2026-11-23T09:00:00'").await;

        let drifted = agreed_time::check(&clinic.services).await.expect("checked");

        assert_eq!(drifted.len(), 1);
        assert_eq!((drifted[0].id, drifted[0].starts_at), (id, at("10:00")));
        assert_eq!(drifted[0].agreed.wall.to_string(), "2026-11-23T09:00:00");
        assert_eq!(drifted[0].shown.to_string(), "2026-11-23T10:00:00");
        let seen = booking::appointment(&clinic.services, &patient, id).await.expect("their own");
        assert_eq!(seen.slot.starts_at, at("10:00"));
    }
}

on_both! {
    async fn appointments_of_before_have_their_wall_time_written_down(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        clinic.run("update appointment set local_start = null, time_zone = null").await;

        let drifted = agreed_time::check(&clinic.services).await.expect("checked");

        assert_eq!(drifted, []);
        assert_eq!(clinic.test.count("select count(*) from appointment where local_start = '2026-11-23T10:00:00'").await, 1);
    }
}
