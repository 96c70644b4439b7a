//! A bulk action on several users (S1-15): each as if done alone, and what was not done is reported, even after interruptions.

use consulta::{
    domain::{
        account::{AccountStatus, Actor, Role},
        appointment::Status,
        ids::AccountId,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services, booking,
        bulk::{
            self, Deed, Ended, LeftOut, Target,
            run::{self, Run, Stage, Why},
        },
        clock::Clock,
    },
    storage::account::AccountFilter,
};

use super::services::administrator;
use crate::support::{Clinic, actor, at, monday_morning, on_both, practitioner_actor};

const OFF: Deed = Deed::Status(AccountStatus::Inactive);
const ON: Deed = Deed::Status(AccountStatus::Active);
const DEACTIVATED: &str = "select count(*) from audit_event where action = 'account.deactivate'";
const INACTIVE: &str = "select count(*) from account where status = 'inactive'";

async fn begun(services: &Services, who: &Actor, deed: &Deed, ids: &[AccountId]) -> Outcome<String> {
    let targets: Vec<Target> = ids.iter().copied().map(Target::Account).collect();
    run::begin(services, who, (&run::new_key(), None), deed, &targets).await
}

/// Carries a run out completely, on any targets.
pub(super) async fn worked_off(services: &Services, who: &Actor, deed: &Deed, targets: &[Target]) -> Outcome<Run> {
    let id = run::begin(services, who, (&run::new_key(), None), deed, targets).await?;
    run::work(services, "a process", usize::MAX).await?;
    run::find(services, who, &id).await
}

/// Carries half of a run out, and the rest in another process after the first has died.
pub(super) async fn worked_off_by_two(clinic: &Clinic, who: &Actor, deed: &Deed, targets: &[Target]) -> Run {
    let services = &clinic.services;
    let id = run::begin(services, who, (&run::new_key(), None), deed, targets).await.expect("asked for");
    assert!(run::work(services, "first", targets.len() / 2).await.expect("worked"));
    clinic.run("update bulk_run set taken_by = 'gone', taken_until = 0").await;
    let half = run::find(services, who, &id).await.expect("their own");
    assert_eq!(stages(half).iter().filter(|stage| **stage == Stage::Done).count(), targets.len() / 2);
    let other = Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning()));
    assert!(run::work(&other, "second", usize::MAX).await.expect("worked"));
    run::find(services, who, &id).await.expect("their own")
}

/// Carries a run out completely.
async fn carried_out(services: &Services, who: &Actor, deed: &Deed, ids: &[AccountId]) -> Run {
    let id = begun(services, who, deed, ids).await.expect("asked for");
    assert!(run::work(services, "a process", usize::MAX).await.expect("worked"));
    run::find(services, who, &id).await.expect("their own")
}

pub(super) fn stages(run: Run) -> Vec<Stage> {
    run.items.into_iter().map(|one| one.stage).collect()
}

fn left_out(why: LeftOut) -> Stage {
    Stage::NotDone(Why::LeftOut(why))
}

async fn robins(clinic: &Clinic, count: usize) -> Vec<AccountId> {
    let names: Vec<String> = (0..count).map(|n| format!("Robin Number{n:02}")).collect();
    clinic.patients(&names).await.iter().filter_map(Actor::id).collect()
}

on_both! {
    async fn several_users_are_deactivated_and_who_is_left_out_is_named_with_why(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let me = clinic.account("Ad Min", Role::Administrator).await;
        let admin = actor(me, &[Role::Administrator]);
        let patients = clinic.patients(&["Ann Ient".to_owned(), "Bob Ient".to_owned()]).await;
        let ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).chain([me, AccountId(999_999)]).collect();
        let targets: Vec<Target> = ids.iter().copied().map(Target::Account).collect();

        let before = bulk::preview(services, &admin, &OFF, &targets).await.expect("a preview");
        let done = carried_out(services, &admin, &OFF, &ids).await;

        assert_eq!(before.iter().map(|one| one.left_out).collect::<Vec<_>>(), [None, None, Some(LeftOut::Oneself)]);
        assert_eq!((done.is_over, done.progress), (true, (3, 3)));
        assert_eq!(stages(done), [Stage::Done, Stage::Done, left_out(LeftOut::Oneself)]);
        assert_eq!(clinic.test.count(INACTIVE).await, 2);
        assert_eq!(clinic.test.count(DEACTIVATED).await, 2, "each has a row of its own");
        let asked = "select count(*) from audit_event where action = 'bulk.begin' and part = 'deactivate'";
        assert_eq!(clinic.test.count(asked).await, 1);
        let again = carried_out(services, &admin, &OFF, &ids).await;
        let looked = "select count(*) from audit_event where action = 'account.list' and part = 'bulk'";
        assert_eq!(clinic.test.count(looked).await, 1, "an open page is one look");
        assert!(stages(again).iter().all(|stage| matches!(stage, Stage::NotDone(_))));
        for who in [&patients[0], &practitioner_actor(clinic.practitioner("Ann Doctor").await)] {
            let refused = begun(services, who, &OFF, &ids).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}");
        }
    }
}

