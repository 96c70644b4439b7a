//! A visitor's slot is held while they sign in, and no one can empty a calendar that way.

use consulta::{
    domain::{account::Actor, booking::BookingRefusal, ids::PractitionerId},
    error::AppError,
    service::{
        Failure, booking,
        hold::{self, HoldRequest, keep_for_visitor, take_over, visitors_until},
    },
};
use jiff::{SignedDuration, Timestamp};

use crate::support::{Clinic, at, monday_morning, on_both, practitioner_actor};

fn request(clinic: &Clinic, practitioner: PractitionerId, starts_at: Timestamp) -> HoldRequest {
    HoldRequest { target: clinic.target(practitioner, starts_at), moving: None }
}

/// Holds a slot for a visitor with this hold name, from this address.
async fn held(
    clinic: &Clinic,
    (visitor, address): (&str, &str),
    doctor: PractitionerId,
    wall: &str,
) -> Result<Option<Timestamp>, Failure> {
    let request = request(clinic, doctor, at(wall));
    keep_for_visitor(&clinic.services, &Actor::Visitor, (visitor, address), request).await
}

fn is_taken<T>(outcome: Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::Taken, .. })))
}

on_both! {
    async fn a_visitors_time_is_nobody_elses_and_becomes_their_accounts(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (mine, other) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let wanted = request(&clinic, doctor, at("10:00"));

        let until = held(&clinic, ("visitor-a", "192.0.2.1"), doctor, "10:00").await.expect("held");

        assert_eq!(until, Some(monday_morning() + SignedDuration::from_mins(10)));
        assert!(is_taken(hold::keep(&clinic.services, &other, wanted).await));
        assert!(is_taken(held(&clinic, ("visitor-b", "198.51.100.1"), doctor, "10:00").await));
        take_over(&clinic.services, &other, "visitor-b").await.expect("nothing to take over");
        assert!(is_taken(hold::keep(&clinic.services, &other, wanted).await));
        take_over(&clinic.services, &mine, "visitor-a").await.expect("theirs");
        let kept = hold::keep(&clinic.services, &mine, wanted).await.expect("kept");
        assert_eq!(kept, until, "what was promised stays promised");
        assert_eq!(visitors_until(&clinic.services, "visitor-a", &wanted.target).await.expect("an answer"), None);
        booking::book(&clinic.services, &mine, clinic.request(doctor, at("10:00"))).await.expect("booked");
        assert_eq!(clinic.test.count("select count(*) from hold").await, 0);
    }
}

on_both! {
    async fn what_whoever_signs_in_cannot_have_is_let_go(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        booking::book(&clinic.services, &patient, clinic.request(ben, at("10:00"))).await.expect("booked");
        let holds = async || clinic.test.count("select count(*) from hold").await;

        for who in [&patient, &practitioner_actor(ben)] {
            held(&clinic, ("visitor-a", "192.0.2.1"), ann, "10:00").await.expect("held");
            assert_eq!(holds().await, 1);
            take_over(&clinic.services, who, "visitor-a").await.expect("an answer");
            assert_eq!(holds().await, 0, "for {who:?}");
        }
        assert_eq!(clinic.test.count("select count(*) from claim where hold_id is not null").await, 0);
    }
}

on_both! {
    async fn a_visitor_holds_one_time_for_minutes_and_asking_again_does_not_extend_it(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let me = ("visitor-a", "192.0.2.1");
        let first = held(&clinic, me, doctor, "10:00").await.expect("held");

        clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(4));
        assert_eq!(held(&clinic, me, doctor, "10:00").await.expect("held"), first);
        held(&clinic, me, doctor, "11:00").await.expect("held instead");

        assert_eq!(clinic.test.count("select count(*) from hold").await, 1);
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("let go");
        clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(14));
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("11:00"))).await.expect("it has expired");
    }
}

on_both! {
    async fn visitors_together_hold_three_times_of_a_practitioner_and_the_rest_can_be_booked(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let mut times = Vec::new();

        for (n, wall) in ["09:00", "09:30", "10:00", "10:30", "11:00"].into_iter().enumerate() {
            let (visitor, address) = (format!("visitor-{n}"), format!("203.0.{n}.1"));
            times.push(held(&clinic, (&visitor, &address), doctor, wall).await.expect("an answer").is_some());
        }

        assert_eq!(times, [true, true, true, false, false]);
        assert_eq!(clinic.test.count("select count(*) from hold").await, 3);
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:30"))).await.expect("free");
    }
}

on_both! {
    async fn a_network_is_stopped_and_the_next_one_is_not(test) {
        let clinic = Clinic::new(test).await;
        let mut doctors = Vec::new();
        for n in 0..8 {
            doctors.push(clinic.practitioner(&format!("Doctor Number{n}")).await);
        }

        let mut of_one_network = Vec::new();
        for (n, doctor) in doctors.iter().enumerate() {
            let (visitor, address) = (format!("visitor-{n}"), format!("192.0.2.{n}"));
            of_one_network.push(held(&clinic, (&visitor, &address), *doctor, "10:00").await.expect("an answer").is_some());
        }
        let neighbour = held(&clinic, ("visitor-x", "198.51.100.1"), doctors[0], "11:00").await.expect("an answer");

        assert_eq!(of_one_network, [true, true, true, true, true, true, false, false]);
        assert!(neighbour.is_some());
    }
}

on_both! {
    async fn nothing_is_held_for_whoever_is_signed_in_nor_what_cannot_be_booked(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let wanted = request(&clinic, doctor, at("10:00"));

        let signed_in = keep_for_visitor(&clinic.services, &patient, ("visitor-a", "192.0.2.1"), wanted).await;
        let closed = held(&clinic, ("visitor-a", "192.0.2.1"), doctor, "08:30").await;
        clinic.set("booking.hold_minutes", "0").await;
        let switched_off = held(&clinic, ("visitor-a", "192.0.2.1"), doctor, "10:00").await;

        assert!(matches!(signed_in, Ok(None)));
        assert!(matches!(
            closed,
            Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::OutsideHours, .. }))
        ));
        assert!(matches!(switched_off, Ok(None)));
        assert_eq!(clinic.test.count("select count(*) from claim").await, 0);
    }
}

on_both! {
    async fn where_only_members_see_the_directory_visitors_hold_nothing(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("directory.visibility", "members").await;
        let doctor = clinic.practitioner("Ann Doctor").await;

        let refused = held(&clinic, ("visitor-a", "192.0.2.1"), doctor, "10:00").await;

        assert!(matches!(refused, Err(Failure::Refused(AppError::NotSignedIn))));
        assert_eq!(clinic.test.count("select count(*) from claim").await, 0);
    }
}
