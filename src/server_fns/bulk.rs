//! One thing done to several users: what would happen, and what did.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::bulk::{BulkQuery, BulkView},
};

/// What would happen to the chosen users; without any, what the last such action of this browser did.
#[server(endpoint = "bulk", input = server_fn::codec::GetUrl)]
pub async fn bulk(#[server(default)] query: BulkQuery) -> Result<BulkView, AppError> {
    use super::convert::{admin, bulk as convert};
    use crate::{
        domain::account::AccountStatus,
        service::bulk::{self, Deed},
        views::listing::PlaceQuery,
    };

    let (services, actor) = crate::request::context::request()?;
    let is_every = query.every == "1";
    if query.accounts.is_empty() && !is_every {
        bulk::preview(&services, &actor, &Deed::Status(AccountStatus::Active), &[]).await?;
        let done = crate::request::session::take_once(crate::request::kept::BULK_DONE).await;
        return Ok(convert::done(&query.deed, done));
    }
    let (deed, mut ids) = convert::parse(&query, convert::Form::default())?;
    let mut total = None;
    if is_every {
        let q = crate::service::sought::read(&services, &actor, &query.q)?;
        let filter = admin::filter(&q, &query.role, &query.status, &PlaceQuery::default());
        let (matching, count) = bulk::matching(&services, &actor, &deed, &filter).await?;
        (ids, total) = (matching, Some(count));
    }
    let chosen = bulk::preview(&services, &actor, &deed, &ids).await?;
    Ok(convert::preview(&query.deed, chosen, total))
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
    let query = BulkQuery { deed, accounts, ..BulkQuery::default() };
    let (deed, ids) = super::convert::bulk::parse(&query, form)?;
    let all = crate::service::bulk::carry_out(&services, &actor, &deed, &ids).await?;
    let done = super::convert::bulk::became(query.deed, all);
    crate::request::session::show_once(crate::request::kept::BULK_DONE, &done).await?;
    crate::request::context::redirect("/admin/bulk?done=1");
    Ok(())
}
