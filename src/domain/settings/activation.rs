//! When new accounts can be used.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// When a new patient's account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    /// At once.
    Immediate,
    /// After its owner has followed a link sent to their address.
    Email,
    /// After an administrator has activated it.
    Administrator,
}

impl Activation {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::Email => "email",
            Self::Administrator => "admin",
        }
    }
}

impl FromStr for Activation {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Immediate, Self::Email, Self::Administrator].into_iter().find(|when| when.as_str() == s).ok_or(())
    }
}

/// When an approved applicant may choose a password. Never at once: the approving administrator could have made them up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PractitionerActivation {
    /// After they have followed a link sent to their address.
    Email,
    /// After another administrator has confirmed it.
    Administrator,
}

impl PractitionerActivation {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Administrator => "admin",
        }
    }
}

impl FromStr for PractitionerActivation {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Email, Self::Administrator].into_iter().find(|when| when.as_str() == s).ok_or(())
    }
}
