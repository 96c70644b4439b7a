//! The form for a kind of visit, as administrators fill it in.

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, ops::RangeInclusive, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    form::{Field, FieldError, Problem, Problems, text},
    healthcare_service::{ServiceDraft, ServiceText, ServiceTexts, VisitMode},
    ids::RoomId,
    language::Language,
    slot::SlotRule,
};

/// A service's name, description and instructions in a further language, as typed; each may be blank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceTextForm {
    /// The name in that language; may be empty.
    pub name: String,
    /// What happens.
    pub description: String,
    /// The link, or how to find it.
    pub instructions: String,
}

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceForm {
    /// The name for readers in whose language it has none.
    pub name: String,
    /// What happens.
    pub description: String,
    /// The texts in further languages, by tag.
    pub texts: BTreeMap<String, ServiceTextForm>,
    /// Minutes.
    pub duration: String,
    /// Minutes; blank for the same as the duration.
    pub step: String,
    /// Minutes; blank for none.
    pub buffer_before: String,
    /// Minutes; blank for none.
    pub buffer_after: String,
    /// In the unit below; blank for none.
    pub notice: String,
    /// `minutes`, `hours` or `days`.
    pub notice_unit: String,
    /// Days; blank for the clinic's.
    pub horizon: String,
    /// Visits; blank for any number.
    pub daily_cap: String,
    /// Patients; blank for one.
    pub capacity: String,
    /// `in_person` or `online`.
    pub mode: String,
    /// The link, or how to find it.
    pub instructions: String,
    /// `85` or `85.50`; blank for the practitioner's own fee.
    pub price: String,
    /// `auto`, `approval`, or blank for the clinic's.
    pub confirmation: String,
    /// A choice of the setting for reminders, or blank for the clinic's.
    pub reminders: String,
    /// Keys of rooms and devices.
    pub rooms: Vec<String>,
}

/// The units of notice in minutes, largest first.
pub const NOTICE_UNITS: [(&str, u32); 3] = [("days", 1_440), ("hours", 60), ("minutes", 1)];

const LONGEST_NAME: usize = 80;
const LONGEST_DESCRIPTION: usize = 500;
const LONGEST_INSTRUCTIONS: usize = 1_000;
const LONGEST_NOTICE: u32 = 365 * 1_440;

impl ServiceForm {
    /// The form for a new service: half an hour, in person, for one patient.
    #[must_use]
    pub fn blank() -> Self {
        Self {
            duration: "30".into(),
            capacity: "1".into(),
            notice_unit: "hours".into(),
            mode: VisitMode::InPerson.as_str().into(),
            ..Self::default()
        }
    }

    /// The form filled with a service's current values.
    #[must_use]
    pub fn of(draft: &ServiceDraft, rooms: &[RoomId]) -> Self {
        let or_blank = |number: u16| if number == 0 { String::new() } else { number.to_string() };
        let (before, after) = draft.rule.buffers();
        let notice = draft.notice_minutes;
        let unit = NOTICE_UNITS.iter().find(|(_, minutes)| notice > 0 && notice.is_multiple_of(*minutes));
        let (unit, minutes) = unit.copied().unwrap_or(("hours", 60));
        Self {
            name: draft.name.clone(),
            description: draft.description.clone(),
            texts: draft.texts.iter().map(|(language, text)| (language.tag().to_owned(), typed(text))).collect(),
            duration: draft.rule.duration_minutes().to_string(),
            step: draft.rule.step_minutes().to_string(),
            buffer_before: or_blank(before),
            buffer_after: or_blank(after),
            notice: if notice == 0 { String::new() } else { (notice / minutes).to_string() },
            notice_unit: unit.into(),
            horizon: draft.horizon_days.map(|days| days.to_string()).unwrap_or_default(),
            daily_cap: draft.daily_cap.map(|cap| cap.to_string()).unwrap_or_default(),
            capacity: draft.capacity.to_string(),
            mode: draft.mode.as_str().into(),
            instructions: draft.instructions.clone(),
            price: draft.price_cents.map(|cents| format!("{}.{:02}", cents / 100, cents % 100)).unwrap_or_default(),
            confirmation: draft.confirmation.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            reminders: draft.reminders.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            rooms: rooms.iter().map(RoomId::to_string).collect(),
        }
    }

