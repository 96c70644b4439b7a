//! Running the clinic: accounts and appointments as administrators see them, without the reasons for visits.

use jiff::{ToSpan, civil::Date};

use super::{
    By, Outcome, Services,
    acting::ONE_LOOK,
    administrators::{refuse_too_many_administrators, still_administers},
    authorise, cancel, deactivation, message, reason,
};
use crate::{
    domain::{
        account::{AccountStatus, Actor, Role},
        audit::{Deed, Subject, Thing},
        calendar_view::{day_start, local_date},
        directory::Changed,
        form::{self, Field},
        ids::{AccountId, AppointmentId, PatientId, PractitionerId},
        notice::NoticeKind,
        ordering::{Edge, Order, Page},
        policy::{Action, Resource},
        text::tokens,
        topic::Topic,
    },
    error::AppError,
    storage::{
        account::{self, Account, AccountFilter, FoundBy},
        application,
        appointment::{self, Appointment, AppointmentFilter, Happened},
        contact,
        db::Tx,
        directory, emergency, erasure, mail_link, merge, notice, reset_code, sharing,
    },
};

/// Rows per page of a list.
pub const PAGE: i64 = 25;

/// A page of accounts.
#[derive(Debug)]
pub struct AccountPage {
    /// In the requested order.
    pub accounts: Vec<Account>,
    /// Whether there are earlier accounts.
    pub earlier: bool,
    /// Whether there are later accounts.
    pub more: bool,
    /// The number of matches.
    pub total: i64,
}

/// A page of appointments.
#[derive(Debug)]
pub struct AppointmentPage {
    /// In the requested order.
    pub appointments: Vec<Appointment>,
    /// Whether there are earlier appointments.
    pub earlier: bool,
    /// Whether there are later appointments.
    pub more: bool,
    /// The number of matches.
    pub total: i64,
}

/// Key figures.
#[derive(Debug)]
pub struct Overview {
    /// Active accounts by role.
    pub accounts: Vec<(String, i64)>,
    /// Today's date at the clinic.
    pub today: Date,
    /// Appointments in the seven days before today, by status.
    pub last_week: Vec<(String, i64)>,
    /// Appointments today and in the next six days, by status.
    pub next_week: Vec<(String, i64)>,
    /// Whether the actor administers the clinic, rather than only seeing the figures.
    pub administers: bool,
    /// Whether the actor may open the list of appointments.
    pub lists_appointments: bool,
    /// The number of centres.
    pub centres: usize,
    /// Unanswered messages to the clinic.
    pub open_messages: i64,
    /// Emergency accesses to records that await review.
    pub reviews_waiting: i64,
    /// Reset codes waiting for the actor's confirmation.
    pub codes_waiting: i64,
    /// Applications to work with the clinic, by status.
    pub applications: Vec<(String, i64)>,
    /// Accounts that have yet to be activated.
    pub accounts_waiting: i64,
}

/// The key figures. Only administrators learn what is waiting for administrators.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn overview(services: &Services, actor: &Actor) -> Outcome<Overview> {
    authorise(actor, Action::ReadFigures, Resource::Clinic)?;
    let may = |action| authorise(actor, action, Resource::Clinic).is_ok();
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let now = services.clock.now();
    let directory = services.directory().await?;
    let (_, centres) = directory.size();
    let zone = directory.clinic_zone();
    let today = local_date(&zone, now);
    let [last, this, next] = [-7, 0, 7].map(|days: i64| day_start(&zone, today.saturating_add(days.days())));
    let mut conn = services.db.read().await?;
    Ok(Overview {
        accounts: account::count_by_role(&mut conn).await?,
        today,
        last_week: appointment::count_by_status(&mut conn, last, this).await?,
        next_week: appointment::count_by_status(&mut conn, this, next).await?,
        open_messages: if may(Action::AnswerClinicMessages) { contact::count_waiting(&mut conn).await? } else { 0 },
        reviews_waiting: if may(Action::ReviewAccess) { emergency::count_unreviewed(&mut conn).await? } else { 0 },
        applications: if may(Action::VetApplications) {
            application::count_by_status(&mut conn).await?
        } else {
            Vec::new()
        },
        accounts_waiting: if may(Action::ManageAccounts) { account::count_waiting(&mut conn).await? } else { 0 },
        codes_waiting: if may(Action::ManageAccounts) {
            reset_code::count_to_confirm(&mut conn, me, now.as_second() - reset_code::REQUEST_LASTS).await?
        } else {
            0
        },
        administers: may(Action::ManageAccounts),
        lists_appointments: may(Action::ListAppointments),
        centres,
    })
}

/// A page of accounts and the number of matches, counted up to [`account::MOST_COUNTED`].
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn accounts(services: &Services, actor: &Actor, filter: &AccountFilter) -> Outcome<AccountPage> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let page = page_of_accounts(services, filter).await?;
    let part = asked_for(services, filter);
    by.saw(services, Deed::AccountList, Subject::any(Thing::Account).part(&part)).await?;
    Ok(page)
}