on_both! {
    async fn whoever_has_appointments_to_come_is_not_deactivated_with_the_others(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (booked, free) = (clinic.patient("Bob Booked").await, clinic.patient("Fay Free").await);
        let visit = booking::book(services, &booked, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let ids: Vec<AccountId> =
            [doctor.account()].into_iter().chain([&booked, &free].into_iter().filter_map(Actor::id)).collect();

        let targets: Vec<Target> = ids.iter().copied().map(Target::Account).collect();

        let before = bulk::preview(services, &admin, &OFF, &targets).await.expect("a preview");
        let done = carried_out(services, &admin, &OFF, &ids).await;

        let still = Some(LeftOut::Booked);
        assert_eq!(before.iter().map(|one| one.left_out).collect::<Vec<_>>(), [still, still, None]);
        let kept = || left_out(LeftOut::Booked);
        assert_eq!(stages(done), [kept(), kept(), Stage::Done]);
        assert_eq!(clinic.test.count(INACTIVE).await, 1);
        let visit = booking::appointment(services, &booked, visit).await.expect("their own");
        assert_eq!(visit.status, Status::Booked, "no one has decided about it");
    }
}

on_both! {
    async fn patients_are_assigned_to_a_practitioner_and_others_are_left_out(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["Ann Ient".to_owned(), "Bob Ient".to_owned()]).await;
        let ids: Vec<AccountId> = [doctor.account()].into_iter().chain(patients.iter().filter_map(Actor::id)).collect();
        let assign = |practitioner: String, kind: &str| Deed::Assign {
            practitioner,
            kind: kind.to_owned(),
            until: String::new(),
        };

        let nobody = begun(services, &admin, &assign(String::new(), "primary_care"), &ids).await;
        let endless = begun(services, &admin, &assign(doctor.to_string(), "temporary"), &ids).await;
        let done = carried_out(services, &admin, &assign(doctor.to_string(), "primary_care"), &ids).await;

        for refused in [nobody, endless] {
            assert!(matches!(refused, Err(Failure::Refused(AppError::Invalid(_)))));
        }
        assert_eq!(stages(done), [left_out(LeftOut::NoPatient), Stage::Done, Stage::Done]);
        assert_eq!(clinic.test.count("select count(*) from care_relationship").await, 2);
        let told = "select count(distinct account_id) from notice where kind = 'record.practitioner_assigned'";
        assert_eq!(clinic.test.count(told).await, 2);
    }
}

on_both! {
    async fn everyone_who_matches_is_chosen_but_for_those_who_need_no_change(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let ids = robins(&clinic, 30).await;
        carried_out(services, &admin, &OFF, &ids[..5]).await;
        let all = AccountFilter { text: "robin".into(), ..AccountFilter::default() };

        let to_switch_off = bulk::matching(services, &admin, &OFF, &all).await.expect("found");
        let to_switch_on = bulk::matching(services, &admin, &ON, &all).await.expect("found");
        let done = carried_out(services, &admin, &OFF, &to_switch_off.ids).await;

        assert_eq!((to_switch_off.ids.as_slice(), to_switch_off.total, to_switch_off.last), (&ids[5..], 25, None));
        assert_eq!(to_switch_on.ids, ids[..5]);
        assert!(stages(done).iter().all(|stage| *stage == Stage::Done));
        assert!(bulk::matching(services, &admin, &OFF, &all).await.expect("found").ids.is_empty());
        let refused = bulk::matching(services, &clinic.patient("Pat Ient").await, &OFF, &all).await;
        assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))));
    }
}

