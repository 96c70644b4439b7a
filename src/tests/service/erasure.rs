//! Erasing a patient for good, on both databases: by two administrators, not before the record may go, and completely.

use consulta::{
    domain::{
        account::{AccountStatus, Actor, Role},
        form::{Field, FieldError, Problem},
        note::NoteForm,
        notice::NoticeKind,
        referral::{Addressee, LetterForm},
    },
    error::AppError,
    service::{
        Failure, Outcome, account, admin, booking, consultation,
        document::{self, Whose},
        erasure::{self, Hindrance},
        message, note, notice,
        referral::{self, Sending},
    },
    storage::erasure::{ERASED, Fate},
};
use jiff::SignedDuration;

use super::{
    document::{add, png, upload},
    merge::{HELD, expect_whole, fill, patient_of, rows_of},
    services::administrator,
};
use crate::support::{Clinic, PASSWORD, actor, at, on_both, practitioner_actor};

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// Two administrators.
async fn administrators(clinic: &Clinic) -> (Actor, Actor) {
    let other = clinic.account("Bea Boss", Role::Administrator).await;
    (administrator(clinic).await, actor(other, &[Role::Administrator]))
}

on_both! {
    async fn nothing_of_a_patient_is_left_but_what_has_to_stay_without_a_name(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (asker, other) = administrators(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (gone, neighbour) = (clinic.patient("Pat Ient").await, clinic.patient("Nora Neighbour").await);
        let id = patient_of(&gone).account();
        let mut request = clinic.request(doctor, at("10:00"));
        request.reason = "A rash".to_owned();
        booking::book(services, &gone, request).await.expect("booked");
        for who in [&gone, &neighbour] {
            add(&clinic, who, "scan.png", png(8, 8)).await.expect("added");
        }
        fill(&clinic, (id, patient_of(&neighbour).account()), HELD).await;
        let files = services.files.keys().await.expect("keys").len();
        account::close(services, &gone, PASSWORD, "").await.expect("closed");

        let standing = erasure::standing(services, &asker, id).await.expect("asked");
        assert_eq!((standing.hindrance, standing.keep_until.1, standing.holding.documents), (None, true, 1));
        let too_early = FieldError::new(Field::LegalReason, Problem::Missing);
        assert_eq!(refusal(erasure::ask(services, &asker, id, " ", "").await), AppError::Invalid(vec![too_early]));
        erasure::ask(services, &asker, id, "A court said so", "").await.expect("asked for");
        assert_eq!(refusal(erasure::ask(services, &other, id, "Again", "").await), AppError::Overtaken);
        assert_eq!(refusal(erasure::confirm(services, &asker, id, "").await), AppError::Forbidden);
        let told = notice::latest(services, &other).await.expect("notices");
        assert!(told.iter().any(|one| one.kind == NoticeKind::ErasureToConfirm));
        erasure::confirm(services, &other, id, "").await.expect("erased");

        for &(table, column, fate) in ERASED {
            if fate == Fate::Goes {
                assert_eq!(rows_of(&clinic, (table, column), id).await, 0, "{table}.{column}");
            }
        }
        for sql in [
            "select count(*) from account where full_name like 'Pat I%' or email like 'pat%' or search_name like 'pat i%'",
            "select count(*) from patient where medicare is not null or address = 'Here'",
            "select count(*) from appointment where reason <> '' or metadata <> '{}'",
            "select count(*) from appointment_event where reason <> ''",
            "select count(*) from message where body like '%first%'",
        ] {
            assert_eq!(clinic.test.count(sql).await, 0, "{sql}");
        }
        for (sql, count) in [
            ("select count(*) from appointment where status = 'cancelled'", 1),
            ("select count(*) from entry", 1),
            ("select count(*) from thread", 1),
            ("select count(*) from rating", 1),
            ("select count(*) from audit_event where action = 'patient.erase' and actor_id is not null", 1),
            ("select count(*) from erasure where reason = 'A court said so'", 1),
        ] {
            assert_eq!(clinic.test.count(sql).await, count, "{sql}");
        }
        assert!(services.files.keys().await.expect("keys").len() < files);
        expect_whole(&clinic).await;
        let back = admin::set_account_status(services, &asker, id, AccountStatus::Active).await;
        assert_eq!(refusal(back), AppError::NotFound);
        let standing = erasure::standing(services, &asker, id).await.expect("asked");
        assert_eq!((standing.hindrance, standing.account.full_name.as_str()), (Some(Hindrance::Erased), "Erased patient"));
    }
}

on_both! {
    async fn an_application_that_came_to_nothing_goes_with_whoever_sent_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (asker, other) = administrators(&clinic).await;
        let gone = clinic.patient("Pat Ient").await;
        let id = patient_of(&gone).account();
        for sql in [
            "insert into application (token_hash, status, full_name, email, phone, profession, expertise, languages, provider_number,
                licence_number, qualifications, about, created_at, changed_at, applicant_id)
            select ending, ending, full_name, email, '', 'physio', '', '', '', '', '', '', 1, 1, account.id
            from account, (select 'withdrawn' as ending union all select 'approved') as ended
            where full_name = 'Pat Ient'",
            "insert into application_event (application_id, kind, body, created_at) select id, 'claimed', '', 1 from application",
            "insert into application_centre (application_id, centre_id) select a.id, c.id from application a, centre c",
            "insert into application_document (application_id, name, media_type, bytes, storage_key, created_at)
            select id, 'cv.pdf', 'application/pdf', 1, token_hash, 1 from application",
        ] {
            clinic.run(sql).await;
        }
        account::close(services, &gone, PASSWORD, "").await.expect("closed");

        erasure::ask(services, &asker, id, "A court said so", "").await.expect("asked for");
        erasure::confirm(services, &other, id, "").await.expect("erased");

        for sql in [
            "select count(*) from application",
            "select count(*) from application where status = 'approved' and applicant_id is null",
            "select count(*) from application_event",
            "select count(*) from application_centre",
            "select count(*) from application_document",
        ] {
            assert_eq!(clinic.test.count(sql).await, 1, "{sql}");
        }
    }
}

