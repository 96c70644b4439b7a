//! Calculations that depend on today's date.

use leptos::prelude::*;

use crate::{error::AppError, views::tools::DueDateView};

/// The due date of a pregnancy whose last period began on this date. Nothing is stored.
#[server(endpoint = "due_date", input = server_fn::codec::GetUrl)]
pub async fn due_date(
    #[server(default)] last_period: String,
    #[server(default)] cycle: String,
) -> Result<DueDateView, AppError> {
    use crate::{
        domain::{calendar_view::farthest_today, tools},
        words::calendar,
    };

    let today = farthest_today(crate::request::context::services()?.clock.now());
    Ok(match tools::due_date(&last_period, &cycle, today) {
        Ok(found) => DueDateView::Due { date: calendar::long_date(found.due), weeks: found.weeks, days: found.days },
        Err(slips) => DueDateView::Wrong(slips),
    })
}
