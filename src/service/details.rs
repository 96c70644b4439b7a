//! The user's own account, for every role: the owner's name, how to reach them, and what they sign in with.
//!
//! A new sign-in name requires the password. It takes effect at once, unless it is an email address, which its owner has to confirm
//! (`email_change`). The owner gets a notice, the audit a row, and if it is a member of staff, every other administrator is told.

use super::{
    By, Failure, Outcome, Services, attempts, authorise,
    email_change::{self, Waiting, wish},
    limits::Key,
    personnel::{may_sign_in_with, refuse_phone, set_identifier},
};
use crate::{
    domain::{
        account::{Actor, IdentifierKind},
        audit::{Deed, Subject},
        details_form::{Details, DetailsForm},
        directory::Changed,
        form::{Field, FieldError, Problem},
        ids::{AccountId, PractitionerId},
        notice::NoticeKind,
        person_name::NameParts,
        policy::{Action, Basis, Resource},
        topic::Topic,
    },
    error::AppError,
    storage::{
        account::{self, Account},
        db::Tx,
        directory, notice,
    },
};

/// The actor's own account.
#[derive(Debug)]
pub struct Own {
    /// The account.
    pub account: Account,
    /// The names with which its owner signs in.
    pub names: Vec<(IdentifierKind, String)>,
    /// The new email address that awaits confirmation.
    pub waiting: Option<Waiting>,
}

/// The actor's own account.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<Own> {
    let me = own_id(actor)?;
    let waiting = email_change::waiting(services, me).await?;
    let mut conn = services.db.read().await?;
    let found = account::find(&mut conn, me).await?.ok_or(AppError::NotFound)?;
    Ok(Own { account: found, names: account::names(&mut conn, me).await?, waiting })
}

struct Change {
    me: AccountId,
    details: Details,
    said_password: bool,
}

/// Stores the details. The password is required if the email address, or another sign-in name, changes. Returns whether a new
/// address awaits confirmation.
///
/// # Errors
/// Each field's problem, including the password's; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn save(
    services: &Services,
    actor: &Actor,
    form: &DetailsForm,
    password: &str,
    address: &str,
) -> Outcome<bool> {
    let me = own_id(actor)?;
    let by = By::now(services, actor).on(Basis::Own);
    let details = form.parse()?;
    let mut conn = services.db.read().await?;
    let before = account::find(&mut conn, me).await?.ok_or(AppError::NotFound)?;
    let names = account::names(&mut conn, me).await?;
    let known = account::credentials(&mut conn, me).await?.ok_or(AppError::NotFound)?;
    drop(conn);
    let said_password = !changed(&before, &names, &details).is_empty();
    if said_password {
        if password.is_empty() {
            return Err(FieldError::new(Field::CurrentPassword, Problem::Missing).into());
        }
        let hash = known.password_hash.as_deref();
        attempts::own_password(services, (actor, me), Key::OwnPassword(me), (password, hash), address).await?;
    }
    let change = Change { me, details, said_password };
    // A taken name belongs to someone, which must not be discoverable by trying them all. An email to another address counts, too,
    // so that no one can fill someone's inbox.
    let reserved = services.limits.reserve(&[Key::OthersName(me)])?;
    let saved = services.change(by, change, |tx, by, change| Box::pin(save_in(tx, by, change))).await;
    if !matches!(saved, Err(Failure::Refused(_)) | Ok(true)) {
        reserved.give_back();
    }
    saved
}

/// The kinds of sign-in names that change.
fn changed(before: &Account, names: &[(IdentifierKind, String)], details: &Details) -> Vec<IdentifierKind> {
    let differs = |kind: IdentifierKind, value: &str| {
        let had = names.iter().find(|(of, _)| *of == kind).map(|(_, had)| had.as_str());
        kind.compared(had.unwrap_or_default()) != kind.compared(value)
            || (kind == IdentifierKind::Email && before.email != value)
    };
    let changed = details.names.iter().filter(|(kind, value)| differs(*kind, value));
    changed.map(|(kind, _)| *kind).collect()
}

async fn save_in(tx: &mut Tx, by: &By, change: &Change) -> Outcome<bool> {
    let Change { me, details, said_password } = change;
    // Practitioners have the same name in the directory; and no one changes how people sign in meanwhile.
    directory::changed(tx, &[Changed::Practitioner(PractitionerId(me.0))]).await?;
    let before = account::find(tx, *me).await?.ok_or(AppError::NotFound)?;
    let had = account::names(tx, *me).await?;
    let changed = changed(&before, &had, details);
    if !changed.is_empty() && !said_password {
        return Err(AppError::Overtaken.into());
    }
    let settings = super::settings(tx).await?;
    // People who shared a number before that was forbidden keep it.
    if before.phone != details.phone {
        refuse_phone(tx, &details.phone, *me).await?;
    }
    let waits = !wish::is_same(&before.email, &details.email);
    let at_once = |kind: &IdentifierKind| !(waits && *kind == IdentifierKind::Email);
    for (kind, value) in details.names.iter().filter(|(kind, _)| at_once(kind)) {
        if !set_identifier(tx, *me, *kind, value).await? {
            return Err(FieldError::new(kind.field(), Problem::Taken).into());
        }
    }
    let kinds: Vec<IdentifierKind> = had.iter().map(|(kind, _)| *kind).collect();
    may_sign_in_with(tx, *me, Some(&kinds), &settings, &details.names).await?;
    let name = settings.written(&details.name);
    let email = if waits { &before.email } else { &details.email };
    account::set_contact(tx, *me, &name, email, &details.phone).await?;
    let parts = &details.parts;
    let (given, family) = (settings.written(&parts.given), settings.written(&parts.family));
    account::set_name_parts(tx, *me, &NameParts { given, family }).await?;
    tx.changed(Topic::Calendar(*me));
    let part = changed.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    by.did(tx, Deed::AccountChangeDetails, Subject::from(*me).part(&part));
    if waits {
        wish::ask(tx, by, *me, &details.email).await?;
    }
    if changed.iter().any(at_once) {
        notice::insert(tx, *me, NoticeKind::SignInNameChanged, None, by.second()).await?;
        email_change::tell_colleagues(tx, &before, by.at).await?;
    }
    Ok(waits)
}

fn own_id(actor: &Actor) -> Outcome<AccountId> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    authorise(actor, Action::UseOwnAccount, Resource::Account(me))?;
    Ok(me)
}
