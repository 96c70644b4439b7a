//! What a patient's app may read, written as SMART App Launch 2 scopes: `patient/Observation.rs`.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A part of a record that an app can ask for, by its FHIR resource name.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    VariantArray,
    IntoStaticStr,
    EnumString,
    Serialize,
    Deserialize,
)]
pub enum Readable {
    /// Who the patient is, and how to reach them.
    Patient,
    /// Allergies, as the patient reports them.
    AllergyIntolerance,
    /// Diagnoses.
    Condition,
    /// Prescribed medicines.
    MedicationRequest,
    /// Measurements.
    Observation,
    /// Referrals, with their letters.
    ServiceRequest,
    /// The list of documents.
    DocumentReference,
    /// Notes about visits.
    Composition,
    /// What someone was vaccinated with.
    Immunization,
    /// What was done to someone.
    Procedure,
    /// What a laboratory or someone else found.
    DiagnosticReport,
    /// What is planned for someone's care.
    CarePlan,
}

impl Readable {
    /// Every part.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// FHIR's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Parses a resource name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// The name of this part in the audit log.
    #[must_use]
    pub fn part(self) -> &'static str {
        match self {
            Self::Patient => "profile",
            Self::AllergyIntolerance => "summary",
            Self::Condition => "diagnosis",
            Self::MedicationRequest => "prescription",
            Self::Observation => "observation",
            Self::ServiceRequest => "referral",
            Self::DocumentReference => "document",
            Self::Composition => "note",
            Self::Immunization => "vaccination",
            Self::Procedure => "procedure",
            Self::DiagnosticReport => "report",
            Self::CarePlan => "care_plan",
        }
    }
}

/// What is allowed on one part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Allowed {
    of: Readable,
    /// Read one entry by its key.
    read: bool,
    /// Search for entries by their properties.
    search: bool,
}

/// The scopes of an app's token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppScopes {
    /// Each part once, in order.
    allowed: Vec<Allowed>,
    /// Whether `launch/patient` was asked for; the app learns whose record it is either way.
    launch: bool,
    /// Whether access continues while the patient isn't there.
    offline: bool,
}

impl AppScopes {
    /// Keeps those of the requested scopes that we know and the app may ask for. What we do not grant (writing, other people's
    /// records) is left out, as the standard allows: the answer says what was granted.
    #[must_use]
    pub fn asked(text: &str, may_ask: &[Readable], offline: bool) -> Self {
        let asked = Self::parse(text);
        Self {
            allowed: asked.allowed.into_iter().filter(|one| may_ask.contains(&one.of)).collect(),
            launch: asked.launch,
            offline: asked.offline && offline,
        }
    }

