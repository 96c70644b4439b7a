//! Who may read a record, who did, and who did without asking.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::sharing::{InvitationView, ProxyView, ReadingsView, SharingView, TypedTrust, WhyView},
};

/// The reader's choices.
#[server(endpoint = "sharing", input = server_fn::codec::GetUrl)]
pub async fn sharing() -> Result<SharingView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::sharing::sharing(&services, &actor).await
}

/// The records that others trust the reader with.
#[server(endpoint = "entrusted_records", input = server_fn::codec::GetUrl)]
pub async fn entrusted_records() -> Result<Vec<ProxyView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
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
    let (services, actor) = crate::request::context::request()?;
    super::convert::sharing::trust(&services, &actor, form).await?;
    crate::request::context::redirect("/record/sharing?invited=1");
    Ok(())
}

/// Takes an invitation of the reader's back.
#[server(endpoint = "withdraw_invitation")]
pub async fn withdraw_invitation(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::invitation::withdraw(&services, &actor, id).await?;
    crate::request::context::redirect("/record/sharing?saved=1");
    Ok(())
}

/// The invitations to the reader to see somebody's record.
#[server(endpoint = "invitations", input = server_fn::codec::GetUrl)]
pub async fn invitations() -> Result<Vec<InvitationView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::sharing::received(&services, &actor).await
}

/// Accepts one.
#[server(endpoint = "accept_invitation")]
pub async fn accept_invitation(id: String, #[server(default)] code: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::invitation::accept(&services, &actor, id, &code).await?;
    crate::request::context::redirect("/account?accepted=1");
    Ok(())
}

/// Declines one.
#[server(endpoint = "decline_invitation")]
pub async fn decline_invitation(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::invitation::decline(&services, &actor, id).await?;
    crate::request::context::redirect("/account?declined=1");
    Ok(())
}

/// Ends a trust that the reader gave or was given.
#[server(endpoint = "end_trust")]
pub async fn end_trust(id: String, #[server(default)] given: bool) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::sharing::end_trust(&services, &actor, id).await?;
    crate::request::context::redirect(if given { "/record/sharing?saved=1" } else { "/account?ended=1" });
    Ok(())
}

/// Why a practitioner can read a record: the reader's own where no patient is named.
#[server(endpoint = "why_access", input = server_fn::codec::GetUrl)]
pub async fn why_access(patient: String, practitioner: String) -> Result<WhyView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::sharing::why(&services, &actor, &patient, &practitioner).await
}

/// Who looked at the reader's record.
#[server(endpoint = "record_readers", input = server_fn::codec::GetUrl)]
pub async fn record_readers(before: String) -> Result<ReadingsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::audit::readers(&services, &actor, before.parse().unwrap_or(0)).await
}
