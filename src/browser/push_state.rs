//! The state of push messages in a browser.

/// Whether a browser can have push messages, and has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushState {
    /// It cannot.
    Absent,
    /// The user has blocked them.
    Blocked,
    /// They are supported, and off.
    Off,
    /// It has them.
    On,
    /// They could not be turned on.
    Failed,
}
