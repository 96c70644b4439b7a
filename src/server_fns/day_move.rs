//! Moving a practitioner's day to a colleague.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::day_move::{DayMoveQuery, DayMoveView},
};

/// A practitioner's day, and what would become of it with a colleague.
#[server(endpoint = "day_to_move", input = server_fn::codec::GetUrl)]
pub async fn day_to_move(#[server(default)] query: DayMoveQuery) -> Result<DayMoveView, AppError> {
    use super::convert::day_move as convert;

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let wanted = convert::wanted(&query)?;
    let plan = crate::service::day_move::plan(&services, &directory, &actor, wanted).await?;
    Ok(convert::plan(plan))
}

/// Moves the appointments of a day to a colleague: a few at once, and the others while the next page shows progress. Each is named
/// by its key, its revision and its new start, `12-3-1795480200`.
#[server(endpoint = "move_day")]
pub async fn move_day(
    practitioner: String,
    #[server(default)] colleague: String,
    #[server(default)] moves: Vec<String>,
    #[server(default)] key: String,
) -> Result<(), AppError> {
    use super::convert::{bulk, day_move as convert};
    use crate::service::bulk::run;

    let (services, actor) = crate::request::context::request()?;
    let deed = convert::deed(&practitioner, &colleague)?;
    let key = bulk::key(key);
    let id = run::begin(&services, &actor, (&key, None), &deed, &convert::moves(&moves)).await?;
    run::begin_at_once(&services, &actor, &id).await?;
    crate::request::context::redirect(&format!("/admin/bulk/{id}"));
    Ok(())
}
