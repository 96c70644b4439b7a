//! Referrals as permits (S3-28 to S3-31): practitioners seen on referral only are booked with one, and each visit uses one up.

use consulta::{
    domain::{
        account::Actor,
        appointment::Step,
        booking::BookingRefusal,
        form::{Field, FieldError, Problem},
        ids::PractitionerId,
        notice::NoticeKind,
        policy::Basis,
        referral::{Addressee, LetterForm},
        series::Recurrence,
    },
    error::AppError,
    service::{
        Failure, Outcome, booking, cancel, hold, notice, record,
        referral::{self, Need, Sending},
        reschedule,
        series::{self, SeriesRequest},
        visit,
        waitlist::{self, WishFor, WishForm},
        why::why_not,
    },
};
use jiff::SignedDuration;

use super::referral_case::{Referring, assert_invariants, letter};
use crate::support::{Clinic, at, on_both, practitioner_actor};

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> BookingRefusal {
    match outcome {
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => refusal,
        other => panic!("expected a refused booking, got {other:?}"),
    }
}

on_both! {
    async fn a_specialist_is_booked_only_after_the_letter_to_them_was_sent(test) {
        let clinic = Clinic::new(test).await;
        let (ann, other) = (clinic.specialist("Ann Skin", "Dermatology").await, clinic.specialist("Bo Skin", "Dermatology").await);
        let case = Referring::new(&clinic).await;
        let Actor::Account { id: patient, .. } = case.patient else { panic!("an account") };
        let record_of = consulta::domain::ids::PatientId(patient.0);
        let me = practitioner_actor(ann);
        assert_eq!(refusal(case.book(&clinic, ann, at("10:00")).await), BookingRefusal::NeedsReferral);
        assert!(record::open(&clinic.services, &me, record_of, "timeline").await.is_err());

        let sent = case.to(&clinic, ann, "1").await;

        let news = notice::latest(&clinic.services, &me).await.expect("notices");
        assert_eq!((news[0].kind, news[0].entry_id), (NoticeKind::ReferralReceived, Some(sent)));
        let news = notice::latest(&clinic.services, &case.patient).await.expect("notices");
        assert_eq!((news[0].kind, news[0].referred_to.as_deref()), (NoticeKind::ReferralSent, Some("Ann Skin")));
        let before = record::open(&clinic.services, &me, record_of, "timeline").await.expect("the summary");
        assert_eq!(before.basis, Basis::Referral);
        assert_eq!(refusal(case.book(&clinic, other, at("10:00")).await), BookingRefusal::NeedsReferral);
        case.book(&clinic, ann, at("10:00")).await.expect("booked");
        let after = record::open(&clinic.services, &me, record_of, "timeline").await.expect("the history");
        assert_eq!(after.basis, Basis::Treating);
        assert_eq!(case.used(&clinic, sent).await, 1);
        assert_eq!(refusal(case.book(&clinic, ann, at("11:00")).await), BookingRefusal::NeedsReferral);
        assert_invariants(&clinic).await;
    }
}

on_both! {
    async fn calling_off_gives_the_visit_back_and_not_coming_does_not(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.confirmation", "approval").await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let me = practitioner_actor(ann);
        let case = Referring::new(&clinic).await;
        let sent = case.to(&clinic, ann, "1").await;

        let id = case.book(&clinic, ann, at("10:00")).await.expect("asked");
        assert_eq!(case.used(&clinic, sent).await, 1);
        cancel::cancel(&clinic.services, &case.patient, id, "").await.expect("cancelled");
        assert_eq!(case.used(&clinic, sent).await, 0);

        let id = case.book(&clinic, ann, at("10:00")).await.expect("asked");
        visit::take_step(&clinic.services, &me, id, Step::Decline, "full").await.expect("declined");
        assert_eq!(case.used(&clinic, sent).await, 0);

        case.book(&clinic, ann, at("10:00")).await.expect("asked");
        clinic.services.clock.set(at("10:00"));
        visit::lapse_requests(&clinic.services).await.expect("lapsed");
        assert_eq!(case.used(&clinic, sent).await, 0);

        let id = case.book(&clinic, ann, at("11:00")).await.expect("asked");
        visit::take_step(&clinic.services, &me, id, Step::Approve, "").await.expect("approved");
        clinic.services.clock.set(at("11:45"));
        visit::take_step(&clinic.services, &me, id, Step::MarkNoshow, "").await.expect("did not come");
        assert_eq!(case.used(&clinic, sent).await, 1);
        assert_invariants(&clinic).await;
    }
}

