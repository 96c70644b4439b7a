//! Several people are booked on one day (S1-15): each at the first suitable time, in order, and no one twice.

use consulta::{
    domain::{
        account::Actor,
        ids::{AccountId, PractitionerId},
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure,
        book_several::{
            self, Wanted, Way,
            typed::{self, Why as WhyNot},
        },
        booking,
        bulk::{
            self, Deed, Target,
            run::{self, Stage, Why},
        },
        notice, reschedule,
    },
    storage::account,
};

use super::{
    bulk::{stages, worked_off, worked_off_by_two},
    services::administrator,
};
use crate::support::{Clinic, at, on_both, practitioner_actor};

fn with(clinic: &Clinic, practitioner: PractitionerId) -> Deed {
    Deed::Book { practitioner, centre: clinic.centre, service: None }
}

fn monday(clinic: &Clinic, practitioner: PractitionerId) -> Wanted {
    let date = "2026-11-23".parse().expect("a date");
    Wanted { centre: Some(clinic.centre), practitioner: Some(practitioner), service: None, date: Some(date) }
}

/// What each would get, and the form that books them.
async fn planned(
    clinic: &Clinic,
    admin: &Actor,
    practitioner: PractitionerId,
    ids: &[AccountId],
) -> (Vec<Option<Way>>, Vec<Target>) {
    let directory = clinic.services.directory().await.expect("a directory");
    let wanted = monday(clinic, practitioner);
    let plan = book_several::plan(&clinic.services, &directory, admin, wanted, ids).await.expect("a plan");
    let chosen = plan.planned.iter().filter_map(|one| match one.way {
        Some(Way::At(slot)) => Some(Target::BookedAt(one.id, slot.starts_at)),
        _ => None,
    });
    (plan.planned.iter().map(|one| one.way).collect(), chosen.collect())
}

on_both! {
    async fn several_people_are_booked_in_order_and_told_and_no_one_twice(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let names = ["Pat Ient", "Una Other", "Tim Third"].map(str::to_owned);
        let patients = clinic.patients(&names).await;
        let mut ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).collect();
        ids.push(doctor.account());
        // Someone who is elsewhere at nine comes later.
        booking::book(services, &patients[0], clinic.request(other, at("09:00"))).await.expect("booked");

        let (ways, chosen) = planned(&clinic, &admin, doctor, &ids).await;
        let (key, deed) = (run::new_key(), with(&clinic, doctor));
        let id = run::begin(services, &admin, (&key, None), &deed, &chosen).await.expect("asked for");
        let same = run::begin(services, &admin, (&key, None), &deed, &chosen).await.expect("asked for");
        run::work(services, "a process", usize::MAX).await.expect("worked");

        let expected = [(ids[0], at("09:30")), (ids[1], at("09:00")), (ids[2], at("10:00"))];
        assert_eq!(chosen, expected.map(|(id, starts_at)| Target::BookedAt(id, starts_at)));
        assert_eq!(ways[3], Some(Way::NoPatient));
        assert_eq!(id, same, "the same form sent twice is one run");
        assert!(!run::work(services, "a process", usize::MAX).await.expect("asked"), "there is nothing left to do");
        let done = run::find(services, &admin, &id).await.expect("their own");
        assert_eq!(stages(done), [Stage::Done, Stage::Done, Stage::Done]);
        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 4);
        for patient in &patients[1..] {
            let told = notice::latest(services, patient).await.expect("own notices");
            let booked = told.iter().filter(|one| one.kind == NoticeKind::AppointmentBooked).count();
            assert_eq!(booked, 1, "{told:?}");
        }
    }
}

