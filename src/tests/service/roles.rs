//! Administrators create staff accounts, and grant and remove their roles; managers and auditors do their own work.

use consulta::{
    domain::{
        account::{AccountStatus, Actor, Role},
        form::{Field, FieldError, Problem},
        ids::AccountId,
        notice::NoticeKind,
        practice_form::PracticeForm,
        staff_form::StaffForm,
        user_form::UserForm,
    },
    error::AppError,
    service::{Failure, Outcome, admin, audit, desk, notice, reset_code, setting, sign_in, user},
    storage::{account::AccountFilter, appointment::AppointmentFilter, audit::AuditFilter},
};

use crate::support::{Clinic, actor, cookie, on_both};

pub fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

pub fn form(roles: &[Role], centres: &[i64]) -> StaffForm {
    StaffForm {
        roles: roles.iter().map(|role| role.as_str().to_owned()).collect(),
        centres: centres.iter().map(ToString::to_string).collect(),
    }
}

pub async fn as_role(clinic: &Clinic, name: &str, role: Role) -> Actor {
    actor(clinic.account(name, role).await, &[role])
}

pub fn id(actor: &Actor) -> AccountId {
    actor.id().expect("an account")
}

pub async fn roles_of(clinic: &Clinic, who: AccountId) -> Vec<Role> {
    sign_in::who_is(&clinic.services, who).await.expect("an answer").expect("an account").roles
}

on_both! {
    async fn a_new_receptionist_has_a_desk_and_a_code_that_takes_two_administrators(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        let bea = as_role(&clinic, "Bea Admin", Role::Administrator).await;
        let rita = UserForm { name: "Rita Desk".into(), email: "rita@example.org".into(), ..UserForm::default() };

        let nowhere = refusal(user::add_staff(services, &ada, &rita, &form(&[Role::Receptionist], &[])).await);
        assert_eq!(nowhere, AppError::Invalid(vec![FieldError::new(Field::DeskCentres, Problem::Missing)]));
        let unknown = refusal(user::add_staff(services, &ada, &rita, &form(&[Role::Receptionist], &[999_999])).await);
        assert_eq!(unknown, AppError::Invalid(vec![FieldError::new(Field::DeskCentres, Problem::NotAChoice)]));
        let at_desk = form(&[Role::Receptionist], &[clinic.centre.0]);
        let made = user::add_staff(services, &ada, &rita, &at_desk).await.expect("made");

        assert_eq!(roles_of(&clinic, made).await, [Role::Receptionist]);
        assert_eq!(user::desks_of(services, &ada, made).await.expect("theirs"), [clinic.centre]);
        let theirs = desk::centres(services, &actor(made, &[Role::Receptionist])).await.expect("theirs");
        assert_eq!(theirs, [clinic.centre]);
        assert_eq!(refusal(reset_code::confirm(services, &ada, made).await), AppError::Forbidden);
        reset_code::confirm(services, &bea, made).await.expect("confirmed by another");
        for who in [Role::Manager, Role::Auditor, Role::Receptionist, Role::Practitioner, Role::Patient] {
            let stranger = as_role(&clinic, &format!("{who:?} Stranger"), who).await;
            let by_stranger = user::add_staff(services, &stranger, &rita, &at_desk).await;
            assert_eq!(refusal(by_stranger), AppError::Forbidden, "{who:?}");
            assert_eq!(refusal(user::set_roles(services, &stranger, made, &at_desk).await), AppError::Forbidden, "{who:?}");
        }
    }
}

