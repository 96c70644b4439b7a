//! Accounts that administrators make for others: their owners' names, contact details and sign-in names.

use jiff::Timestamp;

use crate::{
    domain::{
        account::{AccountStatus, IdentifierKind, Password, Role},
        form::{Field, FieldError, Problem},
        ids::AccountId,
        notice::NoticeKind,
        settings::Settings,
        sign_in_name::{Names, name_of},
    },
    error::AppError,
    service::{By, Outcome, Services, email_change::wish, password, settings},
    storage::{
        account::{self, NewAccount},
        db::Tx,
        import as rows, lock,
        mail_link::{self, LinkFor},
        notice,
    },
};

/// A person's name and contact details.
#[derive(Clone, Copy, Debug)]
pub(in crate::service) struct Contact<'a> {
    /// Full name.
    pub name: &'a str,
    /// Email address, with which they sign in.
    pub email: &'a str,
    /// Telephone number; may be empty.
    pub phone: &'a str,
}

/// The hash of a password that no one knows: the owner of a new account sets the first one with a code.
pub(in crate::service) async fn unknown_password(services: &Services) -> Outcome<String> {
    let random = format!("{}{}", password::one_time_code(), password::one_time_code());
    services.passwords.hash(&Password::attempt(&random)).await
}

/// Creates an account that its owner cannot use before they have set a password.
pub(in crate::service) async fn new_account(
    tx: &mut Tx,
    contact: Contact<'_>,
    role: Role,
    password_hash: &str,
    now: Timestamp,
) -> Outcome<AccountId> {
    refuse_phone(tx, contact.phone, AccountId(0)).await?;
    let name = settings(tx).await?.written(contact.name);
    let new = NewAccount {
        email: contact.email,
        full_name: &name,
        phone: contact.phone,
        password_hash,
        must_change_password: false,
        status: AccountStatus::Active,
        created_at: now.as_second(),
    };
    let id = account::insert(tx, &new).await?;
    if !set_identifier(tx, id, IdentifierKind::Email, contact.email).await? {
        return Err(FieldError::new(Field::WorkEmail, Problem::Taken).into());
    }
    account::add_role(tx, id, role).await?;
    Ok(id)
}

/// Stores an account owner's name and contact details. Someone else's new address takes effect at once, because administrators also
/// let in people who have lost the former one; both addresses are told. The actor's own is refused: see [`refuse_own`].
pub(in crate::service) async fn set_contact(tx: &mut Tx, by: &By, id: AccountId, contact: Contact<'_>) -> Outcome<()> {
    let before = account::find(tx, id).await?.ok_or(AppError::NotFound)?;
    let Contact { name, email, phone } = contact;
    let name = settings(tx).await?.written(name);
    let name = name.as_str();
    if (before.full_name.as_str(), before.email.as_str(), before.phone.as_str()) == (name, email, phone) {
        return Ok(());
    }
    // People who shared a number before that was forbidden keep it.
    if before.phone != contact.phone {
        refuse_phone(tx, contact.phone, id).await?;
    }
    let (is_own, is_other) = (is_own(by, id), !wish::is_same(&before.email, email));
    if is_own && before.email != email {
        return Err(FieldError::new(Field::WorkEmail, Problem::Oneself).into());
    }
    if !set_identifier(tx, id, IdentifierKind::Email, email).await? {
        return Err(FieldError::new(Field::WorkEmail, Problem::Taken).into());
    }
    account::set_contact(tx, id, name, email, phone).await?;
    if is_other {
        // Links sent to the former address become worthless, and prove nothing about this one.
        mail_link::delete_all(tx, id, LinkFor::Reset).await?;
        wish::end(tx, id).await?;
        notice::insert_at_both(tx, id, NoticeKind::DetailsChanged, &before.email, by.second()).await?;
    } else if !is_own {
        notice::insert(tx, id, NoticeKind::DetailsChanged, None, by.second()).await?;
    }
    Ok(())
}

fn is_own(by: &By, id: AccountId) -> bool {
    by.actor.id() == Some(id)
}

/// Refuses to change the actor's own sign-in names where no one asks for their password: their own details page does (`details`),
/// and another administrator changes the numbers that are not there.
pub(in crate::service) async fn refuse_own(tx: &mut Tx, by: &By, id: AccountId, names: &Names) -> Outcome<()> {
    use IdentifierKind::{Email, NationalId, Username};
    if !is_own(by, id) {
        return Ok(());
    }
    let (had, accepted) = (account::names(tx, id).await?, settings(tx).await?.login_identifiers);
    let signs_in = |kind: IdentifierKind| matches!(kind, Email | Username | NationalId) || accepted.contains(&kind);
    let is_other = |kind: IdentifierKind, value: &str| kind.compared(&name_of(&had, kind)) != kind.compared(value);
    let changed = names.iter().filter(|(kind, value)| signs_in(*kind) && is_other(*kind, value));
    let refused: Vec<FieldError> = changed.map(|(kind, _)| FieldError::new(kind.field(), Problem::Oneself)).collect();
    if refused.is_empty() { Ok(()) } else { Err(refused.into()) }
}

