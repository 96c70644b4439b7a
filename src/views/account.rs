//! One's own account: password and devices.

use serde::{Deserialize, Serialize};

/// A signed-in device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceView {
    /// Its key.
    pub id: i64,
    /// `Firefox on Linux`.
    pub name: String,
    /// Whether it is a phone.
    pub is_phone: bool,
    /// Whether it is the one that asks.
    pub is_this: bool,
    /// How long ago it signed in, in words.
    pub signed_in: String,
    /// How long ago it was last seen, in words.
    pub last_seen: String,
}
