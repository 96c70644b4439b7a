//! From use cases' results to what `server_fns::notification` returns.

use super::record::clinic_zone;
use crate::{
    domain::{
        account::Actor,
        quiet_hours::{QuietForm, QuietHours, clock},
    },
    error::AppError,
    service::{Services, notice_preference},
    views::notification::NotificationsView,
};

/// What the reader gets by email, and when.
pub async fn own(services: &Services, actor: &Actor) -> Result<NotificationsView, AppError> {
    let own = notice_preference::own_preferences(services, actor).await?;
    let directory = services.directory().await?;
    let mut zones: Vec<String> = directory.centres().map(|centre| centre.zone.name().to_owned()).collect();
    zones.sort_unstable();
    zones.dedup();
    let is_quiet = own.quiet.is_some();
    let quiet = match own.quiet {
        Some(QuietHours { from, until, zone }) => {
            QuietForm { from: clock(from), until: clock(until), zone: zone.name().to_owned() }
        }
        None => QuietForm { zone: clinic_zone(&directory).name().to_owned(), ..QuietForm::default() },
    };
    Ok(NotificationsView { email: own.email, is_mailed: own.is_mailed, topics: own.topics, quiet, is_quiet, zones })
}
