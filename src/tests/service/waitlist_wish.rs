//! Requests on the waiting list: who may make which, when they end, and the rarer ways in which a slot becomes free.

use consulta::{
    domain::{
        account::{Actor, Role},
        booking::{BookingRefusal, Target},
        ids::{PractitionerId, ServiceId},
        waitlist::{EntryStatus, Urgency, WaitlistRefusal},
    },
    error::AppError,
    service::{
        Failure, booking, hold,
        reschedule::reschedule,
        waitlist::{self, WaiterFilter, WishFor, WishForm, accept, decline},
    },
};

use super::waitlist::{any_time, book, free, join, later, offer, offer_id, offered, refusal, status, with};
use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

on_both! {
    async fn who_withdraws_gives_the_offered_time_to_the_next(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (holder, first) = (clinic.patient("Holder One").await, clinic.patient("First One").await);
        let second = clinic.patient("Second One").await;
        let id = book(&clinic, &holder, doctor, at("15:00")).await;
        let entry = join(&clinic, &first, with(doctor)).await;
        later(&clinic, 1);
        join(&clinic, &second, with(doctor)).await;
        free(&clinic, &holder, id).await;
        offered(&clinic).await;
        let open = offer_id(&clinic, &first).await;

        let by_stranger = waitlist::withdraw(&clinic.services, &second, entry).await;
        waitlist::withdraw(&clinic.services, &first, entry).await.expect("withdrawn");
        offered(&clinic).await;

        assert!(matches!(by_stranger, Err(Failure::Refused(AppError::NotFound))));
        assert_eq!(refusal(accept(&clinic.services, &first, open).await), WaitlistRefusal::OfferAnswered);
        assert_eq!(refusal(waitlist::withdraw(&clinic.services, &first, entry).await), WaitlistRefusal::NotWaiting);
        assert!(offer(&clinic, &second).await.is_some());
    }
}

on_both! {
    async fn a_time_that_was_moved_away_from_is_offered_and_one_that_was_only_kept_is_not(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (holder, patient) = (clinic.patient("Holder One").await, clinic.patient("Pat Ient").await);
        let id = book(&clinic, &holder, doctor, at("15:00")).await;
        join(&clinic, &patient, with(doctor)).await;

        reschedule(&clinic.services, &holder, id, clinic.centre, at("16:00")).await.expect("moved");
        assert_eq!(offered(&clinic).await, 1);
        decline(&clinic.services, &patient, offer_id(&clinic, &patient).await).await.expect("declined");
        offered(&clinic).await;
        let request = hold::HoldRequest { target: clinic.target(doctor, at("12:00")), moving: None };
        hold::keep(&clinic.services, &holder, request).await.expect("kept");
        assert_eq!(offered(&clinic).await, 0);
        later(&clinic, 5);

        assert_eq!(offered(&clinic).await, 0, "it was free all along");
    }
}

on_both! {
    async fn the_same_wish_stands_once_and_ten_are_the_most(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let until = |minutes: i64| WishForm { until: format!("{:02}:{:02}", minutes / 60, minutes % 60), ..any_time() };

        let one = waitlist::join(&clinic.services, &patient, with(doctor), &until(600)).await.expect("on the list");
        let two = waitlist::join(&clinic.services, &patient, with(doctor), &until(600)).await.expect("sent twice");
        for n in 1..10 {
            waitlist::join(&clinic.services, &patient, with(doctor), &until(600 + n)).await.expect("on the list");
        }
        let eleventh = waitlist::join(&clinic.services, &patient, with(doctor), &until(900)).await;
        let nonsense = waitlist::join(&clinic.services, &patient, with(doctor), &WishForm::default()).await;

        assert_eq!(one, two);
        assert_eq!(refusal(eleventh), WaitlistRefusal::TooMany);
        assert!(matches!(nonsense, Err(Failure::Refused(AppError::Invalid(_)))), "{nonsense:?}");
    }
}

on_both! {
    async fn a_wish_ends_with_its_last_day_or_with_its_appointment(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let own = book(&clinic, &patient, doctor, at("15:00")).await;
        let dated = WishForm { latest_on: "2026-11-24".into(), ..any_time() };
        let dated = waitlist::join(&clinic.services, &patient, with(doctor), &dated).await.expect("on the list");
        let forward = join(&clinic, &patient, WishFor { instead_of: Some(own), ..with(doctor) }).await;
        let open = join(&clinic, &patient, with(doctor)).await;

        assert_eq!(waitlist::lapse(&clinic.services).await.expect("looked through"), 0);
        free(&clinic, &patient, own).await;
        assert_eq!(waitlist::lapse(&clinic.services).await.expect("looked through"), 1);
        later(&clinic, 3 * 24 * 60);
        assert_eq!(waitlist::lapse(&clinic.services).await.expect("looked through"), 1);

        for (id, expected) in
            [(dated, EntryStatus::Expired), (forward, EntryStatus::Expired), (open, EntryStatus::Waiting)]
        {
            assert_eq!(status(&clinic, &patient, id).await, expected);
        }
    }
}

