//! HealMate between a patient and their specialist: booking, approval, hours, messages, reviews.

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::{Status, Step},
        healthcare_service::VisitMode,
        notice::NoticeKind,
        rating::{RatingForm, RatingRefusal, Subject},
        service_form::ServiceForm,
        slot::DatedWindow,
        time::WallMinute,
    },
    error::AppError,
    service::{
        agenda, booking, cancel,
        hours::{self, HoursChange},
        message::{self, Sending},
        rating, reminder,
        stranded::{Change, Settled},
        visit,
    },
    storage::appointment::AppointmentFilter,
};
use jiff::{SignedDuration, civil::date};

use super::super::{administrator, book, patient_id, refusal, status, told, under, visited, word};
use crate::{
    http::browser::{application as site, get},
    service::services::{form as service, offered},
    support::{at, on_both, practitioner_actor, weekdays},
};

on_both! {
    async fn s0_20_s0_23_s0_32_a_booking_waits_until_its_specialist_approves_it_and_both_are_told(test) {
        let clinic = under(test, "healmate").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = book(&clinic, &patient, doctor, "09:30").await;
        assert_eq!(word(&clinic, status(&clinic, &patient, id).await).await, "Pending");
        assert_eq!(told(&clinic, &me).await.len(), 1);

        for who in [&patient, &practitioner_actor(clinic.practitioner("Bob Other").await)] {
            assert!(visit::take_step(&clinic.services, who, id, Step::Approve, "").await.is_err());
        }
        visit::take_step(&clinic.services, &me, id, Step::Approve, "").await.expect("approved");

        assert_eq!(word(&clinic, status(&clinic, &patient, id).await).await, "Approved");
        assert_eq!(told(&clinic, &patient).await[0], NoticeKind::AppointmentApproved);
    }
}

on_both! {
    async fn s0_21_s0_22_both_sides_see_what_is_coming_and_either_cancels_it(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let stranger = clinic.patient("Stran Ger").await;
        let (late, early) = (book(&clinic, &patient, doctor, "15:00").await, book(&clinic, &patient, doctor, "09:30").await);
        let mine = async || agenda::of_patient(services, &patient, 1).await.expect("their own").upcoming;

        assert_eq!(mine().await.iter().map(|one| one.id).collect::<Vec<_>>(), [early, late]);
        let theirs = agenda::list(services, &me, &AppointmentFilter::default()).await.expect("their own").rows;
        assert_eq!(theirs.iter().map(|one| one.id).collect::<Vec<_>>(), [early, late]);
        assert_eq!(refusal(cancel::cancel(services, &stranger, early, "").await), AppError::NotFound);
        cancel::cancel(services, &patient, early, "").await.expect("the patient may");
        cancel::cancel(services, &me, late, "Away").await.expect("the specialist may");

        assert!(mine().await.is_empty());
        assert_eq!(told(&clinic, &patient).await[0], NoticeKind::AppointmentCancelled);
    }
}

on_both! {
    async fn s0_24_a_date_with_a_start_and_an_end_is_open_then(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let account = clinic.account("Ann Doctor", Role::Practitioner).await;
        let here = clinic.affiliate(account, clinic.centre, &weekdays("09:00", "17:00")).await;
        let doctor = consulta::domain::ids::PractitionerId(account.0);
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let saturday = at("10:00") + SignedDuration::from_hours(5 * 24);
        let wall = |text| WallMinute::parse(text).expect("a wall time");
        let window = DatedWindow::new(date(2026, 11, 28), wall("10:00"), wall("14:00")).expect("a window");
        assert!(booking::book(services, &patient, clinic.request(doctor, saturday)).await.is_err());

        let made = hours::change(services, &me, here, HoursChange::AddDate(window), &Settled::default()).await;

        assert!(matches!(made, Ok(Change::Made(()))), "{made:?}");
        booking::book(services, &patient, clinic.request(doctor, saturday)).await.expect("open now");
        let after = saturday + SignedDuration::from_hours(4);
        assert!(booking::book(services, &patient, clinic.request(doctor, after)).await.is_err(), "until 14:00");
    }
}

