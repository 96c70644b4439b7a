//! A practitioner's hours at each centre, weekly and on single dates, and whether they take bookings.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::availability::{HoursStateView, HoursView},
};

/// The reader's own weekly hours; with their last input, if they returned to change it.
#[server(endpoint = "hours", input = server_fn::codec::GetUrl)]
pub async fn hours(#[server(default)] typed: bool) -> Result<HoursView, AppError> {
    use super::convert::availability::Typed;
    use crate::request::{
        kept,
        pending::{self, Wanted},
        session::take_once,
    };

    let (services, actor) = crate::request::context::request()?;
    let (directory, me) = crate::service::hours::own_hours(&services, &actor).await?;
    let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
    let waiting = match pending::waiting().await.filter(|_| typed).map(|waiting| waiting.wanted) {
        Some(Wanted::Week(form)) => Some(form),
        _ => None,
    };
    let (refused, extra) = (take_once(kept::HOURS).await, take_once(kept::EXTRA_HOURS).await);
    let typed = Typed { refused, waiting, extra };
    Ok(super::convert::availability::hours(&directory, person, typed, services.clock.now()))
}

/// What the page shows beside the forms.
#[server(endpoint = "hours_state", input = server_fn::codec::GetUrl)]
pub async fn hours_state() -> Result<HoursStateView, AppError> {
    use crate::request::undo;

    let (services, actor) = crate::request::context::request()?;
    let (directory, me) = crate::service::hours::own_hours(&services, &actor).await?;
    let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
    let outside = crate::service::stranded::outside_hours(&services, &actor).await?;
    let before = (undo::week().await, undo::date().await);
    Ok(super::convert::availability::state(&directory, person, &outside, before, services.clock.now()))
}

/// Replaces the weekly windows at one centre. Rows whose times are both empty are left out. If appointments would be stranded, it
/// asks first.
#[server(endpoint = "save_hours")]
pub async fn save_hours(
    affiliation: String,
    #[server(default)] weekday: Vec<String>,
    #[server(default)] from: Vec<String>,
    #[server(default)] to: Vec<String>,
    #[server(default)] valid_from: Vec<String>,
    #[server(default)] valid_until: Vec<String>,
) -> Result<(), AppError> {
    use crate::request::pending::{self, Wanted};

    let (services, actor) = crate::request::context::request()?;
    let affiliation = affiliation.parse().map_err(|_| AppError::NotFound)?;
    let form = crate::domain::hours_form::WeeklyForm { affiliation, weekday, from, to, valid_from, valid_until };
    let saved = pending::ask(&services, &actor, Wanted::Week(form.clone())).await;
    crate::request::context::redirect(crate::request::kept::or_keep(crate::request::kept::HOURS, &form, saved).await?);
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
    let added = crate::service::hours::add_date(&services, &actor, &form).await;
    crate::request::kept::or_keep(crate::request::kept::EXTRA_HOURS, &form, added).await?;
    crate::request::undo::changed_date(&form, true).await?;
    crate::request::context::redirect("/practitioner/hours?added=1");
    Ok(())
}

/// Removes such hours. If appointments would be stranded, it asks first.
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

/// Sets whether new bookings are taken, and returns to `next`, or to the practitioner's day.
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

/// Sets whether the reader requires a referral, and returns to `next`, or to the practitioner's hours.
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
