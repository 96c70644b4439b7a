//! Several appointments called off together (S1-15, T13): each as if called off alone, and each patient is shown new times.

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::Status,
        ids::AppointmentId,
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure, booking,
        call_off::{self, LeftOut, Why},
        new_times, notice, reschedule,
    },
    storage::appointment::AppointmentFilter,
};

use super::services::administrator;
use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

/// The chosen ones as the administrator has seen them.
async fn seen(clinic: &Clinic, admin: &Actor, ids: &[AppointmentId]) -> Vec<(AppointmentId, i64)> {
    let directory = clinic.services.directory().await.expect("a directory");
    let chosen = call_off::preview(&clinic.services, &directory, admin, ids).await.expect("a preview");
    chosen.iter().map(|one| (one.appointment.id, one.appointment.version())).collect()
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
        let done = call_off::carry_out(services, &admin, &chosen, "The doctor is ill").await.expect("done");
        let again = call_off::carry_out(services, &admin, &chosen, "The doctor is ill").await.expect("nothing more");

        assert_eq!(before.iter().map(|one| one.appointment.id).collect::<Vec<_>>(), [first, second]);
        assert!(before.iter().all(|one| one.left_out.is_none() && one.appointment.reason.is_empty()), "{before:?}");
        for who in [ann, ben] {
            let offered = |times: &[consulta::service::earliest::FreeTime<'_>]| {
                times.iter().any(|time| time.offering.practitioner.id == who)
            };
            assert!(before.iter().all(|one| offered(&one.times)), "nothing with {who}: {before:?}");
        }
        assert_eq!(done.into_iter().map(|one| one.outcome).collect::<Vec<_>>(), [Ok(()), Ok(())]);
        let over = || Err(Why::LeftOut(LeftOut::Over));
        assert_eq!(again.into_iter().map(|one| one.outcome).collect::<Vec<_>>(), [over(), over()]);
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
    async fn what_has_changed_since_it_was_seen_is_refused_for_that_one_only(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["Pat Ient".to_owned(), "Una Other".to_owned()]).await;
        let stays = booking::book(services, &patients[0], clinic.request(doctor, at("10:00"))).await.expect("booked");
        let goes = booking::book(services, &patients[1], clinic.request(doctor, at("11:00"))).await.expect("booked");
        let chosen = seen(&clinic, &admin, &[stays, goes]).await;
        reschedule::reschedule(services, &patients[0], stays, clinic.centre, at("14:00")).await.expect("moved");

        let done = call_off::carry_out(services, &admin, &chosen, "The doctor is ill").await.expect("done");

        let outcomes: Vec<_> = done.into_iter().map(|one| (one.appointment.id, one.outcome)).collect();
        assert_eq!(outcomes, [(stays, Err(Why::Refused(AppError::Overtaken))), (goes, Ok(()))]);
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
        let own = actor(patient.id().expect("an account"), &[Role::Administrator, Role::Patient]);

        let blank = call_off::carry_out(services, &admin, &chosen, " ").await;
        let by_patient = call_off::carry_out(services, &own, &chosen, "Not mine to decide").await.expect("nothing");
        let filter = AppointmentFilter { practitioner: Some(doctor), ..AppointmentFilter::default() };
        let matching = call_off::matching(services, &admin, &filter).await.expect("found");

        assert!(matches!(blank, Err(Failure::Refused(AppError::Invalid(_)))), "{blank:?}");
        let outcomes: Vec<_> = by_patient.into_iter().map(|one| one.outcome).collect();
        assert_eq!(outcomes, [Err(Why::LeftOut(LeftOut::Own))]);
        assert_eq!(matching, (vec![visit], 1));
        for who in [&patient, &practitioner_actor(doctor), &desk] {
            let looked = call_off::preview(services, &directory, who, &[visit]).await;
            assert!(matches!(looked, Err(Failure::Refused(AppError::Forbidden))), "{looked:?}");
            let done = call_off::carry_out(services, who, &chosen, "Because").await;
            assert!(matches!(done, Err(Failure::Refused(AppError::Forbidden))), "{done:?}");
            let found = call_off::matching(services, who, &filter).await;
            assert!(matches!(found, Err(Failure::Refused(AppError::Forbidden))), "{found:?}");
        }
        let kept = booking::appointment(services, &patient, visit).await.expect("their own");
        assert_eq!(kept.status, Status::Booked);
    }
}
