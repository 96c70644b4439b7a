//! What a person reads on the way to an appointment and away from it, without JavaScript: each page says what is so, and has no
//! button that only fails.

use consulta::service::{booking, cancel, visit};
use jiff::SignedDuration;

use super::browser::{application, cookies_of, get, post_form};
use crate::support::{Clinic, PASSWORD, at, cookie, email_of, on_both, practitioner_actor};

on_both! {
    async fn a_time_that_one_has_oneself_leads_to_its_appointment_and_not_to_a_button(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Some Other").await);
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let app = application(&clinic.services);
        let address = format!("/book/{doctor}?centre={}&slot={}", clinic.centre, at("10:00").as_second());

        let own = get(&app, &address, &cookie(&clinic.services, &patient).await).await.body;
        let others = get(&app, &address, &cookie(&clinic.services, &other).await).await.body;

        assert!(own.contains("You already have an appointment at this time."));
        assert!(own.contains(&format!("href=\"/appointments/{id}\"")));
        assert!(others.contains("This time is no longer free.") && others.contains("Nearest free times"));
        for page in [own, others] {
            assert!(!page.contains("Book 10:00") && !page.contains("Repeat this appointment"));
        }
    }
}

on_both! {
    async fn a_cancellation_that_is_sent_twice_ends_at_the_cancelled_appointment_twice(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let app = application(&clinic.services);
        let browser = cookie(&clinic.services, &patient).await;

        for _ in 0..2 {
            let answer = post_form(&app, "/api/cancel_appointment", &browser, &format!("id={id}")).await;
            assert!(answer.location().ends_with(&format!("/appointments/{id}?cancelled=1")), "{answer:?}");
        }
        let page = get(&app, &format!("/appointments/{id}/cancel"), &browser).await.body;

        assert!(page.contains("This appointment is cancelled"));
        assert_eq!(clinic.test.count("select count(*) from appointment_event where to_status = 'cancelled'").await, 1);
    }
}

on_both! {
    async fn whoever_comes_too_late_to_move_hears_so_and_until_when_it_was_possible(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.cancel_cutoff_min", "30").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        clinic.services.clock.set(at("10:00") - SignedDuration::from_mins(29));
        let app = application(&clinic.services);
        let (mine, theirs) =
            (cookie(&clinic.services, &patient).await, cookie(&clinic.services, &practitioner_actor(doctor)).await);
        let moving = format!("/book/{doctor}?centre={}&moving={id}", clinic.centre);
        let there = format!("{moving}&slot={}", at("14:00").as_second());

        for address in [&moving, &there] {
            let page = get(&app, address, &mine).await.body;
            assert!(page.contains("This appointment can't be moved"), "{address}");
            assert!(page.contains("You can move it online until 30 minutes before it starts."), "{address}");
            assert!(!page.contains("Move to 14:00"), "{address}");
        }
        let cancel = get(&app, &format!("/appointments/{id}/cancel"), &mine).await.body;
        assert!(cancel.contains("You can cancel online until 30 minutes before it starts."));
        let staff = get(&app, &there, &theirs).await.body;
        assert!(staff.contains("Move to 14:00") && staff.contains("Why are you moving it?"));
        let form = format!("id={id}&centre={}&slot={}&reason=", clinic.centre, at("14:00").as_second());
        let silent = post_form(&app, "/api/reschedule_appointment", &theirs, &form).await;
        assert!(!silent.location().contains("moved=1"), "{silent:?}");
        let said = post_form(&app, "/api/reschedule_appointment", &theirs, &(form + "an+emergency")).await;
        assert!(said.location().contains("moved=1"), "{said:?}");
    }
}

on_both! {
    async fn a_request_is_called_one_and_says_when_nobody_answered_it(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.confirmation", "approval").await;
        clinic.set("booking.pending_hours", "1").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("15:00"))).await.expect("asked");
        let app = application(&clinic.services);
        let (mine, theirs) =
            (cookie(&clinic.services, &patient).await, cookie(&clinic.services, &practitioner_actor(doctor)).await);

        let asked = get(&app, "/notices", &theirs).await.body;
        clinic.services.clock.set(clinic.services.clock.now() + SignedDuration::from_hours(1));
        visit::lapse_requests(&clinic.services).await.expect("looked through");
        // An hour is longer than staff stay signed in unused.
        let theirs = cookie(&clinic.services, &practitioner_actor(doctor)).await;
        let lapsed = get(&app, "/notices", &theirs).await.body;

        assert!(asked.contains("New request") && asked.contains("Pat Ient has asked for"));
        assert!(lapsed.contains("A request has lapsed"));
        for browser in [&mine, &theirs] {
            let page = get(&app, &format!("/appointments/{id}"), browser).await.body;
            assert!(page.contains("answered in time, so it has lapsed"));
        }
        let called_off = booking::book(&clinic.services, &patient, clinic.request(doctor, at("16:00"))).await.expect("asked");
        cancel::cancel(&clinic.services, &patient, called_off, "").await.expect("cancelled");
        assert!(!get(&app, &format!("/appointments/{called_off}"), &mine).await.body.contains("it has lapsed"));
    }
}

on_both! {
    async fn a_full_day_is_refused_with_the_limit_and_the_day(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_per_patient_per_day", "1").await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        booking::book(&clinic.services, &patient, clinic.request(ann, at("10:00"))).await.expect("booked");
        let app = application(&clinic.services);

        let address = format!("/book/{ben}?centre={}&slot={}", clinic.centre, at("14:00").as_second());
        let page = get(&app, &address, &cookie(&clinic.services, &patient).await).await.body;

        assert!(page.contains("This clinic allows one appointment a day, and you have one on Monday 23 November 2026."));
        assert!(page.contains("Nearest free times") && !page.contains("Book 14:00"));
    }
}

