//! Creates a patient's account from a form that anyone may send.

use super::{create, patient_number, record};
use crate::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Role, normalise_identifier},
        calendar_view::farthest_today,
        form::{Field, FieldError, Problem},
        ids::AccountId,
        notice::NoticeKind,
        patient::{Registration, RegistrationForm, Required},
        settings::{Activation, Registration as RegistrationMode},
    },
    error::AppError,
    service::{
        Failure, Outcome, Services, account_invitation,
        limits::{Key, Source},
        password::{self, Lane},
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
/// Every field's problem at once; that not everyone may register; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn register(services: &Services, form: &RegistrationForm, address: &str) -> Outcome<AccountStatus> {
    let now = services.clock.now();
    let settings = settings(&mut services.db.read().await?).await?;
    if settings.registration != RegistrationMode::Open {
        return Err(AppError::RegistrationClosed.into());
    }
    let registration = form.parse(Required::from(&settings), farthest_today(now))?;
    let new = prepared(services, registration, address).await?;
    services.db.write(new, |tx, new| Box::pin(register_in(tx, new))).await
}

/// What is left to be stored of a form that is in order.
async fn prepared(services: &Services, registration: Registration, address: &str) -> Outcome<NewPatient> {
    services.limits.count(Key::RegistrationFrom(Source::of(address)))?;
    password::refuse_common(&registration.password, &[&registration.name, registration.email.as_str()])?;
    Ok(NewPatient {
        password_hash: services.passwords.hash_in(Lane::Newcomer, &registration.password).await?,
        number: patient_number(),
        now: services.clock.now().as_second(),
        registration,
    })
}

/// Creates a patient's account by an invitation, which is used up. It can be used immediately, as an administrator wanted it. If the
/// address already has an account, the answer is the same and its owner is told.
///
/// # Errors
/// Not found for an invitation that cannot be used; the errors of [`register`].
pub async fn register_invited(services: &Services, token: &str, form: &RegistrationForm, address: &str) -> Outcome<()> {
    account_invitation::look(services, token).await?;
    let settings = settings(&mut services.db.read().await?).await?;
    let registration = form.parse(Required::from(&settings), farthest_today(services.clock.now()))?;
    let new = prepared(services, registration, address).await?;
    services
        .db
        .write((password::digest(token), new), |tx, (hash, new)| {
            Box::pin(async move {
                account_invitation::use_up(tx, hash, Role::Patient, new.now).await?;
                let unique_phone = crate::service::settings(tx).await?.unique_phone;
                create_or_tell(tx, new, AccountStatus::Active, unique_phone).await.map(drop)
            })
        })
        .await
}

async fn register_in(tx: &mut Tx, new: &NewPatient) -> Outcome<AccountStatus> {
    let settings = settings(tx).await?;
    let status = match settings.patient_activation {
        Activation::Immediate => AccountStatus::Active,
        Activation::Email | Activation::Administrator => AccountStatus::Inactive,
    };
    let made = create_or_tell(tx, new, status, settings.unique_phone).await?;
    match (made, settings.patient_activation) {
        (Some(id), Activation::Email) => {
            mail_link::await_verification(tx, id, new.now).await?;
            delivery::queue(tx, id, Purpose::Verify, new.now, new.now).await?;
        }
        (Some(id), Activation::Administrator) => account::set_waiting(tx, id).await?,
        (Some(_), Activation::Immediate) | (None, _) => {}
    }
    Ok(status)
}

/// Creates the account, or tells whoever already has the address.
async fn create_or_tell(
    tx: &mut Tx,
    new: &NewPatient,
    status: AccountStatus,
    unique_phone: bool,
) -> Outcome<Option<AccountId>> {
    tx.begin_attempt().await?;
    match create_patient(tx, new, status, unique_phone).await {
        Ok(id) => {
            tx.keep_attempt().await?;
            Ok(Some(id))
        }
        Err(Failure::Refused(AppError::Invalid(_))) => {
            tx.undo_attempt().await?;
            tell_owner(tx, new).await?;
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

async fn create_patient(
    tx: &mut Tx,
    new: &NewPatient,
    status: AccountStatus,
    unique_phone: bool,
) -> Outcome<AccountId> {
    let person = &new.registration;
    if unique_phone && !person.phone.is_empty() && account::phone_is_taken(tx, &person.phone).await? {
        return Err(FieldError::new(Field::Phone, Problem::Taken).into());
    }
    let id = create(
        tx,
        &NewAccount {
            email: person.email.as_str(),
            full_name: &person.name,
            phone: &person.phone,
            password_hash: &new.password_hash,
            must_change_password: false,
            status,
            created_at: new.now,
        },
        Role::Patient,
    )
    .await?;
    account::insert_patient(tx, id, &new.number, person).await?;
    let actor = Actor::Account { id, roles: vec![Role::Patient] };
    record(tx, &actor, "account.register", id, new.now).await?;
    Ok(id)
}

/// Tells whoever already has the address; only once until they have read it. If they have still to show that it is theirs, they get
/// another link for that.
async fn tell_owner(tx: &mut Tx, new: &NewPatient) -> Outcome<()> {
    let email = normalise_identifier(new.registration.email.as_str());
    let owner = account::find_credentials(tx, IdentifierKind::Email, &email).await?.map(|found| AccountId(found.id));
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
