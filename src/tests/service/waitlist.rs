//! The waiting list: who is offered freed slots, and what follows from their answers.

use consulta::{
    domain::{
        account::{Actor, Role},
        booking::BookingRefusal,
        ids::{AppointmentId, OfferId, PractitionerId, WaitlistEntryId},
        notice::NoticeKind,
        waitlist::{EntryStatus, Urgency, WaitlistRefusal},
    },
    error::AppError,
    service::{
        Failure, Outcome,
        availability::{self, WeekQuery},
        booking, cancel, notice,
        waitlist::{self, Accepted, WishFor, WishForm, accept, decline, offer_freed},
    },
    storage::waitlist::Offer,
};
use jiff::{SignedDuration, Timestamp};

use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

/// Any day, any hour.
pub fn any_time() -> WishForm {
    WishForm { weekdays: (1..=7).map(|day| day.to_string()).collect(), ..WishForm::default() }
}

pub fn with(practitioner: PractitionerId) -> WishFor {
    WishFor { practitioner, anybody: false, centre: None, service: None, instead_of: None }
}

pub async fn join(clinic: &Clinic, patient: &Actor, wanted: WishFor) -> WaitlistEntryId {
    waitlist::join(&clinic.services, patient, wanted, &any_time()).await.expect("on the list")
}

pub async fn book(clinic: &Clinic, patient: &Actor, doctor: PractitionerId, starts_at: Timestamp) -> AppointmentId {
    booking::book(&clinic.services, patient, clinic.request(doctor, starts_at)).await.expect("booked")
}

pub async fn free(clinic: &Clinic, patient: &Actor, id: AppointmentId) {
    cancel::cancel(&clinic.services, patient, id, "").await.expect("cancelled");
}

pub async fn offered(clinic: &Clinic) -> usize {
    offer_freed(&clinic.services).await.expect("looked through")
}

/// A patient's current offer.
pub async fn offer(clinic: &Clinic, patient: &Actor) -> Option<Offer> {
    waitlist::own(&clinic.services, patient).await.expect("own list").offers.pop()
}

pub async fn offer_id(clinic: &Clinic, patient: &Actor) -> OfferId {
    offer(clinic, patient).await.expect("an offer").id
}

pub async fn status(clinic: &Clinic, patient: &Actor, id: WaitlistEntryId) -> EntryStatus {
    let own = waitlist::own(&clinic.services, patient).await.expect("own list").entries;
    own.into_iter().find(|entry| entry.id == id).expect("the wish").status
}

/// The times that the slot picker shows someone this week.
async fn free_times(clinic: &Clinic, patient: &Actor, practitioner: PractitionerId) -> Vec<Timestamp> {
    let directory = clinic.services.directory_for(patient).await.expect("a member");
    let query = WeekQuery { practitioner, centre: clinic.centre, service: None, date: None, moving: None };
    let week = availability::week(&clinic.services, &directory, patient, query).await.expect("a week");
    week.days.iter().flat_map(|day| &day.slots).map(|slot| slot.starts_at).collect()
}

pub fn later(clinic: &Clinic, minutes: i64) {
    clinic.services.clock.set(clinic.services.clock.now() + SignedDuration::from_mins(minutes));
}

pub fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> WaitlistRefusal {
    match outcome {
        Err(Failure::Refused(AppError::Waitlist(refusal))) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

on_both! {
    async fn a_freed_time_is_offered_to_the_most_urgent_who_has_waited_longest_and_to_nobody_else(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let holder = clinic.patient("Holder One").await;
        let names = ["First One", "Second One", "Third One"].map(str::to_owned);
        let patients = clinic.patients(&names).await;
        let id = book(&clinic, &holder, doctor, at("15:00")).await;
        let mut entries = Vec::new();
        for patient in &patients {
            entries.push(join(&clinic, patient, with(doctor)).await);
            later(&clinic, 1);
        }
        for entry in &entries[1..] {
            let doctors = practitioner_actor(doctor);
            waitlist::set_urgency(&clinic.services, &doctors, *entry, Urgency::Soon).await.expect("set");
        }

        free(&clinic, &holder, id).await;
        let made = offered(&clinic).await;
        let again = offered(&clinic).await;

        assert_eq!((made, again), (1, 0));
        assert_eq!(offer(&clinic, &patients[0]).await.map(|offer| offer.id), None);
        assert_eq!(offer(&clinic, &patients[2]).await.map(|offer| offer.id), None);
        let found = offer(&clinic, &patients[1]).await.expect("an offer");
        assert_eq!((found.slot.starts_at, found.practitioner), (at("15:00"), doctor));
        assert_eq!(found.expires_at, clinic.services.clock.now() + SignedDuration::from_mins(30));
        let news = notice::latest(&clinic.services, &patients[1]).await.expect("own notices");
        assert_eq!((news[0].kind, news[0].starts_at), (NoticeKind::WaitlistOffer, Some(at("15:00"))));
        assert_eq!(news[0].practitioner.as_deref(), Some("Ann Doctor"));
        // It is held: no one else can have it in the meantime.
        let other = booking::book(&clinic.services, &patients[0], clinic.request(doctor, at("15:00"))).await;
        let taken = matches!(other, Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::Taken, .. })));
        assert!(taken, "{other:?}");
    }
}

