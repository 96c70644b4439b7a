//! The ways in which people hear of news besides the bell.

/// A way that people can choose by topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// An email.
    Email,
    /// A push message to their devices.
    Push,
}

impl Channel {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Push => "push",
        }
    }
}
