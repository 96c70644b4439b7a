//! Where a browser stands with push messages.

/// Whether a browser can have push messages, and has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushState {
    /// It cannot.
    Absent,
    /// Its owner does not allow them here.
    Blocked,
    /// It can, and has none yet.
    Off,
    /// It has them.
    On,
    /// They could not be turned on.
    Failed,
}
