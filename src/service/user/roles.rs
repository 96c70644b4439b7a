//! Receptionists, managers and auditors: administrators make their accounts, and grant and revoke these roles. The role of
//! administrator can be revoked, but is never granted; and no one changes their own roles, so there is always an administrator
//! left.

use crate::{
    domain::{
        account::{Actor, Role},
        audit::{Deed, Subject},
        form::{Field, FieldError, Problem},
        ids::{AccountId, CentreId},
        notice::NoticeKind,
        policy::{Action, Resource, is_staff},
        staff_form::{StaffDraft, StaffForm},
        swap::Swap,
        user_form::{UserDraft, UserForm},
    },
    error::AppError,
    service::{
        By, Outcome, Services,
        administrators::{refuse_last_administrator, refuse_too_many_administrators, still_administers},
        authorise,
        personnel::{Contact, new_account, set_sign_in_names, unknown_password},
        reset_code,
    },
    storage::{
        account, account_invitation, api_token,
        db::{Conn, Tx},
        desk, lock, notice, passkey, personal_token, session,
    },
};

struct Newcomer {
    draft: UserDraft,
    role: Role,
    centres: Vec<CentreId>,
    password_hash: String,
}

/// Makes an administrator with an account of their own. A code for their first password is requested, which another administrator
/// has to confirm.
///
/// # Errors
/// Not allowed, or no longer allowed; every invalid field; that the clinic already has the maximum number of administrators.
pub async fn add_administrator(services: &Services, actor: &Actor, form: &UserForm) -> Outcome<AccountId> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let draft = form.parse()?;
    let hash = unknown_password(services).await?;
    services
        .change(by, (draft, hash), |tx, by, (draft, hash)| {
            Box::pin(async move {
                still_administers(tx, &by.actor).await?;
                refuse_too_many_administrators(tx).await?;
                let contact = Contact { name: &draft.name, email: draft.email.as_str(), phone: &draft.phone };
                let id = new_account(tx, contact, Role::Administrator, hash, by.at).await?;
                set_sign_in_names(tx, by, id, (None, &draft.names)).await?;
                // Until they have a password, the clinic cannot count on them.
                account::forget_password(tx, id).await?;
                by.did(tx, Deed::AccountAddAdministrator, id);
                reset_code::ask_in(tx, by, id).await?;
                Ok(id)
            })
        })
        .await
}

/// Makes an account for a new member of staff, in one role. A code for their first password is requested, which another
/// administrator has to confirm.
///
/// # Errors
/// Not allowed, or no longer allowed; every invalid field; for an administrator, the errors of [`add_administrator`].
pub async fn add_staff(services: &Services, actor: &Actor, form: &UserForm, staff: &StaffForm) -> Outcome<AccountId> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
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
    let new = Newcomer { draft, role, centres, password_hash };
    services.change(by, new, |tx, by, new| Box::pin(add_in(tx, by, new))).await
}

async fn add_in(tx: &mut Tx, by: &By, new: &Newcomer) -> Outcome<AccountId> {
    let Newcomer { draft, role, centres, password_hash } = new;
    still_administers(tx, &by.actor).await?;
    refuse_unknown(tx, centres).await?;
    let contact = Contact { name: &draft.name, email: draft.email.as_str(), phone: &draft.phone };
    let id = new_account(tx, contact, *role, password_hash, by.at).await?;
    set_sign_in_names(tx, by, id, (None, &draft.names)).await?;
    desk::set_centres(tx, id, centres).await?;
    by.did(tx, Deed::AccountAddStaff, id);
    reset_code::ask_in(tx, by, id).await?;
    Ok(id)
}

/// The centres at whose desks an account works.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn desks_of(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Vec<CentreId>> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    Ok(desk::chosen_for(&mut services.db.read().await?, id).await?)
}

/// Grants an account these roles, and revokes those of the same kind that are not among them. Its sessions end, and its owner is
/// told. The roles of patient and practitioner are unaffected.
///
/// # Errors
/// Not allowed, including for one's own account, or no longer allowed; not found; the role of administrator for an account that
/// does not have it; that no role would be left.
pub async fn set_roles(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    form: &StaffForm,
) -> Outcome<Swap<StaffForm>> {
    set_over(services, actor, id, (form, None)).await
}

