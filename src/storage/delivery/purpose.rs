//! The purposes of letters.

use std::str::FromStr;

/// The purpose of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It is about a notice.
    Notice,
    /// It carries a password reset link.
    Reset,
    /// It carries a link that verifies the address.
    Verify,
    /// An administrator tests whether letters arrive.
    Test,
    /// It invites someone without an account.
    Invitation,
    /// It answers someone who wrote to the clinic.
    Answer,
    /// It tells an applicant how their application was decided.
    Application,
    /// It tells someone without an account that a patient wants to share a record with them.
    Sharing,
}

impl Purpose {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Reset => "reset",
            Self::Verify => "verify",
            Self::Test => "test",
            Self::Invitation => "invitation",
            Self::Answer => "answer",
            Self::Application => "application",
            Self::Sharing => "sharing",
        }
    }
}

impl FromStr for Purpose {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let all = [
            Self::Notice,
            Self::Reset,
            Self::Verify,
            Self::Test,
            Self::Invitation,
            Self::Answer,
            Self::Application,
            Self::Sharing,
        ];
        all.into_iter().find(|one| one.as_str() == s).ok_or(())
    }
}
