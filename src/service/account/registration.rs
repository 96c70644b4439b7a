//! Creates a patient's account from a form that anyone may send.

use super::{create, patient_number, record};
use crate::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Role},
        calendar_view::farthest_today,
        form::{Field, FieldError, Problem},
        ids::AccountId,
        notice::NoticeKind,
        patient::{Registration, RegistrationForm, Required},
        person_name::NameParts,
        settings::{Activation, Registration as RegistrationMode, Settings},
    },
    error::AppError,
    service::{
        Failure, Outcome, Services,
        limits::{Key, Source},
        password::{self, Lane},
        personnel::{refuse_phone, set_identifier},
        settings,
    },
    storage::{
        account::{self, NewAccount},
        audit::{self, AuditEvent},
        db::Tx,
        delivery::{self, Purpose},
        mail_link, notice,
    },
};

/// After how many seconds someone can get another link to activate their account.
const NEXT_LINK: i64 = 600;

struct NewPatient {
    registration: Registration,
    password_hash: String,
    number: String,
    now: i64,
}

/// Creates a patient's account from a form that anyone may send. If the address already has an account, the answer is the same and
/// its owner is told: who has an account here is no one else's business. Returns whether new accounts can be used immediately.
///
/// # Errors
/// Every field's problem at once; that the clinic takes no registrations; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn register(services: &Services, form: &RegistrationForm, address: &str) -> Outcome<AccountStatus> {
    let now = services.clock.now();
    let settings = settings(&mut services.db.read().await?).await?;
    if settings.registration == RegistrationMode::Closed {
        return Err(AppError::RegistrationClosed.into());
    }
    let registration = form.parse(&Required::from(&settings), farthest_today(now))?;
    services.limits.count(Key::RegistrationFrom(Source::of(address)))?;
    password::refuse_common(&registration.password, &[&registration.name, registration.email.as_str()])?;
    let new = NewPatient {
        password_hash: services.passwords.hash_in(Lane::Newcomer, &registration.password).await?,
        number: patient_number(),
        now: now.as_second(),
        registration,
    };
    services.db.write(new, |tx, new| Box::pin(register_in(tx, new))).await
}

async fn register_in(tx: &mut Tx, new: &NewPatient) -> Outcome<AccountStatus> {
    let settings = settings(tx).await?;
    let status = match settings.patient_activation {
        Activation::Immediate => AccountStatus::Active,
        Activation::Email | Activation::Administrator => AccountStatus::Inactive,
    };
    let by_email = settings.patient_activation == Activation::Email;
    tx.begin_attempt().await?;
    match create_patient(tx, new, status, &settings).await {
        Ok(id) => {
            tx.keep_attempt().await?;
            if by_email {
                mail_link::await_verification(tx, id, new.now).await?;
                delivery::queue(tx, id, Purpose::Verify, new.now, new.now).await?;
            }
        }
        // A username says nothing about whose it is, and whoever chose one must be able to choose another.
        Err(Failure::Refused(AppError::Invalid(taken))) if taken.iter().any(|one| one.field == Field::Username) => {
            return Err(AppError::Invalid(taken).into());
        }
        Err(Failure::Refused(AppError::Invalid(_))) => {
            tx.undo_attempt().await?;
            tell_owner(tx, new).await?;
        }
        Err(e) => return Err(e),
    }
    Ok(status)
}

async fn create_patient(
    tx: &mut Tx,
    new: &NewPatient,
    status: AccountStatus,
    settings: &Settings,
) -> Outcome<AccountId> {
    let person = &new.registration;
    // First, because it is answered.
    if let Some((kind, name)) = person.names.iter().find(|(kind, _)| *kind == IdentifierKind::Username)
        && account::find_credentials(tx, *kind, &kind.compared(name)).await?.is_some()
    {
        return Err(FieldError::new(Field::Username, Problem::Taken).into());
    }
    refuse_phone(tx, &person.phone, AccountId(0)).await?;
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
            created_at: new.now,
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
    let actor = Actor::Account { id, roles: vec![Role::Patient] };
    record(tx, &actor, "account.register", id, new.now).await?;
    Ok(id)
}

/// Tells whoever already has the address, or another of the names; only once until they have read it. If they have still to show that the
/// address is theirs, they get another link for that.
async fn tell_owner(tx: &mut Tx, new: &NewPatient) -> Outcome<()> {
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
        notice::insert(tx, owner, NoticeKind::RegisteredAgain, None, new.now).await?;
    }
    if let Some(owner) = owner
        && mail_link::awaits_verification(tx, owner).await?
    {
        delivery::queue(tx, owner, Purpose::Verify, new.now, new.now - NEXT_LINK).await?;
    }
    let event = AuditEvent::done(new.now, &Actor::Visitor, "account.register", "account").but("known");
    audit::record(tx, &AuditEvent { entity_id: owner.map(|owner| owner.0), ..event });
    Ok(())
}

/// Whether what a visitor typed may be kept for them while they correct it.
#[must_use]
pub fn may_keep_typed(services: &Services, address: &str) -> bool {
    services.limits.count(Key::TypedFrom(Source::of(address))).is_ok()
}
