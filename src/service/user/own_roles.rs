//! The roles of patient and practitioner, for existing accounts: granted with what belongs to them, and revoked while no one relies
//! on them. What was written under a role stays.
//!
//! A new practitioner could read records, so the account gets a new password, whose code takes two administrators like that of any
//! other staff account: otherwise one administrator could make an account for themselves and give it the role.

use crate::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Role},
        audit::{Deed, Subject},
        directory::Changed,
        form::{Field, FieldError, Problem},
        ids::{AccountId, PatientId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Resource},
        practice_form::PracticeForm,
        profession::Profession,
        topic::Topic,
    },
    error::AppError,
    service::{
        By, Outcome, Services,
        account::{patient_number, replace_password},
        administrators::{refuse_last_administrator, still_administers},
        personnel::{set_identifier, unknown_password},
        reset_code, settings,
        stranded::is_open,
    },
    storage::{
        account::{self, Account},
        appointment,
        db::Tx,
        directory, erasure, import as rows, lock, merge, notice, passkey, practitioner, session, waitlist,
    },
};

/// Makes an account a patient's.
///
/// # Errors
/// Not allowed, including for one's own account, or no longer allowed; not found; that the account was merged.
pub async fn make_patient(services: &Services, actor: &Actor, id: AccountId) -> Outcome<()> {
    let by = by_another(services, actor, id)?;
    services
        .change(by, (id, patient_number()), |tx, by, (id, number)| {
            Box::pin(async move {
                still_administers(tx, &by.actor).await?;
                let held = hold(tx, *id).await?;
                if held.roles.contains(&Role::Patient) {
                    return Ok(());
                }
                rows::put_patient(tx, *id, number, "").await?;
                change(tx, by, *id, (Role::Patient, true)).await
            })
        })
        .await
}

/// Makes an account a practitioner's, whose profile can be filled in, and who gets a new password.
///
/// # Errors
/// Not allowed, including for one's own account, or no longer allowed; not found; every invalid field.
pub async fn make_practitioner(services: &Services, actor: &Actor, id: AccountId, form: &PracticeForm) -> Outcome<()> {
    let by = by_another(services, actor, id)?;
    let (profession, licence) = form.parse()?;
    let hash = unknown_password(services).await?;
    services
        .change(by, (id, profession, licence, hash), |tx, by, (id, profession, licence, hash)| {
            Box::pin(practitioner_in(tx, by, *id, (profession, licence.as_str()), hash))
        })
        .await
}

async fn practitioner_in(
    tx: &mut Tx,
    by: &By,
    id: AccountId,
    (profession, licence): (&Profession, &str),
    hash: &str,
) -> Outcome<()> {
    still_administers(tx, &by.actor).await?;
    directory::bump_version(tx).await?;
    directory::name(tx, &[Changed::Practitioner(PractitionerId(id.0))]).await?;
    let held = hold(tx, id).await?;
    if held.roles.contains(&Role::Practitioner) {
        return Ok(());
    }
    if !licence.is_empty() && !set_identifier(tx, id, IdentifierKind::LicenceNumber, licence).await? {
        return Err(FieldError::new(Field::LicenceNumber, Problem::Taken).into());
    }
    let kinds = account::identifier_kinds(tx, id).await?;
    if settings(tx).await?.licence_needed && !kinds.contains(&IdentifierKind::LicenceNumber) {
        return Err(FieldError::new(Field::LicenceNumber, Problem::Missing).into());
    }
    rows::put_practitioner(tx, id, profession.as_str(), "").await?;
    enter_practice(tx, by, id, hash).await?;
    reset_code::ask_in(tx, by, id).await
}

/// Grants an account the role of a practitioner, and ends its password. Its profile must exist. Returns the epoch of the
/// credentials under which the first password is to be chosen.
pub(in crate::service) async fn enter_practice(tx: &mut Tx, by: &By, id: AccountId, hash: &str) -> Outcome<i64> {
    refuse_last_administrator(tx, id).await?;
    change(tx, by, id, (Role::Practitioner, true)).await?;
    passkey::delete_all(tx, id).await?;
    let epoch = replace_password(tx, id, hash, "", by.at).await?;
    // Until there is another password, the clinic cannot count on such an administrator.
    account::forget_password(tx, id).await?;
    Ok(epoch)
}

