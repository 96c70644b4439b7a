//! One thing done to several users: what would happen, and what did.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::bulk::{BulkQuery, BulkView},
};

/// What would happen to the chosen users; without any, what the last such action of this browser did.
#[server(endpoint = "bulk", input = server_fn::codec::GetUrl)]
pub async fn bulk(#[server(default)] query: BulkQuery) -> Result<BulkView, AppError> {
    let (services, actor) = crate::request::context::request()?;
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
    let (services, actor) = crate::request::context::request()?;
    let form = super::convert::bulk::Form { practitioner, scope, trusted_until };
    super::convert::bulk::carry_out(&services, &actor, &BulkQuery { deed, accounts }, form).await?;
    crate::request::context::redirect("/admin/bulk?done=1");
    Ok(())
}
