//! A setting: how it is stored, and which values it accepts. What it is called says `pages/admin/setting_words.rs`.

use super::values::Settings;
use crate::domain::{
    form::{self, Field, Problem},
    theme::{self, Colour, Logo},
};

/// A section of the settings page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// The clinic's name, logo and colours.
    Appearance,
    /// Accounts and signing in.
    Accounts,
    /// The directory.
    Directory,
    /// Booking.
    Booking,
    /// Languages and times.
    Reading,
    /// Who sees what.
    Access,
    /// Imported and uploaded data.
    Data,
    /// Backups: a wrong choice here can lose them.
    Backups,
    /// What programs may do.
    Programs,
}

impl Group {
    /// Every group, in the order of the page.
    pub const ALL: [Self; 9] = [
        Self::Appearance,
        Self::Accounts,
        Self::Directory,
        Self::Booking,
        Self::Reading,
        Self::Access,
        Self::Data,
        Self::Backups,
        Self::Programs,
    ];
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Hours.
    Hours,
    /// Minutes.
    Minutes,
    /// Days.
    Days,
    /// Days before a visit.
    DaysBefore,
    /// Years.
    Years,
    /// Millions of bytes.
    Megabytes,
    /// Administrators.
    Administrators,
    /// Appointments.
    Appointments,
    /// Backups.
    Backups,
    /// Times that follow one another.
    InARow,
}

/// The values that a setting accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Exactly one of these stored words.
    One(&'static [&'static str]),
    /// One or more of these, stored in order and separated by commas.
    Several(&'static [&'static str]),
    /// A whole number.
    Number {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
        /// What is counted.
        unit: Unit,
        /// Whether `none`, for no limit, is accepted.
        may_be_none: bool,
    },
    /// One line of text with at most this many characters. Blank stands for the shipped text.
    Text {
        /// The most characters.
        most: u16,
    },
    /// A colour in which text stays legible. Blank stands for the shipped one.
    Colour,
    /// A picture by its name, which no form types. Blank stands for none.
    Picture,
}

/// The limit for counting the appointments that a change applies to; above it, the page says that there are more.
pub const MOST_AFFECTED: u16 = 1_000;

/// Which existing appointments a change to a setting applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those that wait for an answer.
    Requested,
    /// Those, and the booked ones.
    Coming,
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its field in the form; the control's name is the key under which it is stored.
    pub field: Field,
    /// The section of the page.
    pub group: Group,
    /// The values that it accepts.
    pub kind: Kind,
    pub(super) read: fn(&Settings) -> String,
    pub(super) write: fn(&mut Settings, &str) -> Option<()>,
}

impl Setting {
    /// The key under which it is stored.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.field.control()
    }

    /// Which existing appointments a change applies to; `None` if it applies to new ones only.
    #[must_use]
    pub fn reach(&self) -> Option<Reach> {
        match self.field {
            Field::PendingHours => Some(Reach::Requested),
            Field::CancelCutoff | Field::ReminderDays => Some(Reach::Coming),
            _ => None,
        }
    }

    /// Its value in these settings, in stored form.
    #[must_use]
    pub fn value(&self, settings: &Settings) -> String {
        (self.read)(settings)
    }

    /// Sets the value; returns `None`, leaving the settings as they were, if this setting does not accept it.
    #[must_use]
    pub fn choose(&self, settings: &mut Settings, value: &str) -> Option<()> {
        self.accepts(value).then_some(())?;
        (self.write)(settings, value)
    }

    /// The problem to report for a value that is not accepted.
    #[must_use]
    pub fn problem(&self, value: &str) -> Problem {
        match self.kind {
            Kind::Number { .. } => Problem::OutOfRange,
            Kind::Text { most } if value.chars().count() > usize::from(most) => Problem::TooLong(most),
            Kind::Text { .. } => Problem::Wrong,
            Kind::Colour => match Colour::parse(value).map(theme::check) {
                Some(Err(short)) => Problem::Contrast(short),
                _ => Problem::NotAChoice,
            },
            Kind::One(_) | Kind::Several(_) | Kind::Picture => Problem::NotAChoice,
        }
    }

    /// Whether its values are free text rather than our own words and numbers: these are kept in the history of settings, which
    /// administrators read, but not copied into the audit.
    #[must_use]
    pub fn is_written(&self) -> bool {
        matches!(self.kind, Kind::Text { .. })
    }

    fn accepts(&self, value: &str) -> bool {
        match self.kind {
            Kind::One(choices) => choices.contains(&value),
            Kind::Several(choices) => value.split(',').all(|one| choices.contains(&one)),
            Kind::Number { least, most, may_be_none, .. } => {
                (may_be_none && value == "none")
                    || value.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
            }
            Kind::Text { most } => {
                let clean = form::text(self.field, value, 0, most.into());
                clean.as_deref() == Ok(value) && !value.contains('\n')
            }
            Kind::Colour => value.is_empty() || Colour::parse(value).is_some_and(|colour| theme::check(colour).is_ok()),
            Kind::Picture => value.is_empty() || Logo::parse(value).is_some(),
        }
    }
}
