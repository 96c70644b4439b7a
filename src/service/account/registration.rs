//! Creates patients' accounts from the public registration form.

use super::making::{create, patient_number};
use crate::{
    domain::{
        account::{AccountStatus, IdentifierKind, Role},
        audit::{Deed, Subject, Thing},
        calendar_view::farthest_today,
        form::{Field, FieldError, Problem},
        ids::AccountId,
        language::Language,
        notice::NoticeKind,
        patient::{Registration, RegistrationForm, Required},
        person_name::NameParts,
        settings::{Activation, Registration as RegistrationMode, Settings},
    },
    error::AppError,
    service::{
        By, Failure, Outcome, Services, account_invitation, language,
        limits::{Key, Source},
        password::{self, Lane},
        personnel::{is_of_two, refuse_phone, set_identifier},
        settings,
    },
    storage::{
        account::{self, NewAccount},
        db::Tx,
        delivery::{self, Purpose},
        mail_link, notice,
    },
};

/// The minimum time between two activation links to the same person, in seconds.
const NEXT_LINK: i64 = 600;

struct NewPatient {
    registration: Registration,
    password_hash: String,
    number: String,
    /// The language they read in.
    language: Option<Language>,
}

/// Creates a patient's account from the public registration form. If the address already has an account, the answer is the same and
/// its owner is told: who has an account here is no one else's business. Returns whether new accounts can be used immediately.
///
/// # Errors
/// Every field's problem at once; that registration is not open to everyone; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn register(services: &Services, form: &RegistrationForm, address: &str) -> Outcome<AccountStatus> {
    let now = services.clock.now();
    let settings = settings(&mut services.db.read().await?).await?;
    if settings.registration != RegistrationMode::Open {
        return Err(AppError::RegistrationClosed.into());
    }
    let registration = form.parse(&Required::from(&settings), farthest_today(now))?;
    let (by, new) = prepared(services, registration, address).await?;
    services.change(by, new, |tx, by, new| Box::pin(register_in(tx, by, new))).await
}

/// What remains to be stored of a valid form.
async fn prepared(services: &Services, registration: Registration, address: &str) -> Outcome<(By, NewPatient)> {
    services.limits.count(Key::RegistrationFrom(Source::of(address)))?;
    password::refuse_common(&registration.password, &[&registration.name, registration.email.as_str()])?;
    let password_hash = services.passwords.hash_in(Lane::Newcomer, &registration.password).await?;
    let language = language::of_request(&services.directory().await?.settings);
    Ok((By::visitor(services), NewPatient { password_hash, number: patient_number(), registration, language }))
}

/// Creates a patient's account from an invitation and uses the invitation up. The account can be used immediately, because an
/// administrator wanted it. If the address already has an account, the answer is the same and its owner is told.
///
/// # Errors
/// Not found for an invitation that cannot be used; the errors of [`register`].
pub async fn register_invited(services: &Services, token: &str, form: &RegistrationForm, address: &str) -> Outcome<()> {
    account_invitation::look(services, token).await?;
    let settings = settings(&mut services.db.read().await?).await?;
    let registration = form.parse(&Required::from(&settings), farthest_today(services.clock.now()))?;
    let (by, new) = prepared(services, registration, address).await?;
    services
        .change(by, (password::digest(token), new), |tx, by, (hash, new)| {
            Box::pin(async move {
                account_invitation::use_up(tx, by, hash, Role::Patient).await?;
                let settings = crate::service::settings(tx).await?;
                create_or_tell(tx, by, new, AccountStatus::Active, &settings).await.map(drop)
            })
        })
        .await
}

async fn register_in(tx: &mut Tx, by: &By, new: &NewPatient) -> Outcome<AccountStatus> {
    let settings = settings(tx).await?;
    let status = match settings.patient_activation {
        Activation::Immediate => AccountStatus::Active,
        Activation::Email | Activation::Administrator => AccountStatus::Inactive,
    };
    let made = create_or_tell(tx, by, new, status, &settings).await?;
    match (made, settings.patient_activation) {
        (Some(id), Activation::Email) => {
            mail_link::await_verification(tx, id, by.second()).await?;
            delivery::queue(tx, id, Purpose::Verify, by.second(), by.second()).await?;
        }
        (Some(id), Activation::Administrator) => account::set_waiting(tx, id).await?,
        (Some(_), Activation::Immediate) | (None, _) => {}
    }
    Ok(status)
}

