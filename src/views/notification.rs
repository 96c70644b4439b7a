//! The reader's choices of notifications, by email and on their devices.

use serde::{Deserialize, Serialize};

use crate::domain::{notice::Topic, quiet_hours::QuietForm};

/// What the reader gets by email.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationsView {
    /// The email address that letters go to.
    pub email: String,
    /// Whether the clinic sends email at all.
    pub is_mailed: bool,
    /// The topics to choose from, each with whether they get it.
    pub topics: Vec<(Topic, bool)>,
    /// The quiet hours; blank times if there are none.
    pub quiet: QuietForm,
    /// Whether there are quiet hours.
    pub is_quiet: bool,
    /// Time zones that are likely theirs.
    pub zones: Vec<String>,
    /// Their push messages; `None` if the clinic sends none.
    pub push: Option<PushView>,
}

/// The reader's push messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushView {
    /// The key that a browser subscribes with.
    pub key: String,
    /// The topics to choose from, each with whether they get it there.
    pub topics: Vec<(Topic, bool)>,
    /// The devices that get notifications, the latest first.
    pub devices: Vec<PushDeviceView>,
}

/// A device that gets notifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushDeviceView {
    /// The key that forms send back.
    pub id: i64,
    /// The browser and its system.
    pub name: String,
    /// Whether it is a telephone.
    pub is_phone: bool,
    /// Whether it is the one in use.
    pub is_this: bool,
    /// How long ago notifications were turned on there, in words.
    pub since: String,
}
