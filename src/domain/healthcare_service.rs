//! What can be booked: a kind of visit with its length, its rules and its price. In FHIR it is a `HealthcareService`, elsewhere an
//! appointment type.

use std::{collections::BTreeMap, str::FromStr};

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{
    calendar_view::{day_bounds, local_date},
    ids::{CentreId, RoomId, ServiceId},
    language::Language,
    settings::{Confirmation, ReminderDays, Settings},
    slot::{MOST_SLOTS, SlotRule},
    time::Zone,
};

/// How a visit takes place (conflict 16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitMode {
    /// At the centre.
    InPerson,
    /// Over a link or the telephone; the instructions say how.
    Online,
}

impl VisitMode {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Online => "online",
        }
    }
}

impl FromStr for VisitMode {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::InPerson, Self::Online].into_iter().find(|mode| mode.as_str() == s).ok_or(())
    }
}

/// The name and description of a kind of visit in a further language; an empty text counts as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceText {
    /// The service's name in that language.
    pub name: String,
    /// What happens.
    pub description: String,
    /// The link, or how to find it.
    pub instructions: String,
}

/// A kind of visit's texts in further languages.
pub type ServiceTexts = BTreeMap<Language, ServiceText>;

/// A kind of visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthcareService {
    /// Its key; `None` for the clinic's standard visit, which the settings describe.
    pub id: Option<ServiceId>,
    /// How many consecutive slots it takes; 1 unless someone chose more.
    pub slots: u16,
    /// The name for readers in whose language it has none.
    pub name: String,
    /// The description; may be empty.
    pub description: String,
    /// The texts in further languages.
    pub texts: ServiceTexts,
    /// When it may start, how long it lasts, and the buffers around it.
    pub rule: SlotRule,
    /// How long before its start it must be booked, in minutes.
    pub notice_minutes: u32,
    /// How far ahead it can be booked, in days.
    pub horizon_days: u16,
    /// How many of these visits a practitioner takes in a local day.
    pub daily_cap: Option<u32>,
    /// How many patients can attend one; more than one make it a group.
    pub capacity: u32,
    /// Where.
    pub mode: VisitMode,
    /// The link, or how to find it; may be empty. For patients who have booked.
    pub instructions: String,
    /// In hundredths of the clinic's currency; if missing, the practitioner's fee applies.
    pub price_cents: Option<i64>,
    /// The status of a new booking.
    pub confirmation: Confirmation,
    /// The rooms and devices, one of which it needs; empty if it needs none.
    pub rooms: Vec<RoomId>,
}

impl HealthcareService {
    /// The visit offered by every practitioner who offers nothing else; the presets of HealMate, HAS and MediSoft give it their
    /// behaviour.
    #[must_use]
    pub fn standard(settings: &Settings) -> Self {
        Self {
            id: None,
            slots: 1,
            name: "Consultation".into(),
            description: String::new(),
            texts: ServiceTexts::new(),
            // Settings accept only lengths that make a valid rule.
            rule: SlotRule::new(settings.slot_minutes, settings.slot_minutes).unwrap_or_default(),
            notice_minutes: 0,
            horizon_days: settings.horizon_days,
            daily_cap: None,
            capacity: 1,
            mode: VisitMode::InPerson,
            instructions: String::new(),
            price_cents: None,
            confirmation: settings.confirmation,
            rooms: Vec::new(),
        }
    }

    /// Its name for readers of a language.
    #[must_use]
    pub fn name_in(&self, language: Language) -> &str {
        self.said_in(language, |text| &text.name).unwrap_or(&self.name)
    }

    /// Its description for readers of a language.
    #[must_use]
    pub fn description_in(&self, language: Language) -> &str {
        self.said_in(language, |text| &text.description).unwrap_or(&self.description)
    }

    /// The link, or how to find it, for readers of a language.
    #[must_use]
    pub fn instructions_in(&self, language: Language) -> &str {
        self.said_in(language, |text| &text.instructions).unwrap_or(&self.instructions)
    }