/// Creates the account, or tells the owner of the existing one.
async fn create_or_tell(
    tx: &mut Tx,
    by: &By,
    new: &NewPatient,
    status: AccountStatus,
    settings: &Settings,
) -> Outcome<Option<AccountId>> {
    tx.begin_attempt().await?;
    match create_patient(tx, by, new, status, settings).await {
        Ok(id) => {
            tx.keep_attempt().await?;
            Ok(Some(id))
        }
        // A username doesn't reveal whose it is, and anyone whose choice is taken must be able to choose another.
        Err(Failure::Refused(AppError::Invalid(taken))) if taken.iter().any(|one| one.field == Field::Username) => {
            Err(AppError::Invalid(taken).into())
        }
        Err(Failure::Refused(AppError::Invalid(_))) => {
            tx.undo_attempt().await?;
            tell_owner(tx, by, new).await?;
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

async fn create_patient(
    tx: &mut Tx,
    by: &By,
    new: &NewPatient,
    status: AccountStatus,
    settings: &Settings,
) -> Outcome<AccountId> {
    let person = &new.registration;
    // Checked first, because this problem is reported.
    if let Some((kind, name)) = person.names.iter().find(|(kind, _)| *kind == IdentifierKind::Username)
        && account::find_credentials(tx, *kind, &kind.compared(name)).await?.is_some()
    {
        return Err(FieldError::new(Field::Username, Problem::Taken).into());
    }
    refuse_phone(tx, &person.phone, AccountId(0)).await?;
    for (kind, name) in &person.names {
        // The answer never reveals that someone here has such a number, whichever kind of name matches it.
        if is_of_two(tx, AccountId(0), (*kind, &kind.compared(name)), &settings.login_identifiers).await? {
            return Err(FieldError::new(Field::NationalId, Problem::Taken).into());
        }
    }
    let name = settings.written(&person.name);
    let id = create(
        tx,
        &NewAccount {
            email: person.email.as_str(),
            full_name: &name,
            phone: &person.phone,
            password_hash: &new.password_hash,
            must_change_password: false,
            status,
            created_at: by.second(),
        },
        Role::Patient,
    )
    .await?;
    for (kind, value) in &person.names {
        if !set_identifier(tx, id, *kind, value).await? {
            return Err(FieldError::new(kind.field(), Problem::Taken).into());
        }
    }
    let NameParts { given, family } = &person.parts;
    let parts = NameParts { given: settings.written(given), family: settings.written(family) };
    account::set_name_parts(tx, id, &parts).await?;
    account::insert_patient(tx, id, &new.number, person).await?;
    // So that emails come in the language in which they registered.
    if let Some(language) = new.language {
        account::set_language(tx, id, language).await?;
    }
    by.owner(id).did(tx, Deed::AccountRegister, id);
    Ok(id)
}

/// Tells the owner of the account that already has the address, or one of the other names; only once until they have read it. If
/// they have yet to prove that the address is theirs, they get another activation link.
async fn tell_owner(tx: &mut Tx, by: &By, new: &NewPatient) -> Outcome<()> {
    let person = &new.registration;
    let mut names = vec![(IdentifierKind::Email, person.email.as_str())];
    names.extend(person.names.iter().map(|(kind, value)| (*kind, value.as_str())));
    let mut owner = None;
    for (kind, value) in names {
        if owner.is_none() && !value.is_empty() {
            let found = account::find_credentials(tx, kind, &kind.compared(value)).await?;
            owner = found.map(|found| AccountId(found.id));
        }
    }
    if let Some(owner) = owner
        && !notice::has_unread(tx, owner, NoticeKind::RegisteredAgain).await?
    {
        notice::insert(tx, owner, NoticeKind::RegisteredAgain, None, by.second()).await?;
    }
    if let Some(owner) = owner
        && mail_link::awaits_verification(tx, owner).await?
    {
        delivery::queue(tx, owner, Purpose::Verify, by.second(), by.second() - NEXT_LINK).await?;
    }
    let whose = owner.map_or(Subject::any(Thing::Account), Subject::from);
    by.ended(tx, Deed::AccountRegister, whose, "known");
    Ok(())
}

/// Whether a visitor's input may be kept for them while they correct it.
#[must_use]
pub fn may_keep_typed(services: &Services, address: &str) -> bool {
    services.limits.count(Key::TypedFrom(Source::of(address))).is_ok()
}