    /// The service, and the rooms of which it needs one. Whether it is `active` is not part of the form.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self, active: bool) -> Result<(ServiceDraft, Vec<RoomId>), Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(text(Field::ServiceName, &self.name, 1, LONGEST_NAME));
        let description = problems.keep(text(Field::Description, &self.description, 0, LONGEST_DESCRIPTION));
        let texts = problems.keep(self.texts());
        let rule = self.rule(&mut problems);
        let notice = problems.keep(self.notice());
        let horizon = problems.keep(number(Field::Horizon, &self.horizon, 1..=730, None));
        let daily_cap = problems.keep(number(Field::DailyCap, &self.daily_cap, 1..=200, None));
        let capacity = problems.keep(number(Field::Capacity, &self.capacity, 1..=100, Some(1)));
        let mode = problems.keep(choice(Field::Mode, &self.mode));
        let least = usize::from(mode == Some(VisitMode::Online));
        let instructions = problems.keep(text(Field::Instructions, &self.instructions, least, LONGEST_INSTRUCTIONS));
        let price = problems.keep(price(&self.price));
        let confirmation = problems.keep(choice_or_clinics(Field::Confirmation, &self.confirmation));
        let reminders = problems.keep(choice_or_clinics(Field::ReminderDays, &self.reminders));
        let rooms: Result<Vec<RoomId>, _> = self.rooms.iter().map(|id| id.parse()).collect();
        let rooms = problems.keep(rooms.map_err(|_| FieldError::new(Field::Rooms, Problem::NotAChoice)));
        if let (Some(notice), Some(Some(days))) = (notice, horizon)
            && notice > days * 1_440
        {
            problems.add(Field::Notice, Problem::Clash);
        }
        let draft = (|| {
            Some(ServiceDraft {
                name: name?,
                description: description?,
                texts: texts?,
                rule: rule?,
                notice_minutes: notice?,
                horizon_days: horizon?.and_then(|days| u16::try_from(days).ok()),
                daily_cap: daily_cap?,
                capacity: capacity?.unwrap_or(1),
                mode: mode?,
                instructions: instructions?,
                price_cents: price?,
                confirmation: confirmation?,
                reminders: reminders?,
                active,
            })
        })();
        let problems = problems.into_vec();
        match (draft, rooms) {
            (Some(draft), Some(rooms)) if problems.is_empty() => Ok((draft, rooms)),
            _ => Err(problems),
        }
    }

    fn texts(&self) -> Result<ServiceTexts, FieldError> {
        let field = Field::OtherLanguages;
        let mut texts = ServiceTexts::new();
        for (tag, typed) in &self.texts {
            let language: Language = choice(field, tag)?;
            let name = text(field, &typed.name, 0, LONGEST_NAME)?;
            let description = text(field, &typed.description, 0, LONGEST_DESCRIPTION)?;
            let instructions = text(field, &typed.instructions, 0, LONGEST_INSTRUCTIONS)?;
            texts.insert(language, ServiceText { name, description, instructions });
        }
        texts.retain(|_, text| *text != ServiceText::default());
        Ok(texts)
    }

    fn rule(&self, problems: &mut Problems) -> Option<SlotRule> {
        let duration = problems.keep(minutes(Field::Duration, &self.duration, 5..=1_440, None));
        let step = if self.step.trim().is_empty() {
            duration
        } else {
            problems.keep(minutes(Field::Step, &self.step, 5..=1_440, None))
        };
        let before = problems.keep(minutes(Field::BufferBefore, &self.buffer_before, 0..=240, Some(0)));
        let after = problems.keep(minutes(Field::BufferAfter, &self.buffer_after, 0..=240, Some(0)));
        let (before, after) = (before?, after?);
        SlotRule::new(step?, duration?).and_then(|rule| rule.with_buffers(before, after)).ok()
    }

    fn notice(&self) -> Result<u32, FieldError> {
        let unit = NOTICE_UNITS.iter().find(|(name, _)| *name == self.notice_unit);
        let (_, minutes) = unit.ok_or(FieldError::new(Field::Notice, Problem::NotAChoice))?;
        let count = number(Field::Notice, &self.notice, 0..=LONGEST_NOTICE / minutes, Some(0))?;
        Ok(count.unwrap_or(0) * minutes)
    }
}

fn typed(text: &ServiceText) -> ServiceTextForm {
    let ServiceText { name, description, instructions } = text.clone();
    ServiceTextForm { name, description, instructions }
}

/// A whole number within limits, or the value that a blank stands for, if it may be blank.
fn number(
    field: Field,
    typed: &str,
    bounds: RangeInclusive<u32>,
    blank: Option<u32>,
) -> Result<Option<u32>, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(blank);
    }
    let number = typed.parse().ok().filter(|number| bounds.contains(number));
    number.map(Some).ok_or(FieldError::new(field, Problem::OutOfRange))
}

/// Minutes in whole claim cells.
fn minutes(field: Field, typed: &str, bounds: RangeInclusive<u32>, blank: Option<u32>) -> Result<u16, FieldError> {
    let found = number(field, typed, bounds, blank)?.ok_or(FieldError::new(field, Problem::Missing))?;
    let whole = u16::try_from(found).ok().filter(|minutes| minutes.is_multiple_of(5));
    whole.ok_or(FieldError::new(field, Problem::OutOfRange))
}

/// One of the choices.
pub(super) fn choice<T: FromStr>(field: Field, typed: &str) -> Result<T, FieldError> {
    typed.parse().map_err(|_| FieldError::new(field, Problem::NotAChoice))
}

/// One of the choices, or blank for the clinic's setting.
fn choice_or_clinics<T: FromStr>(field: Field, typed: &str) -> Result<Option<T>, FieldError> {
    if typed.is_empty() { Ok(None) } else { choice(field, typed).map(Some) }
}

/// `85`, `85.5` or `85.50` in hundredths, at most a million.
pub(super) fn price(typed: &str) -> Result<Option<i64>, FieldError> {
    let typed = typed.trim().trim_start_matches('$');
    if typed.is_empty() {
        return Ok(None);
    }
    let (whole, part) = typed.split_once('.').unwrap_or((typed, "0"));
    let digits =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let cents = (|| {
        let part: i64 = format!("{part:0<2}").parse().ok().filter(|_| digits(part, 2))?;
        let whole: i64 = whole.parse().ok().filter(|_| digits(whole, 6))?;
        Some(whole * 100 + part)
    })();
    cents.map(Some).ok_or(FieldError::new(Field::Price, Problem::OutOfRange))
}
