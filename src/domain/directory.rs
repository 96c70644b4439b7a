//! The public directory: centres, practitioners, and who works where and when.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    face,
    ids::{AffiliationId, CentreId, PractitionerId, ServiceId},
    patient::Gender,
    profession::title,
    slot::{Availability, Schedule, SlotRule},
    time::Zone,
};

/// What kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CentreKind {
    /// A hospital.
    Hospital,
    /// A medical centre or practice.
    MedicalCentre,
}

impl CentreKind {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hospital => "hospital",
            Self::MedicalCentre => "medical_centre",
        }
    }

    /// The word for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Hospital => "Hospital",
            Self::MedicalCentre => "Medical centre",
        }
    }
}

impl FromStr for CentreKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        match s {
            "hospital" => Ok(Self::Hospital),
            "medical_centre" => Ok(Self::MedicalCentre),
            _ => Err(()),
        }
    }
}

/// A place where practitioners work.
#[derive(Clone, Debug)]
pub struct Centre {
    /// Its key.
    pub id: CentreId,
    /// What kind of place it is.
    pub kind: CentreKind,
    /// Its name.
    pub name: String,
    /// Its business number.
    pub abn: String,
    /// Suburb or town.
    pub suburb: String,
    /// Street and number; may be empty.
    pub address: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// The zone of its clocks.
    pub zone: Zone,
}

impl Centre {
    /// Street and suburb in one line.
    #[must_use]
    pub fn place(&self) -> String {
        if self.address.is_empty() { self.suburb.clone() } else { format!("{}, {}", self.address, self.suburb) }
    }
}

/// A practitioner's work at one centre.
#[derive(Clone, Debug)]
pub struct Affiliation {
    /// Its key.
    pub id: AffiliationId,
    /// Where.
    pub centre: CentreId,
    /// When, in the centre's local time, minus closures.
    pub hours: Availability,
}

impl Affiliation {
    /// The hours as something that can be asked for slots.
    #[must_use]
    pub fn schedule(&self, centre: &Centre, rule: SlotRule) -> Schedule {
        Schedule::of(centre.zone.clone(), &self.hours, rule)
    }
}

/// Someone who gives care.
#[derive(Clone, Debug)]
pub struct Practitioner {
    /// Their key.
    pub id: PractitionerId,
    /// Full name.
    pub name: String,
    /// Exactly one.
    pub profession: String,
    /// Any number of fields.
    pub expertise: Vec<String>,
    /// Degrees and registrations; may be empty.
    pub qualifications: String,
    /// About them; may be empty.
    pub bio: String,
    /// Years of practice.
    pub experience_years: i64,
    /// Languages, separated by commas; may be empty.
    pub languages: String,
    /// Address of a photo on this server.
    pub photo: Option<String>,
    /// Their gender, where they say it.
    pub gender: Option<Gender>,
    /// Price of a visit in hundredths, with its currency.
    pub fee: Option<(i64, String)>,
    /// Whether they take new bookings.
    pub accepting: bool,
    /// Whether they are seen on referral only.
    pub requires_referral: bool,
    /// What can be booked with them, by name; the clinic's standard visit if there is nothing else.
    pub services: Vec<ServiceId>,
    /// Where they work.
    pub affiliations: Vec<Affiliation>,
}

impl Practitioner {
    /// What patients call them: `Dermatologist`, where the profession alone is `Specialist`.
    #[must_use]
    pub fn title(&self) -> String {
        title(&self.profession, &self.expertise)
    }

    /// The address of their photo, or of the face that is drawn for them.
    #[must_use]
    pub fn portrait(&self) -> String {
        self.photo.clone().unwrap_or_else(|| face::address(&self.name, self.gender))
    }
}
