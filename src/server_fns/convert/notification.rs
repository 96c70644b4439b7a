//! From use cases' results to what `server_fns::notification` returns.

use crate::{
    domain::quiet_hours::{QuietForm, QuietHours, clock},
    service::{directory::Directory, notice_preference::Preferences},
    views::notification::NotificationsView,
};

/// What the reader gets by email, and when.
pub fn own(own: Preferences, directory: &Directory) -> NotificationsView {
    let mut zones: Vec<String> = directory.centres().map(|centre| centre.zone.name().to_owned()).collect();
    zones.sort_unstable();
    zones.dedup();
    let is_quiet = own.quiet.is_some();
    let quiet = match own.quiet {
        Some(QuietHours { from, until, zone }) => {
            QuietForm { from: clock(from), until: clock(until), zone: zone.name().to_owned() }
        }
        None => QuietForm { zone: directory.clinic_zone().name().to_owned(), ..QuietForm::default() },
    };
    NotificationsView { email: own.email, is_mailed: own.is_mailed, topics: own.topics, quiet, is_quiet, zones }
}
