//! Answering and withdrawing referrals, and who reads the letter.

use consulta::{
    domain::{
        account::{Actor, Role},
        ids::{EntryId, PractitionerId},
        notice::NoticeKind,
        referral::{Addressee, ReferralRefusal, Status, Triage},
    },
    error::AppError,
    service::{
        Failure, Outcome, notice,
        referral::{self, Reader},
    },
};

use super::referral_case::{Referring, assert_invariants, letter};
use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

fn assert_not_found<T: std::fmt::Debug>(outcome: Outcome<T>) {
    assert!(matches!(outcome, Err(Failure::Refused(AppError::NotFound))), "{outcome:?}");
}

fn assert_refused(outcome: Outcome<()>, with: ReferralRefusal) {
    assert!(matches!(outcome, Err(Failure::Refused(AppError::Referral(refusal))) if refusal == with), "{outcome:?}");
}

async fn latest(clinic: &Clinic, who: &Actor) -> NoticeKind {
    notice::latest(&clinic.services, who).await.expect("notices")[0].kind
}

/// The referrals waiting for someone.
async fn desk(clinic: &Clinic, who: PractitionerId) -> Vec<EntryId> {
    let found = referral::desk(&clinic.services, &practitioner_actor(who)).await.expect("a desk").received;
    found.iter().map(|one| one.id).collect()
}

on_both! {
    async fn one_that_is_redirected_is_the_others_and_no_longer_the_firsts(test) {
        let clinic = Clinic::new(test).await;
        let (ann, bo) = (clinic.specialist("Ann Skin", "Dermatology").await, clinic.specialist("Bo Skin", "Dermatology").await);
        let case = Referring::new(&clinic).await;
        let id = case.to(&clinic, ann, "2").await;
        let (first, second) = (practitioner_actor(ann), practitioner_actor(bo));
        assert_eq!((desk(&clinic, ann).await, desk(&clinic, bo).await), (vec![id], vec![]));

        referral::accept(&clinic.services, &first, id).await.expect("accepted");
        for who in [&case.patient, &case.gp] {
            assert_eq!(latest(&clinic, who).await, NoticeKind::ReferralAccepted);
        }
        for nobody in [first.id(), case.gp.id(), case.patient.id()] {
            let to = PractitionerId(nobody.expect("an account").0);
            let outcome = referral::redirect(&clinic.services, &first, id, to, "").await;
            assert!(matches!(outcome, Err(Failure::Refused(AppError::Invalid(_)))), "{outcome:?}");
        }
        referral::redirect(&clinic.services, &first, id, bo, "nearer").await.expect("redirected");

        assert_eq!((desk(&clinic, ann).await, desk(&clinic, bo).await), (vec![], vec![id]));
        assert_not_found(referral::open(&clinic.services, &first, id).await.map(|_| ()));
        assert_not_found(referral::decline(&clinic.services, &first, id, "too late").await);
        case.book(&clinic, ann, at("10:00")).await.expect_err("the first has lost it");
        case.book(&clinic, bo, at("10:00")).await.expect("the second has it");
        assert_eq!(latest(&clinic, &case.gp).await, NoticeKind::ReferralRedirected);
        let opened = referral::open(&clinic.services, &second, id).await.expect("the letter");
        assert_eq!((opened.reader, opened.referral.status), (Reader::Addressee, Status::Sent));
        assert_eq!(opened.events.len(), 3);
        assert_invariants(&clinic).await;
    }
}

on_both! {
    async fn a_declined_one_books_nothing_more_and_says_why(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let id = case.to(&clinic, ann, "3").await;
        let me = practitioner_actor(ann);
        case.book(&clinic, ann, at("10:00")).await.expect("booked before");

        let silent = referral::decline(&clinic.services, &me, id, " ").await;
        assert!(matches!(silent, Err(Failure::Refused(AppError::Invalid(_)))), "{silent:?}");
        referral::decline(&clinic.services, &me, id, "no longer my field").await.expect("declined");

        case.book(&clinic, ann, at("11:00")).await.expect_err("closed");
        assert_eq!(case.used(&clinic, id).await, 1, "what was booked stands");
        for who in [&case.patient, &case.gp] {
            assert_eq!(latest(&clinic, who).await, NoticeKind::ReferralDeclined);
        }
        let opened = referral::open(&clinic.services, &case.patient, id).await.expect("their own");
        assert_eq!(opened.events.last().expect("an end").reason, "no longer my field");
        let own = referral::own(&clinic.services, &case.patient).await.expect("a list");
        assert_eq!(own[0].declined_because.as_deref(), Some("no longer my field"));
        assert!(notice::latest(&clinic.services, &case.patient).await.expect("notices")[0].is_patient);
        assert!(!notice::latest(&clinic.services, &case.gp).await.expect("notices")[0].is_patient);
        assert_not_found(referral::accept(&clinic.services, &me, id).await);
        assert_refused(referral::withdraw(&clinic.services, &case.gp, id, "").await, ReferralRefusal::Changed);
    }
}

