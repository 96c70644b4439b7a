//! Sums that need to know which day it is.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{domain::tools::Slip, error::AppError};

/// A due date, or what was typed wrongly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DueDateView {
    /// It can be said.
    Due {
        /// `Tuesday 8 June 2027`.
        date: String,
        /// Whole weeks so far.
        weeks: i32,
        /// And days more.
        days: i32,
    },
    /// It cannot.
    Wrong(Vec<Slip>),
}

/// When a pregnancy is due whose last period began on this date. Nothing is stored.
#[server(endpoint = "due_date", input = server_fn::codec::GetUrl)]
pub async fn due_date(
    #[server(default)] last_period: String,
    #[server(default)] cycle: String,
) -> Result<DueDateView, AppError> {
    use crate::domain::{
        calendar_view::{farthest_today, long_date},
        tools,
    };

    let today = farthest_today(super::context::services()?.clock.now());
    Ok(match tools::due_date(&last_period, &cycle, today) {
        Ok(found) => DueDateView::Due { date: long_date(found.due), weeks: found.weeks, days: found.days },
        Err(slips) => DueDateView::Wrong(slips),
    })
}
