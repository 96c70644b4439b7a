//! An administrator's last edit can be undone as long as nothing has changed since.

use consulta::{
    domain::{
        account::{Actor, Role},
        centre_form::CentreForm,
        first_hours::FirstHoursForm,
        form::{Field, FieldError, Problem},
        ids::{AccountId, CentreId, PractitionerId},
        staff_form::StaffForm,
        user_form::UserForm,
    },
    error::AppError,
    service::{
        Failure, Outcome, booking, centre,
        edit::{Edit, take_back},
        personnel,
        stranded::Settled,
        user,
    },
};

use crate::support::{Clinic, actor, at, on_both};

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

async fn administrator(clinic: &Clinic, name: &str) -> Actor {
    actor(clinic.account(name, Role::Administrator).await, &[Role::Administrator])
}

fn id(actor: &Actor) -> AccountId {
    actor.id().expect("an account")
}

fn named(name: &str) -> UserForm {
    UserForm { name: name.into(), email: "pat.ient@example.org".into(), ..UserForm::default() }
}

/// Where a practitioner works, with their windows.
async fn work(clinic: &Clinic, ada: &Actor, who: PractitionerId) -> Vec<(CentreId, usize)> {
    let seen = personnel::find(&clinic.services, ada, who).await.expect("found");
    seen.work.into_iter().map(|(work, _)| (work.centre, work.weekly.len())).collect()
}

on_both! {
    async fn an_edit_is_taken_back_while_it_stands_and_only_by_administrators(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = administrator(&clinic, "Ada Admin").await;
        let patient = clinic.patient("Pat Ient").await;
        let name = async || user::find(services, &ada, id(&patient)).await.expect("found").full_name;

        let change = user::save(services, &ada, id(&patient), &named("Patricia Ient")).await.expect("saved");
        let edit = Edit::User(id(&patient), change);
        assert_eq!(refusal(take_back(services, &patient, edit.clone()).await), AppError::Forbidden);
        take_back(services, &ada, edit.clone()).await.expect("taken back");
        assert_eq!(name().await, "Pat Ient");
        assert_eq!(refusal(take_back(services, &ada, edit).await), AppError::ChangedSince, "once");

        let change = user::save(services, &ada, id(&patient), &named("Patricia Ient")).await.expect("saved");
        user::save(services, &ada, id(&patient), &named("Patrice Ient")).await.expect("saved by another one");
        assert_eq!(refusal(take_back(services, &ada, Edit::User(id(&patient), change)).await), AppError::ChangedSince);
        assert_eq!(name().await, "Patrice Ient");
    }
}

on_both! {
    async fn roles_are_taken_back_but_no_one_becomes_an_administrator_again_that_way(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (ada, bea) = (administrator(&clinic, "Ada Admin").await, administrator(&clinic, "Bea Admin").await);
        let patient = clinic.patient("Pat Ient").await;
        let form = |roles: &[&str]| StaffForm { roles: roles.iter().map(|role| (*role).to_owned()).collect(), centres: Vec::new() };

        let change = user::set_roles(services, &ada, id(&patient), &form(&["manager"])).await.expect("granted");
        let granted = Edit::Roles(id(&patient), change);
        assert!(granted.can_be_taken_back());
        take_back(services, &ada, granted).await.expect("taken back");
        assert_eq!(user::find(services, &ada, id(&patient)).await.expect("found").roles, [Role::Patient]);

        let change = user::set_roles(services, &ada, id(&bea), &form(&["auditor"])).await.expect("taken");
        let taken = Edit::Roles(id(&bea), change);
        assert!(!taken.can_be_taken_back());
        let wrong = AppError::Invalid(vec![FieldError::new(Field::Roles, Problem::NotAChoice)]);
        assert_eq!(refusal(take_back(services, &ada, taken).await), wrong);
    }
}

on_both! {
    async fn a_centre_is_as_it_was_and_a_later_change_of_it_stays(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = administrator(&clinic, "Ada Admin").await;
        let of = async || CentreForm::of(&centre::find(services, &ada, clinic.centre).await.expect("found").centre);
        let first = of().await;
        let save = async |form: CentreForm| {
            let saved = centre::save(services, &ada, Some(clinic.centre), &form).await.expect("saved");
            Edit::Centre(saved.id, saved.change.expect("a change"))
        };

        let edit = save(CentreForm { suburb: "Elsewhere".into(), ..first.clone() }).await;
        take_back(services, &ada, edit.clone()).await.expect("taken back");
        assert_eq!(of().await, first);
        assert_eq!(refusal(take_back(services, &ada, edit).await), AppError::ChangedSince);

        let edit = save(CentreForm { suburb: "Elsewhere".into(), ..first.clone() }).await;
        save(CentreForm { address: "1 Other Street".into(), ..of().await }).await;
        assert_eq!(refusal(take_back(services, &ada, edit).await), AppError::ChangedSince);
        assert_eq!(of().await.address, "1 Other Street");
    }
}

on_both! {
    async fn work_that_was_ended_is_begun_again_with_its_hours_and_new_work_ends_unless_someone_booked(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = administrator(&clinic, "Ada Admin").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let stood = work(&clinic, &ada, doctor).await;
        let affiliation = personnel::find(services, &ada, doctor).await.expect("found").work[0].0.id;

        let ended = personnel::end_work(services, &ada, doctor, affiliation, &Settled::default()).await.expect("ended");
        assert!(work(&clinic, &ada, doctor).await.is_empty());
        let edit = Edit::Ended(doctor, ended.expect("nothing was left"));
        take_back(services, &ada, edit.clone()).await.expect("taken back");
        assert_eq!(work(&clinic, &ada, doctor).await, stood);
        let taken = AppError::Invalid(vec![FieldError::new(Field::Centre, Problem::Taken)]);
        assert_eq!(refusal(take_back(services, &ada, edit).await), taken, "once");

        let affiliation = personnel::find(services, &ada, doctor).await.expect("found").work[0].0.id;
        let ended = personnel::end_work(services, &ada, doctor, affiliation, &Settled::default()).await.expect("ended");
        ended.expect("nothing was left");
        let first = FirstHoursForm { centre: clinic.centre.to_string(), ..FirstHoursForm::usual() };
        let begun = personnel::add_work(services, &ada, doctor, &first).await.expect("begun");
        let patient = clinic.patient("Pat Ient").await;
        booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let clash = AppError::Invalid(vec![FieldError::new(Field::Affected, Problem::Clash)]);
        assert_eq!(refusal(take_back(services, &ada, Edit::Begun(doctor, begun)).await), clash);
    }
}
