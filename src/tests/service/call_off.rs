//! Several appointments cancelled together (S1-15, T13): each as if cancelled alone, and each patient is offered new times.

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::Status,
        ids::{AppointmentId, PractitionerId},
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure, booking,
        bulk::{
            Deed, LeftOut, Target,
            run::{Stage, Why},
        },
        call_off, new_times, notice, reschedule,
    },
    storage::{account::add_role, appointment::AppointmentFilter},
};
use jiff::Timestamp;

use super::{
    bulk::{stages, worked_off, worked_off_by_two},
    services::administrator,
};
use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

/// The chosen ones as the administrator has seen them.
async fn seen(clinic: &Clinic, admin: &Actor, ids: &[AppointmentId]) -> Vec<Target> {
    let directory = clinic.services.directory().await.expect("a directory");
    let chosen = call_off::preview(&clinic.services, &directory, admin, ids).await.expect("a preview");
    chosen.iter().map(|one| Target::Seen(one.appointment.id, one.appointment.version())).collect()
}

fn because(reason: &str) -> Deed {
    Deed::CallOff { reason: reason.to_owned() }
}

on_both! {
    async fn appointments_are_called_off_together_and_their_patients_are_shown_new_times(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patients = clinic.patients(&["Pat Ient".to_owned(), "Una Other".to_owned()]).await;
        let mut request = clinic.request(ann, at("10:00"));
        request.reason = "A rash".to_owned();
        let first = booking::book(services, &patients[0], request).await.expect("booked");
        let second = booking::book(services, &patients[1], clinic.request(ann, at("11:00"))).await.expect("booked");
        let ids = [first, second, first, AppointmentId(999_999)];
        let directory = services.directory().await.expect("a directory");

        let before = call_off::preview(services, &directory, &admin, &ids).await.expect("a preview");
        let chosen = seen(&clinic, &admin, &ids).await;
        let done = worked_off(services, &admin, &because("The doctor is ill"), &chosen).await.expect("done");
        let again = worked_off(services, &admin, &because("The doctor is ill"), &chosen).await.expect("nothing more");

        assert_eq!(before.iter().map(|one| one.appointment.id).collect::<Vec<_>>(), [first, second]);
        assert!(before.iter().all(|one| one.left_out.is_none() && one.appointment.reason.is_empty()), "{before:?}");
        for who in [ann, ben] {
            let offered = |times: &[consulta::service::earliest::FreeTime<'_>]| {
                times.iter().any(|time| time.offering.practitioner.id == who)
            };
            assert!(before.iter().all(|one| offered(&one.times)), "nothing with {who}: {before:?}");
        }
        assert!(!done.can_be_undone, "patients have been told");
        assert_eq!(stages(done), [Stage::Done, Stage::Done]);
        let over = || Stage::NotDone(Why::LeftOut(LeftOut::Over));
        assert_eq!(stages(again), [over(), over()]);
        let audited = "select count(*) from audit_event where action = 'appointment.cancel' and outcome = 'done'";
        assert_eq!(clinic.test.count(audited).await, 2, "each has a row of its own");
        for (patient, id) in patients.iter().zip([first, second]) {
            let kept = booking::appointment(services, patient, id).await.expect("their own");
            assert_eq!(kept.status, Status::Cancelled);
            let told = notice::latest(services, patient).await.expect("own notices");
            let of_it = told.iter().filter(|one| one.kind == NoticeKind::AppointmentCancelled).count();
            assert_eq!(of_it, 1, "{told:?}");
            let times = new_times::instead(services, &directory, patient, id).await.expect("new times");
            assert!(!times.is_empty(), "nothing to choose from");
        }
        let others = new_times::instead(services, &directory, &patients[0], second).await;
        assert!(matches!(others, Err(Failure::Refused(AppError::NotFound))), "{others:?}");
    }
}

on_both! {
    async fn new_times_of_several_are_those_of_each_alone_and_free_for_both(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patients = clinic.patients(&["Pat Ient", "Una Other"].map(str::to_owned)).await;
        let first = booking::book(services, &patients[0], clinic.request(ann, at("14:00"))).await.expect("booked");
        let second = booking::book(services, &patients[1], clinic.request(ann, at("15:00"))).await.expect("booked");
        let directory = services.directory().await.expect("a directory");
        let times = async |ids: &[AppointmentId]| {
            let chosen = call_off::preview(services, &directory, &admin, ids).await.expect("a preview");
            let of = |one: &call_off::Chosen<'_>| -> Vec<(PractitionerId, Timestamp)> {
                one.times.iter().map(|time| (time.offering.practitioner.id, time.slot.starts_at)).collect()
            };
            chosen.iter().map(of).collect::<Vec<_>>()
        };
        let with_ben = |times: &[(PractitionerId, Timestamp)]| -> Vec<Timestamp> {
            times.iter().filter(|(who, _)| *who == ben).map(|(_, at)| *at).collect()
        };

        let before = times(&[first, second]).await;
        let taken = with_ben(&before[0])[0];
        booking::book(services, &patients[1], clinic.request(ben, taken)).await.expect("booked");
        let after = times(&[first, second]).await;

        assert_eq!(with_ben(&before[0]), with_ben(&before[1]));
        for times in &after {
            assert!(!with_ben(times).is_empty() && !with_ben(times).contains(&taken), "{after:?}");
        }
        assert_eq!(after, [times(&[first]).await.remove(0), times(&[second]).await.remove(0)]);
    }
}

