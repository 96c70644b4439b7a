//! A practitioner's hours at each centre, week after week and on single dates, and whether they take bookings.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::closure::AffectedView;
use crate::{
    domain::hours_form::{DatedForm, HoursRow},
    error::AppError,
};

/// The reader's own weeks, for the forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursView {
    /// Each centre they work at.
    pub places: Vec<PlaceHoursView>,
    /// The extra hours that were typed last, and refused.
    pub extra: Option<DatedForm>,
}

/// The week at one centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceHoursView {
    /// The affiliation's key.
    pub affiliation: i64,
    /// The centre's name.
    pub centre: String,
    /// `Sydney time`.
    pub zone: String,
    /// The date there: `2026-11-24`.
    pub today: String,
    /// At which multiples of minutes visits start.
    pub step: u16,
    /// The rows of the form in order; as they were typed where they are not saved.
    pub rows: Vec<HoursRow>,
    /// The rows as they are saved.
    pub saved: Vec<HoursRow>,
    /// Whether these were typed last, and refused.
    pub refused: bool,
}

/// What stands beside the forms, and changes with each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursStateView {
    /// Whether new bookings are taken.
    pub accepting: bool,
    /// Whether they are seen on referral only.
    pub by_referral: bool,
    /// The week before the one that was just saved.
    pub undo: Option<UndoView>,
    /// The extra hours that were just added (true), or removed.
    pub undo_date: Option<(DatedForm, bool)>,
    /// Extra hours from today on, by date.
    pub dated: Vec<DatedView>,
    /// The reader's appointments that lie outside their hours.
    pub outside: Vec<AffectedView>,
}

/// A week that can be put back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoView {
    /// The affiliation's key.
    pub affiliation: i64,
    /// The rows of the week.
    pub rows: Vec<HoursRow>,
}

/// Extra hours on one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedView {
    /// The centre's name.
    pub centre: String,
    /// `Tuesday 24 November 2026`.
    pub long_date: String,
    /// What names them.
    pub form: DatedForm,
}

/// The reader's own weeks; with what they typed last and went back to, where that is asked for.
#[server(endpoint = "hours", input = server_fn::codec::GetUrl)]
pub async fn hours(#[server(default)] typed: bool) -> Result<HoursView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::availability::hours(&services, &actor, typed).await
}

/// What stands beside the forms.
#[server(endpoint = "hours_state", input = server_fn::codec::GetUrl)]
pub async fn hours_state() -> Result<HoursStateView, AppError> {
    let (services, actor) = super::context::request()?;
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
    let (services, actor) = super::context::request()?;
    let affiliation = affiliation.parse().map_err(|_| AppError::NotFound)?;
    let form = crate::domain::hours_form::WeeklyForm { affiliation, weekday, from, to, valid_from, valid_until };
    super::context::redirect(super::convert::availability::save(&services, &actor, form).await?);
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
    let (services, actor) = super::context::request()?;
    let affiliation = affiliation.parse().map_err(|_| AppError::NotFound)?;
    let form = DatedForm { affiliation, date: extra_date, from: extra_from, to: extra_to };
    super::convert::availability::add_date(&services, &actor, form).await?;
    super::context::redirect("/practitioner/hours?added=1");
    Ok(())
}

/// Takes such hours back. Where appointments would be stranded, they are asked about first.
#[server(endpoint = "remove_extra_hours")]
pub async fn remove_extra_hours(affiliation: String, date: String, from: String, to: String) -> Result<(), AppError> {
    use crate::server::pending::{self, Wanted};

    let (services, actor) = super::context::request()?;
    let affiliation = affiliation.parse().map_err(|_| AppError::NotFound)?;
    let wanted = Wanted::RemoveDate(DatedForm { affiliation, date, from, to });
    super::context::redirect(pending::ask(&services, &actor, wanted).await?);
    Ok(())
}

/// Switches whether new bookings are taken, and goes back to `next`, or to the practitioner's day.
#[server(endpoint = "set_accepting")]
pub async fn set_accepting(
    #[server(default)] accepting: bool,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    crate::service::hours::set_accepting(&services, &actor, accepting).await?;
    super::context::redirect(super::sign_in::local_path(&next).unwrap_or("/practitioner?switched=1"));
    Ok(())
}

/// Switches whether the reader is seen on referral only, and goes back to `next`, or to the practitioner's hours.
#[server(endpoint = "set_requires_referral")]
pub async fn set_requires_referral(
    #[server(default)] requires: bool,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    crate::service::hours::set_requires_referral(&services, &actor, requires).await?;
    super::context::redirect(super::sign_in::local_path(&next).unwrap_or("/practitioner/hours?saved=1"));
    Ok(())
}
