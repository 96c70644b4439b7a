//! Cancelling several appointments together: the preview, and carrying it out.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::call_off::{CallOffQuery, CallOffView},
};

/// What would become of the chosen appointments.
#[server(endpoint = "to_call_off", input = server_fn::codec::GetUrl)]
pub async fn to_call_off(#[server(default)] query: CallOffQuery) -> Result<CallOffView, AppError> {
    use super::convert::{appointment_list, call_off as convert, listing, lot};
    use crate::{domain::ordering::Order, service::call_off};

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let (mut ids, mut said) = (convert::keys(&query.appointments), None);
    if query.every == "1" {
        let (reader, place) = (listing::Reader(&services, &actor), lot::place(&query.after));
        let among = appointment_list::asked(&services, &actor, query.among.clone())?;
        let (zone, now) = (appointment_list::zone(&directory, &among), services.clock.now());
        let mut filter = appointment_list::filter(&among, &place, &zone, now);
        let order = Order { by: filter.by, descending: filter.latest_first };
        filter.place = lot::stood(reader, &place, order)?;
        let found = call_off::matching(&services, &actor, &filter).await?;
        let next = lot::next(reader, order, &found, query.among.criteria());
        said = lot::view(&place, &found, next, lot::VISITS);
        ids = found.ids;
    }
    let chosen = call_off::preview(&services, &directory, &actor, &ids).await?;
    let asked = super::convert::bulk::how_many(ids);
    let before = crate::service::bulk::run::before(&services, &actor, &query.run).await?;
    Ok(convert::preview((asked, chosen), said, query.run, before))
}

/// Cancels each of them: a few at once, and the others while the next page shows progress. An appointment is named by its key and
/// its revision, `12-3`.
#[server(endpoint = "call_off_several")]
pub async fn call_off_several(
    #[server(default)] appointments: Vec<String>,
    #[server(default)] reason: String,
    #[server(default)] key: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::service::bulk::{Deed, run};

    let (services, actor) = crate::request::context::request()?;
    let chosen = super::convert::call_off::as_seen(&appointments);
    let key = super::convert::bulk::key(key);
    let id = run::begin(&services, &actor, (&key, None), &Deed::CallOff { reason }, &chosen).await?;
    run::begin_at_once(&services, &actor, &id).await?;
    crate::request::context::redirect(&super::convert::lot::run_address(&id, &next));
    Ok(())
}
