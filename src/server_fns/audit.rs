//! The audit as administrators read it, and records opened in an emergency.

use leptos::prelude::*;

use crate::{
    domain::account::Again,
    error::AppError,
    views::{
        audit::{AuditQuery, AuditView, EmergencyView, OpenedRowView},
        listing::PlaceQuery,
    },
};

/// Audit rows. `again` for an open page that reloads by itself.
#[server(endpoint = "audit", input = server_fn::codec::GetUrl)]
pub async fn audit(
    #[server(default)] query: AuditQuery,
    #[server(default)] list: PlaceQuery,
    #[server(default)] again: bool,
) -> Result<AuditView, AppError> {
    use super::convert::audit as convert;
    use crate::service::audit;

    let (services, actor) = crate::request::context::request()?;
    let query = convert::asked(&services, &actor, query)?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    let filter = convert::filter(&query, &list, &zone);
    let oldest_first = filter.oldest_first;
    let found = match again {
        true => audit::search_again(&services, &actor, filter).await?,
        false => audit::search(&services, &actor, filter).await?,
    };
    let view = convert::search(found, oldest_first, &zone, audit::has_overview(&actor));
    Ok(AuditView { sought: (query.actor, query.patient), ..view })
}

/// One row, by its position in the chain.
#[server(endpoint = "audit_row", input = server_fn::codec::GetUrl)]
pub async fn audit_row(id: String) -> Result<OpenedRowView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let seq = id.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::audit::open(&services, &actor, seq).await?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    Ok(super::convert::audit::opened(found, &zone))
}

/// Records opened in an emergency: those to be reviewed, then the latest reviewed ones.
#[server(endpoint = "emergencies", input = server_fn::codec::GetUrl)]
pub async fn emergencies() -> Result<Vec<EmergencyView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::emergency::list(&services, &actor).await?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    Ok(super::convert::audit::emergencies(found, &actor, &zone))
}

/// Reviews an emergency access.
#[server(endpoint = "review_emergency")]
pub async fn review_emergency(id: String, justified: bool, message: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::emergency::review(&services, &actor, id, justified, &message).await?;
    crate::request::context::redirect("/admin/emergencies?saved=1");
    Ok(())
}

/// Opens a record in an emergency, and shows it.
#[server(endpoint = "break_glass")]
pub async fn break_glass(
    patient: String,
    reason: String,
    current_password: String,
    #[server(default)] second_code: String,
) -> Result<(), AppError> {
    use crate::{request::kept, service::emergency};

    let (services, actor) = crate::request::context::request()?;
    let said = (current_password.as_str(), second_code.as_str());
    let opened = emergency::break_glass_with(&services, &actor, &patient, &reason, said).await;
    // Password and code are never kept.
    let opened = kept::or_keep_if(|_| true, kept::EMERGENCY, &(&patient, &reason), opened).await?;
    crate::request::context::redirect(&crate::domain::address::record(opened));
    Ok(())
}

/// The patient and reason from a refused attempt to open a record in an emergency; and whether the reader has to enter their
/// second-factor code.
#[server(endpoint = "break_glass_form", input = server_fn::codec::GetUrl)]
pub async fn break_glass_form() -> Result<(String, String, Again), AppError> {
    use crate::service::second_factor::again::{self, Besides};

    let (services, actor) = crate::request::context::request()?;
    crate::service::emergency::may_break(&actor)?;
    let typed = crate::request::session::take_once(crate::request::kept::EMERGENCY).await;
    let (patient, reason) = typed.unwrap_or_default();
    let again = again::again(&services, &actor, Besides::Password).await?;
    Ok((patient, reason, again))
}
