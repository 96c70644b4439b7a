//! A practitioner's day is moved to a colleague (S1-15): appointments keep their time if possible, others get the nearest, and the
//! rest stay.

use consulta::{
    domain::{account::Actor, appointment::Status, booking::BookingRefusal, ids::PractitionerId, notice::NoticeKind},
    error::AppError,
    service::{
        Failure, booking,
        bulk::{
            self, Deed, Target,
            run::{Stage, Why},
        },
        day_move::{self, Wanted, Way},
        notice, reschedule,
    },
};

use super::{
    bulk::{stages, worked_off},
    services::administrator,
};
use crate::support::{Clinic, at, on_both, practitioner_actor};

fn is_taken(stage: &Stage) -> bool {
    let Stage::NotDone(Why::Refused(error)) = stage else { return false };
    matches!(error, AppError::Booking { refusal: BookingRefusal::Taken, .. })
}

/// Someone's Monday at the first centre, with the colleague who is to take it over.
fn monday(clinic: &Clinic, practitioner: PractitionerId, colleague: Option<PractitionerId>) -> Wanted {
    let date = "2026-11-23".parse().expect("a date");
    Wanted { practitioner, centre: Some(clinic.centre), date: Some(date), colleague }
}

/// What would happen to each, and the form that does it.
async fn planned(clinic: &Clinic, admin: &Actor, wanted: Wanted) -> (Vec<Option<Way>>, Vec<Target>) {
    let directory = clinic.services.directory().await.expect("a directory");
    let plan = day_move::plan(&clinic.services, &directory, admin, wanted).await.expect("a plan");
    let ways = plan.planned.iter().map(|one| one.way).collect();
    let moves = plan.planned.iter().filter_map(|one| {
        let start = match one.way? {
            Way::Same => one.appointment.slot.starts_at,
            Way::Other(slot) => slot.starts_at,
            _ => return None,
        };
        Some(Target::MovedTo(one.appointment.id, one.appointment.version(), start))
    });
    (ways, moves.collect())
}

on_both! {
    async fn a_day_goes_to_a_colleague_at_the_same_times_or_the_nearest(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let names = ["Pat Ient", "Una Other", "Tim Third"].map(str::to_owned);
        let patients = clinic.patients(&names).await;
        let same = booking::book(services, &patients[0], clinic.request(ann, at("10:00"))).await.expect("booked");
        let other = booking::book(services, &patients[1], clinic.request(ann, at("11:00"))).await.expect("booked");
        booking::book(services, &patients[2], clinic.request(ben, at("11:00"))).await.expect("booked");

        let (undecided, _) = planned(&clinic, &admin, monday(&clinic, ann, None)).await;
        let (ways, moves) = planned(&clinic, &admin, monday(&clinic, ann, Some(ben))).await;
        let to_ben = Deed::MoveDay { from: ann, to: ben };
        let done = worked_off(services, &admin, &to_ben, &moves).await.expect("done");
        let again = worked_off(services, &admin, &to_ben, &moves).await.expect("nothing more");

        assert_eq!(undecided, [None, None]);
        assert_eq!(ways[0], Some(Way::Same));
        assert!(matches!(ways[1], Some(Way::Other(slot)) if slot.starts_at == at("10:30")), "{ways:?}");
        assert_eq!(moves, [Target::MovedTo(same, 0, at("10:00")), Target::MovedTo(other, 0, at("10:30"))]);
        assert_eq!(stages(done), [Stage::Done, Stage::Done]);
        let overtaken = || Stage::NotDone(Why::Refused(AppError::Overtaken));
        assert_eq!(stages(again), [overtaken(), overtaken()]);
        let directory = services.directory().await.expect("a directory");
        let day = day_move::plan(services, &directory, &admin, monday(&clinic, ben, None)).await.expect("a plan");
        let starts: Vec<_> = day.planned.iter().map(|one| one.appointment.slot.starts_at).collect();
        assert_eq!(starts, [at("10:00"), at("10:30"), at("11:00")]);
        for (patient, expected) in patients.iter().zip([[1, 0], [0, 1]]) {
            let told = notice::latest(services, patient).await.expect("own notices");
            let of = |kind| told.iter().filter(|one| one.kind == kind).count();
            let kinds = [NoticeKind::AppointmentHandedOver, NoticeKind::AppointmentCancelled];
            assert_eq!(kinds.map(of), expected, "who comes at another time hears of both: {told:?}");
        }
    }
}

on_both! {
    async fn a_time_that_was_taken_meanwhile_is_refused_for_that_one_only(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let names = ["Pat Ient", "Una Other", "Tim Third"].map(str::to_owned);
        let patients = clinic.patients(&names).await;
        let stays = booking::book(services, &patients[0], clinic.request(ann, at("10:00"))).await.expect("booked");
        let goes = booking::book(services, &patients[1], clinic.request(ann, at("11:00"))).await.expect("booked");
        let (_, moves) = planned(&clinic, &admin, monday(&clinic, ann, Some(ben))).await;
        booking::book(services, &patients[2], clinic.request(ben, at("10:00"))).await.expect("booked");

        let to_ben = Deed::MoveDay { from: ann, to: ben };
        let done = stages(worked_off(services, &admin, &to_ben, &moves).await.expect("done"));

        assert_eq!(moves[1], Target::MovedTo(goes, 0, at("11:00")));
        assert!(is_taken(&done[0]), "{done:?}");
        assert_eq!(done[1], Stage::Done);
        let kept = booking::appointment(services, &patients[0], stays).await.expect("their own");
        assert_eq!((kept.status, kept.practitioner), (Status::Booked, ann));
    }
}

