//! A patient's record, as read by the patient and by anyone with a basis, and patients' statements about themselves.

use leptos::prelude::*;

use crate::{
    domain::profile::ProfileForm,
    error::AppError,
    views::record::{AboutView, RecordView, TypedStatement},
};

/// A page of a record: the reader's own if no patient is named.
#[server(endpoint = "record", input = server_fn::codec::GetUrl)]
pub async fn record(
    patient: String,
    kind: String,
    before: String,
    #[server(default)] imported: String,
) -> Result<RecordView, AppError> {
    use crate::{
        domain::ids::PatientId,
        service::timeline::{self, RecordQuery},
    };

    let (services, actor) = crate::request::context::request()?;
    let own = actor.id().map(|id| PatientId(id.0)).ok_or(AppError::NotSignedIn)?;
    let patient = if patient.is_empty() { own } else { patient.parse().map_err(|_| AppError::NotFound)? };
    let query = RecordQuery {
        patient,
        kind: kind.parse().ok(),
        before: super::convert::record::cursor(&before),
        imported_after: super::convert::record::imported_cursor(&imported),
    };
    let page = timeline::read(&services, &actor, query).await?;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::record::record(&directory, patient, patient == own, page, services.clock.now()))
}

/// The reader's profile and statements.
#[server(endpoint = "about_me", input = server_fn::codec::GetUrl)]
pub async fn about_me() -> Result<AboutView, AppError> {
    use crate::request::{kept, session::take_once};

    let (services, actor) = crate::request::context::request()?;
    let own = crate::service::profile::own(&services, &actor).await?;
    let typed = (take_once(kept::PROFILE).await, take_once(kept::STATEMENT).await);
    let card_signs_in = crate::service::profile::card_signs_in(&services).await?;
    Ok(super::convert::record::about(own, typed, card_signs_in))
}

/// Stores the reader's profile. The password is required if the number with which they sign in changes.
#[server(endpoint = "save_profile")]
pub async fn save_profile(form: ProfileForm, #[server(default)] current_password: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let address = crate::request::context::identity().address;
    let said = (current_password.as_str(), address.as_str());
    let saved = crate::service::profile::save(&services, &actor, &form, said).await;
    let is_kept = |error: &AppError| matches!(error, AppError::Invalid(_) | AppError::Overtaken);
    crate::request::kept::or_keep_if(is_kept, crate::request::kept::PROFILE, &form, saved).await?;
    crate::request::context::redirect("/record/about?saved=1");
    Ok(())
}

/// Adds one of the reader's statements about their health.
#[server(endpoint = "add_statement")]
pub async fn add_statement(statement: TypedStatement) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let added = crate::service::profile::add(&services, &actor, &super::convert::record::stated(&statement)).await;
    crate::request::kept::or_keep(crate::request::kept::STATEMENT, &statement, added).await?;
    crate::request::context::redirect("/record/about?said=1#health");
    Ok(())
}

/// Ends one of the reader's statements.
#[server(endpoint = "end_statement")]
pub async fn end_statement(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::profile::end(&services, &actor, id).await?;
    crate::request::context::redirect("/record/about?ended=1#health");
    Ok(())
}

/// Hides an entry of the reader's own record from practitioners and family, or shows it again.
#[server(endpoint = "hide_entry")]
pub async fn hide_entry(id: String, hidden: bool) -> Result<(), AppError> {
    use crate::service::sharing::{Change, change};

    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|()| AppError::NotFound)?;
    change(&services, &actor, Change::Hide(key, hidden)).await?;
    crate::request::context::redirect("/record");
    Ok(())
}
