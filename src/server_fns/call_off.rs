//! Several appointments called off together: what would become of each, and what did.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::call_off::{CallOffQuery, CallOffView},
};

/// What would become of the chosen appointments; without any, what the last such action of this browser did.
#[server(endpoint = "to_call_off", input = server_fn::codec::GetUrl)]
pub async fn to_call_off(#[server(default)] query: CallOffQuery) -> Result<CallOffView, AppError> {
    use super::convert::{appointment_list, call_off as convert};
    use crate::{service::call_off, views::listing::PlaceQuery};

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let is_every = query.every == "1";
    if query.appointments.is_empty() && !is_every {
        call_off::preview(&services, &directory, &actor, &[]).await?;
        return Ok(convert::done(crate::request::session::take_once(crate::request::kept::CALLED_OFF).await));
    }
    let (mut ids, mut total) = (convert::keys(&query.appointments), None);
    if is_every {
        let among = appointment_list::asked(&services, &actor, query.among)?;
        let (zone, now) = (directory.clinic_zone(), services.clock.now());
        let filter = appointment_list::filter(&among, &PlaceQuery::default(), &zone, now);
        let (matching, count) = call_off::matching(&services, &actor, &filter).await?;
        (ids, total) = (matching, Some(count));
    }
    let chosen = call_off::preview(&services, &directory, &actor, &ids).await?;
    Ok(convert::preview(chosen, total))
}

/// Calls each of them off, and shows what was done. An appointment is named by its key and by how often it has changed, `12-3`.
#[server(endpoint = "call_off_several")]
pub async fn call_off_several(
    #[server(default)] appointments: Vec<String>,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let chosen = super::convert::call_off::as_seen(&appointments);
    let all = crate::service::call_off::carry_out(&services, &actor, &chosen, &reason).await?;
    let done = super::convert::call_off::became(all);
    crate::request::session::show_once(crate::request::kept::CALLED_OFF, &done).await?;
    crate::request::context::redirect("/admin/call-off?done=1");
    Ok(())
}