on_both! {
    async fn only_administrators_move_a_day_and_only_to_a_colleague(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let desk = clinic.receptionist("Rece Ption", clinic.centre).await;
        let visit = booking::book(services, &patient, clinic.request(ann, at("10:00"))).await.expect("booked");
        let directory = services.directory().await.expect("a directory");
        let moves = [Target::MovedTo(visit, 0, at("10:00"))];

        let to_oneself = worked_off(services, &admin, &Deed::MoveDay { from: ann, to: ann }, &moves).await;
        let planned = day_move::plan(services, &directory, &admin, monday(&clinic, ann, Some(ann))).await;
        let elsewhere = Some(PractitionerId(999_999));
        let undecided = day_move::plan(services, &directory, &admin, monday(&clinic, ann, elsewhere)).await;

        assert!(matches!(to_oneself, Err(Failure::Refused(AppError::Invalid(_)))), "{to_oneself:?}");
        assert!(matches!(planned, Err(Failure::Refused(AppError::Invalid(_)))), "{planned:?}");
        assert!(undecided.expect("a plan").colleague.is_none(), "nobody who doesn't work there");
        for who in [&patient, &practitioner_actor(ann), &practitioner_actor(ben), &desk] {
            let looked = day_move::plan(services, &directory, who, monday(&clinic, ann, Some(ben))).await;
            assert!(matches!(looked, Err(Failure::Refused(AppError::Forbidden))), "{looked:?}");
            let done = worked_off(services, who, &Deed::MoveDay { from: ann, to: ben }, &moves).await;
            assert!(matches!(done, Err(Failure::Refused(AppError::Forbidden))), "{done:?}");
        }
        let kept = booking::appointment(services, &patient, visit).await.expect("theirs");
        assert_eq!((kept.status, kept.practitioner), (Status::Booked, ann));
    }
}

on_both! {
    async fn a_moved_day_goes_back_where_its_times_are_still_free(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patients = clinic.patients(&["Pat Ient", "Una Other", "Tim Third"].map(str::to_owned)).await;
        booking::book(services, &patients[0], clinic.request(ann, at("10:00"))).await.expect("booked");
        booking::book(services, &patients[1], clinic.request(ann, at("11:00"))).await.expect("booked");
        let (_, moves) = planned(&clinic, &admin, monday(&clinic, ann, Some(ben))).await;
        let done = worked_off(services, &admin, &Deed::MoveDay { from: ann, to: ben }, &moves).await.expect("done");
        booking::book(services, &patients[2], clinic.request(ann, at("10:00"))).await.expect("booked");

        let (back, targets) = bulk::undoing(services, &admin, &done.id).await.expect("theirs").expect("undone");
        let undone = stages(worked_off(services, &admin, &back, &targets).await.expect("done"));

        assert!(done.can_be_undone);
        assert_eq!((&back, targets.len()), (&Deed::MoveDay { from: ben, to: ann }, 2));
        assert!(is_taken(&undone[0]), "{undone:?}");
        assert_eq!(undone[1], Stage::Done);
        let directory = services.directory().await.expect("a directory");
        for (whose, expected) in [(ann, vec![at("10:00"), at("11:00")]), (ben, vec![at("10:00")])] {
            let day = day_move::plan(services, &directory, &admin, monday(&clinic, whose, None)).await.expect("a plan");
            let starts: Vec<_> = day.planned.iter().map(|one| one.appointment.slot.starts_at).collect();
            assert_eq!(starts, expected);
        }
    }
}

on_both! {
    async fn what_a_patient_has_moved_since_the_day_was_seen_stays_with_its_practitioner(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patients = clinic.patients(&["Pat Ient", "Una Other"].map(str::to_owned)).await;
        let stays = booking::book(services, &patients[0], clinic.request(ann, at("10:00"))).await.expect("booked");
        booking::book(services, &patients[1], clinic.request(ann, at("11:00"))).await.expect("booked");
        let (_, moves) = planned(&clinic, &admin, monday(&clinic, ann, Some(ben))).await;
        reschedule::reschedule(services, &patients[0], stays, clinic.centre, at("14:00")).await.expect("moved");

        let to_ben = Deed::MoveDay { from: ann, to: ben };
        let done = stages(worked_off(services, &admin, &to_ben, &moves).await.expect("done"));

        assert_eq!(done, [Stage::NotDone(Why::Refused(AppError::Overtaken)), Stage::Done]);
        let kept = booking::appointment(services, &patients[0], stays).await.expect("their own");
        assert_eq!((kept.practitioner, kept.slot.starts_at), (ann, at("14:00")));
    }
}