on_both! {
    async fn a_time_that_was_taken_meanwhile_is_refused_to_that_person_only(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names = ["Pat Ient", "Una Other", "Tim Third"].map(str::to_owned);
        let patients = clinic.patients(&names).await;
        let ids: Vec<AccountId> = patients[..2].iter().filter_map(Actor::id).collect();
        let (_, chosen) = planned(&clinic, &admin, doctor, &ids).await;
        booking::book(services, &patients[2], clinic.request(doctor, at("09:00"))).await.expect("booked");

        let done = worked_off(services, &admin, &with(&clinic, doctor), &chosen).await.expect("done");

        assert_eq!(done.items.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Pat Ient", "Una Other"]);
        let done = stages(done);
        assert!(matches!(done[0], Stage::NotDone(Why::Refused(AppError::Booking { .. }))), "{done:?}");
        assert_eq!(done[1], Stage::Done);
        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 2);
        let directory = services.directory().await.expect("a directory");
        for who in [&patients[0], &practitioner_actor(doctor)] {
            let looked = book_several::plan(services, &directory, who, monday(&clinic, doctor), &ids).await;
            assert!(matches!(looked, Err(Failure::Refused(AppError::Forbidden))), "{looked:?}");
            let tried = worked_off(services, who, &with(&clinic, doctor), &chosen).await;
            assert!(matches!(tried, Err(Failure::Refused(AppError::Forbidden))), "{tried:?}");
        }
    }
}

on_both! {
    async fn who_was_booked_together_is_cancelled_together_but_for_what_has_changed_since(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["Pat Ient", "Una Other", "Tim Third"].map(str::to_owned)).await;
        let ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).collect();
        let (_, chosen) = planned(&clinic, &admin, doctor, &ids).await;
        let booked = worked_off(services, &admin, &with(&clinic, doctor), &chosen).await.expect("done");

        let (deed, targets) = bulk::undoing(services, &admin, &booked.id).await.expect("theirs").expect("undone");
        let preview = bulk::preview(services, &admin, &deed, &targets).await.expect("a preview");
        let Target::Seen(moved, _) = targets[2] else { panic!("no appointment: {targets:?}") };
        reschedule::reschedule(services, &patients[2], moved, clinic.centre, at("14:00")).await.expect("moved");
        let without_reason = worked_off(services, &admin, &deed, &targets).await;
        let why = Deed::CallOff { reason: "Booked by mistake".to_owned() };
        let undone = worked_off(services, &admin, &why, &targets).await.expect("done");

        assert!(booked.can_be_undone);
        let when = preview.iter().map(|one| one.visit.as_ref().map(|visit| visit.slot.starts_at));
        assert!(when.eq(chosen.iter().map(|one| one.starts_at())), "whoever cancels sees which appointments: {preview:?}");
        assert!(matches!(without_reason, Err(Failure::Refused(AppError::Invalid(_)))), "{without_reason:?}");
        let changed = Stage::NotDone(Why::Refused(AppError::Overtaken));
        assert_eq!(stages(undone), [Stage::Done, Stage::Done, changed]);
        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 1);
    }
}

on_both! {
    async fn whom_a_process_left_unbooked_another_one_books_and_no_one_twice(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["Pat Ient", "Una Other", "Tim Third"].map(str::to_owned)).await;
        let ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).collect();
        let (_, chosen) = planned(&clinic, &admin, doctor, &ids).await;

        let done = worked_off_by_two(&clinic, &admin, &with(&clinic, doctor), &chosen).await;

        assert_eq!(stages(done), [Stage::Done, Stage::Done, Stage::Done]);
        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 3);
        for patient in &patients {
            let told = notice::latest(services, patient).await.expect("own notices");
            let booked = told.iter().filter(|one| one.kind == NoticeKind::AppointmentBooked).count();
            assert_eq!(booked, 1, "{told:?}");
        }
    }
}

