//! The second step of signing in: setting it up, its recovery codes, switching it off; and resetting someone's.

use serde::{Deserialize, Serialize};

/// Where the reader's second step stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityView {
    /// Whether the clinic requires one of the reader.
    pub required: bool,
    /// Since when it is on, in words.
    pub since: Option<String>,
    /// How many recovery codes are left.
    pub recovery_codes: i64,
    /// What to put into an app, while it is being set up.
    pub setup: Option<SetupView>,
    /// Recovery codes that were just made; shown once.
    pub new_codes: Vec<String>,
    /// The reader's passkeys.
    pub passkeys: PasskeysView,
}

/// An app with codes, on the page of devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppView {
    /// How long ago it was set up, in words.
    pub added: String,
    /// How long ago a code of it was last used, in words.
    pub last_used: String,
}

/// Someone's passkeys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeysView {
    /// Whether this site knows passkeys.
    pub offered: bool,
    /// Whether another one can be added.
    pub can_add: bool,
    /// In the order in which they were added.
    pub known: Vec<PasskeyView>,
}

/// A passkey.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyView {
    /// Its key.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// When it was added, in words.
    pub added: String,
    /// When it was last used, in words, if it was.
    pub last_used: Option<String>,
    /// Whether its owner's devices share it.
    pub synced: bool,
}

/// What to put into an app.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupView {
    /// The secret, to be typed.
    pub secret: String,
    /// The same as an address that apps open.
    pub url: String,
    /// The same as a QR code: the path of its black squares.
    pub squares: String,
    /// How wide that is.
    pub size: usize,
}
