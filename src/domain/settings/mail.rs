//! The choices about email and reminders.

use std::str::FromStr;

/// How people who have forgotten their password get a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordReset {
    /// By a link sent to their address, or with a code from an administrator.
    Email,
    /// With a code from an administrator only.
    AdministratorsCode,
}

impl PasswordReset {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::AdministratorsCode => "admin_code",
        }
    }
}

impl FromStr for PasswordReset {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Email, Self::AdministratorsCode].into_iter().find(|choice| choice.as_str() == s).ok_or(())
    }
}

/// How many days before an appointment its patient is reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderDays {
    /// Never.
    Never,
    /// The day before.
    Day,
    /// Two days before.
    TwoDays,
    /// Three days and one day before.
    ThreeAndDay,
    /// A week before.
    Week,
    /// A week and a day before.
    WeekAndDay,
    /// Two weeks and two days before.
    TwoWeeksAndTwoDays,
}

impl ReminderDays {
    /// Every choice.
    pub const ALL: [Self; 7] = [
        Self::Never,
        Self::Day,
        Self::TwoDays,
        Self::ThreeAndDay,
        Self::Week,
        Self::WeekAndDay,
        Self::TwoWeeksAndTwoDays,
    ];

    /// The days, most first.
    #[must_use]
    pub fn days(self) -> &'static [i64] {
        match self {
            Self::Never => &[],
            Self::Day => &[1],
            Self::TwoDays => &[2],
            Self::ThreeAndDay => &[3, 1],
            Self::Week => &[7],
            Self::WeekAndDay => &[7, 1],
            Self::TwoWeeksAndTwoDays => &[14, 2],
        }
    }

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "none",
            Self::Day => "1",
            Self::TwoDays => "2",
            Self::ThreeAndDay => "3,1",
            Self::Week => "7",
            Self::WeekAndDay => "7,1",
            Self::TwoWeeksAndTwoDays => "14,2",
        }
    }
}

impl FromStr for ReminderDays {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == s).ok_or(())
    }
}
