//! Administrators edit users and create other administrators, never more than the clinic may have.

use consulta::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Role},
        form::{Field, FieldError, Problem},
        ids::AccountId,
        notice::NoticeKind,
        sign_in_name::NamesForm,
        user_form::UserForm,
    },
    error::AppError,
    service::{Failure, Outcome, account, admin, notice, reset_code, user},
    storage::account::{self as accounts, AccountFilter},
};

use crate::support::{Clinic, TestDb, actor, on_both, practitioner_actor};

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn form(name: &str, email: &str) -> UserForm {
    UserForm { name: name.into(), email: email.into(), ..UserForm::default() }
}

async fn administrator(clinic: &Clinic, name: &str) -> Actor {
    actor(clinic.account(name, Role::Administrator).await, &[Role::Administrator])
}

fn id(actor: &Actor) -> AccountId {
    actor.id().expect("an account")
}

async fn administrators(clinic: &Clinic) -> i64 {
    let active = "
        select count(*) from account a join account_role r on r.account_id = a.id
        where r.role = 'administrator' and a.status = 'active'";
    clinic.test.count(active).await
}

async fn owner_of(clinic: &Clinic, email: &str) -> Option<i64> {
    let mut conn = clinic.services.db.read().await.expect("a connection");
    let found = accounts::find_credentials(&mut conn, IdentifierKind::Email, email).await.expect("an answer");
    found.map(|found| found.id)
}

on_both! {
    async fn a_changed_user_signs_in_with_the_new_address_and_is_told(test) {
        let clinic = Clinic::new(test).await;
        let ada = administrator(&clinic, "Ada Admin").await;
        let patient = clinic.patient("Pat Ient").await;
        let services = &clinic.services;

        let changed = form("Patricia Ient", "patricia@example.org");
        user::save(services, &ada, id(&patient), &changed).await.expect("saved");

        let stored = user::find(services, &ada, id(&patient)).await.expect("found");
        assert_eq!((stored.full_name.as_str(), stored.email.as_str()), ("Patricia Ient", "patricia@example.org"));
        assert_eq!(owner_of(&clinic, "patricia@example.org").await, Some(id(&patient).0));
        assert_eq!(owner_of(&clinic, "pat.ient@example.org").await, None);
        let named = AccountFilter { text: "patricia".into(), ..AccountFilter::default() };
        let found = admin::accounts(services, &ada, &named).await.expect("a list").accounts;
        assert_eq!(found.len(), 1);
        // Saving again without a change sends no further news.
        user::save(services, &ada, id(&patient), &changed).await.expect("saved");
        let told = notice::latest(services, &patient).await.expect("own notices");
        assert_eq!(told.into_iter().map(|one| one.kind).collect::<Vec<_>>(), [NoticeKind::DetailsChanged]);
    }
}

on_both! {
    async fn an_address_of_someone_else_is_refused(test) {
        let clinic = Clinic::new(test).await;
        let ada = administrator(&clinic, "Ada Admin").await;
        let patient = clinic.patient("Pat Ient").await;
        let services = &clinic.services;

        let taken = AppError::Invalid(vec![FieldError::new(Field::WorkEmail, Problem::Taken)]);
        let as_ada = form("Pat Ient", "Ada.Admin@example.org");
        assert_eq!(refusal(user::save(services, &ada, id(&patient), &as_ada).await), taken);
        assert_eq!(refusal(user::add_administrator(services, &ada, &as_ada).await), taken);
        let nobody = user::save(services, &ada, AccountId(999), &form("No One", "no@example.org")).await;
        assert_eq!(refusal(nobody), AppError::NotFound);
        assert_eq!(owner_of(&clinic, "pat.ient@example.org").await, Some(id(&patient).0));
        assert_eq!(administrators(&clinic).await, 1);
    }
}

on_both! {
    async fn administrators_change_what_they_sign_in_with_only_where_their_password_is_asked_for(test) {
        let clinic = Clinic::new(test).await;
        let ada = administrator(&clinic, "Ada Admin").await;
        let bea = administrator(&clinic, "Bea Admin").await;
        let services = &clinic.services;
        let named = |username: &str, national_id: &str| UserForm {
            names: Some(NamesForm { username: username.into(), national_id: national_id.into() }),
            ..form("Ada Adams", "ada.admin@example.org")
        };

        let both = [Field::Username, Field::NationalId].map(|field| FieldError::new(field, Problem::Oneself));
        let own = user::save(services, &ada, id(&ada), &named("ada", "AB12345")).await;
        assert_eq!(refusal(own), AppError::Invalid(both.into()));
        let stored = user::find(services, &ada, id(&ada)).await.expect("found");
        assert_eq!(stored.full_name, "Ada Admin", "nothing was changed");

        user::save(services, &ada, id(&ada), &named("", "")).await.expect("the name alone");
        user::save(services, &bea, id(&ada), &named("ada", "AB12345")).await.expect("by another");
        user::save(services, &ada, id(&ada), &named("ada", "ab 12345")).await.expect("as they are");
        let taken = user::save(services, &ada, id(&ada), &named("", "AB12345")).await;
        assert_eq!(refusal(taken), AppError::Invalid(vec![both[0]]));
    }
}

