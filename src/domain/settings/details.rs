//! What registration asks for beyond a name and contact details.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What visitors must provide to register, after date of birth and telephone number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Details {
    /// Nothing.
    #[default]
    Nothing,
    /// Their gender.
    Gender,
    /// Their gender and, optionally, their postal address.
    GenderAndAddress,
    /// Their blood group, if they know it.
    BloodGroup,
}

impl Details {
    const ALL: [Self; 4] = [Self::Nothing, Self::Gender, Self::GenderAndAddress, Self::BloodGroup];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Gender => "gender",
            Self::GenderAndAddress => "gender_and_address",
            Self::BloodGroup => "blood_group",
        }
    }

    /// Whether a gender is required.
    #[must_use]
    pub fn gender(self) -> bool {
        matches!(self, Self::Gender | Self::GenderAndAddress)
    }
}

impl FromStr for Details {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|details| details.as_str() == s).ok_or(())
    }
}