on_both! {
    async fn s0_26_s0_27_only_those_who_share_an_appointment_write_to_each_other_and_all_of_it_stays(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Other").await);
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let stranger = clinic.patient("Stran Ger").await;
        book(&clinic, &patient, doctor, "09:30").await;
        let start = async |who: &Actor, with| message::start(services, who, patient_id(&patient), with).await;
        let thread = start(&patient, doctor).await.expect("they share an appointment");
        let send = async |who: &Actor, text: &str| {
            let sending = Sending { thread, text: text.into(), intent: format!("intent-{text}") };
            message::send(services, who, sending).await
        };

        send(&patient, "May I eat?").await.expect("sent");
        send(&me, "Only water.").await.expect("answered");

        for who in [&stranger, &practitioner_actor(other)] {
            assert_eq!(refusal(send(who, "Hello").await), AppError::NotFound);
            assert_eq!(refusal(start(who, doctor).await), AppError::NotFound);
        }
        assert_eq!(refusal(start(&patient, other).await), AppError::NotFound);
        let kept = message::open(services, &patient, thread, None).await.expect("theirs");
        let texts: Vec<&str> = kept.messages.iter().map(|one| one.body.as_str()).collect();
        assert_eq!(texts, ["May I eat?", "Only water."]);
    }
}

on_both! {
    async fn s0_35_who_was_seen_says_how_it_was_with_one_to_five_stars(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, of) = (clinic.patient("Pat Ient").await, Subject::Practitioner(doctor));
        let stars = |stars: &str| RatingForm { stars: stars.into(), review: "Kind".into() };
        assert_eq!(refusal(rating::rate(services, &patient, of, &stars("5")).await), AppError::Rating(RatingRefusal::NotSeen));
        visited(&clinic, &patient, doctor, "09:30").await;

        for wrong in ["0", "6"] {
            assert!(matches!(refusal(rating::rate(services, &patient, of, &stars(wrong)).await), AppError::Invalid(_)));
        }
        rating::rate(services, &patient, of, &stars("5")).await.expect("rated");

        let shown = rating::reviews(services, &Actor::Visitor, of, 1).await.expect("public").reviews;
        assert_eq!(shown.iter().map(|one| one.review.as_str()).collect::<Vec<_>>(), ["Kind"]);
    }
}

on_both! {
    async fn s0_37_a_visit_is_online_or_in_person_and_has_its_price(test) {
        let clinic = under(test, "healmate").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let video = ServiceForm { mode: "online".into(), instructions: "https://meet.example".into(), price: "85".into(), ..service("Video visit") };
        let video = offered(&clinic, &admin, &video, &[doctor]).await;
        let mut request = clinic.request(doctor, at("10:00"));
        request.target.service = Some(video);

        let id = booking::book(&clinic.services, &patient, request).await.expect("asked for");

        let seen = booking::appointment(&clinic.services, &patient, id).await.expect("theirs");
        assert_eq!((seen.mode, seen.status), (Some(VisitMode::Online), Status::Pending));
        let page = get(&site(&clinic.services), &format!("/practitioners/{doctor}"), "").await.body;
        assert!(page.contains("Video visit") && page.contains("85"), "{page}");
    }
}

on_both! {
    async fn s0_40_patients_are_reminded_of_what_was_approved(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let next = at("09:30") + SignedDuration::from_hours(8 * 24);
        let id = booking::book(services, &patient, clinic.request(doctor, next)).await.expect("asked for");
        visit::take_step(services, &practitioner_actor(doctor), id, Step::Approve, "").await.expect("approved");

        services.clock.set(next - SignedDuration::from_hours(7 * 24));

        assert_eq!(reminder::remind(services).await.expect("done"), 1);
        assert_eq!(told(&clinic, &patient).await[0], NoticeKind::AppointmentReminder);
    }
}