/// Gives an account this sign-in name, replacing any other of the kind; none if it is empty. False if it is someone else's, of this
/// or another kind.
pub(in crate::service) async fn set_identifier(
    tx: &mut Tx,
    id: AccountId,
    kind: IdentifierKind,
    value: &str,
) -> Outcome<bool> {
    let value = kind.compared(value);
    let accepted = settings(tx).await?.login_identifiers;
    if is_of_two(tx, id, (kind, &value), &accepted).await? {
        return Ok(false);
    }
    rows::drop_other_identifiers(tx, id, kind, &value).await?;
    if value.is_empty() || account::add_identifier(tx, id, kind, &value).await? {
        return Ok(true);
    }
    let owner = account::find_credentials(tx, kind, &value).await?;
    Ok(owner.is_some_and(|owner| owner.id == id.0))
}

/// Whether a name would belong to two people: then whoever types it signs in to one of the accounts, by the order of the kinds.
/// Numbers of two kinds may coincide by chance where people do not sign in with both; a username is chosen, and another one can be.
pub(in crate::service) async fn is_of_two(
    tx: &mut Tx,
    id: AccountId,
    (kind, value): (IdentifierKind, &str),
    accepted: &[IdentifierKind],
) -> Outcome<bool> {
    let others = match kind {
        IdentifierKind::Username => IdentifierKind::ALL.to_vec(),
        _ if accepted.contains(&kind) => accepted.to_vec(),
        _ => return Ok(false),
    };
    // An address is never a name of another kind.
    if value.is_empty() || kind == IdentifierKind::Email {
        return Ok(false);
    }
    lock::names(tx).await?;
    Ok(account::is_anothers_name(tx, id, (kind, value), &others).await?)
}

/// Gives an account these sign-in names, and refuses to leave it without an accepted one: a new account, or one that has had one.
/// `had` lists the names of an account that is not new.
pub(in crate::service) async fn set_sign_in_names(
    tx: &mut Tx,
    by: &By,
    id: AccountId,
    (had, names): (Option<&[IdentifierKind]>, &Names),
) -> Outcome<()> {
    refuse_own(tx, by, id, names).await?;
    for (kind, value) in names {
        if !set_identifier(tx, id, *kind, value).await? {
            return Err(FieldError::new(kind.field(), Problem::Taken).into());
        }
    }
    let settings = settings(tx).await?;
    may_sign_in_with(tx, id, had, &settings, names).await
}

/// Refuses to leave an account without an accepted sign-in name, if the form has a field for one.
pub(in crate::service) async fn may_sign_in_with(
    tx: &mut Tx,
    id: AccountId,
    had: Option<&[IdentifierKind]>,
    settings: &Settings,
    names: &Names,
) -> Outcome<()> {
    let accepted = |kinds: &[IdentifierKind]| kinds.iter().any(|kind| settings.login_identifiers.contains(kind));
    let has = account::identifier_kinds(tx, id).await?;
    if accepted(&has) || had.is_some_and(|had| !accepted(had)) {
        return Ok(());
    }
    // A request without names, such as a program's, cannot create a useless account.
    let can_be_asked = |kind: &&IdentifierKind| match names.as_slice() {
        [] => matches!(kind, IdentifierKind::Username | IdentifierKind::NationalId),
        names => names.iter().any(|(of, _)| of == *kind),
    };
    let asked = settings.login_identifiers.iter().find(can_be_asked);
    match asked {
        Some(kind) => Err(FieldError::new(kind.field(), Problem::Missing).into()),
        None => Ok(()),
    }
}

/// Refuses a telephone number that someone else has, however it is written, where the clinic requires unique ones.
pub(in crate::service) async fn refuse_phone(tx: &mut Tx, phone: &str, id: AccountId) -> Outcome<()> {
    if phone.is_empty() || !settings(tx).await?.unique_phone {
        return Ok(());
    }
    lock::phones(tx).await?;
    if account::phone_is_anothers(tx, phone, id).await? {
        return Err(FieldError::new(Field::Phone, Problem::Taken).into());
    }
    Ok(())
}
