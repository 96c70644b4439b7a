//! The administrator's pages.

#![expect(clippy::too_many_arguments, reason = "the filters of a list are the arguments of its server function")]

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{
        admin::{AccountsView, OverviewView},
        listing::PlaceQuery,
    },
};

/// The key figures.
#[server(endpoint = "admin_overview", input = server_fn::codec::GetUrl)]
pub async fn admin_overview() -> Result<OverviewView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    Ok(super::convert::admin::overview(&crate::service::admin::overview(&services, &actor).await?))
}

/// A page of accounts, filtered by the beginning of the name, address or phone number, by role and by status; with `only`, the
/// chosen ones instead; `again` for an open page that reloads by itself.
#[server(endpoint = "admin_accounts", input = server_fn::codec::GetUrl)]
pub async fn admin_accounts(
    q: String,
    role: String,
    #[server(default)] status: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] only: String,
    #[server(default)] list: PlaceQuery,
    #[server(default)] again: bool,
) -> Result<AccountsView, AppError> {
    use super::convert::listing;
    use crate::domain::list::Chosen;

    let (services, actor) = crate::request::context::request()?;
    let q = crate::service::sought::read(&services, &actor, &q)?;
    let reader = listing::Reader(&services, &actor);
    let zone = services.directory_for(&actor).await?.clinic_zone();
    let added = listing::days(&from, &until, &zone);
    let mut filter = super::convert::admin::filter(&q, [&role, &status], added, &list);
    filter.place = listing::stood(reader, &list, filter.order).zip(filter.edge.row());
    let chosen = Chosen::parse(&only);
    let found = match again {
        _ if !chosen.is_empty() => crate::service::chosen::accounts(&services, &actor, &chosen, filter.order).await?,
        true => crate::service::admin::accounts_again(&services, &actor, &filter).await?,
        false => crate::service::admin::accounts(&services, &actor, &filter).await?,
    };
    let issued = crate::request::session::take_once(crate::request::kept::RESET_CODE).await;
    let requests = crate::service::reset_code::requests(&services, &actor).await?;
    Ok(super::convert::admin::accounts(reader, (filter, &zone), found, issued, requests))
}

/// Activates or deactivates an account, and returns to the list with its query `back`; or first asks what becomes of its upcoming
/// appointments.
#[server(endpoint = "set_account_status")]
pub async fn set_account_status(
    account: String,
    active: bool,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use crate::{
        domain::{account::AccountStatus, address::with_back},
        service::{
            deactivation,
            stranded::{Change, Settled},
        },
    };

    let (services, actor) = crate::request::context::request()?;
    let id = account.parse().map_err(|_| AppError::NotFound)?;
    let path = if active {
        crate::service::admin::set_account_status(&services, &actor, id, AccountStatus::Active).await?;
        super::convert::admin::users(&back, "saved=1")
    } else {
        match deactivation::deactivate(&services, &actor, id, &Settled::default()).await? {
            Change::Made(()) => super::convert::admin::users(&back, "saved=1"),
            Change::Strands(_) => with_back(&format!("/admin/users/{id}/deactivate"), &back),
        }
    };
    crate::request::context::redirect(&path);
    Ok(())
}

/// Issues a one-time code for a patient's new password, which the list of accounts then shows once; for staff, requests one.
#[server(endpoint = "issue_reset_code")]
pub async fn issue_reset_code(account: String, #[server(default)] back: String) -> Result<(), AppError> {
    use super::convert::admin::users;
    use crate::request::kept::RESET_CODE;

    let (services, actor) = crate::request::context::request()?;
    let id = account.parse().map_err(|_| AppError::NotFound)?;
    let done = match crate::service::reset_code::issue(&services, &actor, id).await? {
        Some(made) => {
            crate::request::session::show_once(RESET_CODE, &(made.name, made.code)).await?;
            "code=1"
        }
        None => "asked=1",
    };
    crate::request::context::redirect(&users(&back, done));
    Ok(())
}

/// Issues the code that another administrator requested, which the list of accounts then shows once.
#[server(endpoint = "confirm_reset_code")]
pub async fn confirm_reset_code(account: String, #[server(default)] back: String) -> Result<(), AppError> {
    use super::convert::admin::users;
    use crate::request::kept::RESET_CODE;

    let (services, actor) = crate::request::context::request()?;
    let id = account.parse().map_err(|_| AppError::NotFound)?;
    let made = crate::service::reset_code::confirm(&services, &actor, id).await?;
    crate::request::session::show_once(RESET_CODE, &(made.name, made.code)).await?;
    crate::request::context::redirect(&users(&back, "code=1"));
    Ok(())
}
