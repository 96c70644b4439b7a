//! The reader's own account: password and devices.

use serde::{Deserialize, Serialize};

use super::security::{AppView, PasskeyView};

/// The reader's devices, and their sign-in methods besides the password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesView {
    /// The devices, the latest first.
    pub devices: Vec<DeviceView>,
    /// Their authenticator app, if any.
    pub app: Option<AppView>,
    /// The passkeys.
    pub passkeys: Vec<PasskeyView>,
}

/// A signed-in device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceView {
    /// The key that forms send back.
    pub id: i64,
    /// `Firefox on Linux`.
    pub name: String,
    /// Whether it is a phone.
    pub is_phone: bool,
    /// Whether it is the one in use.
    pub is_this: bool,
    /// How long ago it signed in, in words.
    pub signed_in: String,
    /// How long ago it was last seen, in words.
    pub last_seen: String,
}
