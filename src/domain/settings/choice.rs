//! The choices where the source systems disagree, each with its stored word.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A named set of settings. The stored words are the systems that the presets imitate; people read what each is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// Our own choices.
    Clinic,
    /// As HealMate did it.
    Healmate,
    /// As Django Health did it.
    DjangoHealth,
    /// As the HealthCare Appointment System did it.
    Has,
    /// As MediSoft did it.
    Medisoft,
    /// As MedConnect did it.
    Medconnect,
}

impl Preset {
    /// Every preset, our own first.
    pub const ALL: [Self; 6] =
        [Self::Clinic, Self::Healmate, Self::DjangoHealth, Self::Has, Self::Medisoft, Self::Medconnect];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clinic => "clinic",
            Self::Healmate => "healmate",
            Self::DjangoHealth => "django-health",
            Self::Has => "has",
            Self::Medisoft => "medisoft",
            Self::Medconnect => "medconnect",
        }
    }
}

impl FromStr for Preset {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == s).ok_or(())
    }
}

/// Who may create an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Anyone.
    Open,
    /// People to whom an administrator has sent a link.
    Invite,
    /// No one: accounts are imported or created by an administrator.
    Closed,
}

impl Registration {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invite => "invite",
            Self::Closed => "closed",
        }
    }
}

impl FromStr for Registration {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Open, Self::Invite, Self::Closed].into_iter().find(|choice| choice.as_str() == s).ok_or(())
    }
}

/// Who has to sign in with a second step. It is optional for everyone else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorRule {
    /// No one.
    Nobody,
    /// Administrators.
    Administrators,
    /// Everyone who is more than a patient.
    Staff,
    /// Patients too.
    Everyone,
}

impl FactorRule {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Administrators => "administrators",
            Self::Staff => "staff",
            Self::Everyone => "everyone",
        }
    }
}

impl FromStr for FactorRule {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let all = [Self::Nobody, Self::Administrators, Self::Staff, Self::Everyone];
        all.into_iter().find(|choice| choice.as_str() == s).ok_or(())
    }
}

/// What visitors must provide to register, besides name, email address and password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Nothing else.
    Essentials,
    /// Their date of birth.
    BirthDate,
    /// Their date of birth and telephone number.
    BirthDateAndPhone,
}

impl Asks {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Essentials => "essentials",
            Self::BirthDate => "birth_date",
            Self::BirthDateAndPhone => "birth_date_and_phone",
        }
    }
}

impl FromStr for Asks {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Essentials, Self::BirthDate, Self::BirthDateAndPhone]
            .into_iter()
            .find(|asks| asks.as_str() == s)
            .ok_or(())
    }
}

/// The status of a new booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// Booked at once.
    Auto,
    /// Pending until the practitioner approves; the slot is held meanwhile.
    Approval,
}

impl Confirmation {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Approval => "approval",
        }
    }
}

impl FromStr for Confirmation {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Auto, Self::Approval].into_iter().find(|choice| choice.as_str() == s).ok_or(())
    }
}

/// Who may search the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Everyone.
    Public,
    /// Signed-in users.
    Members,
}

impl Visibility {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Members => "members",
        }
    }
}

impl FromStr for Visibility {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Public, Self::Members].into_iter().find(|choice| choice.as_str() == s).ok_or(())
    }
}

/// Which patients a practitioner can find by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatientList {
    /// Those whose record they may read.
    Treating,
    /// Everyone, but only with name, date of birth and number.
    Everybody,
}

impl PatientList {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Treating => "treating",
            Self::Everybody => "clinic_demographics",
        }
    }
}

impl FromStr for PatientList {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Treating, Self::Everybody].into_iter().find(|choice| choice.as_str() == s).ok_or(())
    }
}

/// How much of patients' names a practitioner's calendar feed shows: third parties store calendars, and more people see them than
/// records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarNames {
    /// Their names.
    Full,
    /// The initials only.
    Initials,
    /// Nothing.
    Nothing,
}

impl CalendarNames {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Initials => "initials",
            Self::Nothing => "none",
        }
    }

    /// The part of a name that may be shown, if any.
    #[must_use]
    pub fn of(self, name: &str) -> Option<String> {
        match self {
            Self::Full => Some(name.to_owned()),
            Self::Initials => {
                let letters = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphabetic()));
                let initials: Vec<String> = letters.map(|letter| format!("{letter}.")).collect();
                (!initials.is_empty()).then(|| initials.join(" "))
            }
            Self::Nothing => None,
        }
    }
}

impl FromStr for CalendarNames {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Full, Self::Initials, Self::Nothing].into_iter().find(|choice| choice.as_str() == s).ok_or(())
    }
}
