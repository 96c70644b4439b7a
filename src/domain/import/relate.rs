//! Relations between rows: repeats, affiliations, and one person in two files. Cells are compared as given, so that one bad cell is
//! one error and not another for each row that refers to it.

use std::collections::{BTreeMap, HashMap};

use super::{
    PlannedPatient, PlannedPractitioner, Source,
    problem::{Problem, Severity},
    report::{Finding, stops},
    table::Row,
};
use crate::domain::{account::normalise_identifier, sign_in_name::name_of};

/// The usable rows of the four files.
pub(super) struct Tables {
    pub(super) centres: Vec<Row>,
    pub(super) practitioners: Vec<Row>,
    pub(super) patients: Vec<Row>,
    pub(super) affiliations: Vec<Row>,
}

/// One of a practitioner's workplaces: the centre's index in its table, and the line that lists it.
pub(super) struct Workplace {
    pub(super) line: u64,
    pub(super) centre: usize,
}

/// The workplaces of each row of `provider.csv`, in the order of `provider_health_centre.csv`.
pub(super) fn workplaces(tables: &Tables, findings: &mut Vec<Finding>) -> Vec<Vec<Workplace>> {
    unrepeated(&tables.centres, "abn", findings);
    unrepeated(&tables.practitioners, "providerNum", findings);
    unrepeated(&tables.practitioners, "licence_number", findings);
    unrepeated(&tables.patients, "patient_email", findings);
    unrepeated(&tables.patients, "medicare", findings);
    for rows in [&tables.practitioners, &tables.patients] {
        unrepeated(rows, "username", findings);
        unrepeated(rows, "national_id", findings);
    }
    let centres = unrepeated(&tables.centres, "name", findings);
    let practitioners = unrepeated(&tables.practitioners, "provider_email", findings);

    let is_lost = |source| {
        findings
            .iter()
            .any(|one| one.source == source && one.field.is_none() && one.problem.severity() == Severity::Error)
    };
    let lost: Vec<&str> = [(Source::Practitioners, "provider_email"), (Source::Centres, "health_centre_name")]
        .into_iter()
        .filter(|(source, _)| is_lost(*source))
        .map(|(_, column)| column)
        .collect();

    let mut works: Vec<Vec<Workplace>> = tables.practitioners.iter().map(|_| Vec::new()).collect();
    let mut seen: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    let mut staffed = vec![false; tables.centres.len()];
    for row in &tables.affiliations {
        let mut find = |column, rows: &HashMap<String, usize>, unknown| {
            let key = key(row.cell(column));
            let problem = if key.is_empty() { Problem::Empty } else { unknown };
            let found = rows.get(&key).copied();
            // A practitioner whose own row could not be read must not be reported as missing.
            let is_there = problem != Problem::Empty && lost.contains(&column);
            if found.is_none() && !is_there {
                findings.push(row.finding(Some(column), problem));
            }
            found
        };
        let practitioner = find("provider_email", &practitioners, Problem::UnknownPractitioner);
        let centre = find("health_centre_name", &centres, Problem::UnknownCentre);
        let (Some(practitioner), Some(centre)) = (practitioner, centre) else { continue };
        staffed[centre] = true;
        if let Some(first) = seen.get(&(practitioner, centre)) {
            findings.push(row.finding(None, Problem::AffiliationRepeated { first: *first }));
            continue;
        }
        seen.insert((practitioner, centre), row.line);
        works[practitioner].push(Workplace { line: row.line, centre });
    }
    // If rows were refused, no one can be reported as having no centre: the missing row may be among them.
    if stops(findings) {
        return works;
    }
    let idle = tables.practitioners.iter().zip(&works).filter(|(_, works)| works.is_empty());
    findings.extend(idle.map(|(row, _)| row.finding(None, Problem::NoCentre)));
    let empty = tables.centres.iter().zip(&staffed).filter(|(_, staffed)| !**staffed);
    findings.extend(empty.map(|(row, _)| row.finding(None, Problem::NoPractitioner)));
    works
}

/// A patient who is also a practitioner gets one account, as in `provider.csv`; a second run then changes nothing.
pub(super) fn one_account_each(
    mut patients: Vec<PlannedPatient>,
    practitioners: &[PlannedPractitioner],
    findings: &mut Vec<Finding>,
) -> Vec<PlannedPatient> {
    let known: HashMap<String, &PlannedPractitioner> = practitioners
        .iter()
        .map(|practitioner| (normalise_identifier(practitioner.account.email.as_str()), practitioner))
        .collect();
    for patient in &mut patients {
        let Some(practitioner) = known.get(&normalise_identifier(patient.account.email.as_str())) else { continue };
        findings.push(Finding {
            source: Source::Patients,
            line: Some(patient.account.line),
            field: None,
            problem: Problem::AlsoPractitioner,
        });
        let line = patient.account.line;
        // Keep the sign-in names that only the patient's row gives.
        let said = &practitioner.account.names;
        let others = patient.account.names.iter().filter(|(kind, _)| name_of(said, *kind).is_empty());
        let names = said.iter().chain(others).cloned().collect();
        patient.account = super::PlannedAccount { line, names, ..practitioner.account.clone() };
    }
    patients
}

/// The first line of each value in a column; repeats become findings.
fn unrepeated(rows: &[Row], column: &'static str, findings: &mut Vec<Finding>) -> HashMap<String, usize> {
    let mut places: HashMap<String, usize> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        let key = key(row.cell(column));
        if key.is_empty() {
            continue;
        }
        if let Some(first) = places.get(&key) {
            findings.push(row.finding(Some(column), Problem::Repeated { first: rows[*first].line }));
        } else {
            places.insert(key, index);
        }
    }
    places
}

/// The form in which two cells are compared: lower case, without the spaces and hyphens often written in numbers.
fn key(cell: &str) -> String {
    let bare: String = cell.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    normalise_identifier(&bare)
}
