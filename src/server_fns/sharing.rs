//! Who may read a record, who did, and who did without asking.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{appointment::AppointmentView, time_view::TimeView};
use crate::{
    domain::{
        access::{ProxyScope, Reach, RelationshipKind},
        policy::Basis,
    },
    error::AppError,
};

/// The reader's choices about their record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingView {
    /// Who looks after them.
    pub relationships: Vec<RelationshipView>,
    /// Whom in the family they trust.
    pub proxies: Vec<ProxyView>,
    /// Whom they invited and who has not answered yet.
    pub invitations: Vec<InvitationView>,
    /// The address that was just invited, and the code that goes with it; shown once.
    pub invited: Option<(String, String)>,
    /// To whom the record is closed: key and name.
    pub blocked: Vec<(i64, String)>,
    /// Every practitioner whom it concerns.
    pub readers: Vec<ReaderView>,
    /// Whether the clinic lets its administrators read it.
    pub administrators_read: bool,
    /// Practitioners to choose from: key and name.
    pub practitioners: Vec<(i64, String)>,
    /// Tomorrow, for the form: `2026-11-25`.
    pub tomorrow: String,
    /// The last day that is proposed for sharing.
    pub proposed: String,
    /// What was typed in the form for trust, and refused.
    pub typed: Option<TypedTrust>,
}

/// A practitioner whom a record concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderView {
    /// Their key.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// On what ground, and how far, they read it now; nothing where they cannot.
    pub access: Option<(Basis, Reach)>,
}

/// A relationship.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationshipView {
    /// Its key.
    pub id: i64,
    /// The patient's name.
    pub patient: String,
    /// The practitioner's key and name.
    pub practitioner: (i64, String),
    /// As what.
    pub kind: RelationshipKind,
    /// `you`, `the clinic`, `a referral`.
    pub source: String,
    /// `24 November 2026`, with the weekday.
    pub since: String,
    /// Until when, where it ends by itself.
    pub until: Option<String>,
}

/// Trust in a member of the family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyView {
    /// Its key.
    pub id: i64,
    /// Whose record: their key.
    pub patient: i64,
    /// The other person's name.
    pub name: String,
    /// Who they are to each other; may be empty.
    pub relation: String,
    /// How much.
    pub scope: ProxyScope,
    /// Whether they also book, move and cancel appointments.
    pub books: bool,
    /// The patient's coming appointments, where it is the reader who books.
    pub upcoming: Vec<AppointmentView>,
    /// The last day.
    pub until: String,
}

/// An invitation that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// Its key.
    pub id: i64,
    /// Whom it is from, to whom it is for; to who made it, the address that they typed.
    pub name: String,
    /// Who they are to the patient; may be empty.
    pub relation: String,
    /// How much.
    pub scope: ProxyScope,
    /// Whether they would also book, move and cancel appointments.
    pub books: bool,
    /// The last day.
    pub until: String,
    /// Whether accepting it takes its code.
    pub needs_code: bool,
}

/// The form for trust as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedTrust {
    /// E-mail address.
    pub trusted_email: String,
    /// How much.
    pub scope: String,
    /// Whether they may also book.
    pub books: bool,
    /// Who they are.
    pub relation: String,
    /// The last day.
    pub trusted_until: String,
}

/// Why a practitioner can read a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyView {
    /// The patient's key and name.
    pub patient: (i64, String),
    /// The practitioner's name.
    pub practitioner: String,
    /// Whether it is the reader's own record.
    pub is_own: bool,
    /// Each ground, strongest first, and how far it reaches.
    pub grounds: Vec<(Basis, Reach)>,
    /// What would be a ground but is none: the patient has closed the record to them.
    pub blocked: bool,
}

/// Somebody who looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingView {
    /// The row's place in the audit.
    pub seq: i64,
    /// When, by the clock of the clinic.
    pub when: TimeView,
    /// Who; `You`, or what happened by itself.
    pub who: String,
    /// Their profession; may be empty.
    pub profession: String,
    /// What they did, in words.
    pub what: String,
    /// On what ground, in words; may be empty.
    pub basis: String,
    /// Whether they were refused.
    pub refused: bool,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingsView {
    /// The rows, the latest first.
    pub rows: Vec<ReadingView>,
    /// Where older ones go on.
    pub older: Option<i64>,
}

