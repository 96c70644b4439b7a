//! The public directory: centres and practitioners, and who works where and when.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    biographies::Biographies,
    facade, face,
    ids::{AffiliationId, CentreId, PractitionerId, RoomId, ServiceId},
    language::Language,
    patient::Gender,
    profession::title,
    slot::{Availability, Schedule, SlotRule},
    text::fold,
    time::Zone,
};

/// What a change to the directory concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Changed {
    /// A practitioner's name, profile, services, affiliations, hours and leave, or whether they are listed at all.
    Practitioner(PractitionerId),
    /// A centre or its closures, and with it everyone who works there.
    Centre(CentreId),
    /// A kind of visit, and with it everyone who offers it.
    Service(ServiceId),
    /// A room or a device.
    Room(RoomId),
    /// The settings, or the clinic's texts on its public pages.
    Settings,
}

impl Changed {
    /// The stored form.
    #[must_use]
    pub fn to_row(self) -> (&'static str, i64) {
        match self {
            Self::Practitioner(id) => ("practitioner", id.0),
            Self::Centre(id) => ("centre", id.0),
            Self::Service(id) => ("service", id.0),
            Self::Room(id) => ("room", id.0),
            Self::Settings => ("settings", 0),
        }
    }

    /// Parses the stored form; `None` if this version does not know it.
    #[must_use]
    pub fn from_row(kind: &str, id: i64) -> Option<Self> {
        match kind {
            "practitioner" => Some(Self::Practitioner(PractitionerId(id))),
            "centre" => Some(Self::Centre(CentreId(id))),
            "service" => Some(Self::Service(ServiceId(id))),
            "room" => Some(Self::Room(RoomId(id))),
            "settings" => Some(Self::Settings),
            _ => None,
        }
    }
}

/// The kind of centre.
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
#[derive(Clone, Debug, PartialEq)]
pub struct Centre {
    /// The key of its row, which is also in the address of its page.
    pub id: CentreId,
    /// The kind of centre.
    pub kind: CentreKind,
    /// As everyone sees it; no two centres have the same.
    pub name: String,
    /// Its business number.
    pub abn: String,
    /// Suburb or town.
    pub suburb: String,
    /// Street and number; may be empty.
    pub address: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Its time zone.
    pub zone: Zone,
    /// The path of its photo on this server.
    pub photo: Option<String>,
}

impl Centre {
    /// The path of its photo, or of the building drawn for it.
    #[must_use]
    pub fn picture(&self) -> String {
        self.photo.clone().unwrap_or_else(|| facade::address(&self.name, self.kind == CentreKind::Hospital))
    }

    /// Street and suburb in one line.
    #[must_use]
    pub fn place(&self) -> String {
        in_one_line(&self.address, &self.suburb)
    }

    /// The postcodes in its address: numbers with at least four digits.
    pub fn postcodes(&self) -> impl Iterator<Item = &str> {
        self.address.split(|letter: char| !letter.is_alphanumeric()).filter(|word| is_postcode(word))
    }
}

/// Whether a word looks like a postcode.
#[must_use]
pub fn is_postcode(word: &str) -> bool {
    word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Street and suburb in one line. The address may already end with its suburb: `12 High Street, Randwick
/// NSW 2031`.
#[must_use]
pub fn in_one_line(address: &str, suburb: &str) -> String {
    let named = format!("{} ", fold(suburb));
    let says_it = address.split(',').skip(1).any(|part| format!("{} ", fold(part)).starts_with(&named));
    match (address.is_empty(), says_it) {
        (true, _) => suburb.to_owned(),
        (false, true) => address.to_owned(),
        (false, false) => format!("{address}, {suburb}"),
    }
}

/// A practitioner's work at one centre.
#[derive(Clone, Debug, PartialEq)]
pub struct Affiliation {
    /// The key of its row.
    pub id: AffiliationId,
    /// Where.
    pub centre: CentreId,
    /// Working hours in the centre's local time, minus closures.
    pub hours: Availability,
}

impl Affiliation {
    /// The hours in a form that yields slots.
    #[must_use]
    pub fn schedule(&self, centre: &Centre, rule: SlotRule) -> Schedule {
        Schedule::of(centre.zone.clone(), &self.hours, rule)
    }
}

/// A practitioner's public profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Practitioner {
    /// The key of their account, which is also in the address of their page.
    pub id: PractitionerId,
    /// Full name.
    pub name: String,
    /// Exactly one.
    pub profession: String,
    /// Areas of expertise, in any number.
    pub expertise: Vec<String>,
    /// Degrees and registrations; may be empty.
    pub qualifications: String,
    /// Their biography; may be empty.
    pub bio: String,
    /// The biography in further languages.
    pub bios: Biographies,
    /// Years of practice.
    pub experience_years: i64,
    /// Languages, separated by commas; may be empty.
    pub languages: String,
    /// The path of their photo on this server.
    pub photo: Option<String>,
    /// Their gender, if they state it.
    pub gender: Option<Gender>,
    /// Price of a visit in hundredths, with its currency.
    pub fee: Option<(i64, String)>,
    /// Whether they take new bookings.
    pub accepting: bool,
    /// Whether they see patients on referral only.
    pub requires_referral: bool,
    /// The services that can be booked with them, by name; the clinic's standard visit if they offer nothing else.
    pub services: Vec<ServiceId>,
    /// Where they work.
    pub affiliations: Vec<Affiliation>,
}

impl Practitioner {
    /// The title that patients see: `Dermatologist`, where the profession alone is `Specialist`.
    #[must_use]
    pub fn title(&self) -> String {
        title(&self.profession, &self.expertise)
    }

    /// Their biography for readers of a language.
    #[must_use]
    pub fn bio_in(&self, language: Language) -> &str {
        self.bios.get(&language).unwrap_or(&self.bio)
    }

    /// The path of their photo, or of the face drawn for them.
    #[must_use]
    pub fn portrait(&self) -> String {
        self.photo.clone().unwrap_or_else(|| face::address(&self.name, self.gender))
    }
}

#[cfg(test)]
mod tests {
    use super::in_one_line;

    #[test]
    fn an_address_that_says_its_suburb_does_not_say_it_twice() {
        for (address, suburb, line) in [
            ("", "Randwick", "Randwick"),
            ("12 High Street", "Randwick", "12 High Street, Randwick"),
            ("12 High Street, Randwick NSW 2031", "Randwick", "12 High Street, Randwick NSW 2031"),
            ("12 High Street, RANDWICK", "Randwick", "12 High Street, RANDWICK"),
            ("12 Randwick Street", "Randwick", "12 Randwick Street, Randwick"),
            ("Level 2, 5 West Road", "West End", "Level 2, 5 West Road, West End"),
        ] {
            assert_eq!(in_one_line(address, suburb), line);
        }
    }
}
