//! Reads the four MediSoft files into a plan, checking them against each other (S3-33). Pure: bytes in, plan and findings out. The
//! service compares it with the database.
//!
//! The files have one set of working hours for each practitioner, but several centres. As no one can be in two places at once
//! (S3-04, conflict 24), Monday to Friday are dealt out among the centres in turn, in the order of the file.

mod deal;
mod encoding;
mod plan;
mod problem;
mod relate;
mod report;
mod rows;
mod source;
mod table;

use std::collections::BTreeMap;

pub use self::{
    deal::deal_week,
    plan::{Plan, PlannedAccount, PlannedAffiliation, PlannedCentre, PlannedPatient, PlannedPractitioner},
    problem::{Expected, Owner, Problem, Severity},
    report::{Change, Ending, Finding, ImportReport, Tallies, Tally, stops},
    source::Source,
};

/// The contents of the files that were found.
pub type Files = BTreeMap<Source, Vec<u8>>;

/// The result of reading the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The plan; `None` if any finding is an error.
    pub plan: Option<Plan>,
    /// All findings, in the order of files and rows.
    pub findings: Vec<Finding>,
}

/// Reads the four files and checks them against each other.
#[must_use]
pub fn read(files: &Files) -> Reading {
    let mut findings = Vec::new();
    let mut table = |source| table::read(source, files.get(&source).map(Vec::as_slice), &mut findings);
    let tables = relate::Tables {
        centres: table(Source::Centres),
        practitioners: table(Source::Practitioners),
        patients: table(Source::Patients),
        affiliations: table(Source::Affiliations),
    };
    let centres = rows::parse(&tables.centres, rows::centre, &mut findings);
    let practitioners = rows::parse(&tables.practitioners, rows::practitioner, &mut findings);
    let patients = rows::parse(&tables.patients, rows::patient, &mut findings);
    let workplaces = relate::workplaces(&tables, &mut findings);
    let plan = (!stops(&findings)).then(|| {
        let practitioners = deal::affiliate(practitioners, workplaces, &mut findings);
        let patients = relate::one_account_each(patients, &practitioners, &mut findings);
        Plan { centres, practitioners, patients }
    });
    findings.sort_by_key(|finding| (finding.source, finding.line));
    Reading { plan, findings }
}