/// Revokes the role of patient or practitioner from an account. A practitioner no longer works anywhere; a record stays as it is.
///
/// # Errors
/// Not allowed, including for one's own account, or no longer allowed; not found; another role; that none would be left; that there
/// are upcoming appointments, or wishes for one.
pub async fn take_role(services: &Services, actor: &Actor, id: AccountId, role: Role) -> Outcome<()> {
    let by = by_another(services, actor, id)?;
    if !matches!(role, Role::Patient | Role::Practitioner) {
        return Err(FieldError::new(Field::Roles, Problem::NotAChoice).into());
    }
    services.change(by, (id, role), |tx, by, (id, role)| Box::pin(take_in(tx, by, *id, *role))).await
}

async fn take_in(tx: &mut Tx, by: &By, id: AccountId, role: Role) -> Outcome<()> {
    still_administers(tx, &by.actor).await?;
    // From here on, no booking that relies on the earlier directory can succeed.
    directory::changed(tx, &[Changed::Practitioner(PractitionerId(id.0))]).await?;
    lock::calendars(tx, [id]).await?;
    let held = hold(tx, id).await?;
    if !held.roles.contains(&role) {
        return Ok(());
    }
    if held.roles.len() == 1 {
        return Err(FieldError::new(Field::Roles, Problem::Missing).into());
    }
    let as_patient = role == Role::Patient;
    let coming = appointment::of_person(tx, id, by.at).await?;
    let is_theirs = |one: &appointment::Appointment| {
        if as_patient { one.patient.account() == id } else { one.practitioner.account() == id }
    };
    let has_coming = coming.iter().any(|one| is_open(one) && one.slot.starts_at > by.at && is_theirs(one));
    if has_coming || as_patient && waitlist::count_waiting(tx, PatientId(id.0)).await? > 0 {
        return Err(FieldError::new(Field::Roles, Problem::Clash).into());
    }
    if !as_patient {
        for work in practitioner::work(tx, PractitionerId(id.0)).await? {
            practitioner::end_work(tx, work.id).await?;
            by.did(tx, Deed::AffiliationEnd, work.id);
        }
    }
    change(tx, by, id, (role, false)).await
}

fn by_another(services: &Services, actor: &Actor, id: AccountId) -> Outcome<By> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    if actor.id() == Some(id) { Err(AppError::Forbidden.into()) } else { Ok(by) }
}

/// The usable account, locked until the transaction ends.
async fn hold(tx: &mut Tx, id: AccountId) -> Outcome<Account> {
    lock::account(tx, id).await?;
    let found = account::find(tx, id).await?.ok_or(AppError::NotFound)?;
    if merge::into(tx, id).await?.is_some() {
        return Err(AppError::AccountMerged.into());
    }
    if found.status != AccountStatus::Active || erasure::erased_at(tx, id).await?.is_some() {
        return Err(AppError::NotFound.into());
    }
    Ok(found)
}

/// Grants or revokes a role, ends the sessions and tells the owner.
async fn change(tx: &mut Tx, by: &By, id: AccountId, (role, gives): (Role, bool)) -> Outcome<()> {
    let one = [role];
    let (take, give) = if gives { (&[][..], &one[..]) } else { (&one[..], &[][..]) };
    account::change_roles(tx, id, take, give).await?;
    session::delete_others(tx, id, "").await?;
    notice::insert(tx, id, NoticeKind::RolesChanged, None, by.second()).await?;
    tx.changed(Topic::Calendar(id));
    let deed = if gives { Deed::AccountGrantRole } else { Deed::AccountTakeRole };
    by.did(tx, deed, Subject::from(id).part(role.as_str()));
    Ok(())
}
