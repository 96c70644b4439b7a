//! The no-show forecast: learned if the clinic wants it, tested on later visits, and never a reason to refuse anyone.

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::Status,
        figures::Scope,
        forecast::{Factor, Suggestion},
        ids::{PatientId, PractitionerId, ServiceId},
        local_time::LocalTime,
        slot::Slot,
        time::Zone,
        visit_kind::VisitKind,
    },
    error::AppError,
    service::{
        Failure, booking, export,
        forecast::{self, Known},
    },
    storage::appointment::{NewAppointment, insert},
};
use jiff::SignedDuration;

use crate::support::{Clinic, actor, at, monday_morning, on_both, practitioner_actor};

/// The number of past visits.
const VISITS: i64 = 320;

fn key(patient: &Actor) -> PatientId {
    PatientId(patient.id().expect("an account").0)
}

/// Visits of two people in turn, every twelve hours, each booked a day before: the first person misses every second one.
async fn fill(clinic: &Clinic, doctor: PractitionerId, people: [PatientId; 2]) {
    let zone = Zone::parse("Australia/Sydney").expect("a zone");
    let visits: Vec<_> = (0..VISITS)
        .map(|number| {
            let starts_at = monday_morning() - SignedDuration::from_hours(12 * (VISITS - number));
            let is_missed = number % 4 == 0;
            let patient = if number % 2 == 0 { people[0] } else { people[1] };
            NewAppointment {
                patient,
                practitioner: doctor,
                centre: clinic.centre,
                service: None,
                slots: 1,
                local: LocalTime::of(&zone, starts_at),
                slot: Slot { starts_at, ends_at: starts_at + SignedDuration::from_mins(30) },
                status: if is_missed { Status::Noshow } else { Status::Fulfilled },
                reason: "canary".into(),
                booked_by: patient.account(),
                idempotency_key: format!("forecast-{number}"),
                series: None,
                overbooked: false,
                created_at: starts_at - SignedDuration::from_hours(24),
            }
        })
        .collect();
    clinic
        .write(visits, |tx, visits| {
            Box::pin(async move {
                for visit in visits {
                    insert(tx, visit).await?;
                }
                Ok(())
            })
        })
        .await;
}

on_both! {
    async fn what_past_visits_teach_is_shown_with_what_to_do_and_why(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (often, always) = (clinic.patient("Pat Ient").await, clinic.patient("Al Ways").await);
        fill(&clinic, doctor, [key(&often), key(&always)]).await;
        let known = async || forecast::of_clinic(services, &admin, Scope::default()).await.expect("allowed");

        forecast::train(services).await.expect("nothing to do");
        assert_eq!(known().await, None, "it is off by default");
        clinic.set("forecast.no_shows", "true").await;
        assert!(matches!(known().await, Some(Known::Learned { .. })), "no one has to wait for the daily look");
        let request = clinic.request(doctor, at("10:00"));
        let id = booking::book(services, &often, request).await.expect("no one is refused because of it");
        booking::book(services, &always, clinic.request(doctor, at("11:00"))).await.expect("booked");

        let Some(Known::Learned { forecast: learned, coming, .. }) = known().await else { panic!("nothing learned") };
        assert_eq!(learned.learned_from, 240);
        let held_to = learned.bands.iter().fold((0, 0), |sum, band| (sum.0 + band.visits, sum.1 + band.missed));
        assert_eq!(held_to, (80, 20));
        let score = learned.score.expect("held to them");
        assert!(score.model < score.average, "{score:?}");
        let [one] = coming.as_slice() else { panic!("one stands out: {coming:?}") };
        assert_eq!((one.visit.id, one.suggestion), (id, Some(Suggestion::Overbook)));
        assert_eq!(one.because, [Factor::MissedOften]);
        assert!((one.chance - 0.5).abs() < 0.1, "{}", one.chance);

        // Suggestions are for the part of the clinic that is asked for.
        for (service, count) in [(VisitKind::Standard, 1), (VisitKind::Service(ServiceId(1)), 0)] {
            let scope = Scope { service: Some(service), ..Scope::default() };
            let known = forecast::of_clinic(services, &admin, scope).await.expect("allowed");
            let Some(Known::Learned { coming, .. }) = known else { panic!("nothing learned") };
            assert_eq!(coming.len(), count, "{service:?}");
        }

        // What the patient is told about it.
        let own = export::own(services, &often).await.expect("theirs").forecasts;
        assert_eq!(own, coming);
    }
}

on_both! {
    async fn a_clinic_with_too_few_past_visits_is_told_so(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        clinic.set("forecast.no_shows", "true").await;

        let known = forecast::of_clinic(services, &admin, Scope::default()).await.expect("allowed");

        assert_eq!(known, Some(Known::TooLittle));
    }
}

on_both! {
    async fn a_time_that_two_people_share_needs_no_third(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (often, always) = (clinic.patient("Pat Ient").await, clinic.patient("Al Ways").await);
        fill(&clinic, doctor, [key(&often), key(&always)]).await;
        clinic.set("forecast.no_shows", "true").await;
        forecast::train(services).await.expect("learned");
        booking::book(services, &often, clinic.request(doctor, at("10:00"))).await.expect("booked");

        let second = clinic.request(doctor, at("10:00"));
        let who = practitioner_actor(doctor);
        booking::book_for(services, &who, key(&always), second, Some("the first may not come")).await.expect("booked too");

        let known = forecast::of_clinic(services, &admin, Scope::default()).await.expect("allowed");
        let Some(Known::Learned { coming, .. }) = known else { panic!("nothing learned") };
        assert_eq!(coming.iter().map(|one| one.suggestion).collect::<Vec<_>>(), [Some(Suggestion::Remind)]);
    }
}

on_both! {
    async fn who_wants_no_forecast_has_none_and_what_was_learned_is_forgotten(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (often, always) = (clinic.patient("Pat Ient").await, clinic.patient("Al Ways").await);
        fill(&clinic, doctor, [key(&often), key(&always)]).await;
        clinic.set("forecast.no_shows", "true").await;
        forecast::train(services).await.expect("learned");
        assert_eq!(clinic.test.count("select count(*) from forecast").await, 1);

        for who in [&often, &practitioner_actor(doctor)] {
            let refused = forecast::of_clinic(services, who, Scope::default()).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}: {refused:?}");
        }
        clinic.set("forecast.no_shows", "false").await;
        forecast::train(services).await.expect("forgotten");

        assert_eq!(clinic.test.count("select count(*) from forecast").await, 0);
        assert_eq!(export::own(services, &often).await.expect("theirs").forecasts, []);
    }
}