on_both! {
    async fn what_has_changed_since_it_was_seen_is_refused_for_that_one_only(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["Pat Ient".to_owned(), "Una Other".to_owned()]).await;
        let stays = booking::book(services, &patients[0], clinic.request(doctor, at("10:00"))).await.expect("booked");
        let goes = booking::book(services, &patients[1], clinic.request(doctor, at("11:00"))).await.expect("booked");
        let chosen = seen(&clinic, &admin, &[stays, goes]).await;
        reschedule::reschedule(services, &patients[0], stays, clinic.centre, at("14:00")).await.expect("moved");

        let done = worked_off(services, &admin, &because("The doctor is ill"), &chosen).await.expect("done");

        assert_eq!(stages(done), [Stage::NotDone(Why::Refused(AppError::Overtaken)), Stage::Done]);
        let kept = booking::appointment(services, &patients[0], stays).await.expect("their own");
        assert_eq!((kept.status, kept.slot.starts_at), (Status::Booked, at("14:00")));
    }
}

on_both! {
    async fn only_administrators_call_several_off_with_a_reason_and_never_their_own(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let desk = clinic.receptionist("Rece Ption", clinic.centre).await;
        let visit = booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let chosen = seen(&clinic, &admin, &[visit]).await;
        let directory = services.directory().await.expect("a directory");
        let me = patient.id().expect("an account");
        let own = actor(me, &[Role::Administrator, Role::Patient]);

        let blank = worked_off(services, &admin, &because(" "), &chosen).await;
        clinic.write(me, |tx, me| Box::pin(async move { Ok(add_role(tx, *me, Role::Administrator).await?) })).await;
        let by_patient = worked_off(services, &own, &because("Not mine to decide"), &chosen).await.expect("nothing");
        let filter = AppointmentFilter { practitioner: Some(doctor), ..AppointmentFilter::default() };
        let matching = call_off::matching(services, &admin, &filter).await.expect("found");

        assert!(matches!(blank, Err(Failure::Refused(AppError::Invalid(_)))), "{blank:?}");
        assert_eq!(stages(by_patient), [Stage::NotDone(Why::LeftOut(LeftOut::OwnVisit))]);
        assert_eq!((matching.ids, matching.total, matching.last), (vec![visit], 1, None));
        for who in [&patient, &practitioner_actor(doctor), &desk] {
            let looked = call_off::preview(services, &directory, who, &[visit]).await;
            assert!(matches!(looked, Err(Failure::Refused(AppError::Forbidden))), "{looked:?}");
            let done = worked_off(services, who, &because("Because"), &chosen).await;
            assert!(matches!(done, Err(Failure::Refused(AppError::Forbidden))), "{done:?}");
            let found = call_off::matching(services, who, &filter).await;
            assert!(matches!(found, Err(Failure::Refused(AppError::Forbidden))), "{found:?}");
        }
        let kept = booking::appointment(services, &patient, visit).await.expect("their own");
        assert_eq!(kept.status, Status::Booked);
    }
}

on_both! {
    async fn of_more_than_can_be_chosen_at_once_the_next_ones_follow_the_first(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["Pat Ient", "Una Other"].map(str::to_owned)).await;
        let first = booking::book(services, &patients[0], clinic.request(doctor, at("10:00"))).await.expect("booked");
        let second = booking::book(services, &patients[1], clinic.request(doctor, at("11:00"))).await.expect("booked");
        let one = AppointmentFilter { limit: 1, ..AppointmentFilter::default() };

        let found = call_off::matching(services, &admin, &one).await.expect("found");
        let place = found.last.map(|(_, place)| place);
        let next = call_off::matching(services, &admin, &AppointmentFilter { place, ..one }).await.expect("found");

        assert_eq!((found.ids, found.total), (vec![first], 2));
        assert_eq!((next.ids, next.last), (vec![second], None));
    }
}

on_both! {
    async fn what_a_process_left_half_called_off_another_one_finishes_and_each_patient_is_told_once(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["Pat Ient", "Una Other", "Tim Third", "Flo Fourth"].map(str::to_owned)).await;
        let mut ids = Vec::new();
        for (patient, wall) in patients.iter().zip(["10:00", "11:00", "14:00", "15:00"]) {
            ids.push(booking::book(services, patient, clinic.request(doctor, at(wall))).await.expect("booked"));
        }
        let chosen = seen(&clinic, &admin, &ids).await;

        let done = worked_off_by_two(&clinic, &admin, &because("The doctor is ill"), &chosen).await;

        assert_eq!(stages(done), [Stage::Done, Stage::Done, Stage::Done, Stage::Done]);
        let audited = "select count(*) from audit_event where action = 'appointment.cancel' and outcome = 'done'";
        assert_eq!(clinic.test.count(audited).await, 4);
        for patient in &patients {
            let told = notice::latest(services, patient).await.expect("own notices");
            let of_it = told.iter().filter(|one| one.kind == NoticeKind::AppointmentCancelled).count();
            assert_eq!(of_it, 1, "{told:?}");
        }
    }
}
