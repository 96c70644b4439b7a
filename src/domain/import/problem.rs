//! The problems that the files of an import can have, in English for the command line.

use std::fmt;

/// Whether a finding stops the import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is imported until this is fixed.
    Error,
    /// The import continues, with the decision stated in the finding.
    Warning,
}

/// What a cell should contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// An email address.
    Email,
    /// A password.
    Password,
    /// The names of a person.
    Names,
    /// A telephone number.
    Phone,
    /// The kind of a centre.
    CentreKind,
    /// A business number.
    Abn,
    /// The name of a centre.
    Name,
    /// A suburb.
    Suburb,
    /// A profession.
    Profession,
    /// A provider number.
    ProviderNumber,
    /// A licence number.
    LicenceNumber,
    /// When the working hours start.
    Start,
    /// When they end.
    End,
    /// An area of expertise.
    Expertise,
    /// A Medicare card number.
    Medicare,
    /// A username.
    Username,
    /// A national identity number.
    NationalId,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Email => "an email address",
            Self::Password => "at most 200 characters",
            Self::Names => "a first name and a last name, with no more than 120 characters in total",
            Self::Phone => "a telephone number of at least 6 digits",
            Self::CentreKind => "Hospital or MedicalCentre",
            Self::Abn => "a number of at most 20 digits",
            Self::Name => "a name of 2 to 120 characters",
            Self::Suburb => "a suburb of 2 to 80 characters",
            Self::Profession => "a profession, such as GP or Physiotherapist",
            Self::ProviderNumber | Self::LicenceNumber => "a number of 4 to 20 digits or letters",
            Self::Start => "a time such as 09:00",
            Self::End => "a time such as 17:30",
            Self::Expertise => "an area of expertise of 2 to 60 characters",
            Self::Medicare => "the 10 or 11 digits of the card",
            Self::Username => "3 to 30 letters, digits, dots, dashes and underscores, starting with a letter",
            Self::NationalId => "a number of 5 to 20 digits or letters",
        })
    }
}

/// What in the database a value already belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Someone's account.
    Account,
    /// A centre.
    Centre,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Account => "account",
            Self::Centre => "centre",
        })
    }
}

/// A problem, each kind with its own advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file is not in the directory.
    FileMissing,
    /// The file, or this row of it, is not UTF-8 text.
    NotUtf8,
    /// The file is UTF-16, and was read as such.
    ReadAsUtf16,
    /// The file has a UTF-16 byte order mark but is not UTF-16.
    BrokenUtf16,
    /// The file is a spreadsheet.
    Workbook,
    /// The file contains bytes that do not occur in text.
    NotText,
    /// The header lacks this column.
    ColumnMissing(&'static str),
    /// The header has this many columns that are not used.
    ColumnsUnknown(usize),
    /// The row has fewer cells than columns.
    CellsMissing {
        /// How many cells the row needs at least.
        needed: usize,
        /// How many cells it has.
        found: usize,
    },
    /// The row has more cells than columns.
    CellsTooMany {
        /// How many columns the header has.
        columns: usize,
        /// How many cells the row has.
        found: usize,
    },
    /// The cell is empty.
    Empty,
    /// The cell cannot be read.
    Unreadable(Expected),
    /// An earlier row of this file has the same value.
    Repeated {
        /// The line of that row.
        first: u64,
    },
    /// The same affiliation appears in an earlier row.
    AffiliationRepeated {
        /// The line of that row.
        first: u64,
    },
    /// The working hours end when or before they start.
    HoursReversed,
    /// No row of provider.csv has this e-mail address.
    UnknownPractitioner,
    /// No row of health_centres.csv has this name.
    UnknownCentre,
    /// A practitioner without any centre.
    NoCentre,
    /// A centre without any practitioner.
    NoPractitioner,
    /// A specialist without an expertise.
    NoExpertise,
    /// One set of hours for several centres: the days were dealt out.
    DaysDealt {
        /// How many centres share the week.
        centres: usize,
    },
    /// More centres than days of the week.
    TooManyCentres {
        /// Centres left without hours.
        without_hours: usize,
    },
    /// The same person is a practitioner with another name or phone number.
    AlsoPractitioner,
    /// The value already belongs to something else in the database.
    TakenInDatabase(Owner),
    /// The account belongs to whoever runs the import, which no import may change.
    OwnAccount,
    /// The address belongs to an account that is not a practitioner's.
    NotAPractitioner,
    /// A new person without any name that people sign in with.
    NoSignInName,
    /// A practitioner without a licence number, where each needs one.
    NoLicence,
    /// The dealt hours would clash with hours that are already in the database.
    ClashesWithKnownHours,
}

