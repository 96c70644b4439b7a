//! Receptionists work at their own centres, and nowhere else: they see who comes, book, move, cancel and check in, and never learn
//! the reasons.

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::{Status, Step},
        booking::Target,
        desk::NewPatientForm,
        form::{Field, FieldError, Problem},
        ids::{CentreId, PatientId, PractitionerId},
    },
    error::AppError,
    service::{
        Failure, Outcome, agenda, booking,
        booking::BookingRequest,
        cancel, desk, record, reschedule,
        staff::{self, Wanted},
        visit,
    },
    storage::desk as stored,
};

use crate::support::{Clinic, at, email_of, monday_morning, on_both, practitioner_actor, weekdays};

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn patient_id(actor: &Actor) -> PatientId {
    PatientId(actor.id().expect("an account").0)
}

/// A second centre with a practitioner of its own.
async fn elsewhere(clinic: &Clinic) -> (CentreId, PractitionerId) {
    let centre = clinic.centre("1002", "West Clinic", "Australia/Sydney").await;
    let id = clinic.account("Ben Doctor", Role::Practitioner).await;
    clinic.affiliate(id, centre, &weekdays("09:00", "17:00")).await;
    (centre, PractitionerId(id.0))
}

fn newcomer() -> NewPatientForm {
    NewPatientForm {
        name: "Wanda Walk".into(),
        birth_day: "29".into(),
        birth_month: "2".into(),
        birth_year: "1980".into(),
        phone: "+61 400 123 456".into(),
        email: String::new(),
    }
}

on_both! {
    async fn a_day_shows_everyone_of_the_centre_and_no_reasons(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ann = clinic.practitioner("Ann Doctor").await;
        let (other, ben) = elsewhere(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;
        let rita = clinic.receptionist("Rita Desk", clinic.centre).await;
        let wanted = BookingRequest { reason: "Canary itch".into(), ..clinic.request(ann, at("10:00")) };
        booking::book(services, &patient, wanted).await.expect("booked");
        let there = clinic.request_for(Target { centre: other, ..clinic.target(ben, at("11:00")) });
        booking::book(services, &patient, there).await.expect("booked");

        let day = desk::day(services, &rita, clinic.centre, None).await.expect("their day");

        assert_eq!(day.columns.iter().map(|column| column.practitioner).collect::<Vec<_>>(), [ann]);
        let column = &day.columns[0];
        assert_eq!(column.appointments.len(), 1);
        assert_eq!(column.appointments[0].patient_name, "Pat Ient");
        assert!(!format!("{day:?}").contains("Canary"));
        assert_eq!(day.phones[&patient_id(&patient)], "0491 570 156");
        // Before and after the half hour that is taken.
        assert_eq!(column.gaps.iter().map(|gap| gap.slot.starts_at).collect::<Vec<_>>(), [at("09:00"), at("10:30")]);
        assert_eq!(desk::centres(services, &rita).await.expect("theirs"), [clinic.centre]);
        // However often an open board reloads, it counts as one view.
        desk::day(services, &rita, clinic.centre, None).await.expect("again");
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'desk.read'").await, 1);
    }
}

on_both! {
    async fn a_desk_books_checks_in_moves_and_cancels_and_everyone_is_told(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ann = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let rita = clinic.receptionist("Rita Desk", clinic.centre).await;
        let book = |wall| booking::book_for(services, &rita, patient_id(&patient), clinic.request(ann, at(wall)), None);

        let first = book("09:30").await.expect("booked");
        visit::take_step(services, &rita, first, Step::CheckIn, "").await.expect("checked in");
        let second = book("14:00").await.expect("booked");
        reschedule::reschedule(services, &rita, second, clinic.centre, at("15:00")).await.expect("moved");
        let unexplained = refusal(cancel::cancel(services, &rita, second, "").await);
        assert_eq!(unexplained, AppError::Invalid(vec![FieldError::new(Field::OverrideReason, Problem::Missing)]));
        cancel::cancel(services, &rita, second, "they phoned").await.expect("cancelled");

        let day = desk::day(services, &rita, clinic.centre, None).await.expect("their day");
        assert_eq!(day.arrivals, [(first, monday_morning())]);
        assert_eq!(day.columns[0].appointments.len(), 1, "what was cancelled is gone");
        let (seen, _) = booking::opened(services, &rita, first).await.expect("seen at the desk");
        assert_eq!((seen.status, seen.reason.as_str()), (Status::CheckedIn, ""));
        let told = "select count(distinct account_id) from notice where kind = 'appointment.cancelled'";
        assert_eq!(clinic.test.count(told).await, 2, "both parties");
        // Everything else about a visit is its practitioner's.
        for step in [Step::Complete, Step::MarkNoshow, Step::Approve] {
            assert_eq!(refusal(visit::take_step(services, &rita, first, step, "").await), AppError::NotFound, "{step:?}");
        }
    }
}

on_both! {
    async fn another_centre_does_not_exist_for_a_desk(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ann = clinic.practitioner("Ann Doctor").await;
        let (other, ben) = elsewhere(&clinic).await;
        clinic.affiliate(ann.account(), other, &[]).await;
        let patient = clinic.patient("Pat Ient").await;
        let rita = clinic.receptionist("Rita Desk", clinic.centre).await;
        let there = clinic.request_for(Target { centre: other, ..clinic.target(ben, at("11:00")) });
        let theirs = booking::book(services, &patient, there).await.expect("booked");
        let here = booking::book(services, &patient, clinic.request(ann, at("10:00"))).await.expect("booked");

        assert_eq!(refusal(desk::day(services, &rita, other, None).await), AppError::NotFound);
        assert_eq!(refusal(booking::opened(services, &rita, theirs).await), AppError::NotFound);
        assert_eq!(refusal(cancel::cancel(services, &rita, theirs, "because").await), AppError::NotFound);
        assert_eq!(refusal(reschedule::reschedule(services, &rita, theirs, other, at("12:00")).await), AppError::NotFound);
        assert_eq!(refusal(reschedule::reschedule(services, &rita, here, other, at("12:00")).await), AppError::NotFound);
        assert_eq!(refusal(visit::take_step(services, &rita, theirs, Step::CheckIn, "").await), AppError::NotFound);
        let book = |who, centre| {
            let wanted = clinic.request_for(Target { centre, ..clinic.target(who, at("13:00")) });
            booking::book_for(services, &rita, patient_id(&patient), wanted, None)
        };
        assert_eq!(refusal(book(ben, other).await), AppError::NotFound);
        assert_eq!(refusal(book(ann, other).await), AppError::NotFound, "not even with someone who works at both");
        assert_eq!(refusal(staff::calendar(services, &rita, Some(ben)).await), AppError::NotFound);
        assert_eq!(refusal(desk::add_patient(services, &rita, other, &newcomer()).await), AppError::NotFound);
        book(ann, clinic.centre).await.expect("at their own");
    }
}

on_both! {
    async fn a_desk_opens_no_record_and_nobody_else_sits_at_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ann = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let rita = clinic.receptionist("Rita Desk", clinic.centre).await;
        booking::book(services, &patient, clinic.request(ann, at("10:00"))).await.expect("booked");

        assert!(!record::may_open(services, &rita, patient_id(&patient)).await.expect("an answer"));
        assert_eq!(refusal(agenda::of_patient(services, &rita, 1).await), AppError::Forbidden);
        for who in [patient.clone(), practitioner_actor(ann)] {
            assert_eq!(refusal(desk::day(services, &who, clinic.centre, None).await), AppError::Forbidden, "{who:?}");
            assert_eq!(refusal(desk::centres(services, &who).await), AppError::Forbidden, "{who:?}");
        }
        // The role alone is no desk, and a desk without the role is none.
        let id = rita.id().expect("an account");
        clinic.write(id, |tx, id| Box::pin(async move { Ok(stored::set_centres(tx, *id, &[]).await?) })).await;
        assert_eq!(refusal(desk::day(services, &rita, clinic.centre, None).await), AppError::NotFound);
        assert!(desk::centres(services, &rita).await.expect("none").is_empty());
    }
}

