//! Converts use cases' results to the views of `server_fns::notification`.

use jiff::Timestamp;

use super::{
    account::{is_phone, name},
    time_view::ago,
};
use crate::{
    domain::quiet_hours::{QuietForm, QuietHours, clock},
    service::{
        directory::Directory,
        notice_preference::{Preferences, Pushed},
        push::Subscription,
    },
    views::notification::{NotificationsView, PushDeviceView, PushView},
};

/// What the reader receives, and when; `this` is the hash of their session's token, and `typed` are refused quiet hours.
pub fn own(
    own: Preferences,
    directory: &Directory,
    (this, typed): (Option<&str>, Option<QuietForm>),
    now: Timestamp,
) -> NotificationsView {
    let mut zones: Vec<String> = directory.centres().map(|centre| centre.zone.name().to_owned()).collect();
    zones.sort_unstable();
    zones.dedup();
    let is_quiet = own.quiet.is_some();
    let stored = match own.quiet {
        Some(QuietHours { from, until, zone }) => {
            QuietForm { from: clock(from), until: clock(until), zone: zone.name().to_owned() }
        }
        None => QuietForm { zone: directory.clinic_zone().name().to_owned(), ..QuietForm::default() },
    };
    NotificationsView {
        email: own.email,
        is_mailed: own.is_mailed,
        topics: own.topics,
        quiet: typed.unwrap_or(stored),
        is_quiet,
        zones,
        push: own.pushed.map(|pushed| push(pushed, this, now)),
    }
}

fn push(pushed: Pushed, this: Option<&str>, now: Timestamp) -> PushView {
    let device = |one: &Subscription| PushDeviceView {
        id: one.id,
        name: name(&one.user_agent),
        is_phone: is_phone(&one.user_agent),
        is_this: this == Some(one.session_hash.as_str()),
        since: ago(one.created_at, now),
    };
    PushView { key: pushed.key, topics: pushed.topics, devices: pushed.devices.iter().map(device).collect() }
}
