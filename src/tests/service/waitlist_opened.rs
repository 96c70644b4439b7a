//! Slots opened by a change to the directory, or by a new day within the horizon, are offered to those who wait for them; slots
//! they could have had before are not.

use std::sync::Arc;

use consulta::{
    domain::{
        account::{AccountStatus, Actor, Role},
        booking::Target,
        closure::NewClosure,
        first_hours::FirstHoursForm,
        hours_form::DatedForm,
        ids::{CentreId, PractitionerId, ServiceId},
        service_form::ServiceForm,
        slot::Closure,
        waitlist::{EntryStatus, Urgency},
    },
    service::{
        Services, admin, booking,
        closure::{self, Whose},
        healthcare_service as service,
        hours::{self, HoursChange},
        personnel, room,
        stranded::{Change, Settled},
        waitlist::{self, WishFor, WishForm, accept, decline, offer_freed},
    },
};
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::{
    services::{add_room, administrator, book, form, offered as offers},
    waitlist::{any_time, free, later, offer, offer_id, offered, status, with},
};
use crate::support::{Clinic, at, on_both, practitioner_actor, weekdays};

/// A change that lets a waiting patient book.
#[derive(Clone, Copy, Debug)]
enum Opens {
    Seat,
    LongerHours,
    ExtraHours,
    ClosureLifted,
    TimeOffShortened,
    AcceptingAgain,
    RoomAdded,
    RoomOpened,
    DailyCap,
    PatientsCap,
    ReferralDropped,
    Reactivated,
    NewCentre,
    OneMoreOffersIt,
    Horizon,
    NextDay,
}

impl Opens {
    /// Those that change a setting, or the day, come last.
    const ALL: [Self; 16] = [
        Self::Seat,
        Self::LongerHours,
        Self::ExtraHours,
        Self::ClosureLifted,
        Self::TimeOffShortened,
        Self::AcceptingAgain,
        Self::RoomAdded,
        Self::RoomOpened,
        Self::DailyCap,
        Self::ReferralDropped,
        Self::Reactivated,
        Self::NewCentre,
        Self::OneMoreOffersIt,
        Self::PatientsCap,
        Self::Horizon,
        Self::NextDay,
    ];
}

fn days(n: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * n)
}

/// On one weekday, up to a date, between two times of the day.
fn only(weekday: &str, latest_on: &str, (from, until): (&str, &str)) -> WishForm {
    let text = str::to_owned;
    WishForm { weekdays: vec![text(weekday)], from: text(from), until: text(until), latest_on: text(latest_on) }
}

/// This Monday.
fn today() -> WishForm {
    only("1", "2026-11-23", ("", ""))
}

/// This Monday at three.
fn at_three() -> WishForm {
    only("1", "2026-11-23", ("15:00", "15:30"))
}

async fn join(clinic: &Clinic, who: &Actor, wanted: WishFor, form: &WishForm) {
    waitlist::join(&clinic.services, who, wanted, form).await.expect("on the list");
}

async fn close(clinic: &Clinic, who: &Actor, whose: Whose, centre: Option<CentreId>, from: &str, to: &str) {
    let wall = |text: &str| text.parse().expect("a wall time");
    let times = Closure::new(wall(from), wall(to)).expect("a closure");
    let new = NewClosure { centre, times, name: "Leave".into(), source_uid: None };
    let made = closure::close(&clinic.services, who, whose, vec![new], &Settled::default()).await;
    assert!(matches!(made, Ok(Change::Made(_))), "{made:?}");
}

async fn lift(clinic: &Clinic, who: &Actor, whose: Whose) {
    let (_, coming) = closure::coming(&clinic.services, who, whose).await.expect("a list");
    let ids: Vec<_> = coming.iter().map(|one| one.id).collect();
    closure::lift(&clinic.services, who, whose, &ids).await.expect("lifted");
}

async fn week(clinic: &Clinic, doctor: PractitionerId, until: &str) {
    let me = practitioner_actor(doctor);
    let here = affiliation(clinic, doctor).await;
    let week = HoursChange::Week(weekdays("09:00", until));
    hours::change(&clinic.services, &me, here, week, &Settled::default()).await.expect("changed");
}

async fn affiliation(clinic: &Clinic, doctor: PractitionerId) -> consulta::domain::ids::AffiliationId {
    let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");
    directory.practitioner(doctor).expect("there").affiliations[0].id
}

async fn save(clinic: &Clinic, admin: &Actor, id: ServiceId, form: &ServiceForm) {
    service::save(&clinic.services, admin, Some(id), form).await.expect("saved");
}

