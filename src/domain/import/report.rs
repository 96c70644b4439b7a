//! What an import reports: one finding for each doubtful file, row and field, and what was changed. Findings name the place and
//! never show a cell, because a shifted row can put a password into any column.

use std::fmt;

use super::Source;
use crate::domain::import_said::{ImportSaid, SaidCounts, SaidFinding};

/// Whether a finding stops the import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is imported until this is mended.
    Error,
    /// The import continues, with the decision stated in the finding.
    Warning,
}

/// One thing found in the four files, or in the database they are meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file it was found in.
    pub source: Source,
    /// The line of the row as an editor shows it (the header is line 1); `None` for the whole file.
    pub line: Option<u64>,
    /// The column; `None` is the whole row.
    pub field: Option<&'static str>,
    /// What is the matter.
    pub problem: Problem,
}

/// What can be the matter, each with its own advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file is not in the directory.
    FileMissing,
    /// The file, or this row of it, is not UTF-8 text.
    NotUtf8,
    /// The file is UTF-16, and was read as such.
    ReadAsUtf16,
    /// The file says that it is UTF-16, and is not.
    BrokenUtf16,
    /// The file is a spreadsheet.
    Workbook,
    /// The file has bytes that no text has.
    NotText,
    /// The header lacks this column.
    ColumnMissing(&'static str),
    /// The header has this many columns that are not used.
    ColumnsUnknown(usize),
    /// The row has fewer cells than columns.
    CellsMissing {
        /// Cells that the row needs at least.
        needed: usize,
        /// Cells that it has.
        found: usize,
    },
    /// The row has more cells than columns.
    CellsTooMany {
        /// Columns of the header.
        columns: usize,
        /// Cells of the row.
        found: usize,
    },
    /// The cell is empty.
    Empty,
    /// The cell cannot be read; the text says what is expected.
    Unreadable(&'static str),
    /// An earlier row of this file has the same value.
    Repeated {
        /// The line of that row.
        first: u64,
    },
    /// The same affiliation stands in an earlier row.
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
    TakenInDatabase(&'static str),
    /// The address is that of an account whose owner is no practitioner.
    NotAPractitioner,
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
            Self::NotAPractitioner => f.write_str(
                "belongs to the account of someone who isn't a practitioner, and an import can't make them one; \
                 give the practitioner another address",
            ),
            Self::ClashesWithKnownHours => f.write_str(
                "clashes with hours that this practitioner already has elsewhere: added without hours; \
                 set them in the practitioner's weekly hours",
            ),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.problem.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{severity}: {}", self.source.file_name())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(field) = self.field {
            write!(f, ", {field}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// Whether any of the findings stops the import.
#[must_use]
pub fn stops(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.problem.severity() == Severity::Error)
}

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It was there and said the same.
    Unchanged,
    /// It was there and now says something else.
    Updated,
    /// It was not there before.
    Created,
}

/// What became of the rows of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that were not there before.
    pub created: usize,
    /// Rows that were there and now say something else.
    pub updated: usize,
    /// Rows that were there and said the same.
    pub unchanged: usize,
}

impl Tally {
    /// Counts one row.
    pub fn count(&mut self, change: Change) {
        match change {
            Change::Unchanged => self.unchanged += 1,
            Change::Updated => self.updated += 1,
            Change::Created => self.created += 1,
        }
    }

    /// Whether anything is not as it was.
    #[must_use]
    pub fn changed(self) -> bool {
        self.created + self.updated > 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} created, {} updated, {} unchanged", self.created, self.updated, self.unchanged)
    }
}

/// What became of the whole plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    /// Hospitals and medical centres.
    pub centres: Tally,
    /// Practitioners, with their accounts and expertise.
    pub practitioners: Tally,
    /// Patients, with their accounts.
    pub patients: Tally,
    /// Who works where; never updated, because existing hours belong to the practitioner.
    pub affiliations: Tally,
}

/// How an import ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// An error stopped it; nothing was stored.
    Stopped,
    /// It would have gone well; nothing was stored.
    Rehearsed(Tallies),
    /// Everything was stored.
    Stored(Tallies),
}

/// The result of an import; `Display` is the text for the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// Everything worth saying, in the order of files and rows.
    pub findings: Vec<Finding>,
    /// How it ended.
    pub ending: Ending,
}

impl ImportReport {
    /// Findings in order, whatever order they were made in.
    #[must_use]
    pub fn new(mut findings: Vec<Finding>, ending: Ending) -> Self {
        findings.sort_by_key(|finding| (finding.source, finding.line));
        Self { findings, ending }
    }

    /// The same in these words, with at most so many findings: errors first to be kept, all in their order.
    #[must_use]
    pub fn said(&self, most: usize, words: impl Fn(&Problem) -> String) -> ImportSaid {
        let is_error = |finding: &&Finding| finding.problem.severity() == Severity::Error;
        let errors = self.findings.iter().filter(is_error).count();
        // What has to be mended is of more use than what is merely worth knowing.
        let room = most.saturating_sub(errors);
        let mut warnings = 0;
        let kept = self.findings.iter().filter(|finding| {
            let is_error = is_error(finding);
            warnings += usize::from(!is_error);
            is_error || warnings <= room
        });
        let findings: Vec<SaidFinding> = kept
            .take(most)
            .map(|finding| SaidFinding {
                is_error: is_error(&finding),
                file: finding.source.file_name().to_owned(),
                line: finding.line,
                field: finding.field.unwrap_or_default().to_owned(),
                text: words(&finding.problem),
            })
            .collect();
        let counts = match self.ending {
            Ending::Stopped => None,
            Ending::Rehearsed(tallies) | Ending::Stored(tallies) => {
                let all = [tallies.centres, tallies.practitioners, tallies.patients, tallies.affiliations];
                Some(all.map(|Tally { created, updated, unchanged }| SaidCounts { created, updated, unchanged }))
            }
        };
        ImportSaid { more: self.findings.len() - findings.len(), findings, errors, counts }
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        let tallies = match self.ending {
            Ending::Stopped => {
                return f.write_str("Nothing was imported. Fix the errors above and run the import again.");
            }
            Ending::Rehearsed(tallies) => {
                writeln!(f, "This was a dry run: nothing was stored. The import would make these changes:")?;
                tallies
            }
            Ending::Stored(tallies) => {
                writeln!(f, "Imported:")?;
                tallies
            }
        };
        writeln!(f, "  centres        {}", tallies.centres)?;
        writeln!(f, "  practitioners  {}", tallies.practitioners)?;
        writeln!(f, "  patients       {}", tallies.patients)?;
        write!(f, "  affiliations   {}", tallies.affiliations)?;
        if tallies.practitioners.created + tallies.patients.created > 0 {
            write!(
                f,
                "\nNew people sign in with their email address and the password from the files, and must then change it."
            )?;
        }
        Ok(())
    }
}