/// The reader's choices.
#[server(endpoint = "sharing", input = server_fn::codec::GetUrl)]
pub async fn sharing() -> Result<SharingView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::sharing::sharing(&services, &actor).await
}

/// The records that others trust the reader with.
#[server(endpoint = "entrusted_records", input = server_fn::codec::GetUrl)]
pub async fn entrusted_records() -> Result<Vec<ProxyView>, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::sharing::entrusted(&services, &actor).await
}

/// Says that a practitioner is the reader's own doctor.
#[server(endpoint = "begin_relationship")]
pub async fn begin_relationship(practitioner: String) -> Result<(), AppError> {
    super::convert::sharing::choose(&practitioner, crate::domain::form::Field::Practitioner).await
}

/// Ends a relationship of the reader's.
#[server(endpoint = "end_relationship")]
pub async fn end_relationship(id: String) -> Result<(), AppError> {
    super::convert::sharing::change_with(&id, crate::service::sharing::Change::EndRelationship).await
}

/// Closes the reader's record to a practitioner.
#[server(endpoint = "block_practitioner")]
pub async fn block_practitioner(practitioner: String) -> Result<(), AppError> {
    super::convert::sharing::choose(&practitioner, crate::domain::form::Field::CloseTo).await
}

/// Opens it to them again.
#[server(endpoint = "unblock_practitioner")]
pub async fn unblock_practitioner(practitioner: String) -> Result<(), AppError> {
    super::convert::sharing::change_with(&practitioner, crate::service::sharing::Change::Unblock).await
}

/// Invites a member of the family to see the reader's record.
#[server(endpoint = "trust")]
pub async fn trust(form: TypedTrust) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::sharing::trust(&services, &actor, form).await?;
    super::context::redirect("/record/sharing?invited=1");
    Ok(())
}

/// Takes an invitation of the reader's back.
#[server(endpoint = "withdraw_invitation")]
pub async fn withdraw_invitation(id: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::invitation::withdraw(&services, &actor, id).await?;
    super::context::redirect("/record/sharing?saved=1");
    Ok(())
}

/// The invitations to the reader to see somebody's record.
#[server(endpoint = "invitations", input = server_fn::codec::GetUrl)]
pub async fn invitations() -> Result<Vec<InvitationView>, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::sharing::received(&services, &actor).await
}

/// Accepts one.
#[server(endpoint = "accept_invitation")]
pub async fn accept_invitation(id: String, #[server(default)] code: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::invitation::accept(&services, &actor, id, &code).await?;
    super::context::redirect("/account?accepted=1");
    Ok(())
}

/// Declines one.
#[server(endpoint = "decline_invitation")]
pub async fn decline_invitation(id: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::invitation::decline(&services, &actor, id).await?;
    super::context::redirect("/account?declined=1");
    Ok(())
}

/// Ends a trust that the reader gave or was given.
#[server(endpoint = "end_trust")]
pub async fn end_trust(id: String, #[server(default)] given: bool) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::sharing::end_trust(&services, &actor, id).await?;
    super::context::redirect(if given { "/record/sharing?saved=1" } else { "/account?ended=1" });
    Ok(())
}

/// Why a practitioner can read a record: the reader's own where no patient is named.
#[server(endpoint = "why_access", input = server_fn::codec::GetUrl)]
pub async fn why_access(patient: String, practitioner: String) -> Result<WhyView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::sharing::why(&services, &actor, &patient, &practitioner).await
}

/// Who looked at the reader's record.
#[server(endpoint = "record_readers", input = server_fn::codec::GetUrl)]
pub async fn record_readers(before: String) -> Result<ReadingsView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::audit::readers(&services, &actor, before.parse().unwrap_or(0)).await
}
