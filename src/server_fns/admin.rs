//! The administrator's pages.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::appointment::AppointmentView;
use crate::{
    domain::account::{AccountStatus, Role},
    error::AppError,
};

/// Numbers at a glance, and the latest messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewView {
    /// Active accounts with the role of patient, practitioner, administrator.
    pub accounts: [i64; 3],
    /// Centres.
    pub centres: usize,
    /// Appointments of the coming seven days that stand.
    pub next_week: i64,
    /// Appointments of the last seven days that took place.
    pub fulfilled: i64,
    /// Appointments of the last seven days that were called off.
    pub cancelled: i64,
    /// Whether the reader runs the clinic; else they see the numbers.
    pub is_administrator: bool,
    /// The latest messages to the clinic, the newest first.
    pub messages: Vec<MessageView>,
    /// Records opened in an emergency that wait for a review.
    pub reviews_waiting: i64,
    /// Reset codes that the reader is to confirm.
    pub codes_waiting: i64,
}

/// What a visitor wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The text.
    pub text: String,
    /// When, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago that was, in words.
    pub ago: String,
}

/// A page of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsView {
    /// The rows.
    pub rows: Vec<AccountView>,
    /// How many there are in all.
    pub total: i64,
    /// This page, from 1.
    pub page: i64,
    /// The last page.
    pub pages: i64,
    /// A one-time code that was just made, with the name it is for; shown once.
    pub issued: Option<(String, String)>,
    /// Codes for staff that wait for a second administrator.
    pub requests: Vec<CodeRequestView>,
}

/// A reset code that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRequestView {
    /// The key of the account that it is for.
    pub account: i64,
    /// Whose that is.
    pub name: String,
    /// Who asked.
    pub asked_by: String,
    /// Whether the reader can confirm it: neither who asked nor whose it is.
    pub may_confirm: bool,
}

/// An account in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Its key.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// What it may act as.
    pub roles: Vec<Role>,
    /// Whether it may be used.
    pub status: AccountStatus,
    /// Whether it is the reader's own.
    pub is_self: bool,
}

/// The numbers.
#[server(endpoint = "admin_overview", input = server_fn::codec::GetUrl)]
pub async fn admin_overview() -> Result<OverviewView, AppError> {
    let (services, actor) = super::context::request()?;
    let now = services.clock.now();
    Ok(super::convert::admin::overview(crate::service::admin::overview(&services, &actor).await?, now))
}

/// A page of accounts, by part of the name or address and by role.
#[server(endpoint = "admin_accounts", input = server_fn::codec::GetUrl)]
pub async fn admin_accounts(q: String, role: String, page: String) -> Result<AccountsView, AppError> {
    use super::convert::admin::{ISSUED, account, code_request};
    use crate::service::admin::{self, PAGE};

    let (services, actor) = super::context::request()?;
    let page = page.parse().unwrap_or(1).clamp(1, 1_000_000);
    let (rows, total) = admin::accounts(&services, &actor, &q, role.parse().ok(), page).await?;
    let rows = rows.into_iter().map(|row| account(row, &actor)).collect();
    let issued = crate::server::session::take_once(ISSUED).await;
    let requests = crate::service::reset_code::requests(&services, &actor).await?;
    let requests = requests.into_iter().map(|request| code_request(request, &actor)).collect();
    Ok(AccountsView { rows, total, page, pages: ((total + PAGE - 1) / PAGE).max(1), issued, requests })
}

/// A page of coming appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentsView {
    /// The rows, without the reasons for the visits.
    pub rows: Vec<AppointmentView>,
    /// Whether there are more.
    pub more: bool,
    /// Whether the reader may cancel them.
    pub may_cancel: bool,
}

/// A page of coming appointments, and whether there are more. Reasons are not shown to administrators.
#[server(endpoint = "admin_appointments", input = server_fn::codec::GetUrl)]
pub async fn admin_appointments(page: String) -> Result<AppointmentsView, AppError> {
    use super::convert::appointment::appointments;

    let (services, actor) = super::context::request()?;
    let page = page.parse().unwrap_or(1).clamp(1, 1_000_000);
    let (found, more) = crate::service::admin::appointments(&services, &actor, page).await?;
    let may_cancel = crate::service::admin::may_call_off(&actor);
    Ok(AppointmentsView { rows: appointments(&services, &actor, found).await?, more, may_cancel })
}

/// One appointment, without its reason.
#[server(endpoint = "admin_appointment", input = server_fn::codec::GetUrl)]
pub async fn admin_appointment(id: String) -> Result<AppointmentView, AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::admin::appointment(&services, &actor, id).await?;
    super::convert::appointment::appointment(&services, &actor, found).await
}

/// Calls an appointment off for the clinic, and goes back to the list.
#[server(endpoint = "call_off_appointment")]
pub async fn call_off_appointment(id: String, reason: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::admin::call_off(&services, &actor, id, &reason).await?;
    super::context::redirect("/admin/appointments?cancelled=1");
    Ok(())
}

/// Switches an account on or off, and goes back to the list as `back`, its query, says.
#[server(endpoint = "set_account_status")]
pub async fn set_account_status(
    account: String,
    active: bool,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = account.parse().map_err(|_| AppError::NotFound)?;
    let status = if active { AccountStatus::Active } else { AccountStatus::Inactive };
    crate::service::admin::set_account_status(&services, &actor, id, status).await?;
    super::context::redirect(&super::convert::admin::users(&back, "saved=1"));
    Ok(())
}

/// Makes a one-time code for a patient's new password, which the list of accounts then shows once; asks for one for staff.
#[server(endpoint = "issue_reset_code")]
pub async fn issue_reset_code(account: String, #[server(default)] back: String) -> Result<(), AppError> {
    use super::convert::admin::{ISSUED, users};

    let (services, actor) = super::context::request()?;
    let id = account.parse().map_err(|_| AppError::NotFound)?;
    let done = match crate::service::reset_code::issue(&services, &actor, id).await? {
        Some(made) => {
            crate::server::session::show_once(ISSUED, &(made.name, made.code)).await?;
            "code=1"
        }
        None => "asked=1",
    };
    super::context::redirect(&users(&back, done));
    Ok(())
}

/// Makes the code that another administrator asked for, which the list of accounts then shows once.
#[server(endpoint = "confirm_reset_code")]
pub async fn confirm_reset_code(account: String, #[server(default)] back: String) -> Result<(), AppError> {
    use super::convert::admin::{ISSUED, users};

    let (services, actor) = super::context::request()?;
    let id = account.parse().map_err(|_| AppError::NotFound)?;
    let made = crate::service::reset_code::confirm(&services, &actor, id).await?;
    crate::server::session::show_once(ISSUED, &(made.name, made.code)).await?;
    super::context::redirect(&users(&back, "code=1"));
    Ok(())
}
