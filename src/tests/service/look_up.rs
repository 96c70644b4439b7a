//! Staff look a patient up by number or e-mail address: logged, limited, and not usable as an oracle.

use consulta::{
    domain::{
        account::{Actor, Role},
        form::{Field, FieldError, Problem},
        ids::{PatientId, PractitionerId},
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure, Outcome, assignment, booking, look_up,
        staff::{self, Wanted},
    },
    storage::patient::PatientName,
};
use jiff::SignedDuration;

use crate::support::{Clinic, actor, at, email_of, monday_morning, on_both, practitioner_actor};

async fn find(clinic: &Clinic, who: PractitionerId, typed: &str) -> Outcome<PatientName> {
    staff::find_patient(&clinic.services, &practitioner_actor(who), who, typed).await
}

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn wrong() -> AppError {
    AppError::Invalid(vec![FieldError::new(Field::Patient, Problem::Wrong)])
}

on_both! {
    async fn every_look_up_is_in_the_audit_with_its_patient(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let patient = clinic.patient("Pat Ient").await;

        let found = find(&clinic, doctor, &email_of("Pat Ient")).await.expect("found");
        assignment::of_patient(&clinic.services, &admin, &found.number).await.expect("found");
        assert_eq!(refusal(find(&clinic, doctor, "nobody@example.org").await), wrong());

        let rows = "select count(*) from audit_event where action = 'patient.look_up' and patient_id is not null and outcome = 'done'";
        assert_eq!(clinic.test.count(rows).await, 2);
        let misses = "select count(*) from audit_event where action = 'patient.look_up' and outcome = 'not found'";
        assert_eq!(clinic.test.count(misses).await, 1);
        let read = consulta::service::audit::readers(&clinic.services, &patient, 0).await.expect("own").0;
        assert_eq!(read.len(), 2, "and the patient reads of them");
    }
}

on_both! {
    async fn what_staff_book_is_in_the_audit_with_its_patient(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let id = PatientId(clinic.patient("Pat Ient").await.id().expect("an account").0);

        let night = clinic.request(doctor, at("03:15") + SignedDuration::from_hours(24));
        booking::book_for(&clinic.services, &practitioner_actor(doctor), id, night, Some("abc")).await.expect("booked");

        let rows = "select count(*) from audit_event where action = 'appointment.overbook' and patient_id is not null";
        assert_eq!(clinic.test.count(rows).await, 1);
    }
}

on_both! {
    async fn whoever_may_not_be_named_is_answered_as_nobody(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.patient("Clo Sed").await;
        clinic.run("update account set status = 'inactive' where full_name = 'Clo Sed'").await;

        for typed in [&email_of("Clo Sed"), "nobody@example.org", "P-0000-0000", &email_of("Ann Doctor")] {
            assert_eq!(refusal(find(&clinic, doctor, typed).await), wrong(), "{typed}");
        }
    }
}

on_both! {
    async fn guessing_ends_for_an_hour_whether_there_is_such_a_patient_or_not(test) {
        let clinic = Clinic::new(test).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bea Other").await);
        clinic.patients(&["Pat Known", "Pat Ient"].map(str::to_owned)).await;
        find(&clinic, doctor, &email_of("Pat Known")).await.expect("found");
        for number in 0..look_up::MOST_MISSES {
            assert_eq!(refusal(find(&clinic, doctor, &format!("guess{number}@example.org")).await), wrong());
        }

        let unknown = refusal(find(&clinic, doctor, "nobody@example.org").await);
        let known = refusal(find(&clinic, doctor, &email_of("Pat Ient")).await);

        assert_eq!((unknown, known), (AppError::TooManyAttempts(3_600), AppError::TooManyAttempts(3_600)));
        find(&clinic, doctor, &email_of("Pat Known")).await.expect("whom they know by now");
        find(&clinic, other, &email_of("Pat Ient")).await.expect("others go on");
        let told = consulta::service::notice::latest(&clinic.services, &admin).await.expect("own notices");
        let told: Vec<_> = told.iter().map(|one| (one.kind, one.practitioner.as_deref())).collect();
        assert_eq!(told, [(NoticeKind::LookUpsClosed, Some("Ann Doctor"))], "once");
        clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(1));
        find(&clinic, doctor, &email_of("Pat Ient")).await.expect("after an hour");
    }
}

on_both! {
    async fn many_guesses_at_once_are_counted_one_after_another(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let typed: Vec<String> = (0..look_up::MOST_MISSES + 20).map(|number| format!("guess{number}@example.org")).collect();

        let all = futures::future::join_all(typed.iter().map(|typed| find(&clinic, doctor, typed))).await;

        let judged = all.into_iter().filter(|one| matches!(one, Err(Failure::Refused(AppError::Invalid(_))))).count();
        assert_eq!(i64::try_from(judged).expect("few"), look_up::MOST_MISSES);
    }
}

