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
