//! Whether a practitioner can be booked, as administrators see it.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::account::AccountStatus;

/// A practitioner's booking state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, VariantArray, IntoStaticStr, EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PersonnelStatus {
    /// They take new bookings.
    Taking,
    /// They take none.
    NotTaking,
    /// Their account is deactivated.
    Inactive,
}

impl PersonnelStatus {
    /// Every one.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The state for an account's status and whether its owner takes bookings.
    #[must_use]
    pub fn of(account: AccountStatus, accepting: bool) -> Self {
        match (account, accepting) {
            (AccountStatus::Inactive, _) => Self::Inactive,
            (AccountStatus::Active, true) => Self::Taking,
            (AccountStatus::Active, false) => Self::NotTaking,
        }
    }

    /// The word for it in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_as_it_was_written() {
        for status in PersonnelStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(*status));
        }
        assert_eq!(PersonnelStatus::of(AccountStatus::Inactive, true), PersonnelStatus::Inactive);
        assert_eq!(PersonnelStatus::of(AccountStatus::Active, false).as_str(), "not_taking");
    }
}
