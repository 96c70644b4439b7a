//! What the files say, free of contradictions.

use crate::domain::{
    account::{Email, Password},
    directory::CentreKind,
    profession::Profession,
    sign_in_name::Names,
    slot::WeeklyWindow,
};

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
    /// Their email address.
    pub email: Email,
    /// First and last name.
    pub full_name: String,
    /// Telephone number.
    pub phone: String,
    /// The password of a new account; an existing one keeps its own.
    pub password: Password,
    /// What else they sign in with, as far as the file says so.
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