on_both! {
    async fn moving_keeps_the_visit_that_was_spent(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let sent = case.to(&clinic, ann, "1").await;
        let id = case.book(&clinic, ann, at("10:00")).await.expect("booked");

        let wanted = hold::HoldRequest { target: clinic.target(ann, at("11:00")), moving: Some(id) };
        hold::keep(&clinic.services, &case.patient, wanted).await.expect("kept for the move");
        let stranger = clinic.patient("Some Other").await;
        let free = hold::HoldRequest { target: clinic.target(ann, at("12:00")), moving: None };
        assert_eq!(refusal(hold::keep(&clinic.services, &stranger, free).await), BookingRefusal::NeedsReferral);
        reschedule::reschedule(&clinic.services, &case.patient, id, clinic.centre, at("11:00")).await.expect("moved");

        assert_eq!(case.used(&clinic, sent).await, 1);
        cancel::cancel(&clinic.services, &case.patient, id, "").await.expect("cancelled");
        assert_eq!(case.used(&clinic, sent).await, 0);
        assert_invariants(&clinic).await;
    }
}

on_both! {
    async fn a_referral_ends_with_its_last_day_where_it_was_written(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let to = Addressee::Practitioner(ann);
        case.send(&clinic, to, letter("5", "2026-11-24")).await.expect("sent");

        let day = SignedDuration::from_hours(24);
        case.book(&clinic, ann, at("16:00") + day).await.expect("on the last day");
        let next = case.book(&clinic, ann, at("09:00") + day + day).await;
        assert_eq!(refusal(next), BookingRefusal::NeedsReferral);
        clinic.services.clock.set(at("00:00") + day + day);
        let desk = referral::desk(&clinic.services, &practitioner_actor(ann)).await.expect("a desk").received;
        assert!(desk.is_empty(), "it is over");
    }
}

on_both! {
    async fn a_field_opens_all_its_practitioners_and_a_name_is_spent_first(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let bo = clinic.specialist("Bo Skin", "Dermatology").await;
        let cy = clinic.specialist("Cy Heart", "Cardiology").await;
        let case = Referring::new(&clinic).await;
        let field = || Addressee::Field("Dermatology".into());
        let late = case.send(&clinic, field(), letter("1", "2027-03-31")).await.expect("sent");
        let soon = case.send(&clinic, field(), letter("1", "2027-02-28")).await.expect("sent");
        let named = case.send(&clinic, Addressee::Practitioner(ann), letter("1", "2027-06-30")).await.expect("sent");

        assert_eq!(refusal(case.book(&clinic, cy, at("09:00")).await), BookingRefusal::NeedsReferral);
        for (with, when, spent) in [(ann, "10:00", named), (bo, "11:00", soon), (ann, "12:00", late)] {
            assert_eq!(case.used(&clinic, spent).await, 0);
            case.book(&clinic, with, at(when)).await.expect("booked");
            assert_eq!(case.used(&clinic, spent).await, 1);
        }
        assert_eq!(refusal(case.book(&clinic, bo, at("13:00")).await), BookingRefusal::NeedsReferral);
        assert_invariants(&clinic).await;
    }
}

on_both! {
    async fn staff_need_a_referral_too_or_a_reason(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let me = practitioner_actor(ann);
        let case = Referring::new(&clinic).await;
        let Actor::Account { id, .. } = case.patient else { panic!("an account") };
        let patient = consulta::domain::ids::PatientId(id.0);
        let book = async |when, reason| {
            booking::book_for(&clinic.services, &me, patient, clinic.request(ann, at(when)), reason).await
        };

        assert_eq!(refusal(book("10:00", None).await), BookingRefusal::NeedsReferral);
        book("10:00", Some("an old patient of mine")).await.expect("with a reason");
        let sent = case.to(&clinic, ann, "1").await;
        book("11:00", None).await.expect("with a referral");

        assert_eq!(case.used(&clinic, sent).await, 1);
        assert_invariants(&clinic).await;
    }
}

on_both! {
    async fn every_visit_of_a_series_costs_one(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let sent = case.to(&clinic, ann, "2").await;
        let weekly = |times| Recurrence::new(1, times).expect("a recurrence");
        let book = async |times| {
            let request = clinic.request(ann, at("10:00"));
            series::book_series(&clinic.services, &case.patient, SeriesRequest::whole(request, weekly(times))).await
        };

        let Err(Failure::Refused(AppError::Series(conflicts))) = book(3).await else { panic!("one too many") };
        assert_eq!(conflicts.iter().map(|(_, why)| *why).collect::<Vec<_>>(), [BookingRefusal::NeedsReferral]);
        assert_eq!(case.used(&clinic, sent).await, 0);
        let made = book(2).await.expect("as many as there are");
        assert_eq!(case.used(&clinic, sent).await, 2);

        series::cancel_rest(&clinic.services, &case.patient, made[0], "").await.expect("cancelled");
        assert_eq!(case.used(&clinic, sent).await, 0);
        assert_invariants(&clinic).await;
    }
}

