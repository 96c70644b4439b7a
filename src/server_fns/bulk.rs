//! One deed done to several targets: the preview, the progress, and the result.

#![expect(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its server function")]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::convert::bulk::{Form, chosen};
#[cfg(feature = "ssr")]
use crate::{
    domain::account::Actor,
    service::{
        Services,
        bulk::{Deed, Target, undoing},
    },
};
use crate::{
    error::AppError,
    views::bulk::{BulkQuery, BulkRunView, BulkView, MessageForm},
};

/// The preview for the chosen targets; without any, the reader's earlier runs.
#[server(endpoint = "bulk", input = server_fn::codec::GetUrl)]
pub async fn bulk(#[server(default)] query: BulkQuery) -> Result<BulkView, AppError> {
    use super::convert::{admin, bulk as convert, listing, lot};
    use crate::service::bulk;

    let (services, actor) = crate::request::context::request()?;
    let is_every = query.every == "1";
    if query.accounts.is_empty() && !is_every && query.undo.is_empty() {
        let runs = bulk::run::latest(&services, &actor).await?;
        return Ok(convert::no_one(query, runs, services.clock.now()));
    }
    let (deed, mut targets) = wanted(&services, &actor, &query, Form::default()).await?;
    let mut said = None;
    if is_every {
        let q = crate::service::sought::read(&services, &actor, &query.q)?;
        let zone = services.directory_for(&actor).await?.clinic_zone();
        let added = listing::days(&query.from, &query.until, &zone);
        let (reader, place) = (listing::Reader(&services, &actor), lot::place(&query.after));
        let mut filter = admin::filter(&q, [&query.role, &query.status], added, &place);
        filter.place = lot::stood(reader, &place, filter.order)?.zip(filter.edge.row());
        let found = bulk::matching(&services, &actor, &deed, &filter).await?;
        let next = lot::next(reader, filter.order, &found, query.criteria());
        said = lot::view(&place, &found, next, lot::PEOPLE);
        targets = found.ids.into_iter().map(bulk::Target::Account).collect();
    }
    let chosen = bulk::preview(&services, &actor, &deed, &targets).await?;
    let asked = convert::how_many(targets.iter().map(|target| target.stored().1));
    let before = bulk::run::before(&services, &actor, &query.run).await?;
    let directory = services.directory_for(&actor).await?;
    Ok(convert::preview(query, &deed, (asked, chosen), said, (before, &directory)))
}

/// The deed and its targets: as chosen, or what undoes a run.
#[cfg(feature = "ssr")]
async fn wanted(
    services: &Services,
    actor: &Actor,
    query: &BulkQuery,
    form: Form,
) -> Result<(Deed, Vec<Target>), AppError> {
    if query.undo.is_empty() {
        return chosen(query, form);
    }
    let (deed, targets) = undoing(services, actor, &query.undo).await?.ok_or(AppError::NotFound)?;
    let deed = match deed {
        Deed::CallOff { .. } => Deed::CallOff { reason: form.reason },
        deed => deed,
    };
    Ok((deed, targets))
}

/// Carries the deed out for each of them: a few at once, and the others while the next page shows progress.
#[server(endpoint = "carry_out_bulk")]
pub async fn carry_out_bulk(
    #[server(default)] deed: String,
    #[server(default)] accounts: Vec<String>,
    #[server(default)] practitioner: String,
    #[server(default)] scope: String,
    #[server(default)] trusted_until: String,
    #[server(default)] reason: String,
    #[server(default)] undo: String,
    #[server(default)] key: String,
    #[server(default)] next: String,
    #[server(default)] message: MessageForm,
) -> Result<(), AppError> {
    use crate::service::bulk::run;

    let (services, actor) = crate::request::context::request()?;
    let form = Form { practitioner, scope, trusted_until, reason, message };
    let query = BulkQuery { deed, accounts, undo, ..BulkQuery::default() };
    let (deed, targets) = wanted(&services, &actor, &query, form).await?;
    let undoes = (!query.undo.is_empty()).then_some(query.undo.as_str());
    let key = super::convert::bulk::key(key);
    let id = run::begin(&services, &actor, (&key, undoes), &deed, &targets).await?;
    run::begin_at_once(&services, &actor, &id).await?;
    crate::request::context::redirect(&super::convert::lot::run_address(&id, &next));
    Ok(())
}

/// The progress of one of the reader's runs, and the results.
#[server(endpoint = "bulk_run", input = server_fn::codec::GetUrl)]
pub async fn bulk_run(#[server(default)] id: String) -> Result<BulkRunView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::bulk::run::find(&services, &actor, &id).await?;
    Ok(super::convert::bulk::run(found, services.clock.now()))
}