    /// Parses the scopes in a text, ignoring unknown ones.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut scopes = Self::default();
        for word in text.split(' ') {
            match word {
                "launch/patient" => scopes.launch = true,
                "offline_access" => scopes.offline = true,
                _ => scopes.add(word),
            }
        }
        scopes.allowed.sort_by_key(|one| one.of);
        scopes
    }

    fn add(&mut self, word: &str) {
        let Some((name, letters)) = word.strip_prefix("patient/").and_then(|rest| rest.split_once('.')) else { return };
        // In this order, each once; `c`, `u` and `d` would be for writing.
        let mut known = "cruds".chars();
        if letters.is_empty() || !letters.chars().all(|letter| known.any(|one| one == letter)) {
            return;
        }
        let (read, search) = (letters.contains('r'), letters.contains('s'));
        if !read && !search {
            return;
        }
        let of: Vec<Readable> = match name {
            "*" => Readable::ALL.to_vec(),
            _ => Readable::parse(name).into_iter().collect(),
        };
        for of in of {
            match self.allowed.iter_mut().find(|one| one.of == of) {
                Some(one) => (one.read, one.search) = (one.read || read, one.search || search),
                None => self.allowed.push(Allowed { of, read, search }),
            }
        }
    }

    /// The scopes as the token response lists them.
    #[must_use]
    pub fn text(&self) -> String {
        let word = |one: &Allowed| {
            let letters = match (one.read, one.search) {
                (true, true) => "rs",
                (true, false) => "r",
                (false, _) => "s",
            };
            format!("patient/{}.{letters}", one.of.as_str())
        };
        let flag = |is_on: bool, word: &str| is_on.then(|| word.to_owned());
        let launch = flag(self.launch, "launch/patient");
        let offline = flag(self.offline, "offline_access");
        launch.into_iter().chain(offline).chain(self.allowed.iter().map(word)).collect::<Vec<_>>().join(" ")
    }

    /// The intersection: a refresh, or a narrower consent, never grants more than there was.
    #[must_use]
    pub fn within(&self, other: &Self) -> Self {
        let both = |one: &Allowed| {
            let found = other.allowed.iter().find(|two| two.of == one.of)?;
            let (read, search) = (one.read && found.read, one.search && found.search);
            (read || search).then_some(Allowed { of: one.of, read, search })
        };
        Self {
            allowed: self.allowed.iter().filter_map(both).collect(),
            launch: self.launch && other.launch,
            offline: self.offline && other.offline,
        }
    }

    /// Whether these scopes give access to no part of a record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.allowed.is_empty()
    }

    /// Whether access continues while the patient isn't there.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.offline
    }

    /// The parts that can be read.
    #[must_use]
    pub fn parts(&self) -> Vec<Readable> {
        self.allowed.iter().map(|one| one.of).collect()
    }

    /// Whether a part can be read, whether one entry by its key or through a search.
    #[must_use]
    pub fn allow(&self, of: Readable, is_search: bool) -> bool {
        self.allowed.iter().any(|one| one.of == of && if is_search { one.search } else { one.read })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(asked: &str) -> String {
        AppScopes::parse(asked).text()
    }

    #[test]
    fn what_we_do_not_give_is_left_out() {
        for (asked, given) in [
            ("patient/Observation.rs", "patient/Observation.rs"),
            ("patient/Observation.r patient/Observation.s", "patient/Observation.rs"),
            ("patient/Observation.cruds openid fhirUser", "patient/Observation.rs"),
            ("offline_access patient/Patient.r launch/patient", "launch/patient offline_access patient/Patient.r"),
            ("patient/Observation.s patient/Condition.rs", "patient/Condition.rs patient/Observation.s"),
            ("user/Observation.rs system/*.rs patient/Observation.cud", ""),
            ("patient/Observation.sr patient/Observation.rr patient/Observation.", ""),
            ("patient/Observation.rs?category=laboratory patient/Appointment.rs patient/Observation", ""),
        ] {
            assert_eq!(text(asked), given, "{asked}");
        }
        assert_eq!(AppScopes::parse("patient/*.rs").parts(), Readable::ALL);
    }

    #[test]
    fn an_app_gets_no_more_than_it_may_ask_for() {
        let asked = AppScopes::asked("patient/*.rs offline_access", &[Readable::Condition], false);
        assert_eq!(asked.text(), "patient/Condition.rs");
        assert!(AppScopes::asked("patient/Observation.rs", &[], true).is_empty());
    }

    #[test]
    fn of_two_the_narrower_counts() {
        let had = AppScopes::parse("offline_access patient/Condition.rs patient/Observation.r");
        assert_eq!(AppScopes::parse("patient/*.rs launch/patient offline_access").within(&had), had);
        assert_eq!(AppScopes::parse("patient/Observation.rs").within(&had).text(), "patient/Observation.r");
        assert!(AppScopes::parse("patient/Observation.s").within(&had).is_empty());
    }

    #[test]
    fn no_part_opens_another() {
        for (nth, one) in Readable::ALL.iter().enumerate() {
            let others = Readable::ALL[..nth].iter();
            assert!(others.clone().all(|other| other.part() != one.part()), "{one:?}");
        }
    }

    #[test]
    fn reading_and_searching_are_two_things() {
        let scopes = AppScopes::parse("patient/Observation.r patient/Condition.s");
        assert!(scopes.allow(Readable::Observation, false) && !scopes.allow(Readable::Observation, true));
        assert!(scopes.allow(Readable::Condition, true) && !scopes.allow(Readable::Condition, false));
        assert!(!scopes.allow(Readable::Patient, false));
    }
}