/// Adds a waiting request, makes the change, and returns the practitioner and time that should be offered; `None` for any time.
async fn happens(clinic: &Clinic, admin: &Actor, who: &Actor, what: Opens) -> (PractitionerId, Option<Timestamp>) {
    let name = format!("{what:?} Doctor");
    let doctor = clinic.practitioner(&name).await;
    let me = practitioner_actor(doctor);
    let holder = clinic.patient(&format!("{what:?} Holder")).await;
    let kind = form(&format!("{what:?}"));
    let services = &clinic.services;
    match what {
        Opens::Seat => {
            let class = ServiceForm { capacity: "2".into(), ..kind };
            let id = offers(clinic, admin, &class, &[doctor]).await;
            for one in [holder, clinic.patient("Second Holder").await] {
                book(clinic, &one, doctor, id, at("15:00")).await.expect("a place");
            }
            join(clinic, who, WishFor { service: Some(id), ..with(doctor) }, &any_time()).await;
            assert_eq!(offered(clinic).await, 0);
            save(clinic, admin, id, &ServiceForm { capacity: "3".into(), ..class }).await;
            (doctor, Some(at("15:00")))
        }
        Opens::LongerHours => {
            join(clinic, who, with(doctor), &any_time()).await;
            week(clinic, doctor, "18:00").await;
            (doctor, Some(at("17:00")))
        }
        Opens::ExtraHours => {
            join(clinic, who, with(doctor), &any_time()).await;
            let affiliation = affiliation(clinic, doctor).await.0;
            let (from, to) = ("10:00".to_owned(), "12:00".to_owned());
            let form = DatedForm { affiliation, date: "2026-11-28".into(), from, to };
            hours::add_date(services, &me, &form).await.expect("added");
            (doctor, Some(at("10:00") + days(5)))
        }
        Opens::ClosureLifted => {
            close(clinic, admin, Whose::Clinics, Some(clinic.centre), "2026-11-24T00:00", "2026-11-25T00:00").await;
            join(clinic, who, with(doctor), &any_time()).await;
            lift(clinic, admin, Whose::Clinics).await;
            (doctor, Some(at("09:00") + days(1)))
        }
        Opens::TimeOffShortened => {
            close(clinic, &me, Whose::Own, None, "2026-11-25T00:00", "2026-11-26T00:00").await;
            join(clinic, who, with(doctor), &any_time()).await;
            lift(clinic, &me, Whose::Own).await;
            close(clinic, &me, Whose::Own, None, "2026-11-25T00:00", "2026-11-25T12:00").await;
            (doctor, Some(at("12:00") + days(2)))
        }
        Opens::AcceptingAgain => {
            hours::set_accepting(services, &me, false).await.expect("closed");
            join(clinic, who, with(doctor), &today()).await;
            hours::set_accepting(services, &me, true).await.expect("open");
            (doctor, None)
        }
        Opens::RoomAdded => {
            let rooms = vec![add_room(clinic, admin, "First room").await];
            let kind = ServiceForm { rooms, ..kind };
            let other = clinic.practitioner("Rooms Doctor").await;
            let id = offers(clinic, admin, &kind, &[doctor, other]).await;
            book(clinic, &holder, other, id, at("15:00")).await.expect("in the only room");
            join(clinic, who, WishFor { service: Some(id), ..with(doctor) }, &any_time()).await;
            let rooms = [kind.rooms.clone(), vec![add_room(clinic, admin, "Second room").await]].concat();
            save(clinic, admin, id, &ServiceForm { rooms, ..kind }).await;
            (doctor, Some(at("15:00")))
        }
        Opens::RoomOpened => {
            let only_room = add_room(clinic, admin, "Closed room").await;
            let id = offers(clinic, admin, &ServiceForm { rooms: vec![only_room.clone()], ..kind }, &[doctor]).await;
            let closed = only_room.parse().expect("a key");
            room::set_active(services, admin, closed, false).await.expect("closed");
            join(clinic, who, WishFor { service: Some(id), ..with(doctor) }, &any_time()).await;
            room::set_active(services, admin, closed, true).await.expect("open");
            (doctor, None)
        }
        Opens::DailyCap => {
            let kind = ServiceForm { daily_cap: "1".into(), ..kind };
            let id = offers(clinic, admin, &kind, &[doctor]).await;
            book(clinic, &holder, doctor, id, at("11:00")).await.expect("booked");
            join(clinic, who, WishFor { service: Some(id), ..with(doctor) }, &today()).await;
            save(clinic, admin, id, &ServiceForm { daily_cap: "2".into(), ..kind }).await;
            (doctor, None)
        }
        Opens::PatientsCap => {
            clinic.set("booking.max_per_patient_per_day", "1").await;
            let other = clinic.practitioner("Other Doctor").await;
            booking::book(services, who, clinic.request(other, at("16:00"))).await.expect("booked");
            join(clinic, who, with(doctor), &today()).await;
            clinic.set("booking.max_per_patient_per_day", "2").await;
            (doctor, None)
        }
        Opens::ReferralDropped => {
            hours::set_requires_referral(services, &me, true).await.expect("on referral");
            join(clinic, who, with(doctor), &today()).await;
            hours::set_requires_referral(services, &me, false).await.expect("for anyone");
            (doctor, None)
        }
        Opens::Reactivated => {
            let there = clinic.centre("3003", "Hill Clinic", "Australia/Sydney").await;
            let away = PractitionerId(clinic.account("Away Doctor", Role::Practitioner).await.0);
            clinic.affiliate(away.account(), there, &weekdays("09:00", "17:00")).await;
            admin::set_account_status(services, admin, away.account(), AccountStatus::Inactive).await.expect("left");
            join(clinic, who, WishFor { anybody: true, centre: Some(there), ..with(doctor) }, &today()).await;
            admin::set_account_status(services, admin, away.account(), AccountStatus::Active).await.expect("back");
            (away, None)
        }
        Opens::NewCentre => {
            let there = clinic.centre("4004", "Lake Clinic", "Australia/Sydney").await;
            // So that it is in the directory, too.
            clinic.set("ui.status_words", "clinic").await;
            join(clinic, who, WishFor { anybody: true, centre: Some(there), ..with(doctor) }, &any_time()).await;
            let form = FirstHoursForm {
                centre: there.to_string(),
                days: vec!["6".into()],
                from: "09:00".into(),
                to: "12:00".into(),
            };
            personnel::add_work(services, admin, doctor, &form).await.expect("works there, too");
            (doctor, Some(at("09:00") + days(5)))
        }
        Opens::OneMoreOffersIt => {
            let other = PractitionerId(clinic.account("Saturday Doctor", Role::Practitioner).await.0);
            let saturdays = [crate::support::window(6, "09:00", "12:00")];
            clinic.affiliate(other.account(), clinic.centre, &saturdays).await;
            let id = offers(clinic, admin, &kind, &[doctor]).await;
            let wanted = WishFor { anybody: true, service: Some(id), ..with(doctor) };
            join(clinic, who, wanted, &only("6", "2026-11-28", ("", ""))).await;
            service::choose_people(services, admin, id, &[other], &[other]).await.expect("offered");
            (other, Some(at("09:00") + days(5)))
        }
        Opens::Horizon => {
            clinic.set("booking.horizon_days", "2").await;
            join(clinic, who, with(doctor), &only("5", "2026-11-27", ("", ""))).await;
            assert_eq!(offered(clinic).await, 0);
            clinic.set("booking.horizon_days", "10").await;
            (doctor, Some(at("09:00") + days(4)))
        }
        Opens::NextDay => {
            clinic.set("booking.horizon_days", "2").await;
            join(clinic, who, with(doctor), &only("4", "2026-11-26", ("", ""))).await;
            assert_eq!(offered(clinic).await, 0);
            clinic.services.clock.set(at("00:15") + days(1));
            (doctor, Some(at("09:00") + days(3)))
        }
    }
}