/// Like [`accounts`], for an open page, which reloads whenever an account changes: reloads of the same page of the same search
/// within an hour count as one view.
///
/// # Errors
/// The errors of [`accounts`].
pub async fn accounts_again(services: &Services, actor: &Actor, filter: &AccountFilter) -> Outcome<AccountPage> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let page = page_of_accounts(services, filter).await?;
    let part = asked_for(services, filter);
    by.keeps_seeing(services, Deed::AccountList, Subject::any(Thing::Account).part(&part), ONE_LOOK).await?;
    Ok(page)
}

/// Distinguishes one page of accounts from any other. The audit need not know the search words, only that they were the same.
fn asked_for(services: &Services, filter: &AccountFilter) -> String {
    let words = tokens(&filter.text).join(" ");
    let mark = services.mark(&format!("accounts with {words}"));
    let AccountFilter { role, status, from, until, order, edge, .. } = filter;
    let parts = [
        (!words.is_empty()).then(|| format!("words {mark}")),
        role.map(|role| role.as_str().to_owned()),
        status.map(|status| status.as_str().to_owned()),
        from.map(|at| format!("added from {at}")),
        until.map(|at| format!("added before {at}")),
        (*order != Order::default()).then(|| format!("by {}", order.word())),
        match edge {
            Edge::Start => None,
            Edge::After(id) => Some(format!("after {id}")),
            Edge::Before(id) => Some(format!("before {id}")),
        },
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

async fn page_of_accounts(services: &Services, filter: &AccountFilter) -> Outcome<AccountPage> {
    let filter = AccountFilter { text: filter.text.chars().take(100).collect(), limit: PAGE + 1, ..filter.clone() };
    let (accounts, total) = account::list(&mut services.db.read().await?, &filter).await?;
    let Page { rows, has_previous, has_next } = Page::cut(accounts, PAGE, filter.edge);
    Ok(AccountPage { accounts: rows, earlier: has_previous, more: has_next, total })
}

/// A page of appointments and the number of matches, counted up to [`appointment::MOST_COUNTED`]. The reasons for visits are left
/// out.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn appointments(services: &Services, actor: &Actor, filter: &AppointmentFilter) -> Outcome<AppointmentPage> {
    let by = services.authorise(actor, Action::ListAppointments, Resource::Clinic)?;
    may_ask(actor, filter)?;
    let page = page_of_appointments(services, actor, filter).await?;
    by.saw(services, Deed::AppointmentList, Subject::any(Thing::Appointment)).await?;
    Ok(page)
}

/// Like [`appointments`], for an open page, which reloads whenever an appointment changes: reloads of the same page of the same
/// search within an hour count as one view.
///
/// # Errors
/// The errors of [`appointments`].
pub async fn appointments_again(
    services: &Services,
    actor: &Actor,
    filter: &AppointmentFilter,
) -> Outcome<AppointmentPage> {
    let by = services.authorise(actor, Action::ListAppointments, Resource::Clinic)?;
    may_ask(actor, filter)?;
    let page = page_of_appointments(services, actor, filter).await?;
    // The page of upcoming appointments begins at the current moment.
    let hour = |at: Option<i64>| at.map(|at| at.div_euclid(ONE_LOOK.as_secs()));
    let asked = AppointmentFilter { from: hour(filter.from), until: hour(filter.until), ..filter.clone() };
    let part = format!("open page {}", services.mark(&format!("appointments by {asked:?}")));
    by.keeps_seeing(services, Deed::AppointmentList, Subject::any(Thing::Appointment).part(&part), ONE_LOOK).await?;
    Ok(page)
}

/// How an appointment was cancelled is part of its history, and statistics show the number of first visits only roughly, so
/// filtering by these is limited to users who may open appointments.
pub(super) fn may_ask(actor: &Actor, filter: &AppointmentFilter) -> Outcome<()> {
    match filter.cancelled.is_some() || filter.first.is_some() {
        true => authorise(actor, Action::SettleAppointments, Resource::Clinic).map(drop),
        false => Ok(()),
    }
}

async fn page_of_appointments(
    services: &Services,
    actor: &Actor,
    filter: &AppointmentFilter,
) -> Outcome<AppointmentPage> {
    let filter = AppointmentFilter {
        patient: filter.patient.chars().take(100).collect(),
        found_by: patients_found_by(actor),
        limit: PAGE + 1,
        ..filter.clone()
    };
    let mut conn = services.db.read().await?;
    let mut found = appointment::page(&mut conn, &filter).await?;
    let total = appointment::count(&mut conn, &filter).await?;
    drop(conn);
    for appointment in &mut found {
        appointment.reason.clear();
    }
    let Page { rows, has_previous, has_next } = Page::cut(found, PAGE, filter.edge);
    Ok(AppointmentPage { appointments: rows, earlier: has_previous, more: has_next, total })
}

/// The criteria by which the actor may search for the patients of the clinic's appointments: addresses and numbers only if they can
/// see these in the list of accounts.
#[must_use]
pub fn patients_found_by(actor: &Actor) -> FoundBy {
    match authorise(actor, Action::ManageAccounts, Resource::Clinic) {
        Ok(_) => FoundBy::Everything,
        Err(_) => FoundBy::Name,
    }
}

/// Whether the actor may receive change events for a list.
#[must_use]
pub fn may_follow(actor: &Actor, list: Topic) -> bool {
    let action = match list {
        Topic::People | Topic::Letters => Action::ManageAccounts,
        Topic::Applications => Action::VetApplications,
        Topic::Appointments => Action::ListAppointments,
        Topic::Waitlist => Action::ManageWaitlist,
        Topic::Referrals => Action::ListReferrals,
        Topic::Audit => Action::ReadAudit,
        Topic::Calendar(_) | Topic::Account(_) | Topic::Sessions(_) | Topic::Directory | Topic::Reviews(_) => {
            return false;
        }
    };
    authorise(actor, action, Resource::Clinic).is_ok()
}

/// Whether the actor manages accounts.
#[must_use]
pub fn may_manage_accounts(actor: &Actor) -> bool {
    authorise(actor, Action::ManageAccounts, Resource::Clinic).is_ok()
}

/// Whether the actor settles appointments on behalf of the clinic.
#[must_use]
pub fn may_settle(actor: &Actor) -> bool {
    authorise(actor, Action::SettleAppointments, Resource::Clinic).is_ok()
}

/// One appointment, past or upcoming, with its history; for users who may settle it.
///
/// # Errors
/// Not allowed; not found.
pub async fn appointment(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
) -> Outcome<(Appointment, Vec<Happened>)> {
    let by = services.authorise(actor, Action::SettleAppointments, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let mut found = appointment::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    found.reason.clear();
    let history = appointment::history(&mut conn, id).await?;
    drop(conn);
    let history = history.into_iter().map(|step| Happened { reason: reason::said(step.reason), ..step }).collect();
    by.saw(services, Deed::AppointmentRead, Subject::from(id).of(found.patient)).await?;
    Ok((found, history))
}

/// Cancels an appointment on behalf of the clinic, at any time before it starts, and tells both parties.
///
/// # Errors
/// Not allowed; not found; a missing reason; the errors of [`cancel::cancel`].
pub async fn call_off(services: &Services, actor: &Actor, id: AppointmentId, reason: &str) -> Outcome<()> {
    authorise(actor, Action::CancelAppointment, Resource::Clinic)?;
    let reason = form::text(Field::OverrideReason, reason, 3, 500)?;
    cancel::cancel(services, actor, id, &reason).await
}

/// Activates an account, or deactivates one without upcoming appointments ([`deactivation::deactivate`] handles the rest).
///
/// # Errors
/// Not allowed, or no longer allowed; not found; that the clinic already has the maximum number of administrators; that it has
/// appointments.
pub async fn set_account_status(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    status: AccountStatus,
) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    services.change(by, (id, status), |tx, by, (id, status)| Box::pin(set_status_in(tx, by, *id, *status))).await
}

/// Like [`set_account_status`], inside the caller's transaction, which has already checked that the actor may.
///
/// # Errors
/// The errors of [`set_account_status`].
pub(super) async fn set_status_in(tx: &mut Tx, by: &By, id: AccountId, status: AccountStatus) -> Outcome<()> {
    match status {
        AccountStatus::Active => switch_on(tx, by, id).await,
        AccountStatus::Inactive => deactivation::switch_off_free(tx, by, id).await,
    }
}

async fn switch_on(tx: &mut Tx, by: &By, id: AccountId) -> Outcome<()> {
    still_administers(tx, &by.actor).await?;
    let owner = account::find(tx, id).await?.ok_or(AppError::NotFound)?;
    if erasure::erased_at(tx, id).await?.is_some() {
        return Err(AppError::NotFound.into());
    }
    // A merged account is empty.
    if merge::into(tx, id).await?.is_some() {
        return Err(AppError::AccountMerged.into());
    }
    if owner.status != AccountStatus::Active && owner.roles.contains(&Role::Administrator) {
        refuse_too_many_administrators(tx).await?;
    }
    // An administrator's decision counts, whatever the owner has yet to prove.
    mail_link::end_verification(tx, id).await?;
    if account::set_status(tx, id, AccountStatus::Active).await? {
        sharing::resume_proxies(tx, PatientId(id.0), by.second()).await?;
        notice::insert(tx, id, NoticeKind::AccountActivated, None, by.second()).await?;
        directory::changed(tx, &[Changed::Practitioner(PractitionerId(id.0))]).await?;
        message::account_changed(tx, id, by.second()).await?;
    }
    by.did(tx, Deed::AccountActivate, id);
    Ok(())
}