impl Problem {
    /// Whether it stops the import.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::ReadAsUtf16
            | Self::ColumnsUnknown(_)
            | Self::AffiliationRepeated { .. }
            | Self::NoCentre
            | Self::NoPractitioner
            | Self::NoExpertise
            | Self::DaysDealt { .. }
            | Self::TooManyCentres { .. }
            | Self::AlsoPractitioner
            | Self::ClashesWithKnownHours => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileMissing => f.write_str("is missing; all four files are needed"),
            Self::NotUtf8 => f.write_str("is not UTF-8 text; save the file as \"CSV UTF-8\""),
            Self::ReadAsUtf16 => f.write_str("is UTF-16 text and was read as such"),
            Self::BrokenUtf16 => {
                f.write_str("begins like UTF-16 text but can't be read as such; save the file as \"CSV UTF-8\"")
            }
            Self::Workbook => f.write_str("is a spreadsheet, not a CSV file; save it as \"CSV UTF-8\""),
            Self::NotText => {
                f.write_str("isn't UTF-8 text: it may be UTF-16 without a byte order mark; save it as \"CSV UTF-8\"")
            }
            Self::ColumnMissing(name) => write!(f, "has no column \"{name}\"; add it to the first line"),
            Self::ColumnsUnknown(count) => write!(f, "{count} unknown column(s) ignored"),
            Self::CellsMissing { needed, found } => {
                write!(f, "has {found} cells where {needed} are needed; add the missing ones")
            }
            Self::CellsTooMany { columns, found } => {
                write!(f, "has {found} cells for {columns} columns; put a cell with a comma in double quotes")
            }
            Self::Empty => f.write_str("is empty; fill it in"),
            Self::Unreadable(expected) => write!(f, "cannot be read; write {expected}"),
            Self::Repeated { first } => write!(f, "repeats line {first}; keep one of the two"),
            Self::AffiliationRepeated { first } => write!(f, "repeats line {first}; ignored"),
            Self::HoursReversed => f.write_str("is not after startWorkingHours; write a later time"),
            Self::UnknownPractitioner => f.write_str("is not in provider.csv; correct it or add that person"),
            Self::UnknownCentre => f.write_str("is not in health_centres.csv; correct it or add that centre"),
            Self::NoCentre => f.write_str(
                "has no centre and cannot be booked; if that is wrong, add a row to provider_health_centre.csv",
            ),
            Self::NoPractitioner => {
                f.write_str("has no practitioners yet; if that is wrong, add a row to provider_health_centre.csv")
            }
            Self::NoExpertise => {
                f.write_str("is blank for a specialist, who can then be found by name only; fill it in")
            }
            Self::DaysDealt { centres } => write!(
                f,
                "has one set of hours for {centres} centres: the weekdays were dealt out among them in turn, \
                 so that no one is in two places at once; correct them in the practitioner's weekly hours",
            ),
            Self::TooManyCentres { without_hours } => write!(
                f,
                "has more centres than there are weekdays: {without_hours} of them got no hours; \
                 set them in the practitioner's weekly hours",
            ),
            Self::AlsoPractitioner => f.write_str(
                "is in provider.csv too: one account gets both roles, and its name, phone and password from there",
            ),
            Self::TakenInDatabase(owner) => write!(f, "already belongs to another {owner} in the database; correct it"),
            Self::OwnAccount => {
                f.write_str("is your own address, and an import can't change your account; take this row out")
            }
            Self::NotAPractitioner => f.write_str(
                "belongs to the account of someone who isn't a practitioner, and an import can't make them one; \
                 give the practitioner another address",
            ),
            Self::NoSignInName => f.write_str(
                "has none of the names that people sign in with here; add it, or accept email addresses in the settings",
            ),
            Self::NoLicence => {
                f.write_str("is missing, and every practitioner needs one here; add it, or change that in the settings")
            }
            Self::ClashesWithKnownHours => f.write_str(
                "clashes with hours that this practitioner already has elsewhere: added without hours; \
                 set them in the practitioner's weekly hours",
            ),
        }
    }
}
