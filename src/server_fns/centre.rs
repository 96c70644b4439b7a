//! An administrator's pages about centres.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{domain::centre_form::CentreForm, error::AppError};

/// A centre in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreRowView {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What kind of place it is, in words.
    pub kind: String,
    /// Street and suburb.
    pub place: String,
    /// Its telephone number; may be empty.
    pub phone: String,
    /// The IANA name of its time zone.
    pub zone: String,
    /// How many practitioners work there.
    pub practitioners: usize,
    /// How many appointments are to come there.
    pub coming: i64,
}

/// A centre to be changed, or a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreEditView {
    /// Its key; none for a new one.
    pub id: Option<i64>,
    /// Its name as stored; empty for a new one.
    pub name: String,
    /// What stands in the form; as it was typed where it was refused.
    pub form: CentreForm,
    /// Time zones to choose from; others can be typed in.
    pub zones: Vec<String>,
    /// How many appointments are to come there.
    pub coming: i64,
}

/// Every centre, by name.
#[server(endpoint = "admin_centres", input = server_fn::codec::GetUrl)]
pub async fn admin_centres() -> Result<Vec<CentreRowView>, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::centre::list(&services, &actor).await
}

/// A centre to be changed, or a new one where the key is `new`.
#[server(endpoint = "admin_centre", input = server_fn::codec::GetUrl)]
pub async fn admin_centre(id: String) -> Result<CentreEditView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::centre::edit(&services, &actor, &id).await
}

/// Stores a centre, a new one where the key is `new`, and goes back to the list. A plain form that is refused finds again what was
/// typed.
#[server(endpoint = "save_centre")]
pub async fn save_centre(id: String, #[server(default)] form: CentreForm) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let saved = super::convert::centre::save(&services, &actor, &id, form).await?;
    super::context::redirect(match (id.as_str(), saved.under_new_zone) {
        ("new", _) => "/admin/centres?added=1",
        (_, Some(1..)) => "/admin/centres?zone=1",
        _ => "/admin/centres?saved=1",
    });
    Ok(())
}