on_both! {
    async fn what_was_typed_is_there_again_when_the_dates_of_a_series_are_and_its_confirmation_names_them(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let app = application(&clinic.services);
        let browser = cookie(&clinic.services, &patient).await;
        let (centre, week) = (clinic.centre, SignedDuration::from_hours(7 * 24));
        let slot = at("10:00").as_second();

        let form = format!("practitioner={doctor}&centre={centre}&slot={slot}&reason=Sore+knee&show_every=1&show_times=3");
        let led = post_form(&app, "/api/show_series", &browser, &form).await;
        let address = led.location().trim_start_matches("http://clinic.example").to_owned();
        let review = get(&app, &address, &browser).await.body;
        let taken = clinic.patient("Tom Taken").await;
        let third = at("10:00") + week * 2;
        booking::book(&clinic.services, &taken, clinic.request(doctor, third)).await.expect("booked");
        let keep: Vec<String> = (0..2).map(|n| format!("&keep[{n}]={}", (at("10:00") + week * n).as_second())).collect();
        let form = format!("practitioner={doctor}&centre={centre}&slot={slot}&every=1&times=3&intent=12345678{}", keep.concat());
        let booked = post_form(&app, "/api/book", &browser, &form).await;
        let address = booked.location().trim_start_matches("http://clinic.example").to_owned();
        let page = get(&app, &address, &browser).await.body;

        assert!(review.contains("Sore knee") && review.contains("Book these times"));
        assert!(page.contains("All times in this series") && page.contains("Left out"), "{address}");
        assert!(page.contains("Not available") && page.contains("What happens next"), "{page}");
        assert!(page.contains("https://www.openstreetmap.org/search?query="), "{page}");
        for date in ["23 November 2026", "30 November 2026", "7 December 2026"] {
            assert!(page.contains(date), "{date}");
        }
    }
}

on_both! {
    async fn what_a_practitioner_must_agree_to_is_requested_and_not_booked(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.confirmation", "approval").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let app = application(&clinic.services);
        let browser = cookie(&clinic.services, &patient).await;
        let address = format!("/book/{doctor}?centre={}&slot={}", clinic.centre, at("10:00").as_second());

        let one = get(&app, &address, &browser).await.body;
        let series = get(&app, &format!("{address}&every=1&times=3"), &browser).await.body;

        assert!(one.contains("Request 10:00") && !one.contains("Book 10:00"), "{one}");
        assert!(series.contains("Request these times") && series.contains("requested together"), "{series}");
    }
}

on_both! {
    async fn who_moves_anothers_appointment_reads_whose_it_is(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let app = application(&clinic.services);
        let doctors = cookie(&clinic.services, &practitioner_actor(doctor)).await;
        let patients = cookie(&clinic.services, &patient).await;
        let picker = format!("/book/{doctor}?centre={}&moving={id}", clinic.centre);
        let review = format!("{picker}&slot={}", at("11:00").as_second());

        for page in [&picker, &review] {
            let theirs = get(&app, page, &doctors).await.body;
            assert!(theirs.contains("Pat Ient"), "{page}: {theirs}");
        }
        let own = get(&app, &picker, &patients).await.body;
        assert!(own.contains("moving an appointment.") && !own.contains("for Pat Ient"), "{own}");
        let list = get(&app, "/patient", &patients).await.body;
        assert!(list.contains("Move appointment") && list.contains(&format!("moving={id}")), "{list}");
    }
}

on_both! {
    async fn a_visitors_time_is_held_from_the_review_through_signing_in_to_the_booking(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.patient("Pat Ient").await;
        let other = clinic.patient("Some Other").await;
        let app = application(&clinic.services);
        let review = format!("/book/{doctor}?centre={}&slot={}", clinic.centre, at("10:00").as_second());
        let form = format!("practitioner={doctor}&centre={}&slot={}", clinic.centre, at("10:00").as_second());

        let looked = get(&app, &review, "").await.body;
        assert_eq!(clinic.test.count("select count(*) from hold").await, 0, "a page that is opened holds nothing");
        let led = post_form(&app, "/api/hold_time", "", &form).await;
        let visitor = cookies_of(&led);
        let registering = post_form(&app, "/api/hold_time", &visitor, &format!("{form}&register=1")).await;
        let again = get(&app, &review, &visitor).await.body;
        let others = get(&app, &review, &cookie(&clinic.services, &other).await).await.body;
        let sent = format!("identifier={}&password={}", email_of("Pat Ient"), PASSWORD.replace(' ', "+"));
        let signed_in = post_form(&app, "/api/sign_in", &visitor, &sent).await;
        let own = get(&app, &review, &cookies_of(&signed_in)).await.body;

        assert!(looked.contains("Sign in to book") && looked.contains("Create account"));
        assert!(led.location().contains("/sign-in?next=/book/"), "{led:?}");
        assert!(registering.location().contains("/register?next=/book/"), "{registering:?}");
        assert!(again.contains("holding this time for you until 08:10"), "{again}");
        assert!(others.contains("This time is no longer free."));
        assert!(own.contains("Book 10:00") && own.contains("holding this time for you until 08:10"), "{own}");
        assert_eq!(clinic.test.count("select count(*) from hold where visitor is null").await, 1);
        assert_eq!(clinic.test.count("select count(*) from hold").await, 1);
    }
}
