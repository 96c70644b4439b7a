//! What pages offer their readers: nothing that would refuse them, and nothing twice.

use consulta::{
    domain::{account::Role, appointment::Step},
    service::{booking, cancel, visit},
};

use super::browser::{application, get};
use crate::support::{Clinic, actor, at, cookie, on_both, practitioner_actor};

on_both! {
    async fn only_whom_the_waiting_list_is_for_is_led_to_it(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let colleague = practitioner_actor(clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let app = application(&clinic.services);
        let (patients, colleagues) = (cookie(&clinic.services, &patient).await, cookie(&clinic.services, &colleague).await);
        let join = format!("/waitlist/join?practitioner={doctor}&amp;");

        for page in ["/search?q=ann".to_owned(), format!("/practitioners/{doctor}"), format!("/book/{doctor}")] {
            for (reader, is_for_them) in [("", true), (patients.as_str(), true), (colleagues.as_str(), false)] {
                let shown = get(&app, &page, reader).await.body;
                assert!(shown.contains("Ann Doctor"), "{page}: {shown}");
                assert_eq!(shown.contains(&join), is_for_them, "{page}: {shown}");
            }
        }
    }
}

on_both! {
    async fn a_week_that_reaches_beyond_the_horizon_says_how_far_that_is(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let app = application(&clinic.services);
        let week = format!("/book/{doctor}?centre={}&week=", clinic.centre);
        let told = "You can book up to 9 days ahead.";
        clinic.set("booking.horizon_days", "9").await;

        let this = get(&app, &format!("{week}2026-11-23"), "").await.body;
        let next = get(&app, &format!("{week}2026-11-30"), "").await.body;
        let beyond = get(&app, &format!("{week}2027-11-29"), "").await.body;

        assert!(!this.contains(told), "all of it can be booked");
        assert!(next.contains(told) && beyond.contains(told), "{beyond}");
    }
}

on_both! {
    async fn a_request_is_declined_and_what_is_booked_is_cancelled(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.confirmation", "approval").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("asked");
        let app = application(&clinic.services);
        let doctors = cookie(&clinic.services, &practitioner_actor(doctor)).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let admins = cookie(&clinic.services, &admin).await;
        let pages = [(format!("/appointments/{id}"), doctors), (format!("/admin/appointments/{id}"), admins)];

        for (page, reader) in &pages {
            let asked = get(&app, page, reader).await.body;
            assert!(asked.contains("Decline") && !asked.contains("Cancel appointment"), "{page}: {asked}");
        }
        visit::take_step(&clinic.services, &practitioner_actor(doctor), id, Step::Approve, "").await.expect("approved");
        for (page, reader) in &pages {
            let booked = get(&app, page, reader).await.body;
            assert!(booked.contains("Cancel appointment"), "{page}: {booked}");
        }
    }
}

on_both! {
    async fn who_cannot_read_a_record_has_no_access_that_could_be_removed(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let app = application(&clinic.services);
        let patients = cookie(&clinic.services, &patient).await;

        let before = get(&app, "/record/sharing", &patients).await.body;
        cancel::cancel(&clinic.services, &patient, id, "").await.expect("cancelled");
        let after = get(&app, "/record/sharing", &patients).await.body;

        assert!(before.contains("Ann Doctor") && before.contains("Remove access"), "{before}");
        assert!(after.contains("Ann Doctor") && !after.contains("Remove access"), "{after}");
    }
}