on_both! {
    async fn its_writer_takes_it_back_as_long_as_it_is_unused(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let (used, unused) = (case.to(&clinic, ann, "1").await, case.to(&clinic, ann, "1").await);
        case.book(&clinic, ann, at("10:00")).await.expect("booked with the first");

        assert_not_found(referral::withdraw(&clinic.services, &practitioner_actor(ann), unused, "").await);
        assert_refused(referral::withdraw(&clinic.services, &case.gp, used, "").await, ReferralRefusal::Used);
        referral::withdraw(&clinic.services, &case.gp, unused, "").await.expect("withdrawn");

        case.book(&clinic, ann, at("11:00")).await.expect_err("withdrawn");
        assert_eq!(latest(&clinic, &practitioner_actor(ann)).await, NoticeKind::ReferralWithdrawn);
        assert_not_found(referral::open(&clinic.services, &practitioner_actor(clinic.practitioner("No Body").await), unused).await.map(|_| ()));
    }
}

on_both! {
    async fn one_to_a_field_is_taken_on_by_one_of_it_and_opens_the_others_still(test) {
        let clinic = Clinic::new(test).await;
        let (ann, bo) = (clinic.specialist("Ann Skin", "Dermatology").await, clinic.specialist("Bo Skin", "Dermatology").await);
        let cy = clinic.specialist("Cy Heart", "Cardiology").await;
        let case = Referring::new(&clinic).await;
        let to = Addressee::Field("Dermatology".into());
        let id = case.send(&clinic, to, letter("2", "2027-01-31")).await.expect("sent");
        assert_eq!((desk(&clinic, ann).await, desk(&clinic, bo).await, desk(&clinic, cy).await), (vec![id], vec![id], vec![]));
        let opened = referral::open(&clinic.services, &practitioner_actor(bo), id).await.expect("their field's");
        assert_eq!(opened.steps, [Triage::Accept]);
        assert_refused(referral::decline(&clinic.services, &practitioner_actor(bo), id, "not me").await, ReferralRefusal::Changed);
        assert_not_found(referral::accept(&clinic.services, &practitioner_actor(cy), id).await);

        referral::accept(&clinic.services, &practitioner_actor(ann), id).await.expect("taken on");

        assert_eq!((desk(&clinic, ann).await, desk(&clinic, bo).await), (vec![id], vec![]));
        assert_not_found(referral::open(&clinic.services, &practitioner_actor(bo), id).await.map(|_| ()));
        case.book(&clinic, bo, at("10:00")).await.expect("the patient still chooses");
        assert_invariants(&clinic).await;
    }
}

on_both! {
    async fn the_letter_is_for_its_addressee_and_nobody_beside(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let id = case.to(&clinic, ann, "1").await;
        let me = practitioner_actor(ann);
        let reads = async || clinic.test.count(
            "select count(*) from audit_event where action = 'record.read' and basis = 'referral' and part = 'referral'",
        ).await;

        let opened = referral::open(&clinic.services, &me, id).await.expect("for them");
        assert_eq!((opened.reader, opened.letter.as_str()), (Reader::Addressee, "Please see this patient about a mole."));
        assert_eq!(reads().await, 1);
        for (who, reader) in [(&case.patient, Reader::Patient), (&case.gp, Reader::Referrer)] {
            assert_eq!(referral::open(&clinic.services, who, id).await.expect("theirs").reader, reader);
        }
        assert_eq!(reads().await, 1);
        let stranger = clinic.patient("Some Other").await;
        let administrator = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let doctor = practitioner_actor(clinic.practitioner("Some Doctor").await);
        for who in [&stranger, &administrator, &doctor] {
            assert_not_found(referral::open(&clinic.services, who, id).await.map(|_| ()));
        }
        assert_eq!(clinic.test.count("select count(*) from audit_event where outcome = 'refused'").await, 3);

        let hide = "update entry set hidden = true";
        clinic.run(hide).await;
        assert_not_found(referral::open(&clinic.services, &me, id).await.map(|_| ()));
        clinic.run("update entry set hidden = false").await;
        clinic.run(
            "insert into record_block (patient_id, practitioner_id, created_at)
            select patient_id, to_practitioner_id, 0 from referral",
        ).await;
        assert_not_found(referral::open(&clinic.services, &me, id).await.map(|_| ()));
        assert!(desk(&clinic, ann).await.is_empty());
    }
}

on_both! {
    async fn an_appointment_names_the_referral_it_uses_to_whom_its_letter_is_open(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let id = case.to(&clinic, ann, "2").await;
        let visit = case.book(&clinic, ann, at("10:00")).await.expect("booked");
        let used = async |who: &Actor, visit| {
            referral::used_for(&clinic.services, who, visit).await.expect("an answer").map(|found| found.id)
        };

        assert_eq!(used(&case.patient, visit).await, Some(id));
        assert_eq!(used(&practitioner_actor(ann), visit).await, Some(id));
        assert_eq!(used(&case.gp, visit).await, None, "not a party of that appointment");
        assert_eq!(used(&case.patient, case.seen).await, None, "booked without one");
    }
}