on_both! {
    async fn when_the_years_are_over_it_takes_no_reason_and_one_of_two_confirmations_counts(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (asker, other) = administrators(&clinic).await;
        let third = actor(clinic.account("Cas Chief", Role::Administrator).await, &[Role::Administrator]);
        let gone = clinic.patient("Pat Ient").await;
        let id = patient_of(&gone).account();
        clinic.set("access.keep_years", "0").await;
        account::close(services, &gone, PASSWORD, "").await.expect("closed");

        erasure::ask(services, &asker, id, "", "").await.expect("asked for");
        erasure::withdraw(services, &other, id).await.expect("withdrawn");
        assert_eq!(refusal(erasure::confirm(services, &other, id, "").await), AppError::NotFound);
        erasure::ask(services, &asker, id, "", "").await.expect("asked for");
        assert_eq!(refusal(erasure::ask(services, &other, id, "", "").await), AppError::Overtaken, "it is asked for");
        // One that no one has confirmed within a month is as if it had never existed.
        services.clock.set(services.clock.now() + SignedDuration::from_hours(31 * 24));
        assert_eq!(erasure::standing(services, &other, id).await.expect("seen").asked, None);
        assert_eq!(refusal(erasure::confirm(services, &other, id, "").await), AppError::NotFound);
        erasure::ask(services, &asker, id, "", "").await.expect("asked for again");
        let (one, another) =
            tokio::join!(erasure::confirm(services, &other, id, ""), erasure::confirm(services, &third, id, ""));

        assert!(one.is_ok() != another.is_ok());
        let refused = if one.is_ok() { refusal(another) } else { refusal(one) };
        assert_eq!(refused, AppError::Overtaken);
        assert_eq!(clinic.test.count("select count(*) from erasure").await, 1);
    }
}

on_both! {
    async fn only_patients_who_have_gone_are_erased_and_only_by_administrators(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (asker, _) = administrators(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;
        let id = patient_of(&patient).account();
        let manager = actor(clinic.account("Mana Ger", Role::Manager).await, &[Role::Manager]);
        let doctor = clinic.practitioner("Ann Doctor").await.account();

        assert_eq!(refusal(erasure::ask(services, &asker, id, "Court", "").await), AppError::Overtaken);
        assert_eq!(refusal(erasure::standing(services, &asker, doctor).await), AppError::NotFound);
        assert_eq!(refusal(erasure::ask(services, &asker, doctor, "Court", "").await), AppError::NotFound);
        for nobody in [&manager, &patient] {
            assert_eq!(refusal(erasure::standing(services, nobody, id).await), AppError::Forbidden);
            assert_eq!(refusal(erasure::ask(services, nobody, id, "Court", "").await), AppError::Forbidden);
            assert_eq!(refusal(erasure::confirm(services, nobody, id, "").await), AppError::Forbidden);
            assert_eq!(refusal(erasure::withdraw(services, nobody, id).await), AppError::Forbidden);
        }
        assert_eq!(clinic.test.count("select count(*) from erasure_request").await, 0);
    }
}

on_both! {
    async fn nothing_more_is_written_about_someone_who_was_erased(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (asker, other) = administrators(&clinic).await;
        let (doctor, colleague) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let (me, gone) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let whose = patient_of(&gone);
        let visit = booking::book(services, &gone, clinic.request(doctor, at("10:00"))).await.expect("booked");
        services.clock.set(at("10:05"));
        consultation::open(services, &me, visit).await.expect("opened");
        consultation::finish(services, &me, visit).await.expect("finished");
        account::close(services, &gone, PASSWORD, "").await.expect("closed");
        erasure::ask(services, &asker, whose.account(), "A court said so", "").await.expect("asked for");
        erasure::confirm(services, &other, whose.account(), "").await.expect("erased");

        let noted = note::add(services, &me, visit, &NoteForm { text: "Late".into() }).await;
        let added = document::add(services, &me, Whose::PatientOf(visit), upload("x.png", png(9, 9))).await;
        let today = "2026-11-23".parse().expect("a date");
        let form = LetterForm { letter: "Please see them.".into(), ..LetterForm::usual(today) };
        let to = Addressee::Practitioner(colleague);
        let sending = Sending { appointment: visit, to, form, intent: "one-intent".into() };
        let sent = referral::send(services, &me, sending).await;
        let begun = message::start(services, &me, whose, doctor).await;
        let booked = booking::book_for(services, &me, whose, clinic.request(doctor, at("11:00")), None).await;

        assert_eq!(refusal(noted), AppError::NotFound);
        assert_eq!(refusal(added), AppError::NotFound);
        assert_eq!(refusal(sent), AppError::NotFound);
        assert_eq!(refusal(begun), AppError::NotFound);
        assert_eq!(refusal(booked), AppError::NotFound);
        for table in ["select count(*) from entry", "select count(*) from referral", "select count(*) from thread"] {
            assert_eq!(clinic.test.count(table).await, 0, "{table}");
        }
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 1);
    }
}
