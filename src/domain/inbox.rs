//! Messages to the clinic: their status, and who deals with them.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::account::Role;

/// The roles that read and answer messages to the clinic.
pub const HOLDERS: &[Role] = &[Role::Administrator, Role::Receptionist];

/// The status of a message.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, VariantArray, IntoStaticStr, EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Standing {
    /// It waits for someone to take it.
    #[default]
    Open,
    /// Someone is dealing with it.
    Assigned,
    /// It was answered.
    Answered,
    /// It needs no answer.
    Closed,
}

impl Standing {
    /// Every status; those that wait for someone come first.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether there is nothing left to do.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Answered | Self::Closed)
    }
}

/// An action on a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, VariantArray, IntoStaticStr, EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum InboxEvent {
    /// Assigned it to someone, or took it.
    Assigned,
    /// Returned it to the queue.
    Released,
    /// Answered it by email.
    Answered,
    /// Noted that it was answered in another way.
    Marked,
    /// Noted that it needs no answer.
    Closed,
    /// Opened it again.
    Reopened,
}

impl InboxEvent {
    /// Every one.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_read_as_it_is_stored() {
        for standing in Standing::ALL {
            assert_eq!(standing.as_str().parse(), Ok(*standing));
        }
        for event in InboxEvent::ALL {
            assert_eq!(event.as_str().parse(), Ok(*event));
        }
    }
}