on_both! {
    async fn who_declines_or_lets_it_pass_makes_room_for_the_next_and_is_not_asked_again(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let holder = clinic.patient("Holder One").await;
        let names = ["First One", "Second One"].map(str::to_owned);
        let patients = clinic.patients(&names).await;
        let id = book(&clinic, &holder, doctor, at("15:00")).await;
        let mut entries = Vec::new();
        for patient in &patients {
            entries.push(join(&clinic, patient, with(doctor)).await);
        }
        free(&clinic, &holder, id).await;
        offered(&clinic).await;

        decline(&clinic.services, &patients[0], offer_id(&clinic, &patients[0]).await).await.expect("declined");
        assert_eq!(offered(&clinic).await, 1);
        let second = offer_id(&clinic, &patients[1]).await;
        later(&clinic, 30);
        assert_eq!(offered(&clinic).await, 0);

        for (patient, entry) in patients.iter().zip(entries) {
            assert_eq!(offer(&clinic, patient).await.map(|offer| offer.id), None);
            assert_eq!(status(&clinic, patient, entry).await, EntryStatus::Waiting);
        }
        assert_eq!(refusal(accept(&clinic.services, &patients[1], second).await), WaitlistRefusal::OfferExpired);
        let news = notice::latest(&clinic.services, &patients[1]).await.expect("own notices");
        assert_eq!(news[0].kind, NoticeKind::WaitlistOfferExpired);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 0);
        assert_eq!(clinic.test.count("select count(*) from hold").await, 0);
        book(&clinic, &holder, doctor, at("15:00")).await;
    }
}

on_both! {
    async fn an_accepted_offer_is_a_booking_and_ends_the_wish(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (holder, patient) = (clinic.patient("Holder One").await, clinic.patient("Pat Ient").await);
        let stranger = clinic.patient("Some Stranger").await;
        let id = book(&clinic, &holder, doctor, at("15:00")).await;
        let entry = join(&clinic, &patient, with(doctor)).await;
        free(&clinic, &holder, id).await;
        offered(&clinic).await;
        let offer = offer_id(&clinic, &patient).await;

        let shown = free_times(&clinic, &patient, doctor).await;
        let by_stranger = accept(&clinic.services, &stranger, offer).await;
        let one = accept(&clinic.services, &patient, offer).await.expect("accepted");
        let two = accept(&clinic.services, &patient, offer).await.expect("sent twice, booked once");
        let late = decline(&clinic.services, &patient, offer).await;

        assert!(!shown.contains(&at("15:00")), "what is offered is answered, not booked beside it");
        assert!(matches!(by_stranger, Err(Failure::Refused(AppError::NotFound))));
        assert_eq!((one, one.moved), (two, false));
        assert_eq!(refusal(late), WaitlistRefusal::OfferAnswered);
        assert_eq!(status(&clinic, &patient, entry).await, EntryStatus::Booked);
        let found = booking::appointment(&clinic.services, &patient, one.appointment).await.expect("own");
        assert_eq!(found.slot.starts_at, at("15:00"));
        assert_eq!(clinic.test.count("select count(*) from claim where appointment_id is not null").await, 12);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 12);
    }
}

