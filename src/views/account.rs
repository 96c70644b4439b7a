//! One's own account: password and devices.

use serde::{Deserialize, Serialize};

use super::security::{AppView, PasskeyView};

/// Where one is signed in, and with what one signs in besides the password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesView {
    /// The devices, the latest first.
    pub devices: Vec<DeviceView>,
    /// The app whose codes are asked for.
    pub app: Option<AppView>,
    /// The passkeys.
    pub passkeys: Vec<PasskeyView>,
}

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
