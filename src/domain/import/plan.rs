//! The contents of the files, free of contradictions.

use crate::domain::{
    account::{Email, Password},
    directory::CentreKind,
    profession::Profession,
    sign_in_name::Names,
    slot::WeeklyWindow,
};

/// The contents of the files, free of contradictions.
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
    /// Its line in the file.
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

/// The columns that patients and practitioners share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedAccount {
    /// The person's line in the file.
    pub line: u64,
    /// Their email address.
    pub email: Email,
    /// First and last name.
    pub full_name: String,
    /// Telephone number.
    pub phone: String,
    /// The password of a new account; an existing one keeps its own.
    pub password: Password,
    /// Their other sign-in names, as far as the file gives them.
    pub names: Names,
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
    /// A specialist's area of expertise.
    pub expertise: Option<String>,
    /// Where they work, and when; no two of these clash.
    pub affiliations: Vec<PlannedAffiliation>,
}

/// A practitioner's work at one centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedAffiliation {
    /// Its line in the file.
    pub line: u64,
    /// The centre's index in [`Plan::centres`].
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
