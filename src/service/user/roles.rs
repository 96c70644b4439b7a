//! Receptionists, managers and auditors: administrators make their accounts, and grant and take these roles. The role of
//! administrator can be taken, but is never granted; and no one changes their own roles, so there is always an administrator left.

use super::{add_administrator, record};
use crate::{
    domain::{
        account::{Actor, Role},
        form::{Field, FieldError, Problem},
        ids::{AccountId, CentreId},
        notice::NoticeKind,
        policy::{Action, Basis, Resource, is_staff},
        staff_form::{StaffDraft, StaffForm},
        user_form::{UserDraft, UserForm},
    },
    error::AppError,
    service::{
        Outcome, Services,
        admin::still_administers,
        authorise,
        personnel::{Contact, new_account, set_sign_in_names, unknown_password},
        reset_code,
    },
    storage::{
        account, account_invitation,
        audit::{self, AuditEvent},
        db::Tx,
        desk, lock, notice, session,
    },
};

struct Newcomer {
    actor: Actor,
    draft: UserDraft,
    role: Role,
    centres: Vec<CentreId>,
    password_hash: String,
    now: i64,
}

/// Makes an account of its own for someone who works here, in one role. A code for their first password is requested, which another
/// administrator has to confirm.
///
/// # Errors
/// Not allowed, or no longer allowed; every invalid field; for an administrator, what [`add_administrator`] answers.
pub async fn add_staff(services: &Services, actor: &Actor, form: &UserForm, staff: &StaffForm) -> Outcome<AccountId> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let (draft, (role, centres)) = match (form.parse(), staff.parse_new()) {
        (Ok(draft), Ok(chosen)) => (draft, chosen),
        (draft, chosen) => {
            return Err([draft.err(), chosen.err()].into_iter().flatten().flatten().collect::<Vec<_>>().into());
        }
    };
    if role == Role::Administrator {
        return add_administrator(services, actor, form).await;
    }
    let password_hash = unknown_password(services).await?;
    let now = services.clock.now().as_second();
    let new = Newcomer { actor: actor.clone(), draft, role, centres, password_hash, now };
    services.db.write(new, |tx, new| Box::pin(add_in(tx, new))).await
}

async fn add_in(tx: &mut Tx, new: &Newcomer) -> Outcome<AccountId> {
    let Newcomer { actor, draft, role, centres, password_hash, now } = new;
    still_administers(tx, actor).await?;
    refuse_unknown(tx, centres).await?;
    let contact = Contact { name: &draft.name, email: draft.email.as_str(), phone: &draft.phone };
    let id = new_account(tx, contact, *role, password_hash, *now).await?;
    set_sign_in_names(tx, id, None, &draft.names).await?;
    desk::set_centres(tx, id, centres).await?;
    record(tx, actor, "account.add_staff", id, *now);
    reset_code::ask_in(tx, actor, id, *now).await?;
    Ok(id)
}

/// The centres at whose desks an account works.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn desks_of(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Vec<CentreId>> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    Ok(desk::chosen_for(&mut services.db.read().await?, id).await?)
}

struct Change {
    actor: Actor,
    id: AccountId,
    draft: StaffDraft,
    now: i64,
}

/// Gives an account these roles, and takes from it those of the same kind that are not among them. Its sessions end, and its owner is
/// told. Patients and practitioners stay what they are.
///
/// # Errors
/// Not allowed, also for one's own account, or no longer allowed; not found; the role of administrator for an account that does not
/// have it; that no role would be left.
pub async fn set_roles(services: &Services, actor: &Actor, id: AccountId, form: &StaffForm) -> Outcome<()> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    if actor.id() == Some(id) {
        return Err(AppError::Forbidden.into());
    }
    let change = Change { actor: actor.clone(), id, draft: form.parse()?, now: services.clock.now().as_second() };
    services.db.write(change, |tx, change| Box::pin(set_in(tx, change))).await
}

async fn set_in(tx: &mut Tx, change: &Change) -> Outcome<()> {
    let Change { actor, id, draft, now } = change;
    still_administers(tx, actor).await?;
    lock::account(tx, *id).await?;
    let held = account::find(tx, *id).await?.ok_or(AppError::NotFound)?.roles;
    let StaffDraft { roles: wanted, centres } = draft;
    if wanted.contains(&Role::Administrator) && !held.contains(&Role::Administrator) {
        return Err(FieldError::new(Field::Roles, Problem::NotAChoice).into());
    }
    refuse_unknown(tx, centres).await?;
    let changeable = |role: &Role| *role == Role::Administrator || Role::GRANTED.contains(role);
    let give: Vec<Role> = wanted.iter().copied().filter(|role| !held.contains(role)).collect();
    let take: Vec<Role> = held.iter().copied().filter(|role| changeable(role) && !wanted.contains(role)).collect();
    if give.is_empty() && take.len() == held.len() {
        return Err(FieldError::new(Field::Roles, Problem::Missing).into());
    }
    if desk::chosen_for(tx, *id).await? != *centres {
        desk::set_centres(tx, *id, centres).await?;
        record(tx, actor, "account.set_desks", *id, *now);
    }
    if give.is_empty() && take.is_empty() {
        return Ok(());
    }
    account::change_roles(tx, *id, &take, &give).await?;
    if !is_staff(&held) {
        // A code that a single administrator made for a patient must let no one in as staff.
        account::drop_reset_code(tx, *id).await?;
    }
    session::delete_others(tx, *id, "").await?;
    if take.contains(&Role::Administrator) {
        account_invitation::revoke_all(tx, *id, *now).await?;
    }
    notice::insert(tx, *id, NoticeKind::RolesChanged, None, *now).await?;
    for (action, roles) in [("account.grant_role", &give), ("account.take_role", &take)] {
        for role in roles {
            let event = AuditEvent::done(*now, actor, action, "account").to(id.0).on(Basis::Administration);
            audit::record(tx, &event.part(role.as_str()));
        }
    }
    Ok(())
}

/// Refuses centres that do not exist.
async fn refuse_unknown(tx: &mut Tx, centres: &[CentreId]) -> Outcome<()> {
    for centre in centres {
        if !desk::centre_exists(tx, *centre).await? {
            return Err(FieldError::new(Field::DeskCentres, Problem::NotAChoice).into());
        }
    }
    Ok(())
}
