//! The second step of signing in: setting it up, its recovery codes, turning it off; and resetting someone else's.

use serde::{Deserialize, Serialize};

/// The state of the reader's second step.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityView {
    /// Whether the clinic requires it of the reader.
    pub required: bool,
    /// Since when it is on, in words.
    pub since: Option<String>,
    /// How many recovery codes are left.
    pub recovery_codes: i64,
    /// The setup data for an app, while it is being set up.
    pub setup: Option<SetupView>,
    /// Recovery codes that were just created; shown once.
    pub new_codes: Vec<String>,
    /// The reader's passkeys.
    pub passkeys: PasskeysView,
}

/// An authenticator app, on the page of devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppView {
    /// How long ago it was set up, in words.
    pub added: String,
    /// How long ago one of its codes was last used, in words.
    pub last_used: String,
}

/// Someone's passkeys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeysView {
    /// Whether this site supports passkeys.
    pub offered: bool,
    /// Whether another one can be added.
    pub can_add: bool,
    /// In the order in which they were added.
    pub known: Vec<PasskeyView>,
}

/// A passkey.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyView {
    /// A `PasskeyId`.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// When it was added, in words.
    pub added: String,
    /// When it was last used, in words; `None` if never.
    pub last_used: Option<String>,
    /// Whether it is synced between its owner's devices.
    pub synced: bool,
}

/// The setup data for an app.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupView {
    /// The secret, for typing.
    pub secret: String,
    /// The secret as a link that apps open.
    pub url: String,
    /// The secret as a QR code: the SVG path of its black squares.
    pub squares: String,
    /// The width of the code, in squares.
    pub size: usize,
}
