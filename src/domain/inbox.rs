//! Messages to the clinic: where one stands, and who deals with them.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::account::Role;

/// Who reads and answers what people write to the clinic.
pub const HOLDERS: &[Role] = &[Role::Administrator, Role::Receptionist];

/// Where a message stands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, VariantArray, IntoStaticStr, EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Standing {
    /// It waits for someone to take it.
    #[default]
    Open,
    /// Someone deals with it.
    Assigned,
    /// It was answered.
    Answered,
    /// It needs no answer.
    Closed,
}

impl Standing {
    /// Every one, those first that wait for someone.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Answered | Self::Closed)
    }
}

/// What someone did to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, VariantArray, IntoStaticStr, EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum InboxEvent {
    /// Gave it to someone, or took it.
    Assigned,
    /// Left it to whoever takes it.
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