on_both! {
    async fn whatever_opens_a_time_offers_it_to_the_one_who_waits(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        for what in Opens::ALL {
            let who = clinic.patient(&format!("{what:?} Patient")).await;

            let (whom, when) = happens(&clinic, &admin, &who, what).await;
            let made = (offered(&clinic).await, offered(&clinic).await);

            assert_eq!(made, (1, 0), "{what:?}");
            let found = offer(&clinic, &who).await.unwrap_or_else(|| panic!("{what:?} leads to an offer"));
            assert_eq!(found.practitioner, whom, "{what:?}");
            assert!(when.is_none_or(|when| found.slot.starts_at == when), "{what:?}: {:?}", found.slot);
            accept(&clinic.services, &who, found.id).await.unwrap_or_else(|e| panic!("{what:?} can be booked: {e:?}"));
        }
    }
}

on_both! {
    async fn what_they_could_have_had_before_is_no_news_to_anyone(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let visit = offers(&clinic, &admin, &form("Visit"), &[ann]).await;
        let (named, anybody) = (clinic.patient("Nam Ed").await, clinic.patient("Any Body").await);
        join(&clinic, &named, with(ann), &any_time()).await;
        join(&clinic, &anybody, WishFor { anybody: true, centre: Some(clinic.centre), ..with(ann) }, &at_three()).await;

        // Something changes each time, but nothing that decides about one of their slots.
        week(&clinic, ben, "18:00").await;
        assert_eq!(offered(&clinic).await, 0);
        save(&clinic, &admin, visit, &ServiceForm { description: "With a chat".into(), ..form("Visit") }).await;
        assert_eq!(offered(&clinic).await, 0);
        clinic.set("ui.status_words", "clinic").await;
        assert_eq!(offered(&clinic).await, 0);
        week(&clinic, ann, "16:00").await;
        assert_eq!(offered(&clinic).await, 0);
        // Every day opens another one at the far end, which is of no use to people who have nearer ones.
        clinic.services.clock.set(at("09:15") + days(1));
        assert_eq!(offered(&clinic).await, 0);
        // What they gave up by shorter hours has opened again.
        week(&clinic, ann, "17:00").await;
        assert_eq!(offered(&clinic).await, 1);
        assert_eq!(offer(&clinic, &named).await.expect("an offer").slot.starts_at, at("16:00") + days(1));
        assert!(offer(&clinic, &anybody).await.is_none(), "their day has passed");
    }
}