/// Undoes such a change.
///
/// # Errors
/// The errors of [`set_roles`]; [`AppError::Overtaken`] if the roles have been changed since.
pub async fn put_roles_back(services: &Services, actor: &Actor, id: AccountId, change: Swap<StaffForm>) -> Outcome<()> {
    let Swap { before, after } = change;
    set_over(services, actor, id, (&before, Some(after))).await.map(drop)
}

async fn set_over(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    (form, expected): (&StaffForm, Option<StaffForm>),
) -> Outcome<Swap<StaffForm>> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    if actor.id() == Some(id) {
        return Err(AppError::Forbidden.into());
    }
    let input = (id, form.parse()?, expected);
    let work = services.change(by, input, |tx, by, (id, draft, expected)| {
        Box::pin(async move {
            still_administers(tx, &by.actor).await?;
            lock::account(tx, *id).await?;
            let before = standing(tx, *id).await?;
            if expected.as_ref().is_some_and(|expected| *expected != before) {
                return Err(AppError::Overtaken.into());
            }
            set_in(tx, by, *id, draft).await?;
            Ok(Swap { before, after: standing(tx, *id).await? })
        })
    });
    work.await
}

fn is_changeable(role: &Role) -> bool {
    *role == Role::Administrator || Role::GRANTED.contains(role)
}

/// The current roles and desks that can be changed.
async fn standing(conn: &mut Conn, id: AccountId) -> Outcome<StaffForm> {
    let mut roles = account::find(conn, id).await?.ok_or(AppError::NotFound)?.roles;
    roles.retain(is_changeable);
    roles.sort_by_key(|role| role.as_str());
    let centres = desk::chosen_for(conn, id).await?;
    Ok(StaffForm {
        roles: roles.iter().map(|role| role.as_str().to_owned()).collect(),
        centres: centres.iter().map(ToString::to_string).collect(),
    })
}

async fn set_in(tx: &mut Tx, by: &By, id: AccountId, draft: &StaffDraft) -> Outcome<()> {
    let held = account::find(tx, id).await?.ok_or(AppError::NotFound)?.roles;
    let StaffDraft { roles: wanted, centres } = draft;
    if wanted.contains(&Role::Administrator) && !held.contains(&Role::Administrator) {
        return Err(FieldError::new(Field::Roles, Problem::NotAChoice).into());
    }
    refuse_unknown(tx, centres).await?;
    let give: Vec<Role> = wanted.iter().copied().filter(|role| !held.contains(role)).collect();
    let take: Vec<Role> = held.iter().copied().filter(|role| is_changeable(role) && !wanted.contains(role)).collect();
    if give.is_empty() && take.len() == held.len() {
        return Err(FieldError::new(Field::Roles, Problem::Missing).into());
    }
    if take.contains(&Role::Administrator) {
        refuse_last_administrator(tx, id).await?;
    }
    if desk::chosen_for(tx, id).await? != *centres {
        desk::set_centres(tx, id, centres).await?;
        by.did(tx, Deed::AccountSetDesks, id);
    }
    if give.is_empty() && take.is_empty() {
        return Ok(());
    }
    account::change_roles(tx, id, &take, &give).await?;
    if !is_staff(&held) {
        // A code from a single administrator was enough for a patient; it must not let in a member of staff.
        account::drop_reset_code(tx, id).await?;
        if account::forget_password_by_code(tx, id).await? {
            passkey::delete_all(tx, id).await?;
            api_token::end_all(tx, id, by.second()).await?;
            personal_token::revoke_all(tx, id, by.second()).await?;
        }
    }
    session::delete_others(tx, id, "").await?;
    if take.contains(&Role::Administrator) {
        account_invitation::revoke_all(tx, id, by.second()).await?;
    }
    notice::insert(tx, id, NoticeKind::RolesChanged, None, by.second()).await?;
    for (deed, roles) in [(Deed::AccountGrantRole, &give), (Deed::AccountTakeRole, &take)] {
        for role in roles {
            by.did(tx, deed, Subject::from(id).part(role.as_str()));
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