on_both! {
    async fn an_appointment_is_brought_forward_and_its_old_time_goes_to_the_next(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (holder, patient) = (clinic.patient("Holder One").await, clinic.patient("Pat Ient").await);
        let third = clinic.patient("Third One").await;
        let early = book(&clinic, &holder, doctor, at("11:00")).await;
        let late = book(&clinic, &holder, doctor, at("16:00")).await;
        let own = book(&clinic, &patient, doctor, at("15:00")).await;
        join(&clinic, &patient, WishFor { instead_of: Some(own), ..with(doctor) }).await;
        later(&clinic, 1);
        join(&clinic, &third, with(doctor)).await;

        free(&clinic, &holder, late).await;
        assert_eq!(offered(&clinic).await, 1);
        assert_eq!(offer(&clinic, &patient).await.map(|offer| offer.id), None, "16:00 is no earlier than 15:00");
        decline(&clinic.services, &third, offer_id(&clinic, &third).await).await.expect("declined");
        free(&clinic, &holder, early).await;
        assert_eq!(offered(&clinic).await, 1);
        let accepted = accept(&clinic.services, &patient, offer_id(&clinic, &patient).await).await.expect("accepted");

        assert_eq!(accepted, Accepted { appointment: own, moved: true });
        let found = booking::appointment(&clinic.services, &patient, own).await.expect("own");
        assert_eq!((found.slot.starts_at, found.sequence), (at("11:00"), 1));
        assert_eq!(offered(&clinic).await, 1);
        assert_eq!(offer(&clinic, &third).await.expect("an offer").slot.starts_at, at("15:00"));
        assert_eq!(clinic.test.count("select count(*) from claim").await, 24);
    }
}

on_both! {
    async fn with_another_of_the_profession_the_old_appointment_is_given_up_for_the_new(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let (holder, patient) = (clinic.patient("Holder One").await, clinic.patient("Pat Ient").await);
        let early = book(&clinic, &holder, ben, at("11:00")).await;
        let own = book(&clinic, &patient, ann, at("15:00")).await;
        join(&clinic, &patient, WishFor { anybody: true, instead_of: Some(own), ..with(ann) }).await;
        free(&clinic, &holder, early).await;
        offered(&clinic).await;

        let offer = offer_id(&clinic, &patient).await;
        let accepted = accept(&clinic.services, &patient, offer).await.expect("accepted");
        let again = accept(&clinic.services, &patient, offer).await.expect("sent twice");

        assert!(!accepted.moved && accepted == again && accepted.appointment != own);
        let found = booking::appointment(&clinic.services, &patient, accepted.appointment).await.expect("own");
        assert_eq!((found.practitioner, found.slot.starts_at), (ben, at("11:00")));
        let news = notice::latest(&clinic.services, &practitioner_actor(ann)).await.expect("own notices");
        assert_eq!(news[0].kind, NoticeKind::AppointmentCancelled);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 12);
    }
}

on_both! {
    async fn a_wish_is_skipped_that_the_time_does_not_answer_or_whose_patient_cannot_come(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_per_patient_per_day", "1").await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let elsewhere = clinic.centre("1002", "Other Clinic", "Australia/Sydney").await;
        let names: Vec<String> = (0..7).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        let id = book(&clinic, &patients[0], ann, at("15:00")).await;
        let wish = async |n: usize, wanted: WishFor, form: WishForm| {
            waitlist::join(&clinic.services, &patients[n], wanted, &form).await.expect("on the list");
            later(&clinic, 1);
        };
        wish(1, with(ann), WishForm { weekdays: vec!["2".into()], ..any_time() }).await;
        wish(2, with(ann), WishForm { until: "15:15".into(), ..any_time() }).await;
        wish(3, WishFor { anybody: true, centre: Some(elsewhere), ..with(ann) }, any_time()).await;
        wish(4, with(ben), any_time()).await;
        // Has their one appointment of the day already.
        book(&clinic, &patients[5], ben, at("09:30")).await;
        wish(5, with(ann), any_time()).await;
        wish(6, WishFor { anybody: true, centre: Some(clinic.centre), ..with(ben) }, any_time()).await;

        free(&clinic, &patients[0], id).await;

        assert_eq!(offered(&clinic).await, 1);
        for patient in &patients[..6] {
            assert_eq!(offer(&clinic, patient).await.map(|offer| offer.id), None);
        }
        assert_eq!(offer(&clinic, &patients[6]).await.expect("an offer").slot.starts_at, at("15:00"));
    }
}

on_both! {
    async fn nobody_is_offered_a_time_with_themselves_or_while_they_are_elsewhere(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let (holder, busy) = (clinic.patient("Holder One").await, clinic.patient("Busy One").await);
        let id = book(&clinic, &holder, ann, at("15:00")).await;
        let both = actor(ann.account(), &[Role::Patient, Role::Practitioner]);
        let oneself = waitlist::join(&clinic.services, &both, with(ann), &any_time()).await;
        join(&clinic, &busy, with(ann)).await;
        book(&clinic, &busy, ben, at("15:00")).await;

        free(&clinic, &holder, id).await;

        let refused = matches!(oneself, Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::Oneself, .. })));
        assert!(refused, "{oneself:?}");
        assert_eq!(offered(&clinic).await, 0);
    }
}