on_both! {
    async fn only_those_whom_it_concerns_see_a_wish_and_say_how_pressing_it_is(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let of_ann = join(&clinic, &patient, with(ann)).await;
        let of_anybody = join(&clinic, &patient, WishFor { anybody: true, ..with(ann) }).await;
        let say = async |who: &Actor, id| waitlist::set_urgency(&clinic.services, who, id, Urgency::Urgent).await;

        assert!(matches!(say(&patient, of_ann).await, Err(Failure::Refused(AppError::Forbidden))));
        assert!(matches!(say(&practitioner_actor(ben), of_ann).await, Err(Failure::Refused(AppError::NotFound))));
        say(&practitioner_actor(ben), of_anybody).await.expect("their profession");
        say(&admin, of_ann).await.expect("runs the place");

        let seen = async |id| waitlist::concerning(&clinic.services, &practitioner_actor(id)).await.expect("own").len();
        assert_eq!((seen(ann).await, seen(ben).await), (2, 1));
        let everybody = waitlist::everybody(&clinic.services, &admin, &WaiterFilter::default()).await.expect("all");
        assert_eq!((everybody.0.rows.len(), everybody.1), (2, 2));
    }
}

on_both! {
    async fn a_seat_in_a_group_that_becomes_free_is_kept_for_one_who_waits(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let group = group_of_two(&clinic, doctor).await;
        let names: Vec<String> = (0..4).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        let mut seats = Vec::new();
        for patient in &patients[..2] {
            let request = clinic.request_for(Target { service: Some(group), ..clinic.target(doctor, at("15:00")) });
            seats.push(booking::book(&clinic.services, patient, request).await.expect("a seat"));
        }
        for patient in &patients[2..] {
            join(&clinic, patient, WishFor { service: Some(group), ..with(doctor) }).await;
            later(&clinic, 1);
        }

        free(&clinic, &patients[0], seats[0]).await;
        assert_eq!(offered(&clinic).await, 1);
        let request = clinic.request_for(Target { service: Some(group), ..clinic.target(doctor, at("15:00")) });
        let squeezed = booking::book(&clinic.services, &patients[0], request).await;
        free(&clinic, &patients[1], seats[1]).await;
        assert_eq!(offered(&clinic).await, 1);
        accept(&clinic.services, &patients[2], offer_id(&clinic, &patients[2]).await).await.expect("accepted");
        decline(&clinic.services, &patients[3], offer_id(&clinic, &patients[3]).await).await.expect("declined");

        assert!(matches!(squeezed, Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::Taken, .. }))));
        assert_eq!(clinic.test.count("select seats_taken from group_session").await, 1);
        assert_eq!(clinic.test.count("select count(*) from claim where session_id is not null").await, 6);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 12);
    }
}

/// A half-hour service for two patients at once.
async fn group_of_two(clinic: &Clinic, doctor: PractitionerId) -> ServiceId {
    use consulta::{
        domain::{
            healthcare_service::{ServiceDraft, ServiceTexts, VisitMode},
            slot::SlotRule,
        },
        storage::{directory, healthcare_service as stored},
    };
    let draft = ServiceDraft {
        name: "Group".into(),
        description: String::new(),
        texts: ServiceTexts::new(),
        rule: SlotRule::default(),
        notice_minutes: 0,
        horizon_days: None,
        daily_cap: None,
        capacity: 2,
        mode: VisitMode::InPerson,
        instructions: String::new(),
        price_cents: None,
        confirmation: None,
        reminders: None,
        active: true,
    };
    let made = clinic.services.db.write((draft, doctor), |tx, (draft, doctor)| {
        Box::pin(async move {
            let id = stored::put(tx, None, draft).await?.expect("a new name");
            stored::add_practitioner(tx, id, *doctor).await?;
            directory::bump_version(tx).await?;
            Ok::<_, Failure>(id)
        })
    });
    let id = made.await.expect("stored");
    clinic.services.directory_changed().await;
    id
}
