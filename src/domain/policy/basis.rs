//! The bases on which something is allowed.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The basis on which something is allowed; it is recorded in the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, VariantArray, IntoStaticStr, EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Basis {
    /// Anyone may.
    Public,
    /// Anyone with an account may.
    Member,
    /// It is their own.
    Own,
    /// They are one of the appointment's parties.
    Party,
    /// They run the clinic.
    Administration,
    /// They work at the centre's front desk.
    FrontDesk,
    /// They treat the patient.
    Treating,
    /// They look after the patient.
    Relationship,
    /// The patient was referred to them.
    Referral,
    /// The patient lets them act on their behalf.
    Proxy,
    /// They broke the glass.
    Emergency,
    /// They wrote it.
    Author,
    /// The patient allows an app to read it.
    App,
}

impl Basis {
    /// Every ground.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Parses a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        word.parse().ok()
    }
}
