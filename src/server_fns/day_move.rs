//! A practitioner's day that is moved to a colleague.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::day_move::{DayMoveQuery, DayMoveView},
};

/// A practitioner's day, what would become of it with a colleague, and what the last such action of this browser did.
#[server(endpoint = "day_to_move", input = server_fn::codec::GetUrl)]
pub async fn day_to_move(#[server(default)] query: DayMoveQuery) -> Result<DayMoveView, AppError> {
    use super::convert::day_move as convert;

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let wanted = convert::wanted(&query)?;
    let plan = crate::service::day_move::plan(&services, &directory, &actor, wanted).await?;
    let done = crate::request::session::take_once(crate::request::kept::DAY_MOVED).await;
    Ok(convert::plan(plan, done))
}

/// Moves the appointments of a day to a colleague, and shows what was done. Each is named by its key and by when it is to start,
/// `12-1795480200`.
#[server(endpoint = "move_day")]
pub async fn move_day(
    practitioner: String,
    #[server(default)] colleague: String,
    #[server(default)] centre: String,
    #[server(default)] date: String,
    #[server(default)] moves: Vec<String>,
) -> Result<(), AppError> {
    use super::convert::day_move as convert;

    let (services, actor) = crate::request::context::request()?;
    let query = DayMoveQuery { practitioner, centre, date, colleague };
    let both = convert::both(&query)?;
    let all = crate::service::day_move::carry_out(&services, &actor, both, &convert::moves(&moves)).await?;
    crate::request::session::show_once(crate::request::kept::DAY_MOVED, &convert::became(all)).await?;
    crate::request::context::redirect(&convert::address(&query));
    Ok(())
}