on_both! {
    async fn the_waiting_list_offers_a_time_only_to_those_with_a_referral(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let without = clinic.patient("Some Other").await;
        let sent = case.to(&clinic, ann, "1").await;
        let taken = case.book(&clinic, ann, at("10:00")).await.expect("booked");
        let wish = WishFor { practitioner: ann, anybody: false, centre: None, service: None, instead_of: None };
        let days = WishForm { weekdays: vec!["1".into()], from: "10:00".into(), until: "10:30".into(), ..WishForm::default() };
        for who in [&without, &case.patient] {
            waitlist::join(&clinic.services, who, wish, &days).await.expect("waiting");
        }

        cancel::cancel(&clinic.services, &case.patient, taken, "").await.expect("cancelled");
        waitlist::offer_freed(&clinic.services).await.expect("offered");

        assert!(waitlist::own(&clinic.services, &without).await.expect("a list").offers.is_empty());
        let offers = waitlist::own(&clinic.services, &case.patient).await.expect("a list").offers;
        assert_eq!(case.used(&clinic, sent).await, 0);
        waitlist::accept(&clinic.services, &case.patient, offers[0].id).await.expect("accepted");
        assert_eq!(case.used(&clinic, sent).await, 1);
        assert_invariants(&clinic).await;
    }
}

on_both! {
    async fn what_is_needed_is_said_before_booking(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let target = clinic.target(ann, at("10:00"));
        let reasons = async |who: &Actor| {
            let why = why_not(&clinic.services, who, target).await.expect("an answer");
            why.blockers.iter().map(|blocker| blocker.refusal()).collect::<Vec<_>>()
        };
        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");
        let person = directory.practitioner(ann).expect("listed");
        let need = async |who: &Actor| referral::need(&clinic.services, who, person, at("10:00")).await.expect("an answer");

        assert_eq!(reasons(&Actor::Visitor).await, [BookingRefusal::NeedsReferral]);
        assert!(matches!(need(&Actor::Visitor).await, Need::Missing { is_patient: false }));
        assert!(matches!(need(&case.patient).await, Need::Missing { is_patient: true }));
        let sent = case.to(&clinic, ann, "1").await;
        assert_eq!(reasons(&case.patient).await, []);
        let Need::Held(held) = need(&case.patient).await else { panic!("a referral") };
        assert_eq!(held.id, sent);
    }
}

on_both! {
    async fn a_letter_is_sent_once_and_what_is_refused_is_kept(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let Actor::Account { id: patient, .. } = case.patient else { panic!("an account") };
        let to = Addressee::Practitioner(ann);
        let unknown = Addressee::Field("Alchemy".into());
        let wrong = |field, problem| vec![FieldError::new(field, problem)];
        let problems = async |to: Addressee, form| match case.send(&clinic, to, form).await {
            Err(Failure::Refused(AppError::Invalid(problems))) => problems,
            other => panic!("expected problems, got {other:?}"),
        };

        let typed = LetterForm { visits: "0".into(), ..letter("1", "2027-01-31") };
        assert_eq!(problems(to.clone(), typed.clone()).await, wrong(Field::Visits, Problem::OutOfRange));
        let kept = referral::writing(&clinic.services, &case.gp, case.seen).await.expect("their own");
        assert_eq!(kept.form, typed);
        let right = letter("1", "2027-01-31");
        assert_eq!(problems(unknown, right.clone()).await, wrong(Field::ReferTo, Problem::Wrong));
        for nobody in [case.gp.id().expect("an account"), patient] {
            let to = Addressee::Practitioner(PractitionerId(nobody.0));
            let found = problems(to, right.clone()).await;
            assert_eq!(found[0].field, Field::ReferTo);
        }
        let sending = Sending { appointment: case.seen, to, form: right, intent: "one-intent".into() };
        let first = referral::send(&clinic.services, &case.gp, sending.clone()).await.expect("sent");
        let again = referral::send(&clinic.services, &case.gp, sending.clone()).await.expect("the same");
        assert_eq!(first, again);
        let fresh = referral::writing(&clinic.services, &case.gp, case.seen).await.expect("their own");
        assert_eq!(fresh.form.letter, "");

        let stranger = practitioner_actor(clinic.practitioner("Some Doctor").await);
        let other = Sending { intent: "another-intent".into(), ..sending };
        let of_stranger = referral::send(&clinic.services, &stranger, other.clone()).await;
        assert!(matches!(of_stranger, Err(Failure::Refused(AppError::NotFound))), "{of_stranger:?}");
        let of_patient = referral::send(&clinic.services, &case.patient, other.clone()).await;
        assert!(matches!(of_patient, Err(Failure::Refused(AppError::Forbidden))), "{of_patient:?}");
        cancel::cancel(&clinic.services, &case.gp, case.seen, "").await.expect("cancelled");
        let of_cancelled = referral::send(&clinic.services, &case.gp, other).await;
        assert!(matches!(of_cancelled, Err(Failure::Refused(AppError::NotFound))), "{of_cancelled:?}");
        assert_eq!(clinic.test.count("select count(*) from referral").await, 1);
    }
}
