//! The waiting list: a patient's wishes and what is offered to them, and for staff those who wait.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{referral::ReferralNeedView, time_view::TimeView};
use crate::{
    domain::waitlist::{EntryStatus, Urgency},
    error::AppError,
};

/// What the reader waits for, and is being asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitlistView {
    /// What they are being asked about, the most pressing first.
    pub offers: Vec<OfferView>,
    /// What they wait for.
    pub waiting: Vec<WishView>,
    /// What they waited for, the latest first.
    pub past: Vec<WishView>,
}

/// A wish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishView {
    /// Its key.
    pub id: i64,
    /// `Ann Doctor`, `Any dentist`.
    pub whom: String,
    /// `Harbour Clinic`; `Any centre`.
    pub place: String,
    /// The kind of visit, where one is named.
    pub service: Option<String>,
    /// `Any day, from 08:00 to 12:00, until Tuesday 24 November 2026`.
    pub times: String,
    /// The appointment that is to be earlier: its key, and when it is.
    pub instead_of: Option<(i64, TimeView)>,
    /// Where it stands.
    pub status: EntryStatus,
    /// Since when, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago that was, in words.
    pub ago: String,
}

/// A time that is kept for the reader until they answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// Its key.
    pub id: i64,
    /// When.
    pub when: TimeView,
    /// With whom.
    pub practitioner_name: String,
    /// Their profession.
    pub profession: String,
    /// Where.
    pub centre_name: String,
    /// Street and suburb.
    pub centre_place: String,
    /// The kind of visit.
    pub service: String,
    /// When the appointment is that would be given up for it.
    pub instead_of: Option<TimeView>,
    /// Until when it is kept, UTC seconds.
    pub until: i64,
    /// The same by the clock of the centre, `10:35`.
    pub until_time: String,
}

/// What the form for a wish starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishFormView {
    /// The practitioner's key.
    pub practitioner: i64,
    /// Their name.
    pub practitioner_name: String,
    /// Their profession, in lower case: `dentist`.
    pub profession: String,
    /// Where they work: key and name.
    pub centres: Vec<(i64, String)>,
    /// What they offer: key and name. The standard visit has no key.
    pub services: Vec<(Option<i64>, String)>,
    /// The appointment that is to be earlier: its key, and when it is.
    pub moving: Option<(i64, TimeView)>,
    /// The referral that it takes, where it takes one.
    pub referral: Option<ReferralNeedView>,
    /// The earliest last date, `2026-11-24`.
    pub today: String,
    /// What stands in the form: as it was typed where it was refused.
    pub typed: TypedWish,
}

/// The form for a wish.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedWish {
    /// `practitioner` or `profession`.
    pub whom: String,
    /// A centre's key; blank for any.
    pub centre: String,
    /// A service's key; blank for the first.
    pub service: String,
    /// ISO numbers of the days that suit.
    pub weekdays: Vec<String>,
    /// `08:00`, or blank.
    pub from: String,
    /// `12:00`, or blank.
    pub until: String,
    /// `2026-11-24`, or blank.
    pub latest_on: String,
}

/// Somebody who waits, as staff see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiterView {
    /// Who.
    pub patient_name: String,
    /// How pressing it is.
    pub urgency: Urgency,
    /// What for.
    pub wish: WishView,
}

/// What the reader waits for, and is being asked about.
#[server(endpoint = "waitlist", input = server_fn::codec::GetUrl)]
pub async fn waitlist() -> Result<WaitlistView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::waitlist::own(&services, &actor).await
}

/// What the form for a wish starts from: a practitioner, or an appointment that is to be earlier.
#[server(endpoint = "wish_form", input = server_fn::codec::GetUrl)]
pub async fn wish_form(
    #[server(default)] practitioner: String,
    #[server(default)] centre: String,
    #[server(default)] service: String,
    #[server(default)] moving: String,
) -> Result<WishFormView, AppError> {
    let (services, actor) = super::context::request()?;
    let asked = (practitioner.parse().ok(), moving.parse().ok());
    super::convert::waitlist::form(&services, &actor, asked, (centre, service)).await
}

/// Puts a wish on the waiting list, and shows the list. The page finds again what was refused.
#[server(endpoint = "join_waitlist")]
pub async fn join_waitlist(
    practitioner: String,
    #[server(default)] moving: String,
    #[server(default)] form: TypedWish,
) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::waitlist::join(&services, &actor, (&practitioner, &moving), form).await?;
    super::context::redirect("/waitlist?joined=1");
    Ok(())
}

/// Takes a wish of the reader's back.
#[server(endpoint = "withdraw_wish")]
pub async fn withdraw_wish(id: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::waitlist::withdraw(&services, &actor, id).await?;
    super::context::redirect("/waitlist?withdrawn=1");
    Ok(())
}

/// Accepts what the reader is offered, and shows the appointment.
#[server(endpoint = "accept_offer")]
pub async fn accept_offer(id: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let accepted = crate::service::waitlist::accept(&services, &actor, id).await?;
    let how = if accepted.moved { "moved" } else { "booked" };
    super::context::redirect(&format!("/appointments/{}?{how}=1", accepted.appointment));
    Ok(())
}

/// Declines what the reader is offered.
#[server(endpoint = "decline_offer")]
pub async fn decline_offer(id: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::waitlist::decline(&services, &actor, id).await?;
    super::context::redirect("/waitlist?declined=1");
    Ok(())
}

/// Who waits for a time that the reader, as a practitioner, could give.
#[server(endpoint = "waiters", input = server_fn::codec::GetUrl)]
pub async fn waiters() -> Result<Vec<WaiterView>, AppError> {
    let (services, actor) = super::context::request()?;
    let found = crate::service::waitlist::concerning(&services, &actor).await?;
    super::convert::waitlist::waiters(&services, found).await
}

/// Everybody who waits, for an administrator.
#[server(endpoint = "admin_waiters", input = server_fn::codec::GetUrl)]
pub async fn admin_waiters() -> Result<Vec<WaiterView>, AppError> {
    let (services, actor) = super::context::request()?;
    let found = crate::service::waitlist::everybody(&services, &actor).await?;
    super::convert::waitlist::waiters(&services, found).await
}

/// Says how pressing a wish is, and goes back to `next`.
#[server(endpoint = "set_urgency")]
pub async fn set_urgency(id: String, urgency: String, #[server(default)] next: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let urgency = urgency.parse().ok().and_then(Urgency::from_number).ok_or(AppError::BadRequest)?;
    crate::service::waitlist::set_urgency(&services, &actor, id, urgency).await?;
    super::context::redirect(super::sign_in::local_path(&next).unwrap_or("/practitioner/waitlist?saved=1"));
    Ok(())
}