on_both! {
    async fn nobody_assigns_themself_and_the_patient_hears_of_whom_the_clinic_assigns(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bea Other").await);
        let patient = clinic.patient("Pat Ient").await;
        let both = actor(doctor.account(), &[Role::Practitioner, Role::Administrator]);
        let assign = |whom: PractitionerId| {
            let (services, both) = (&clinic.services, &both);
            async move { assignment::assign(services, both, &email_of("Pat Ient"), &whom.to_string(), "primary_care", "").await }
        };

        let oneself = refusal(assign(doctor).await);
        assign(other).await.expect("a colleague");

        assert_eq!(oneself, AppError::Invalid(vec![FieldError::new(Field::Practitioner, Problem::Oneself)]));
        assert_eq!(clinic.test.count("select count(*) from care_relationship").await, 1);
        let news = consulta::service::notice::latest(&clinic.services, &patient).await.expect("own notices");
        assert_eq!(news[0].practitioner.as_deref(), Some("Bea Other"));
        let nobody: Actor = practitioner_actor(other);
        assert!(assignment::of_patient(&clinic.services, &nobody, "x").await.is_err());
    }
}

/// The names to choose from for someone who typed this into a calendar's booking form.
async fn named(clinic: &Clinic, who: &Actor, calendar: PractitionerId, typed: &str) -> Vec<String> {
    match staff::wanted_patient(&clinic.services, who, calendar, typed).await.expect("found") {
        Wanted::Named(found, more) => {
            assert!(!more);
            found.into_iter().map(|patient| patient.name).collect()
        }
        Wanted::One(found) => panic!("{found:?} was not typed in full"),
    }
}

on_both! {
    async fn staff_find_a_patient_to_book_by_name_among_those_they_may_find(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bea Other").await);
        let admin = actor(clinic.account("Phoebe Boss", Role::Administrator).await, &[Role::Administrator]);
        let mine = clinic.patient("Phoebe Carmichael").await;
        clinic.patient("Phoebe Stranger").await;
        clinic.patient("Phoebe Gone").await;
        booking::book(&clinic.services, &mine, clinic.request(doctor, at("10:00"))).await.expect("booked");
        clinic.run("update account set status = 'inactive' where full_name = 'Phoebe Gone'").await;
        let me = practitioner_actor(doctor);

        assert_eq!(named(&clinic, &me, doctor, " phoebe ").await, ["Phoebe Carmichael"]);
        assert_eq!(named(&clinic, &admin, doctor, "phoebe").await, ["Phoebe Carmichael", "Phoebe Stranger"]);
        for (who, calendar, typed) in [(&me, doctor, "stranger"), (&practitioner_actor(other), other, "phoebe"), (&me, doctor, "%")] {
            let missed = refusal(staff::wanted_patient(&clinic.services, who, calendar, typed).await);
            let expected = AppError::Invalid(vec![FieldError::new(Field::Patient, Problem::NotAChoice)]);
            assert_eq!(missed, expected, "{typed}");
        }
        let elsewhere = refusal(staff::wanted_patient(&clinic.services, &practitioner_actor(other), doctor, "phoebe").await);
        assert_eq!(elsewhere, AppError::NotFound, "the calendar of somebody else");

        clinic.set("access.patient_list", "clinic_demographics").await;
        assert_eq!(named(&clinic, &me, doctor, "phoebe").await, ["Phoebe Carmichael", "Phoebe Stranger"]);
        let looks = "select count(*) from audit_event where action = 'patient.list'";
        assert_eq!(clinic.test.count(looks).await, 6, "each look is written down");
    }
}

on_both! {
    async fn a_patient_who_was_booked_here_before_is_found_by_name_and_a_number_at_once(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Phoebe Carmichael").await;
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let me = practitioner_actor(doctor);
        clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(24 * 900));

        assert_eq!(named(&clinic, &me, doctor, "carmichael").await, ["Phoebe Carmichael"]);
        let number = format!("p-{}", patient.id().expect("an account"));
        let found = staff::wanted_patient(&clinic.services, &me, doctor, &number).await.expect("found");
        assert!(matches!(found, Wanted::One(found) if found.name == "Phoebe Carmichael"));
        let unknown = refusal(staff::wanted_patient(&clinic.services, &me, doctor, "P-0000").await);
        assert_eq!(unknown, wrong());
    }
}

on_both! {
    async fn guessing_names_ends_for_minutes_whether_there_is_such_a_patient_or_not(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let admin = actor(clinic.account("Phoebe Boss", Role::Administrator).await, &[Role::Administrator]);
        let rita = clinic.receptionist("Rita Desk", clinic.centre).await;
        clinic.patient("Phoebe Carmichael").await;
        for who in [&admin, &rita] {
            assert_eq!(named(&clinic, who, doctor, "carmichael").await, ["Phoebe Carmichael"]);
            let guesses: Vec<String> = (0..30).map(|n| format!("smith {}", char::from(b'a' + n % 26))).collect();
            for guess in &guesses {
                let missed = refusal(staff::wanted_patient(&clinic.services, who, doctor, guess).await);
                assert!(matches!(missed, AppError::Invalid(_)), "{missed:?}");
            }

            let unknown = refusal(staff::wanted_patient(&clinic.services, who, doctor, "smith").await);
            let known = refusal(staff::wanted_patient(&clinic.services, who, doctor, "carmichael").await);

            assert_eq!((unknown, known), (AppError::TooManyAttempts(60), AppError::TooManyAttempts(60)));
        }
        clinic.services.clock.set(monday_morning() + SignedDuration::from_secs(60));
        assert_eq!(named(&clinic, &admin, doctor, "carmichael").await, ["Phoebe Carmichael"]);
    }
}