on_both! {
    async fn what_opens_goes_to_the_most_urgent_first_and_once_whichever_process_offers_it(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let class = ServiceForm { capacity: "2".into(), ..form("Class") };
        let id = offers(&clinic, &admin, &class, &[doctor]).await;
        let names: Vec<String> = (0..5).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        for one in &patients[..2] {
            let request = clinic.request_for(Target { service: Some(id), ..clinic.target(doctor, at("15:00")) });
            booking::book(&clinic.services, one, request).await.expect("a place");
        }
        let mut entries = Vec::new();
        for one in &patients[2..] {
            let wanted = WishFor { service: Some(id), ..with(doctor) };
            entries.push(waitlist::join(&clinic.services, one, wanted, &at_three()).await.expect("on the list"));
            later(&clinic, 1);
        }
        let doctors = practitioner_actor(doctor);
        waitlist::set_urgency(&clinic.services, &doctors, entries[2], Urgency::Urgent).await.expect("set");

        save(&clinic, &admin, id, &ServiceForm { capacity: "3".into(), ..class }).await;
        let fresh = || Arc::new(Services::new(clinic.test.db.clone(), clinic.services.clock.clone()));
        let processes = [clinic.services.clone(), fresh(), fresh(), fresh()];
        let rounds = processes.map(|services| tokio::spawn(async move { offer_freed(&services).await }));
        let made: usize = join_all(rounds).await.into_iter().map(|one| one.expect("joined").expect("looked through")).sum();

        assert_eq!(made, 1);
        assert_eq!(clinic.test.count("select count(*) from waitlist_offer").await, 1);
        decline(&clinic.services, &patients[4], offer_id(&clinic, &patients[4]).await).await.expect("declined");
        assert_eq!(offered(&clinic).await, 1);
        let first = offer_id(&clinic, &patients[2]).await;
        accept(&clinic.services, &patients[2], first).await.expect("accepted");
        assert_eq!(offered(&clinic).await, 0);
        assert_eq!(status(&clinic, &patients[2], entries[0]).await, EntryStatus::Booked);
        assert_eq!(clinic.test.count("select seats_taken from group_session").await, 3);
    }
}

on_both! {
    async fn who_is_being_asked_hears_of_what_has_opened_once_they_have_answered(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (holder, patient) = (clinic.patient("Holder One").await, clinic.patient("Pat Ient").await);
        let taken = booking::book(&clinic.services, &holder, clinic.request(doctor, at("15:00"))).await.expect("booked");
        join(&clinic, &patient, with(doctor), &any_time()).await;
        free(&clinic, &holder, taken).await;
        assert_eq!(offered(&clinic).await, 1);

        week(&clinic, doctor, "18:00").await;
        assert_eq!(offered(&clinic).await, 0, "one offer at a time");
        decline(&clinic.services, &patient, offer_id(&clinic, &patient).await).await.expect("declined");
        assert_eq!(offered(&clinic).await, 1);
        assert_eq!(offer(&clinic, &patient).await.expect("an offer").slot.starts_at, at("17:00"));
        decline(&clinic.services, &patient, offer_id(&clinic, &patient).await).await.expect("declined");
        assert_eq!(offered(&clinic).await, 0);
    }
}