    fn said_in(&self, language: Language, part: impl Fn(&ServiceText) -> &str) -> Option<&str> {
        self.texts.get(&language).map(part).filter(|said| !said.is_empty())
    }

    /// Its names in every language.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let others = self.texts.values().map(|text| text.name.as_str()).filter(|name| !name.is_empty());
        std::iter::once(self.name.as_str()).chain(others)
    }

    /// The same visit over several consecutive slots: it lasts as long as all of them together, and costs as much. `None` for a
    /// group, or if it would last longer than a day.
    #[must_use]
    pub fn over(&self, slots: u16) -> Option<Self> {
        let rule = self.rule.over(slots).filter(|_| slots <= MOST_SLOTS && !self.is_group())?;
        let price_cents = self.price_cents.map(|cents| cents.saturating_mul(slots.into()));
        Some(Self { slots, rule, price_cents, ..self.clone() })
    }

    /// Whether several patients share a visit.
    #[must_use]
    pub fn is_group(&self) -> bool {
        self.capacity > 1
    }

    /// The earliest instant after which one may start.
    #[must_use]
    pub fn soonest(&self, now: Timestamp) -> Timestamp {
        let notice = SignedDuration::from_mins(self.notice_minutes.into());
        now.checked_add(notice).unwrap_or(Timestamp::MAX)
    }

    /// The last instant at which one may start in a zone: the horizon counts whole days from today, by the local calendar.
    #[must_use]
    pub fn latest(&self, zone: &Zone, now: Timestamp) -> Timestamp {
        let last = local_date(zone, now).saturating_add(i64::from(self.horizon_days).days());
        day_bounds(zone, last).end.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX)
    }
}

/// A service as an administrator describes it; whatever is `None` is taken from the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceDraft {
    /// Its name, which is unique.
    pub name: String,
    /// The description; may be empty.
    pub description: String,
    /// The texts in further languages.
    pub texts: ServiceTexts,
    /// When it may start, how long it lasts, and the buffers around it.
    pub rule: SlotRule,
    /// How many minutes before its start it must be booked.
    pub notice_minutes: u32,
    /// How far ahead it can be booked, in days.
    pub horizon_days: Option<u16>,
    /// How many of these visits a practitioner takes in a local day.
    pub daily_cap: Option<u32>,
    /// How many patients can attend one.
    pub capacity: u32,
    /// Where it takes place.
    pub mode: VisitMode,
    /// The link, or how to find it; may be empty.
    pub instructions: String,
    /// In hundredths of the clinic's currency.
    pub price_cents: Option<i64>,
    /// The status of a new booking.
    pub confirmation: Option<Confirmation>,
    /// When its patients are reminded.
    pub reminders: Option<ReminderDays>,
    /// Whether it is offered.
    pub active: bool,
}

impl ServiceDraft {
    /// The service as it is under these settings.
    #[must_use]
    pub fn resolve(self, id: ServiceId, settings: &Settings, rooms: Vec<RoomId>) -> HealthcareService {
        HealthcareService {
            id: Some(id),
            slots: 1,
            name: self.name,
            description: self.description,
            texts: self.texts,
            rule: self.rule,
            notice_minutes: self.notice_minutes,
            horizon_days: self.horizon_days.unwrap_or(settings.horizon_days),
            daily_cap: self.daily_cap,
            capacity: self.capacity,
            mode: self.mode,
            instructions: self.instructions,
            price_cents: self.price_cents,
            confirmation: self.confirmation.unwrap_or(settings.confirmation),
            rooms,
        }
    }
}

/// A resource other than people that a visit may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// A room.
    Room,
    /// A device.
    Device,
}

impl RoomKind {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Device => "device",
        }
    }
}

impl FromStr for RoomKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Room, Self::Device].into_iter().find(|kind| kind.as_str() == s).ok_or(())
    }
}

/// A room or a device of a centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The key of its row.
    pub id: RoomId,
    /// Where it is.
    pub centre: CentreId,
    /// As everyone sees it; no two at a centre have the same.
    pub name: String,
    /// What it is.
    pub kind: RoomKind,
    /// Whether it can be used.
    pub active: bool,
}