on_both! {
    async fn patients_are_looked_up_by_name_birth_date_and_phone_and_new_ones_made(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ann = clinic.practitioner("Ann Doctor").await;
        clinic.patient("Pat Ient").await;
        let rita = clinic.receptionist("Rita Desk", clinic.centre).await;
        let find = |typed: &'static str| {
            let rita = &rita;
            async move {
                match staff::wanted_patient(services, rita, ann, typed).await? {
                    Wanted::One(found) => Ok::<_, Failure>(vec![found.name]),
                    Wanted::Named(found, _) => Ok(found.into_iter().map(|found| found.name).collect::<Vec<_>>()),
                }
            }
        };

        let made = desk::add_patient(services, &rita, clinic.centre, &newcomer()).await.expect("made");

        assert_eq!(made.name, "Wanda Walk");
        for typed in ["wand", "Walk Wanda", "29/2/1980", "1980-02-29", "0400 123 456", "+61400123456"] {
            assert_eq!(find(typed).await.expect("found"), ["Wanda Walk"], "{typed}");
        }
        assert_eq!(find("ient").await.expect("found"), ["Pat Ient"]);
        let by_email = staff::find_patient(services, &rita, ann, &email_of("Pat Ient")).await.expect("found");
        assert_eq!(by_email.name, "Pat Ient");
        let by_number = staff::find_patient(services, &rita, ann, &made.number).await.expect("found");
        assert_eq!(by_number, made);
        for (typed, problem) in [("Nobody", Problem::NotAChoice), ("1/1/1901", Problem::NotAChoice), ("w", Problem::TooShort)] {
            let expected = AppError::Invalid(vec![FieldError::new(Field::Patient, problem)]);
            assert_eq!(refusal(find(typed).await), expected, "{typed}");
        }
        let id = booking::book_for(services, &rita, made.id, clinic.request(ann, at("09:30")), None).await.expect("booked");
        visit::take_step(services, &rita, id, Step::CheckIn, "").await.expect("checked in");
        // Views are audited, and so is what was created.
        assert!(clinic.test.count("select count(*) from audit_event where action = 'patient.list'").await >= 6);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'patient.add'").await, 1);
        let signs_in = "select count(*) from account_identifier where account_id = (select max(id) from patient)";
        assert_eq!(clinic.test.count(signs_in).await, 0);
    }
}

on_both! {
    async fn looking_everyone_up_meets_a_limit(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ann = clinic.practitioner("Ann Doctor").await;
        clinic.patient("Pat Ient").await;
        let rita = clinic.receptionist("Rita Desk", clinic.centre).await;

        let mut looks = 0;
        let refused = loop {
            match staff::wanted_patient(services, &rita, ann, "ient").await {
                Ok(_) => looks += 1,
                Err(refused) => break refused,
            }
            assert!(looks < 1_000);
        };

        assert!(matches!(refused, Failure::Refused(AppError::TooManyAttempts(_))), "{refused:?}");
        assert!(looks >= 100, "a busy morning is possible: {looks}");
    }
}
