//! A practitioner's hours at each centre, week after week and on single dates, and whether they take bookings.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::availability::{HoursStateView, HoursView},
};

/// The reader's own weeks; with what they typed last and went back to, where that is asked for.
#[server(endpoint = "hours", input = server_fn::codec::GetUrl)]
pub async fn hours(#[server(default)] typed: bool) -> Result<HoursView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::availability::hours(&services, &actor, typed).await
}

/// What stands beside the forms.
#[server(endpoint = "hours_state", input = server_fn::codec::GetUrl)]
pub async fn hours_state() -> Result<HoursStateView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::availability::state(&services, &actor).await
}

/// Puts these windows in place of those at one centre. Rows whose times are both empty are left out. Where appointments
/// would be stranded, they are asked about first.
#[server(endpoint = "save_hours")]
pub async fn save_hours(
    affiliation: String,
    #[server(default)] weekday: Vec<String>,
    #[server(default)] from: Vec<String>,
    #[server(default)] to: Vec<String>,
    #[server(default)] valid_from: Vec<String>,
    #[server(default)] valid_until: Vec<String>,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let affiliation = affiliation.parse().map_err(|_| AppError::NotFound)?;
    let form = crate::domain::hours_form::WeeklyForm { affiliation, weekday, from, to, valid_from, valid_until };
    crate::request::context::redirect(super::convert::availability::save(&services, &actor, form).await?);
    Ok(())
}

/// Adds hours on one date.
#[server(endpoint = "add_extra_hours")]
pub async fn add_extra_hours(
    affiliation: String,
    extra_date: String,
    extra_from: String,
    extra_to: String,
) -> Result<(), AppError> {
    use crate::domain::hours_form::DatedForm;

    let (services, actor) = crate::request::context::request()?;
    let affiliation = affiliation.parse().map_err(|_| AppError::NotFound)?;
    let form = DatedForm { affiliation, date: extra_date, from: extra_from, to: extra_to };
    super::convert::availability::add_date(&services, &actor, form).await?;
    crate::request::context::redirect("/practitioner/hours?added=1");
    Ok(())
}

/// Takes such hours back. Where appointments would be stranded, they are asked about first.
#[server(endpoint = "remove_extra_hours")]
pub async fn remove_extra_hours(affiliation: String, date: String, from: String, to: String) -> Result<(), AppError> {
    use crate::{
        domain::hours_form::DatedForm,
        request::pending::{self, Wanted},
    };

    let (services, actor) = crate::request::context::request()?;
    let affiliation = affiliation.parse().map_err(|_| AppError::NotFound)?;
    let wanted = Wanted::RemoveDate(DatedForm { affiliation, date, from, to });
    crate::request::context::redirect(pending::ask(&services, &actor, wanted).await?);
    Ok(())
}

/// Switches whether new bookings are taken, and goes back to `next`, or to the practitioner's day.
#[server(endpoint = "set_accepting")]
pub async fn set_accepting(
    #[server(default)] accepting: bool,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::hours::set_accepting(&services, &actor, accepting).await?;
    crate::request::context::redirect(crate::domain::address::local_path(&next).unwrap_or("/practitioner?switched=1"));
    Ok(())
}

/// Switches whether the reader is seen on referral only, and goes back to `next`, or to the practitioner's hours.
#[server(endpoint = "set_requires_referral")]
pub async fn set_requires_referral(
    #[server(default)] requires: bool,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::hours::set_requires_referral(&services, &actor, requires).await?;
    crate::request::context::redirect(
        crate::domain::address::local_path(&next).unwrap_or("/practitioner/hours?saved=1"),
    );
    Ok(())
}