on_both! {
    async fn of_more_than_can_be_chosen_at_once_all_are_written_to_and_no_one_twice(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let ids = robins(&clinic, 5).await;
        let write = Deed::Message { subject: "Holidays".to_owned(), text: "We are closed on Friday.".to_owned() };
        let mut some = AccountFilter { text: "robin".into(), limit: 2, ..AccountFilter::default() };
        let mut written = Vec::new();

        for others_follow in [true, true, false] {
            let found = bulk::matching(services, &admin, &write, &some).await.expect("found");
            assert_eq!((found.total, found.last.is_some()), (5, others_follow));
            let done = carried_out(services, &admin, &write, &found.ids).await;
            assert!(stages(done).iter().all(|stage| *stage == Stage::Done));
            some.place = found.last.map(|(id, name)| (name, AccountId(id)));
            written.extend(found.ids);
        }

        assert_eq!(written, ids);
    }
}

on_both! {
    async fn those_who_cannot_be_deactivated_do_not_stand_before_the_others(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names = ["Robin Number00", "Robin Number01", "Robin Number02"].map(str::to_owned);
        let patients = clinic.patients(&names).await;
        let ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).collect();
        for (patient, wall) in patients.iter().zip(["10:00", "11:00"]) {
            booking::book(services, patient, clinic.request(doctor, at(wall))).await.expect("booked");
        }
        let some = AccountFilter { text: "robin".into(), limit: 2, ..AccountFilter::default() };

        let first = bulk::matching(services, &admin, &OFF, &some).await.expect("found");
        let kept = carried_out(services, &admin, &OFF, &first.ids).await;
        let place = first.last.map(|(id, name)| (name, AccountId(id)));
        let next = bulk::matching(services, &admin, &OFF, &AccountFilter { place, ..some }).await.expect("found");
        let done = carried_out(services, &admin, &OFF, &next.ids).await;

        assert_eq!((first.ids.as_slice(), next.ids.as_slice()), (&ids[..2], &ids[2..]));
        assert_eq!(stages(kept), [left_out(LeftOut::Booked), left_out(LeftOut::Booked)]);
        assert_eq!(stages(done), [Stage::Done]);
    }
}

on_both! {
    async fn a_run_that_was_cut_short_goes_on_where_it_was_and_nothing_is_done_twice(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let ids = robins(&clinic, 6).await;
        let id = begun(services, &admin, &OFF, &ids).await.expect("asked for");

        assert!(run::work(services, "first", 2).await.expect("worked"));
        clinic.run("update bulk_run set taken_by = 'gone', taken_until = 9999999999").await;
        let other = Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning()));
        assert!(!run::work(&other, "second", usize::MAX).await.expect("asked"), "another process is at it");
        let half = run::find(services, &admin, &id).await.expect("their own");
        assert_eq!(bulk::undoing(services, &admin, &id).await.expect("theirs"), None, "it is still under way");
        clinic.run("update bulk_run set taken_until = 0").await;
        assert!(run::work(&other, "second", usize::MAX).await.expect("worked"));

        assert_eq!((half.is_over, half.progress), (false, (2, 6)));
        assert_eq!(stages(half).iter().filter(|stage| **stage == Stage::Waiting).count(), 4);
        let whole = run::find(services, &admin, &id).await.expect("their own");
        assert_eq!((whole.is_over, whole.progress), (true, (6, 6)));
        assert!(stages(whole).iter().all(|stage| *stage == Stage::Done));
        assert_eq!(clinic.test.count(DEACTIVATED).await, 6);
        assert!(!run::work(services, "first", usize::MAX).await.expect("asked"), "there is nothing left to do");
    }
}

on_both! {
    async fn two_processes_at_one_run_do_each_item_once(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let ids = robins(&clinic, 12).await;
        let id = begun(services, &admin, &OFF, &ids).await.expect("asked for");
        let other = Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning()));

        for _ in 0..12 {
            let (one, two) = tokio::join!(run::work(services, "one", 1), run::work(&other, "two", 1));
            one.expect("worked");
            two.expect("worked");
        }

        let done = run::find(services, &admin, &id).await.expect("their own");
        assert!(done.is_over);
        assert!(stages(done).iter().all(|stage| *stage == Stage::Done));
        assert_eq!(clinic.test.count(DEACTIVATED).await, 12);
    }
}

