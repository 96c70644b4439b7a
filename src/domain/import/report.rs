//! What an import reports: one finding for each doubtful file, row and field, and the changes made. Findings name the place and
//! never show a cell, because a shifted row can put a password into any column.

use std::fmt;

use super::{
    Source,
    problem::{Problem, Severity},
};
use crate::domain::{
    account::IdentifierKind,
    import_said::{ImportSaid, SaidCounts, SaidFinding},
    sign_in_name::one_of,
};

/// A finding in the four files, or in the database that they are imported into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file it was found in.
    pub source: Source,
    /// The line of the row as an editor shows it (the header is line 1); `None` for the whole file.
    pub line: Option<u64>,
    /// The column; `None` is the whole row.
    pub field: Option<&'static str>,
    /// What is wrong.
    pub problem: Problem,
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

/// What happened to one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It existed already, with the same values.
    Unchanged,
    /// It existed, and was changed.
    Updated,
    /// It did not exist before.
    Created,
}

/// What happened to the rows of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that did not exist before.
    pub created: usize,
    /// Rows that existed and were changed.
    pub updated: usize,
    /// Rows that existed with the same values.
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

    /// Whether anything was changed.
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

/// What happened to the whole plan.
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
    /// It would have succeeded; nothing was stored.
    Rehearsed(Tallies),
    /// Everything was stored.
    Stored(Tallies),
}

/// The result of an import; `Display` writes the text for the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// All findings, in the order of files and rows.
    pub findings: Vec<Finding>,
    /// How it ended.
    pub ending: Ending,
    /// The sign-in names that the clinic accepts.
    pub sign_in_with: Vec<IdentifierKind>,
}

impl ImportReport {
    /// Sorts the findings, whatever order they were made in.
    #[must_use]
    pub fn new(mut findings: Vec<Finding>, ending: Ending, sign_in_with: &[IdentifierKind]) -> Self {
        findings.sort_by_key(|finding| (finding.source, finding.line));
        Self { findings, ending, sign_in_with: sign_in_with.to_vec() }
    }

    /// The report in words, with at most this many findings: errors are kept first, and all stay in their order.
    #[must_use]
    pub fn said(&self, most: usize, words: impl Fn(&Problem) -> String) -> ImportSaid {
        let is_error = |finding: &&Finding| finding.problem.severity() == Severity::Error;
        let errors = self.findings.iter().filter(is_error).count();
        // Errors to fix matter more than warnings.
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
            let names: Vec<&str> = self.sign_in_with.iter().map(|kind| kind.noun()).collect();
            let names = one_of(&names);
            write!(
                f,
                "\nNew people sign in with their {names} and the password from the files, and must then change it."
            )?;
        }
        Ok(())
    }
}
