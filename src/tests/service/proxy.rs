//! Booking for someone else: a family member whom a patient permits to, for as long as they do.

use std::collections::BTreeSet;

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::Step,
        booking::BookingRefusal,
        ids::{AppointmentId, PatientId, PractitionerId},
        notice::NoticeKind,
        series::Recurrence,
        topic::Topic,
    },
    error::AppError,
    service::{
        Failure, Outcome,
        booking::{self, BookingRequest},
        cancel, consultation,
        hold::{self, HoldRequest},
        invitation::{self, InvitationForm},
        listing, notice, on_behalf, proxy, record, reschedule,
        series::{self, SeriesRequest},
        sharing, visit,
    },
    storage::invariant,
};

use super::waitlist::{join, offered, with};
use crate::support::{Clinic, TestDb, actor, at, email_of, monday_morning, on_both, practitioner_actor};

struct Family {
    clinic: Clinic,
    doctor: PractitionerId,
    mother: Actor,
    /// Has an account, but no role.
    daughter: Actor,
}

impl Family {
    async fn new(test: TestDb, books: bool) -> Self {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let mother = clinic.patient("Mary Mother").await;
        let id = clinic.account("Dana Daughter", Role::Patient).await;
        clinic.run("delete from account_role where account_id in (select id from account where full_name = 'Dana Daughter')").await;
        let family = Self { clinic, doctor, mother, daughter: actor(id, &[]) };
        family.trust(books).await;
        family
    }

    async fn trust(&self, books: bool) {
        let email = email_of("Dana Daughter");
        let services = &self.clinic.services;
        let form = InvitationForm { email: &email, scope: "summary", books, relation: "daughter", until: "2027-01-31" };
        invitation::invite(services, &self.mother, form).await.expect("invited");
        let received = invitation::received(services, &self.daughter).await.expect("her own");
        invitation::accept(services, &self.daughter, received[0].id, "").await.expect("accepted");
    }

    fn patient(&self) -> PatientId {
        PatientId(self.mother.id().expect("an account").0)
    }

    async fn book(&self, wall: &str) -> Outcome<AppointmentId> {
        let request = BookingRequest { reason: "Secret".into(), ..self.clinic.request(self.doctor, at(wall)) };
        on_behalf::entrusted(&self.clinic.services, &self.daughter, self.patient(), request).await
    }

