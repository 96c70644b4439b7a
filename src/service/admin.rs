//! Running the clinic: accounts and appointments as administrators see them, without the reasons for visits.

use super::{
    Outcome, Services, authorise, cancel, deactivation,
    stranded::{Change, Settled},
};
use crate::{
    domain::{
        account::{AccountStatus, Actor, Role},
        form::{self, Field, FieldError, Problem},
        ids::{AccountId, AppointmentId},
        notice::NoticeKind,
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    storage::{
        account::{self, Account, AccountFilter},
        appointment::{self, Appointment},
        audit::{self, AuditEvent},
        contact::{self, ContactMessage},
        db::Tx,
        directory, emergency, lock, notice, reset_code,
    },
};

/// Rows on a page of a list.
pub const PAGE: i64 = 25;

/// Numbers at a glance.
#[derive(Debug)]
pub struct Overview {
    /// Active accounts by role.
    pub accounts: Vec<(String, i64)>,
    /// Appointments of the last seven days by status.
    pub last_week: Vec<(String, i64)>,
    /// Appointments of the coming seven days by status.
    pub next_week: Vec<(String, i64)>,
    /// Centres.
    pub centres: usize,
    /// The latest messages to the clinic.
    pub messages: Vec<ContactMessage>,
    /// Records opened in an emergency that wait for a review.
    pub reviews_waiting: i64,
    /// Reset codes that the actor is to confirm.
    pub codes_waiting: i64,
}

/// The numbers.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn overview(services: &Services, actor: &Actor) -> Outcome<Overview> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    authorise(actor, Action::ListAppointments, Resource::Clinic)?;
    authorise(actor, Action::ReadContactMessages, Resource::Clinic)?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let now = services.clock.now().as_second();
    let week = 7 * 24 * 3_600;
    let (_, centres) = services.directory().await?.size();
    let mut conn = services.db.read().await?;
    Ok(Overview {
        accounts: account::count_by_role(&mut conn).await?,
        last_week: appointment::count_by_status(&mut conn, now - week, now).await?,
        next_week: appointment::count_by_status(&mut conn, now, now + week).await?,
        messages: contact::latest(&mut conn, 10).await?,
        reviews_waiting: emergency::count_unreviewed(&mut conn).await?,
        codes_waiting: reset_code::count_to_confirm(&mut conn, me, now - reset_code::REQUEST_LASTS).await?,
        centres,
    })
}

/// A page of accounts, with how many there are in all; pages count from 1.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn accounts(
    services: &Services,
    actor: &Actor,
    text: &str,
    role: Option<Role>,
    page: i64,
) -> Outcome<(Vec<Account>, i64)> {
    let basis = authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let filter = AccountFilter {
        text: text.chars().take(100).collect(),
        role,
        offset: PAGE * (page.clamp(1, 1_000_000) - 1),
        limit: PAGE,
    };
    let found = account::list(&mut services.db.read().await?, &filter).await?;
    super::audit::note(services, actor, ("account.list", "account"), "", basis, None).await?;
    Ok(found)
}

/// A page of the appointments from now on; pages count from 1. The reasons for visits are left out.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn appointments(services: &Services, actor: &Actor, page: i64) -> Outcome<(Vec<Appointment>, bool)> {
    let basis = authorise(actor, Action::ListAppointments, Resource::Clinic)?;
    let now = services.clock.now().as_second();
    let offset = PAGE * (page.clamp(1, 1_000_000) - 1);
    let mut found = appointment::from_instant(&mut services.db.read().await?, now, PAGE + 1, offset).await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    for appointment in &mut found {
        appointment.reason.clear();
    }
    super::audit::note(services, actor, ("appointment.list", "appointment"), "", basis, None).await?;
    Ok((found, more))
}

/// One appointment, including past ones.
///
/// # Errors
/// Not allowed; not found.
pub async fn appointment(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Appointment> {
    let basis = authorise(actor, Action::ListAppointments, Resource::Clinic)?;
    let mut found = appointment::find(&mut services.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    found.reason.clear();
    super::audit::note(services, actor, ("appointment.read", "appointment"), "", basis, Some(found.patient)).await?;
    Ok(found)
}

/// Cancels an appointment on behalf of the clinic, at any time before it starts; both parties are told.
///
/// # Errors
/// Not allowed; not found; a missing reason; what [`cancel::cancel`] answers.
pub async fn call_off(services: &Services, actor: &Actor, id: AppointmentId, reason: &str) -> Outcome<()> {
    authorise(actor, Action::ListAppointments, Resource::Clinic)?;
    let reason = form::text(Field::OverrideReason, reason, 3, 500)?;
    cancel::cancel(services, actor, id, &reason).await
}

/// Activates an account, or deactivates one that has no coming appointments ([`deactivation::deactivate`] takes the others).
///
/// # Errors
/// Not allowed, or no longer allowed; not found; that the clinic has as many administrators as it may have; that it has appointments.
pub async fn set_account_status(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    status: AccountStatus,
) -> Outcome<()> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    if status == AccountStatus::Inactive {
        return match deactivation::deactivate(services, actor, id, &Settled::default()).await? {
            Change::Made(()) => Ok(()),
            Change::Strands(_) => Err(FieldError::new(Field::Affected, Problem::Clash).into()),
        };
    }
    let input = (actor.clone(), id, services.clock.now().as_second());
    services
        .db
        .write(input, |tx, (actor, id, now)| {
            Box::pin(async move {
                still_administers(tx, actor).await?;
                let owner = account::find(tx, *id).await?.ok_or(AppError::NotFound)?;
                if owner.status != AccountStatus::Active && owner.roles.contains(&Role::Administrator) {
                    refuse_too_many_administrators(tx).await?;
                }
                if account::set_status(tx, *id, AccountStatus::Active).await? {
                    notice::insert(tx, *id, NoticeKind::AccountActivated, None, *now).await?;
                    directory::bump_version(tx).await?;
                }
                record(tx, actor, "account.activate", *id, *now).await
            })
        })
        .await?;
    services.directory.expire();
    Ok(())
}

/// Refuses a further active administrator if the clinic has as many as it may have. Whatever else changes administrators waits until
/// the transaction ends.
///
/// # Errors
/// That there are as many already.
pub(super) async fn refuse_too_many_administrators(tx: &mut Tx) -> Outcome<()> {
    lock::administrators(tx).await?;
    let Some(most) = super::settings(tx).await?.most_administrators else { return Ok(()) };
    let active = account::of_role(tx, Role::Administrator).await?.len();
    if u32::try_from(active).is_ok_and(|active| active < most) {
        Ok(())
    } else {
        Err(AppError::TooManyAdministrators.into())
    }
}

/// Waits for any other change to administrators, then checks that the actor still is one: if two deactivate each other at once, the
/// second is refused.
///
/// # Errors
/// No longer allowed.
pub(super) async fn still_administers(tx: &mut Tx, actor: &Actor) -> Outcome<()> {
    lock::administrators(tx).await?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    if account::of_role(tx, Role::Administrator).await?.contains(&me) {
        Ok(())
    } else {
        Err(AppError::Forbidden.into())
    }
}

/// Records what an administrator did to an account.
pub(super) async fn record(tx: &mut Tx, actor: &Actor, action: &'static str, id: AccountId, at: i64) -> Outcome<()> {
    let event = AuditEvent::done(at, actor, action, "account").to(id.0).on(Basis::Administration);
    audit::record(tx, &event);
    Ok(())
}