on_both! {
    async fn a_change_of_roles_holds_at_once_and_ends_the_sessions(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        let pat = clinic.patient("Pat Ient").await;
        cookie(services, &pat).await;

        let both = form(&[Role::Receptionist, Role::Auditor], &[clinic.centre.0]);
        user::set_roles(services, &ada, id(&pat), &both).await.expect("granted");

        assert_eq!(roles_of(&clinic, id(&pat)).await, [Role::Patient, Role::Receptionist, Role::Auditor]);
        assert_eq!(clinic.test.count("select count(*) from session").await, 0);
        let told = notice::latest(services, &pat).await.expect("own notices");
        assert_eq!(told.into_iter().map(|one| one.kind).collect::<Vec<_>>(), [NoticeKind::RolesChanged]);
        // Saving again without a change signs no one out.
        cookie(services, &pat).await;
        user::set_roles(services, &ada, id(&pat), &both).await.expect("the same");
        assert_eq!(clinic.test.count("select count(*) from session").await, 1);

        user::set_roles(services, &ada, id(&pat), &form(&[], &[])).await.expect("taken");
        assert_eq!(roles_of(&clinic, id(&pat)).await, [Role::Patient]);
        // Also for a request that began before.
        let before = actor(id(&pat), &[Role::Patient, Role::Receptionist]);
        assert_eq!(refusal(desk::day(services, &before, clinic.centre, None).await), AppError::NotFound);
        let changes = "select count(*) from audit_event where action in ('account.grant_role', 'account.take_role')";
        assert_eq!(clinic.test.count(changes).await, 4);
    }
}

on_both! {
    async fn an_administrator_is_never_made_of_an_account_and_no_one_changes_their_own_roles(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        let pat = clinic.patient("Pat Ient").await;
        let mona = as_role(&clinic, "Mona Manager", Role::Manager).await;

        let set = |whom, roles: &[Role]| {
            let (ada, form) = (&ada, form(roles, &[]));
            async move { refusal(user::set_roles(services, ada, whom, &form).await) }
        };
        let roles = |problem| AppError::Invalid(vec![FieldError::new(Field::Roles, problem)]);
        assert_eq!(set(id(&pat), &[Role::Administrator]).await, roles(Problem::NotAChoice));
        assert_eq!(set(id(&pat), &[Role::Practitioner]).await, roles(Problem::NotAChoice));
        assert_eq!(set(id(&mona), &[]).await, roles(Problem::Missing));
        assert_eq!(set(id(&ada), &[Role::Auditor]).await, AppError::Forbidden);
        assert_eq!(set(AccountId(999_999), &[Role::Auditor]).await, AppError::NotFound);
        assert_eq!(roles_of(&clinic, id(&pat)).await, [Role::Patient]);
    }
}

on_both! {
    async fn of_two_administrators_who_take_each_other_s_role_one_stays(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        let bea = as_role(&clinic, "Bea Admin", Role::Administrator).await;
        let manager = form(&[Role::Manager], &[]);

        let (one, other) = tokio::join!(
            user::set_roles(services, &ada, id(&bea), &manager),
            user::set_roles(services, &bea, id(&ada), &manager),
        );

        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|done| **done).count(), 1, "{one:?} {other:?}");
        let left = "select count(*) from account_role where role = 'administrator'";
        assert_eq!(clinic.test.count(left).await, 1);
    }
}

/// As if its owner had none yet.
async fn without_password(clinic: &Clinic) {
    clinic.run("update account set password_hash = null where full_name = 'Cleo Admin'").await;
}