on_both! {
    async fn a_new_administrator_needs_a_code_that_another_one_confirms(test) {
        let clinic = Clinic::new(test).await;
        let ada = administrator(&clinic, "Ada Admin").await;
        let bea = administrator(&clinic, "Bea Admin").await;
        let services = &clinic.services;

        let made = user::add_administrator(services, &ada, &form("Cleo Admin", "cleo@example.org")).await.expect("made");

        assert_eq!(administrators(&clinic).await, 3);
        assert_eq!(refusal(reset_code::confirm(services, &ada, made).await), AppError::Forbidden);
        assert_eq!(reset_code::confirm(services, &bea, made).await.expect("confirmed").name, "Cleo Admin");
        let audited = "select count(*) from audit_event where action = 'account.add_administrator'";
        assert_eq!(clinic.test.count(audited).await, 1);
    }
}

on_both! {
    async fn only_who_is_still_an_administrator_edits_users(test) {
        let clinic = Clinic::new(test).await;
        let ada = administrator(&clinic, "Ada Admin").await;
        let was = administrator(&clinic, "Bea Admin").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let services = &clinic.services;
        admin::set_account_status(services, &ada, id(&was), AccountStatus::Inactive).await.expect("off");

        let new = form("Cleo Admin", "cleo@example.org");
        for who in [was, patient.clone(), practitioner_actor(doctor)] {
            let saved = user::save(services, &who, id(&patient), &new).await;
            assert_eq!(refusal(saved), AppError::Forbidden, "{who:?}");
            assert_eq!(refusal(user::add_administrator(services, &who, &new).await), AppError::Forbidden, "{who:?}");
        }
        for who in [patient.clone(), practitioner_actor(doctor)] {
            assert_eq!(refusal(user::find(services, &who, id(&patient)).await), AppError::Forbidden, "{who:?}");
        }
    }
}

/// A clinic that may have two administrators and has them, and a third whose account is not active.
async fn full(test: TestDb) -> (Clinic, Actor, Actor, AccountId) {
    let clinic = Clinic::new(test).await;
    let ada = administrator(&clinic, "Ada Admin").await;
    let bea = administrator(&clinic, "Bea Admin").await;
    let third = id(&administrator(&clinic, "Cleo Admin").await);
    admin::set_account_status(&clinic.services, &ada, third, AccountStatus::Inactive).await.expect("off");
    clinic.set("admin.max_per_clinic", "2").await;
    (clinic, ada, bea, third)
}

on_both! {
    async fn no_more_administrators_are_made_or_activated_than_the_clinic_may_have(test) {
        let (clinic, ada, bea, third) = full(test).await;
        let services = &clinic.services;
        let activate = |whom| admin::set_account_status(services, &ada, whom, AccountStatus::Active);

        let new = form("Dora Admin", "dora@example.org");
        assert_eq!(refusal(user::add_administrator(services, &ada, &new).await), AppError::TooManyAdministrators);
        assert_eq!(refusal(activate(third).await), AppError::TooManyAdministrators);
        let printed = account::create_admin(services, "eve@example.org", "Eve Admin", "seven quiet otters").await;
        assert_eq!(refusal(printed), AppError::TooManyAdministrators);
        // Active ones stay so, and others are not counted.
        activate(id(&bea)).await.expect("active already");
        let patient = clinic.patient("Pat Ient").await;
        admin::set_account_status(services, &ada, id(&patient), AccountStatus::Inactive).await.expect("off");
        activate(id(&patient)).await.expect("on");
        assert_eq!(administrators(&clinic).await, 2);

        admin::set_account_status(services, &ada, id(&bea), AccountStatus::Inactive).await.expect("off");
        activate(third).await.expect("there is room");
        clinic.set("admin.max_per_clinic", "none").await;
        activate(id(&bea)).await.expect("there is no limit");
        assert_eq!(administrators(&clinic).await, 3);
    }
}

on_both! {
    async fn of_many_who_would_fill_the_last_place_at_once_one_does(test) {
        let (clinic, ada, bea, third) = full(test).await;
        let fourth = id(&administrator(&clinic, "Dora Admin").await);
        let services = &clinic.services;
        admin::set_account_status(services, &ada, fourth, AccountStatus::Inactive).await.expect("off");
        clinic.set("admin.max_per_clinic", "3").await;
        let new = form("Eve Admin", "eve@example.org");

        let (one, other, made) = tokio::join!(
            admin::set_account_status(services, &ada, third, AccountStatus::Active),
            admin::set_account_status(services, &bea, fourth, AccountStatus::Active),
            user::add_administrator(services, &ada, &new),
        );

        let done = [one.is_ok(), other.is_ok(), made.is_ok()];
        assert_eq!(done.iter().filter(|done| **done).count(), 1, "{one:?} {other:?} {made:?}");
        assert_eq!(administrators(&clinic).await, 3);
    }
}