on_both! {
    async fn whoever_may_not_do_it_any_more_or_signs_in_otherwise_has_the_rest_left_undone(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let ids = robins(&clinic, 6).await;
        let cases = [
            (&ids[..3], "update account set credential_epoch = credential_epoch + 1", Ended::SignedOut),
            (&ids[3..], "update account_role set role = 'manager' where role = 'administrator'", Ended::NotAllowed),
        ];

        for (ids, loss, why) in cases {
            let id = begun(services, &admin, &OFF, ids).await.expect("asked for");
            assert!(run::work(services, "a process", 1).await.expect("worked"));
            clinic.run(loss).await;
            assert!(run::work(services, "a process", usize::MAX).await.expect("worked"));

            let run = run::find(services, &admin, &id).await.expect("their own");
            assert!(run.is_over);
            let rest = Stage::NotDone(Why::Ended(why));
            assert_eq!(stages(run), [Stage::Done, rest.clone(), rest]);
        }
        assert_eq!(clinic.test.count(DEACTIVATED).await, 2);
    }
}

on_both! {
    async fn what_a_run_did_is_undone_and_nothing_else(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let ids = robins(&clinic, 3).await;
        let assign =
            Deed::Assign { practitioner: doctor.to_string(), kind: "primary_care".to_owned(), until: String::new() };
        carried_out(services, &admin, &OFF, &ids[..1]).await;
        let off = carried_out(services, &admin, &OFF, &ids).await;

        let (deed, targets) = bulk::undoing(services, &admin, &off.id).await.expect("theirs").expect("undone");
        let key = run::new_key();
        let back = run::begin(services, &admin, (&key, Some(&off.id)), &deed, &targets).await.expect("asked for");
        let same = run::begin(services, &admin, (&key, Some(&off.id)), &deed, &targets).await.expect("asked for");
        run::work(services, "a process", usize::MAX).await.expect("worked");
        carried_out(services, &admin, &assign, &ids[1..2]).await;
        let assigned = carried_out(services, &admin, &assign, &ids[1..]).await;
        let (end, care) = bulk::undoing(services, &admin, &assigned.id).await.expect("theirs").expect("undone");
        run::begin(services, &admin, (&run::new_key(), Some(&assigned.id)), &end, &care).await.expect("asked for");
        run::work(services, "a process", usize::MAX).await.expect("worked");

        assert_eq!((&deed, targets), (&ON, vec![Target::Account(ids[1]), Target::Account(ids[2])]));
        assert_eq!(back, same, "the same form sent twice is one run");
        assert_eq!(clinic.test.count(INACTIVE).await, 1, "who was deactivated before stays so");
        let off = run::find(services, &admin, &off.id).await.expect("their own");
        assert_eq!((off.can_be_undone, off.undone_by), (true, Some(back)));
        assert_eq!(stages(assigned), [left_out(LeftOut::Already), Stage::Done]);
        assert_eq!((end, care.len()), (Deed::EndCare, 1));
        let standing = "select count(*) from care_relationship where ended_at is null";
        assert_eq!(clinic.test.count(standing).await, 1);
        let stranger = actor(clinic.account("Other Admin", Role::Administrator).await, &[Role::Administrator]);
        let not_theirs = bulk::undoing(services, &stranger, &off.id).await;
        assert!(matches!(not_theirs, Err(Failure::Refused(AppError::NotFound))));
    }
}

on_both! {
    async fn a_run_is_forgotten_after_its_time_and_not_while_it_is_under_way(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let ids = robins(&clinic, 2).await;
        carried_out(services, &admin, &OFF, &ids).await;
        begun(services, &admin, &ON, &ids).await.expect("asked for");

        run::sweep(services).await.expect("swept");
        let before = clinic.test.count("select count(*) from bulk_run").await;
        clinic.run("update bulk_run set asked_at = 1, ended_at = case when stage = 'ended' then 1 else null end").await;
        run::sweep(services).await.expect("swept");

        assert_eq!(before, 2);
        assert_eq!(clinic.test.count("select count(*) from bulk_run where stage = 'waiting'").await, 1);
        assert_eq!(clinic.test.count("select count(*) from bulk_run").await, 1);
        assert_eq!(clinic.test.count("select count(*) from bulk_item").await, 2);
    }
}