on_both! {
    async fn the_last_administrator_who_can_sign_in_stays(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let cleo = as_role(&clinic, "Cleo Admin", Role::Administrator).await;
        let bea = as_role(&clinic, "Bea Admin", Role::Administrator).await;
        without_password(&clinic).await;
        let last = AppError::Invalid(vec![FieldError::new(Field::Roles, Problem::LocksOut)]);
        let off = async || admin::set_account_status(services, &cleo, id(&bea), AccountStatus::Inactive).await;
        let manager = form(&[Role::Manager], &[]);

        assert_eq!(refusal(off().await), last, "Cleo is signed in, and has no password to do it again");
        assert_eq!(refusal(user::set_roles(services, &cleo, id(&bea), &manager).await), last);
        let physio = PracticeForm { profession: "Physiotherapist".into(), ..PracticeForm::default() };
        let replaced = user::make_practitioner(services, &cleo, id(&bea), &physio).await;
        assert_eq!(refusal(replaced), last, "her password would end");
        // A new user has no password before they use their code.
        let new = UserForm { name: "Dora Admin".into(), email: "dora@example.org".into(), ..UserForm::default() };
        user::add_administrator(services, &cleo, &new).await.expect("made");
        assert_eq!(refusal(off().await), last);
        // An account that is off, or has no name of a kind that is accepted, is no way in either.
        clinic.set("auth.login_identifiers", "national_id").await;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        assert_eq!(refusal(off().await), last);
        clinic.set("auth.login_identifiers", "email").await;

        off().await.expect("Ada can sign in");
        assert_eq!(refusal(user::set_roles(services, &cleo, id(&ada), &manager).await), last);
    }
}

on_both! {
    async fn of_the_last_two_who_can_sign_in_and_are_switched_off_at_once_one_stays(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let cleo = as_role(&clinic, "Cleo Admin", Role::Administrator).await;
        let bea = as_role(&clinic, "Bea Admin", Role::Administrator).await;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        without_password(&clinic).await;
        let manager = form(&[Role::Manager], &[]);

        let (one, other) = tokio::join!(
            admin::set_account_status(services, &cleo, id(&ada), AccountStatus::Inactive),
            user::set_roles(services, &cleo, id(&bea), &manager),
        );

        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|done| **done).count(), 1, "{one:?} {other:?}");
    }
}

on_both! {
    async fn a_manager_sees_figures_and_lists_and_decides_on_bookings_only(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        let mona = as_role(&clinic, "Mona Manager", Role::Manager).await;
        let rows = |key: &str, value: &str| vec![(key.to_owned(), value.to_owned())];

        assert!(admin::overview(services, &mona).await.expect("the figures").lists_appointments);
        admin::appointments(services, &mona, &AppointmentFilter::default()).await.expect("the list");
        let before = setting::choose(services, &mona, rows("booking.confirmation", "approval")).await.expect("chosen");
        let others = [("registration.mode", "closed"), ("access.administrators_read", "true"), ("backup.keep", "1")];
        for (key, value) in others {
            assert_eq!(refusal(setting::choose(services, &mona, rows(key, value)).await), AppError::Forbidden, "{key}");
        }
        // What an administrator has decided meanwhile is not hers to undo.
        setting::choose(services, &ada, rows("registration.mode", "closed")).await.expect("chosen");
        assert_eq!(refusal(setting::put_back(services, &mona, before).await), AppError::Forbidden);
        let preset = "clinic".parse().expect("a preset");
        assert_eq!(refusal(setting::follow(services, &mona, preset).await), AppError::Forbidden);
        assert_eq!(refusal(admin::accounts(services, &mona, &AccountFilter::default()).await), AppError::Forbidden);
        assert_eq!(refusal(audit::search(services, &mona, AuditFilter::default()).await), AppError::Forbidden);
    }
}

on_both! {
    async fn an_auditor_reads_the_audit_and_nothing_else(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let anton = as_role(&clinic, "Anton Auditor", Role::Auditor).await;

        let everything = AuditFilter { until: i64::MAX, ..AuditFilter::default() };
        audit::search(services, &anton, everything).await.expect("the audit");

        assert_eq!(refusal(admin::overview(services, &anton).await), AppError::Forbidden);
        assert_eq!(refusal(admin::appointments(services, &anton, &AppointmentFilter::default()).await), AppError::Forbidden);
        assert_eq!(refusal(setting::chosen(services, &anton).await), AppError::Forbidden);
        assert_eq!(refusal(admin::accounts(services, &anton, &AccountFilter::default()).await), AppError::Forbidden);
    }
}
