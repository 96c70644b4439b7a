//! The pages on the way to an appointment and away from it, without JavaScript: each page states the facts, and has no button that
//! can only fail.

use consulta::{
    domain::{booking::Target, service_form::ServiceForm},
    service::{booking, cancel, visit},
};
use jiff::SignedDuration;

use super::browser::{application, cookies_of, get, post_form};
use crate::service::services::{administrator, form, offered};
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
    async fn a_full_class_is_a_row_that_leads_to_the_waiting_list(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let class = ServiceForm { capacity: "2".into(), ..form("Class") };
        let class = offered(&clinic, &admin, &class, &[doctor]).await;
        let names: Vec<String> = (0..3).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        for (who, wall) in [(&patients[0], "15:00"), (&patients[1], "15:00"), (&patients[1], "16:00")] {
            let request = clinic.request_for(Target { service: Some(class), ..clinic.target(doctor, at(wall)) });
            booking::book(&clinic.services, who, request).await.expect("a place");
        }
        let app = application(&clinic.services);
        let address = format!("/book/{doctor}?centre={}&service={class}&week=2026-11-23", clinic.centre);
        let join = format!("/waitlist/join?practitioner={doctor}&amp;centre={}&amp;service={class}", clinic.centre);

        let visitors = get(&app, &address, "").await.body;
        let theirs = get(&app, &address, &cookie(&clinic.services, &patients[2]).await).await.body;
        let of_those_in_it = get(&app, &address, &cookie(&clinic.services, &patients[0]).await).await.body;

        for page in [&visitors, &theirs] {
            assert_eq!(page.matches("Full: join the waiting list").count(), 1, "one class is full");
            let (before, _) = page.split_once("Full: join the waiting list").expect("a row");
            let link = before.rsplit_once("<a ").expect("a link").1;
            assert!(link.contains("is-full") && link.contains(&join), "{link}");
            assert!(page.contains("1 of 2 left"), "and another has a place left");
            assert!(!page.contains(&format!("value=\"{}\"", at("15:00").as_second())), "it cannot be chosen");
        }
        assert!(!of_those_in_it.contains("Full: join the waiting list"));
        for (wall, left) in [("14:00", "group, in person, 2 of 2 left"), ("16:00", "group, in person, 1 of 2 left")] {
            let review = get(&app, &format!("{address}&slot={}", at(wall).as_second()), "").await.body;
            assert!(review.contains(left), "{wall}: {review}");
        }
    }
}

on_both! {
    async fn a_time_beyond_a_limit_is_refused_with_the_limit(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, holder) = (clinic.patient("Pat Ient").await, clinic.patient("Holder One").await);
        let visit = ServiceForm { notice: "3".into(), horizon: "2".into(), daily_cap: "1".into(), ..form("First visit") };
        let visit = offered(&clinic, &admin, &visit, &[doctor]).await;
        let request = clinic.request_for(Target { service: Some(visit), ..clinic.target(doctor, at("14:00")) });
        booking::book(&clinic.services, &holder, request).await.expect("booked");
        let app = application(&clinic.services);
        let browser = cookie(&clinic.services, &patient).await;
        let three_days = SignedDuration::from_hours(72);

        for (starts_at, says) in [
            (at("10:00"), "booked at least 3 hours ahead"),
            (at("11:30"), "There is 1 visit of this kind a day"),
            (at("10:00") + three_days, "You can book up to 2 days ahead."),
        ] {
            let slot = starts_at.as_second();
            let address = format!("/book/{doctor}?centre={}&service={visit}&slot={slot}", clinic.centre);
            let page = get(&app, &address, &browser).await.body;
            assert!(page.contains(says), "{says}");
        }
        let why = format!("/book/{doctor}/why?centre={}&service={visit}&date=2026-11-23&time=10:00", clinic.centre);
        let page = get(&app, &why, &browser).await.body;
        assert!(page.contains("booked at least 3 hours ahead") && page.contains("There is 1 visit of this kind a day"));
    }
}

on_both! {
    async fn staff_see_the_dates_of_a_series_before_they_book_it(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, holder) = (clinic.patient("Pat Ient").await, clinic.patient("Holder One").await);
        let number = format!("P-{}", patient.id().expect("an account"));
        let weeks = |n: i64| at("10:00") + SignedDuration::from_hours(7 * 24 * n);
        booking::book(&clinic.services, &holder, clinic.request(doctor, weeks(1))).await.expect("booked");
        let app = application(&clinic.services);
        let browser = cookie(&clinic.services, &practitioner_actor(doctor)).await;
        let slot = weeks(0).as_second();
        let form = format!(
            "form[practitioner]={doctor}&form[patient]={number}&form[centre]={}&form[service]=&form[date]=2026-11-23\
             &form[slot]={slot}&form[reason]=Sore+knee&form[intent]=an-intent-of-staff",
            clinic.centre
        );

        let asked = format!("{form}&form[show_every]=1&form[show_times]=3&form[show]=series");
        let led = post_form(&app, "/api/staff_book", &browser, &asked).await;
        assert_eq!(clinic.test.count("select count(*) from appointment_series").await, 0, "nothing is booked yet");
        let address = led.location().trim_start_matches("http://clinic.example").to_owned();
        let page = get(&app, &address, &browser).await.body;
        for n in [0, 2] {
            assert!(page.contains(&format!("name=\"form[keep][]\" value=\"{}\"", weeks(n).as_second())), "{n}: {page}");
        }
        assert!(page.contains("Monday 30 November 2026") && page.contains("Not available"));
        assert!(page.contains("Sore knee") && page.contains("Book these times"));
        assert!(!page.contains("form[override_reason]"), "no rule is set aside for a whole series");

        let keep = [0, 2].map(|n| format!("&form[keep][]={}", weeks(n).as_second())).concat();
        let booked = post_form(&app, "/api/staff_book", &browser, &format!("{form}&form[every]=1&form[times]=3{keep}")).await;
        assert!(booked.location().contains("booked=1"), "{booked:?}");
        let kept = "select count(*) from appointment where series_id is not null and reason = 'Sore knee'";
        assert_eq!(clinic.test.count(kept).await, 2);
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
