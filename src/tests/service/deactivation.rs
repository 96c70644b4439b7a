//! An account is deactivated once its upcoming appointments have been seen, and what was decided is done with them.

use consulta::{
    domain::{
        account::{AccountStatus, Role},
        appointment::Status,
        form::{Field, FieldError, Problem},
        ids::AppointmentId,
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure, admin, booking,
        deactivation::{deactivate, leaving},
        handover::{HandedOver, hand_over},
        notice,
        stranded::{Change, Fate, Settled},
    },
};

use super::{
    services::administrator,
    waitlist::{join, with},
};
use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

fn seen(of: &[AppointmentId], fate: Fate) -> Settled {
    Settled { seen: of.to_vec(), fate }
}

on_both! {
    async fn a_practitioner_leaves_once_their_appointments_have_been_seen(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (patient, doctor) = (clinic.patient("Pat Ient").await, clinic.practitioner("Dr Leaving").await);
        let booked = booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");

        let blind = deactivate(services, &admin, doctor.account(), &Settled::default()).await.expect("an answer");
        let Change::Strands(coming) = blind else { panic!("expected to be asked, got {blind:?}") };
        assert_eq!(coming.iter().map(|one| one.id).collect::<Vec<_>>(), [booked]);
        let at_once = admin::set_account_status(services, &admin, doctor.account(), AccountStatus::Inactive).await;
        let clash = vec![FieldError::new(Field::Affected, Problem::Clash)];
        assert!(matches!(at_once, Err(Failure::Refused(AppError::Invalid(told))) if told == clash));
        let listed = leaving(services, &admin, doctor.account()).await.expect("listed");
        assert_eq!((listed.name.as_str(), listed.coming.len(), listed.coming[0].reason.as_str()), ("Dr Leaving", 1, ""));

        let done = deactivate(services, &admin, doctor.account(), &seen(&[booked], Fate::Ask)).await;

        assert!(matches!(done, Ok(Change::Made(()))), "{done:?}");
        let kept = booking::appointment(services, &patient, booked).await.expect("their own");
        assert_eq!(kept.status, Status::Booked);
        let told = notice::latest(services, &patient).await.expect("own notices");
        assert!(told.iter().any(|one| one.kind == NoticeKind::AppointmentStranded), "{told:?}");
        let gone = booking::book(services, &patient, clinic.request(doctor, at("12:00"))).await;
        assert!(matches!(gone, Err(Failure::Refused(_))), "{gone:?}");
    }
}

on_both! {
    async fn what_is_cancelled_with_an_account_frees_its_times_and_both_are_told(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Ann Other").await);
        let doctor = clinic.practitioner("Dr Staying").await;
        let booked = booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let id = patient.id().expect("an account");

        let done = deactivate(services, &admin, id, &seen(&[booked], Fate::Cancel)).await;

        assert!(matches!(done, Ok(Change::Made(()))), "{done:?}");
        let told = notice::latest(services, &practitioner_actor(doctor)).await.expect("own notices");
        assert!(told.iter().any(|one| one.kind == NoticeKind::AppointmentCancelled), "{told:?}");
        booking::book(services, &other, clinic.request(doctor, at("10:00"))).await.expect("free again");
    }
}

on_both! {
    async fn only_administrators_see_and_decide_and_never_about_themselves(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let patient = clinic.patient("Pat Ient").await;
        let doctor = practitioner_actor(clinic.practitioner("Dr Who").await);
        let (id, me) = (patient.id().expect("an account"), admin.id().expect("an account"));
        let retired = actor(clinic.account("Old Admin", Role::Administrator).await, &[Role::Administrator]);
        let old = retired.id().expect("an account");
        deactivate(services, &admin, old, &Settled::default()).await.expect("off");

        for who in [&patient, &doctor] {
            let looked = leaving(services, who, id).await;
            assert!(matches!(looked, Err(Failure::Refused(AppError::Forbidden))), "{looked:?}");
        }
        for (who, whom) in [(&patient, id), (&doctor, id), (&retired, id), (&admin, me)] {
            let off = deactivate(services, who, whom, &Settled::default()).await;
            assert!(matches!(off, Err(Failure::Refused(AppError::Forbidden))), "{off:?}");
        }
    }
}

on_both! {
    async fn what_fits_is_handed_over_at_the_same_time_and_the_rest_stays(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Ann Other").await);
        let third = clinic.patient("Una Third").await;
        let (leaves, takes) = (clinic.practitioner("Dr Leaving").await, clinic.practitioner("Dr Taking").await);
        let mut request = clinic.request(leaves, at("10:00"));
        request.reason = "A rash".to_owned();
        let fits = booking::book(services, &patient, request).await.expect("booked");
        let clashes = booking::book(services, &third, clinic.request(leaves, at("11:00"))).await.expect("booked");
        booking::book(services, &other, clinic.request(takes, at("11:00"))).await.expect("booked");
        join(&clinic, &other, with(leaves)).await;
        let both = [fits, clashes];

        for who in [&patient, &practitioner_actor(leaves), &practitioner_actor(takes)] {
            let refused = hand_over(services, who, (leaves, takes), &both).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{refused:?}");
        }
        let to_oneself = hand_over(services, &admin, (leaves, leaves), &both).await;
        assert!(matches!(to_oneself, Err(Failure::Refused(AppError::Invalid(_)))), "{to_oneself:?}");
        let handed = hand_over(services, &admin, (leaves, takes), &both).await.expect("handed over");
        let again = hand_over(services, &admin, (leaves, takes), &both).await.expect("nothing more");

        assert_eq!((handed, again), (HandedOver { moved: 1, left: 1 }, HandedOver { moved: 0, left: 2 }));
        assert_eq!(clinic.test.count("select count(*) from freed_slot").await, 0, "whoever leaves is offered to no one");
        let left = leaving(services, &admin, leaves.account()).await.expect("listed").coming;
        assert_eq!(left.iter().map(|one| one.id).collect::<Vec<_>>(), [clashes]);
        let taken = leaving(services, &admin, takes.account()).await.expect("listed").coming;
        assert_eq!(taken.iter().map(|one| one.slot.starts_at).collect::<Vec<_>>(), [at("10:00"), at("11:00")]);
        assert_eq!(booking::appointment(services, &patient, fits).await.expect("theirs").status, Status::Cancelled);
        let new = booking::appointment(services, &patient, taken[0].id).await.expect("theirs, too");
        assert_eq!((new.status, new.reason.as_str(), new.centre), (Status::Booked, "A rash", left[0].centre));
        let told = notice::latest(services, &patient).await.expect("own notices");
        assert!(told.iter().all(|one| one.kind != NoticeKind::AppointmentCancelled), "{told:?}");
        let of_new: Vec<_> = told.iter().filter(|one| one.appointment_id == Some(taken[0].id)).map(|one| one.kind).collect();
        assert_eq!(of_new, [NoticeKind::AppointmentHandedOver], "one word for one deed");
        for (who, kind) in [(leaves, NoticeKind::AppointmentCancelled), (takes, NoticeKind::AppointmentReceived)] {
            let told = notice::latest(services, &practitioner_actor(who)).await.expect("own notices");
            assert!(told.iter().any(|one| one.kind == kind), "{told:?}");
        }
    }
}
