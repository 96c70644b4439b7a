//! Reading the four MediSoft files into a plan: their content, checked against each other (S3-33). Pure: bytes in, plan and
//! findings out. Comparing it with the database is up to the service.
//!
//! The files have one set of working hours for each practitioner, but several centres. No one can be in two places at once (S3-04,
//! conflict 24), so Monday to Friday are dealt out in turn among the centres, in the order of the file.

mod deal;
mod encoding;
mod relate;
mod report;
mod rows;
mod table;

use std::collections::BTreeMap;

pub use self::{
    deal::deal_week,
    report::{Change, Ending, Finding, ImportReport, Problem, Severity, Tallies, Tally, stops},
};
use super::{
    account::{Email, Password},
    directory::CentreKind,
    profession::Profession,
    slot::WeeklyWindow,
};

/// One of the four files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// Hospitals and medical centres.
    Centres,
    /// Practitioners, each with a profession and one set of working hours.
    Practitioners,
    /// Patients.
    Patients,
    /// Who works where.
    Affiliations,
}

impl Source {
    /// Every file, in the order in which they are read.
    pub const ALL: [Self; 4] = [Self::Centres, Self::Practitioners, Self::Patients, Self::Affiliations];

    /// Its name in the directory.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Centres => "health_centres.csv",
            Self::Practitioners => "provider.csv",
            Self::Patients => "patient.csv",
            Self::Affiliations => "provider_health_centre.csv",
        }
    }

    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Centres => &["centre_type", "abn", "name", "phone", "suburb"],
            Self::Practitioners => &[
                "provider_email",
                "provider_type",
                "password",
                "first_name",
                "last_name",
                "phone",
                "providerNum",
                "startWorkingHours",
                "endWorkingHours",
                "expertise",
            ],
            Self::Patients => &["patient_email", "password", "first_name", "last_name", "phone", "medicare"],
            Self::Affiliations => &["provider_email", "health_centre_name"],
        }
    }

    /// Whether a row may end before this column.
    fn is_optional(self, column: &str) -> bool {
        self == Self::Practitioners && column == "expertise"
    }
}

/// The bytes of the files that were found.
pub type Files = BTreeMap<Source, Vec<u8>>;

/// What the files say, free of contradictions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Every centre.
    pub centres: Vec<PlannedCentre>,
    /// Every practitioner.
    pub practitioners: Vec<PlannedPractitioner>,
    /// Every patient.
    pub patients: Vec<PlannedPatient>,
}

/// A row of `health_centres.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedCentre {
    /// The line it stands in.
    pub line: u64,
    /// Hospital or medical centre.
    pub kind: CentreKind,
    /// Australian Business Number as given, without spaces.
    pub abn: String,
    /// Its name, unique among centres.
    pub name: String,
    /// Telephone number.
    pub phone: String,
    /// Suburb.
    pub suburb: String,
}

/// What patients' and practitioners' rows share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedAccount {
    /// The line the person stands in.
    pub line: u64,
    /// What they sign in with.
    pub email: Email,
    /// First and last name.
    pub full_name: String,
    /// Telephone number.
    pub phone: String,
    /// The password of a new account; an existing one keeps its own.
    pub password: Password,
}

/// A row of `provider.csv` with its rows of `provider_health_centre.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPractitioner {
    /// The person.
    pub account: PlannedAccount,
    /// The profession, in its canonical spelling.
    pub profession: Profession,
    /// Provider number, without spaces.
    pub provider_number: String,
    /// What a specialist is a specialist in.
    pub expertise: Option<String>,
    /// Where they work, and when; no two of these clash.
    pub affiliations: Vec<PlannedAffiliation>,
}

/// A practitioner's work at one centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedAffiliation {
    /// The line it stands in.
    pub line: u64,
    /// The centre's place in [`Plan::centres`].
    pub centre: usize,
    /// The days dealt to it; empty if there are more centres than days.
    pub hours: Vec<WeeklyWindow>,
}

/// A row of `patient.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPatient {
    /// The person.
    pub account: PlannedAccount,
    /// Medicare card number, without spaces.
    pub medicare: String,
}

/// What came of reading the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The plan; `None` when any finding is an error.
    pub plan: Option<Plan>,
    /// Everything worth saying, in the order of files and rows.
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
