//! What people want to hear of, by email and on their devices.

use serde::{Deserialize, Serialize};

use crate::domain::{notice::Topic, quiet_hours::QuietForm};

/// What the reader gets by email.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationsView {
    /// Their address.
    pub email: String,
    /// Whether the clinic sends email at all.
    pub is_mailed: bool,
    /// What they can choose, each with whether they get it.
    pub topics: Vec<(Topic, bool)>,
    /// When they get none; empty times if there are no such hours.
    pub quiet: QuietForm,
    /// Whether there are such hours.
    pub is_quiet: bool,
    /// Time zones that are likely theirs.
    pub zones: Vec<String>,
    /// What they get on their devices; `None` if the clinic sends no notifications there.
    pub push: Option<PushView>,
}

/// What the reader gets on their devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushView {
    /// What a browser subscribes with.
    pub key: String,
    /// What they can choose, each with whether they get it there.
    pub topics: Vec<(Topic, bool)>,
    /// The devices that get notifications, the latest first.
    pub devices: Vec<PushDeviceView>,
}

/// A device that gets notifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushDeviceView {
    /// Its key.
    pub id: i64,
    /// The browser and its system.
    pub name: String,
    /// Whether it is a telephone.
    pub is_phone: bool,
    /// Whether it is the one that asks.
    pub is_this: bool,
    /// How long ago notifications were turned on there, in words.
    pub since: String,
}
