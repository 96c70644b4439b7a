//! A patient's record: as it is read, by the patient and by whoever has a ground, and what patients say of themselves.

use leptos::prelude::*;

use crate::{
    domain::profile::ProfileForm,
    error::AppError,
    views::record::{AboutView, RecordView, TypedStatement},
};

/// A page of a record: the reader's own where no patient is named.
#[server(endpoint = "record", input = server_fn::codec::GetUrl)]
pub async fn record(patient: String, kind: String, before: String) -> Result<RecordView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::record::record(&services, &actor, &patient, &kind, &before).await
}

/// What the reader says of themself.
#[server(endpoint = "about_me", input = server_fn::codec::GetUrl)]
pub async fn about_me() -> Result<AboutView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::record::about(&services, &actor).await
}

/// Stores what the reader says of themself.
#[server(endpoint = "save_profile")]
pub async fn save_profile(form: ProfileForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::record::save_profile(&services, &actor, form).await?;
    crate::request::context::redirect("/record/about?saved=1");
    Ok(())
}

/// Adds what the reader says of their health.
#[server(endpoint = "add_statement")]
pub async fn add_statement(statement: TypedStatement) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::record::add_statement(&services, &actor, statement).await?;
    crate::request::context::redirect("/record/about?said=1#health");
    Ok(())
}

/// Ends a statement of the reader's.
#[server(endpoint = "end_statement")]
pub async fn end_statement(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::profile::end(&services, &actor, id).await?;
    crate::request::context::redirect("/record/about?ended=1#health");
    Ok(())
}

/// Hides a line of the reader's own record from practitioners and family, or shows it again.
#[server(endpoint = "hide_entry")]
pub async fn hide_entry(id: String, hidden: bool) -> Result<(), AppError> {
    use crate::service::sharing::{Change, change};

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    change(&services, &actor, Change::Hide(id, hidden)).await?;
    crate::request::context::redirect("/record");
    Ok(())
}
