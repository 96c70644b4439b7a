//! A practitioner's weekly hours at each centre, and whether they take bookings.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// The reader's own hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursView {
    /// Whether new bookings are taken.
    pub accepting: bool,
    /// Each centre they work at.
    pub places: Vec<PlaceHoursView>,
}

/// The hours at one centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceHoursView {
    /// The affiliation's key.
    pub affiliation: i64,
    /// The centre's name.
    pub centre: String,
    /// `Sydney time`.
    pub zone: String,
    /// Windows in order: weekday 1 (Monday) to 7, from and to as `09:00`; as they were typed where they were refused.
    pub windows: Vec<WindowView>,
    /// Whether these were typed last, and refused.
    pub refused: bool,
}

/// A weekly window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowView {
    /// 1 is Monday, 7 Sunday.
    pub weekday: i64,
    /// `09:00`.
    pub from: String,
    /// `17:00`; `24:00` is the end of the day.
    pub to: String,
}

/// The reader's own hours.
#[server(endpoint = "hours", input = server_fn::codec::GetUrl)]
pub async fn hours() -> Result<HoursView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::availability::hours(&services, &actor).await
}

/// Puts these windows in place of those at one centre. Rows whose times are both empty are left out. The page finds
/// again what was refused.
#[server(endpoint = "save_hours")]
pub async fn save_hours(
    affiliation: String,
    #[server(default)] weekday: Vec<String>,
    #[server(default)] from: Vec<String>,
    #[server(default)] to: Vec<String>,
) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let affiliation = affiliation.parse().map_err(|_| AppError::NotFound)?;
    let typed = super::convert::availability::Typed { affiliation, weekday, from, to };
    super::convert::availability::save(&services, &actor, typed).await?;
    super::context::redirect("/practitioner/hours?saved=1");
    Ok(())
}

/// Switches whether new bookings are taken, and goes back to `next`, or to the practitioner's day.
#[server(endpoint = "set_accepting")]
pub async fn set_accepting(
    #[server(default)] accepting: bool,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    crate::service::availability::set_accepting(&services, &actor, accepting).await?;
    super::context::redirect(super::sign_in::local_path(&next).unwrap_or("/practitioner?switched=1"));
    Ok(())
}