on_both! {
    async fn people_are_found_by_number_address_card_and_name_and_what_is_left_is_told_by_its_line(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let names = ["Pat Ient", "Una Other", "Tim Third", "Sam Same", "Sam Samesson"].map(str::to_owned);
        let patients = clinic.patients(&names).await;
        let ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).collect();
        clinic
            .run(
                "insert into account_identifier (kind, value_norm, account_id)
                select 'medicare', '6771653701', id
                from account
                where full_name = 'Tim Third'",
            )
            .await;
        clinic
            .run(
                "update patient
                set date_of_birth = '1980-02-29'
                where id in (select id from account where full_name like 'Sam%')",
            )
            .await;
        let pat = format!("p-{}", ids[0]);
        let lines =
            format!("{pat}\n\n UNA.OTHER@example.org \r\n6771 65370 1\nSam\nSame, SAM (29/2/1980)\nNo Body\n{pat}");

        let found = typed::find(services, &admin, &[ids[1]], &[], &lines).await.expect("found");
        let again = typed::find(services, &admin, &found.chosen, &[ids[3]], "Sam\nNo Body").await.expect("found");
        let other = typed::find(services, &admin, &found.chosen, &[ids[4]], "Sam").await.expect("found");
        let unsaid = typed::find(services, &admin, &found.chosen, &[], "Sam").await.expect("found");

        assert_eq!(found.chosen, [ids[1], ids[0], ids[2], ids[3]]);
        let left: Vec<_> = found.left.iter().map(|line| (line.number, line.text.as_str())).collect();
        assert_eq!(left, [(5, "Sam"), (7, "No Body")]);
        let WhyNot::Several(people) = &found.left[0].why else { panic!("{:?}", found.left) };
        assert_eq!(people.iter().map(|one| one.id).collect::<Vec<_>>(), [ids[3], ids[4]]);
        assert!(matches!(found.left[1].why, WhyNot::NoOne), "{:?}", found.left);
        assert_eq!(again.chosen, found.chosen);
        assert_eq!(again.left.iter().map(|line| line.number).collect::<Vec<_>>(), [2], "one of that name was picked");
        assert_eq!((other.chosen.last(), other.left.len()), (Some(&ids[4]), 0), "and they are chosen with that");
        assert_eq!(unsaid.left.len(), 1, "someone of that name was chosen by another line: {unsaid:?}");
    }
}

on_both! {
    async fn who_only_resembles_what_was_typed_is_offered_and_not_taken(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let patients = clinic.patients(&["Pat Ient", "Una Other"].map(str::to_owned)).await;
        let ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).collect();
        clinic.run("update account set phone = '', phone_number = ''").await;
        let numbers = clinic.write(ids.clone(), |tx, ids| {
            Box::pin(async move {
                account::set_names(tx, ids[0], "Pat Ient", "0491 570 156").await?;
                account::set_names(tx, ids[1], "Una Other", "02 9382 1111").await?;
                Ok(())
            })
        });
        numbers.await;
        clinic.run("update patient set date_of_birth = '1980-02-29'").await;
        let find = async |line: &str| typed::find(services, &admin, &[], &[], line).await.expect("found");

        for line in ["+61 491 570 156", "0491570156", "Pat Ient 29.2.1980", "ient, pat 1980-02-29"] {
            assert_eq!(find(line).await.chosen, [ids[0]], "{line}");
        }
        // A piece of a telephone number, part of a name, a name alone, and a name with another date of birth.
        for line in ["570 156", "P 570", "Pat", "Pat Ient", "Pat Ient 1.3.1980"] {
            let found = find(line).await;
            assert!(found.chosen.is_empty(), "{line}: {found:?}");
            assert!(found.left.iter().all(|left| !matches!(left.why, WhyNot::Full)), "{line}: {found:?}");
        }
        for line in ["570 156", "Pat", "Pat Ient", "Pat Ient 1.3.1980"] {
            let found = find(line).await;
            let WhyNot::Several(people) = &found.left[0].why else { panic!("{line}: {found:?}") };
            assert_eq!(people.iter().map(|one| one.id).collect::<Vec<_>>(), [ids[0]], "{line}");
        }
    }
}

on_both! {
    async fn only_administrators_look_people_up_to_book_them_and_no_more_than_fit(test) {
        let clinic = Clinic::new(test).await;
        let (services, admin) = (&clinic.services, administrator(&clinic).await);
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let most: Vec<AccountId> = (0..300).map(|n| AccountId(1_000_000 + n)).collect();

        let full = typed::find(services, &admin, &most, &[], "pat.ient@example.org").await.expect("found");
        let long = typed::find(services, &admin, &[], &[], &"Pat Ient\n".repeat(3_000)).await;

        assert_eq!((full.chosen.len(), full.left.len()), (300, 1));
        assert!(matches!(full.left[0].why, WhyNot::Full), "{:?}", full.left);
        assert!(matches!(long, Err(Failure::Refused(AppError::Invalid(_)))), "{long:?}");
        for who in [&patient, &practitioner_actor(doctor)] {
            let tried = typed::find(services, who, &[], &[], "Pat Ient").await;
            assert!(matches!(tried, Err(Failure::Refused(AppError::Forbidden))), "{tried:?}");
        }
    }
}
