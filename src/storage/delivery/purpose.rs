//! What letters are for.

use std::str::FromStr;

/// What a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It tells of a notice.
    Notice,
    /// It has a link to a new password.
    Reset,
    /// It has a link that shows whose the address is.
    Verify,
    /// An administrator tries out whether letters arrive.
    Test,
    /// It invites someone who has no account yet.
    Invitation,
    /// It answers someone who wrote to the clinic.
    Answer,
    /// It tells an applicant what became of their application.
    Application,
    /// It tells someone who has no account that a patient wants to share a record with them.
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
