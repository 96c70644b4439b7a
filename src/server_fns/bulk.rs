//! One thing done to several users: what would happen, and what did.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What is to be done, and to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkQuery {
    /// `activate`, `deactivate` or `assign`.
    pub deed: String,
    /// The keys of the chosen users.
    pub accounts: Vec<String>,
}

/// What would happen, or what did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkView {
    /// `activate`, `deactivate` or `assign`.
    pub deed: String,
    /// The chosen users.
    pub users: Vec<ChosenView>,
    /// Practitioners to choose from: keys and names.
    pub practitioners: Vec<(i64, String)>,
    /// Whether it has been done.
    pub is_done: bool,
}

/// A chosen user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenView {
    /// Their key.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Why nothing happens to them; empty if it does.
    pub why_not: String,
    /// Why it was refused, if it was.
    pub error: Option<AppError>,
}

/// What would happen to the chosen users; without any, what the last such action of this browser did.
#[server(endpoint = "bulk", input = server_fn::codec::GetUrl)]
pub async fn bulk(#[server(default)] query: BulkQuery) -> Result<BulkView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::bulk::preview(&services, &actor, &query).await
}

/// Does it to each of them, and shows what was done.
#[server(endpoint = "carry_out_bulk")]
pub async fn carry_out_bulk(
    deed: String,
    #[server(default)] accounts: Vec<String>,
    #[server(default)] practitioner: String,
    #[server(default)] scope: String,
    #[server(default)] trusted_until: String,
) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let form = super::convert::bulk::Form { practitioner, scope, trusted_until };
    super::convert::bulk::carry_out(&services, &actor, &BulkQuery { deed, accounts }, form).await?;
    super::context::redirect("/admin/bulk?done=1");
    Ok(())
}