    /// Someone's notifications about appointments, latest first.
    async fn told(&self, who: &Actor) -> Vec<NoticeKind> {
        let news = notice::latest(&self.clinic.services, who).await.expect("own notices");
        news.into_iter().filter(|one| one.appointment_id.is_some()).map(|one| one.kind).collect()
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

on_both! {
    async fn who_is_trusted_with_it_books_moves_and_cancels_for_the_patient_and_both_are_told(test) {
        let family = Family::new(test, true).await;
        let Family { clinic, doctor, mother, daughter } = &family;
        let services = &clinic.services;

        let id = family.book("10:00").await.expect("booked");
        let own = booking::appointment(services, mother, id).await.expect("the patient's own");
        assert_eq!((own.patient, own.reason.as_str()), (family.patient(), "Secret"));
        let seen = booking::appointment(services, daughter, id).await.expect("booked by them");
        assert_eq!((seen.id, seen.reason.as_str()), (id, ""), "it is the patient's to tell");
        assert_eq!(proxy::upcoming(services, daughter, family.patient()).await.expect("theirs").len(), 1);
        let entrusted = sharing::entrusted_with_visits(services, daughter).await.expect("hers");
        assert_eq!((entrusted[0].0.relation.as_str(), entrusted[0].1.len()), ("", 1), "whom she is taken for is the patient's");
        assert_eq!(family.told(mother).await, [NoticeKind::AppointmentBooked]);
        assert_eq!(family.told(daughter).await, [NoticeKind::AppointmentBooked]);
        assert_eq!(family.told(&practitioner_actor(*doctor)).await, [NoticeKind::AppointmentReceived]);
        let news = notice::latest(services, daughter).await.expect("own notices");
        assert!(news[0].of_entrusted && !notice::latest(services, mother).await.expect("own notices")[0].of_entrusted);

        reschedule::reschedule(services, daughter, id, clinic.centre, at("11:00")).await.expect("moved");
        assert_eq!(family.told(mother).await[0], NoticeKind::AppointmentMoved);
        cancel::cancel(services, &practitioner_actor(*doctor), id, "ill").await.expect("cancelled");
        assert_eq!(family.told(daughter).await[0], NoticeKind::AppointmentCancelled);
        let second = family.book("12:00").await.expect("booked");
        cancel::cancel(services, daughter, second, "").await.expect("cancelled");
        assert_eq!(family.told(mother).await[0], NoticeKind::AppointmentCancelled);

        let by_proxy = "select count(*) from audit_event where basis = 'proxy' and action like 'appointment.%' and action not in ('appointment.read', 'appointment.list')";
        assert_eq!(clinic.test.count(by_proxy).await, 4, "booked twice, moved and cancelled");
        let mut conn = clinic.test.db.read().await.expect("a connection");
        assert_eq!(invariant::broken(&mut conn, monday_morning().as_second()).await.expect("an answer"), []);
    }
}

on_both! {
    async fn the_rules_are_those_for_the_patient_and_the_times_are_theirs(test) {
        let family = Family::new(test, true).await;
        let Family { clinic, mother, daughter, .. } = &family;
        let services = &clinic.services;
        let other = clinic.practitioner("Bea Other").await;
        booking::book(services, mother, clinic.request(other, at("10:00"))).await.expect("booked");

        let clash = refusal(family.book("10:00").await);
        assert!(matches!(clash, AppError::Booking { refusal: BookingRefusal::PatientBusy, .. }), "{clash:?}");
        clinic.set("booking.cancel_cutoff_min", "120").await;
        let soon = family.book("09:30").await.expect("booked");
        assert!(matches!(refusal(cancel::cancel(services, daughter, soon, "").await), AppError::Cancel(_)), "too late");

        let weekly = Recurrence::new(1, 3).expect("a recurrence");
        let wanted = SeriesRequest::whole(clinic.request(family.doctor, at("14:00")), weekly);
        let made = series::book_series_by_proxy(services, daughter, family.patient(), wanted).await;
        let made = made.expect("booked");
        assert_eq!(made.len(), 3);
        assert_eq!(series::cancel_rest(services, daughter, made[1], "").await.expect("cancelled"), 2);
    }
}

on_both! {
    async fn who_is_not_trusted_with_it_or_no_longer_does_nothing(test) {
        let family = Family::new(test, true).await;
        let Family { clinic, mother, daughter, .. } = &family;
        let services = &clinic.services;
        let id = family.book("10:00").await.expect("booked");
        let given = sharing::own(services, mother).await.expect("own").given;

        for round in ["reads only", "ended", "over"] {
            match round {
                "reads only" => family.trust(false).await,
                "ended" => {
                    family.trust(true).await;
                    let given = sharing::own(services, mother).await.expect("own").given;
                    sharing::end_trust(services, mother, given[0].id).await.expect("ended");
                }
                _ => {
                    family.trust(true).await;
                    clinic.run("update proxy set until = since + 1").await;
                    services.clock.set(at("08:01"));
                }
            }
            assert_eq!(refusal(family.book("13:00").await), AppError::NotFound, "{round}");
            assert_eq!(refusal(booking::appointment(services, daughter, id).await), AppError::NotFound, "{round}");
            let moved = reschedule::reschedule(services, daughter, id, clinic.centre, at("11:00")).await;
            assert_eq!(refusal(moved), AppError::NotFound, "{round}");
            assert_eq!(refusal(cancel::cancel(services, daughter, id, "").await), AppError::NotFound, "{round}");
            assert_eq!(refusal(proxy::upcoming(services, daughter, family.patient()).await), AppError::NotFound);
            assert!(proxy::entrusting(services, daughter).await.expect("own").is_empty(), "{round}");
        }
        assert!(given[0].books);
        cancel::cancel(services, mother, id, "").await.expect("the patient's own");
        assert_eq!(family.told(daughter).await, [NoticeKind::AppointmentBooked], "told of nothing any more");
    }
}

on_both! {
    async fn booking_for_somebody_opens_no_more_of_their_record_and_no_consultation(test) {
        let family = Family::new(test, true).await;
        let Family { clinic, daughter, .. } = &family;
        let services = &clinic.services;
        let id = family.book("10:00").await.expect("booked");

        let access = record::open(services, daughter, family.patient(), "timeline").await.expect("the summary");

        assert_eq!(access.reach, consulta::domain::access::Reach::Summary);
        assert_eq!(refusal(consultation::read(services, daughter, id).await), AppError::NotFound);
        let stranger = clinic.patient("Some Stranger").await;
        let request = clinic.request(family.doctor, at("15:00"));
        let tried = on_behalf::entrusted(services, &stranger, family.patient(), request).await;
        assert_eq!(refusal(tried), AppError::NotFound);
        let visitor = clinic.request(family.doctor, at("15:00"));
        let tried = on_behalf::entrusted(services, &Actor::Visitor, family.patient(), visitor).await;
        assert_eq!(refusal(tried), AppError::NotSignedIn);
    }
}

on_both! {
    async fn programs_get_no_more_of_a_profile_than_the_ground_reaches(test) {
        let family = Family::new(test, true).await;
        let Family { clinic, doctor, mother, daughter } = &family;
        let services = &clinic.services;
        clinic.run("update patient set address = '1 Hidden Lane', medicare = '2123456701'").await;
        let seen = async |who: &Actor| {
            let found = listing::patient(services, who, family.patient()).await.expect("on a ground");
            let profile = found.profile.expect("a profile");
            (profile.name, profile.date_of_birth.is_some(), profile.address, profile.medicare)
        };

        let all = ("Mary Mother".to_owned(), true, "1 Hidden Lane".to_owned(), "2123456701".to_owned());
        assert_eq!(seen(mother).await, all);
        assert_eq!(seen(daughter).await, ("Mary Mother".to_owned(), true, String::new(), String::new()));
        let me = practitioner_actor(*doctor);
        assert_eq!(refusal(listing::patient(services, &me, family.patient()).await), AppError::NotFound);
    }
}

on_both! {
    async fn a_kept_time_stays_when_it_is_said_for_whom_it_is(test) {
        let family = Family::new(test, true).await;
        let Family { clinic, doctor, mother, daughter } = &family;
        let id = daughter.id().expect("an account");
        clinic.run("insert into account_role (account_id, role) select id, 'patient' from account where full_name = 'Dana Daughter'").await;
        clinic.run("insert into patient (id, number, date_of_birth) select id, 'P-D', '1990-01-01' from account where full_name = 'Dana Daughter'").await;
        let daughter = &actor(id, &[Role::Patient]);
        let waiting = clinic.patient("Wanda Waiting").await;
        join(clinic, &waiting, with(*doctor)).await;
        let request = HoldRequest { target: clinic.target(*doctor, at("10:00")), moving: None };

        let first = hold::keep_for_whom(&clinic.services, daughter, None, request).await.expect("kept");
        hold::look(&clinic.services, daughter, Some(family.patient()), request).await.expect("not in their own way");
        let then = hold::keep_for_whom(&clinic.services, daughter, Some(family.patient()), request).await.expect("kept");

        assert!(first.is_some());
        assert_eq!(then, first);
        assert_eq!(offered(clinic).await, 0);
        let booked = on_behalf::entrusted(&clinic.services, daughter, family.patient(), clinic.request(*doctor, at("10:00"))).await;
        let booked = booked.expect("it was kept for them");
        booking::appointment(&clinic.services, mother, booked).await.expect("the patient's own");
        assert_eq!(clinic.test.count("select count(*) from hold").await, 0);
    }
}

on_both! {
    async fn whatever_becomes_of_the_patient_s_appointment_rings_for_who_books_for_them_and_not_for_who_may_not(test) {
        let family = Family::new(test, true).await;
        let (services, me) = (&family.clinic.services, practitioner_actor(family.doctor));
        let daughter = Topic::Account(family.daughter.id().expect("an account"));
        let mut bell = services.live.subscribe();
        let mut rung = || std::iter::from_fn(|| bell.try_recv().ok()).flatten().collect::<BTreeSet<_>>();

        let booked = family.clinic.request(family.doctor, at("10:00"));
        let id = booking::book(services, &family.mother, booked).await.expect("booked");
        assert!(rung().contains(&daughter));
        services.clock.set(at("10:00"));
        // No one is notified of it.
        visit::take_step(services, &me, id, Step::CheckIn, "").await.expect("there");
        assert!(rung().contains(&daughter));

        let shared = sharing::own(services, &family.mother).await.expect("own");
        sharing::end_trust(services, &family.mother, shared.given[0].id).await.expect("ended");
        assert!(rung().contains(&daughter), "that it ended");
        visit::take_step(services, &me, id, Step::Complete, "").await.expect("over");
        assert!(!rung().contains(&daughter));
    }
}
