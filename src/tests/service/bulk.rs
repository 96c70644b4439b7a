//! One thing done to several users (S1-15): each as if done alone, and what was not done is said.

use consulta::{
    domain::{
        account::{AccountStatus, Actor, Role},
        appointment::Status,
        form::{Field, FieldError, Problem},
        ids::AccountId,
    },
    error::AppError,
    service::{
        Failure, booking,
        bulk::{self, Deed, LeftOut, Why},
    },
    storage::account::AccountFilter,
};

use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

on_both! {
    async fn several_users_are_deactivated_and_who_is_left_out_is_named_with_why(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let me = clinic.account("Ad Min", Role::Administrator).await;
        let admin = actor(me, &[Role::Administrator]);
        let patients = clinic.patients(&["Ann Ient".to_owned(), "Bob Ient".to_owned()]).await;
        let ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).chain([me, AccountId(999_999)]).collect();
        let deed = Deed::Status(AccountStatus::Inactive);

        let before = bulk::preview(services, &admin, &deed, &ids).await.expect("a preview");
        let done = bulk::carry_out(services, &admin, &deed, &ids).await.expect("done");

        assert_eq!(before.iter().map(|one| one.left_out).collect::<Vec<_>>(), [None, None, Some(LeftOut::Oneself)]);
        let outcomes: Vec<_> = done.into_iter().map(|one| one.outcome).collect();
        assert_eq!(outcomes, [Ok(()), Ok(()), Err(Why::LeftOut(LeftOut::Oneself))]);
        let off = "select count(*) from account where status = 'inactive'";
        assert_eq!(clinic.test.count(off).await, 2);
        let audited = "select count(*) from audit_event where action = 'account.deactivate'";
        assert_eq!(clinic.test.count(audited).await, 2, "each has a row of its own");
        let again = bulk::carry_out(services, &admin, &deed, &ids).await.expect("nothing to do");
        assert!(again.iter().all(|one| one.outcome.is_err()));
        for who in [&patients[0], &practitioner_actor(clinic.practitioner("Ann Doctor").await)] {
            let refused = bulk::carry_out(services, who, &deed, &ids).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}");
        }
    }
}

on_both! {
    async fn whoever_has_appointments_to_come_is_not_deactivated_with_the_others(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (booked, free) = (clinic.patient("Bob Booked").await, clinic.patient("Fay Free").await);
        let visit = booking::book(services, &booked, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let ids: Vec<AccountId> =
            [doctor.account()].into_iter().chain([&booked, &free].into_iter().filter_map(Actor::id)).collect();

        let done = bulk::carry_out(services, &admin, &Deed::Status(AccountStatus::Inactive), &ids).await.expect("done");

        let clash = || Err(Why::Refused(AppError::Invalid(vec![FieldError::new(Field::Affected, Problem::Clash)])));
        let outcomes: Vec<_> = done.into_iter().map(|one| one.outcome).collect();
        assert_eq!(outcomes, [clash(), clash(), Ok(())]);
        assert_eq!(clinic.test.count("select count(*) from account where status = 'inactive'").await, 1);
        let kept = booking::appointment(services, &booked, visit).await.expect("their own");
        assert_eq!(kept.status, Status::Booked, "no one has decided about it");
    }
}

on_both! {
    async fn patients_are_assigned_to_a_practitioner_and_others_are_left_out(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["Ann Ient".to_owned(), "Bob Ient".to_owned()]).await;
        let ids: Vec<AccountId> = [doctor.account()].into_iter().chain(patients.iter().filter_map(Actor::id)).collect();
        let assign = |practitioner: String, kind: &str| Deed::Assign {
            practitioner,
            kind: kind.to_owned(),
            until: String::new(),
        };

        let nobody = bulk::carry_out(services, &admin, &assign(String::new(), "primary_care"), &ids).await;
        let endless = bulk::carry_out(services, &admin, &assign(doctor.to_string(), "temporary"), &ids).await;
        let done = bulk::carry_out(services, &admin, &assign(doctor.to_string(), "primary_care"), &ids).await;

        for refused in [nobody, endless] {
            assert!(matches!(refused, Err(Failure::Refused(AppError::Invalid(_)))));
        }
        let outcomes: Vec<_> = done.expect("done").into_iter().map(|one| one.outcome).collect();
        assert_eq!(outcomes, [Err(Why::LeftOut(LeftOut::NoPatient)), Ok(()), Ok(())]);
        assert_eq!(clinic.test.count("select count(*) from care_relationship").await, 2);
        let told = "select count(distinct account_id) from notice where kind = 'record.practitioner_assigned'";
        assert_eq!(clinic.test.count(told).await, 2);
    }
}

on_both! {
    async fn everyone_who_matches_is_chosen_but_for_those_who_need_no_change(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let names: Vec<String> = (0..30).map(|n| format!("Robin Number{n:02}")).collect();
        let patients = clinic.patients(&names).await;
        let ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).collect();
        let off = Deed::Status(AccountStatus::Inactive);
        bulk::carry_out(services, &admin, &off, &ids[..5]).await.expect("done");
        let robins = AccountFilter { text: "robin".into(), ..AccountFilter::default() };

        let (to_switch_off, total) = bulk::matching(services, &admin, &off, &robins).await.expect("found");
        let on = Deed::Status(AccountStatus::Active);
        let (to_switch_on, _) = bulk::matching(services, &admin, &on, &robins).await.expect("found");
        let done = bulk::carry_out(services, &admin, &off, &to_switch_off).await.expect("done");

        assert_eq!((to_switch_off.as_slice(), total), (&ids[5..], 25));
        assert_eq!(to_switch_on, ids[..5]);
        assert!(done.iter().all(|one| one.outcome.is_ok()));
        assert!(bulk::matching(services, &admin, &off, &robins).await.expect("found").0.is_empty());
        let refused = bulk::matching(services, &patients[0], &off, &robins).await;
        assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))));
    }
}
