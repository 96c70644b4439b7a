//! Webhooks: the events that the clinic's own programs are told of, and the form that adds one.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{
    centre_form::line,
    form::{Field, FieldError, Problem, Problems},
};

/// The most webhooks that a clinic can have.
pub const MOST: usize = 20;
const LONGEST_URL: usize = 500;

/// An event that a program can be told of. It learns keys and times, and nothing about a person or a visit.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray, IntoStaticStr, EnumString, Serialize, Deserialize,
)]
pub enum Event {
    /// An appointment was booked or requested.
    #[strum(serialize = "appointment.booked")]
    AppointmentBooked,
    /// It was moved to another time.
    #[strum(serialize = "appointment.moved")]
    AppointmentMoved,
    /// It was cancelled.
    #[strum(serialize = "appointment.cancelled")]
    AppointmentCancelled,
    /// Its status changed: it was approved, the patient has arrived, it is over, or the like.
    #[strum(serialize = "appointment.status")]
    AppointmentStatus,
    /// A referral was sent, answered or withdrawn.
    #[strum(serialize = "referral.changed")]
    ReferralChanged,
    /// An application to work with the clinic came in or changed.
    #[strum(serialize = "application.changed")]
    ApplicationChanged,
    /// An administrator sends a test event.
    #[strum(serialize = "test")]
    Test,
}

impl Event {
    /// The word sent to programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The events that can be chosen.
    pub fn choices() -> impl Iterator<Item = Self> {
        Self::VARIANTS.iter().copied().filter(|event| *event != Self::Test)
    }
}

/// The form as submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebhookForm {
    /// The clinic's name for the program.
    pub name: String,
    /// Where it listens.
    pub url: String,
    /// The chosen events.
    pub events: Vec<String>,
}

/// A validated webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWebhook {
    /// The clinic's name for the program.
    pub name: String,
    /// Its URL; whether it can be reached is checked elsewhere.
    pub url: String,
    /// At least one event, in order, without duplicates.
    pub events: Vec<Event>,
}

impl WebhookForm {
    /// Validates the form.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<NewWebhook, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(line(Field::ProgramName, &self.name, 1, 60));
        let url = problems.keep(line(Field::WebhookUrl, &self.url, 1, LONGEST_URL));
        let events = problems.keep(self.events());
        match (name, url, events) {
            (Some(name), Some(url), Some(events)) => Ok(NewWebhook { name, url, events }),
            _ => Err(problems.into_vec()),
        }
    }

    fn events(&self) -> Result<Vec<Event>, FieldError> {
        let read = |word: &String| Event::choices().find(|event| event.as_str() == word.as_str());
        let events: Option<Vec<Event>> = self.events.iter().map(read).collect();
        let mut events = events.ok_or(FieldError::new(Field::Scopes, Problem::NotAChoice))?;
        events.sort_unstable();
        events.dedup();
        if events.is_empty() { Err(FieldError::new(Field::Scopes, Problem::Missing)) } else { Ok(events) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_hears_of_something_that_can_be_chosen() {
        let form = |events: &[&str]| WebhookForm {
            name: "Reports".into(),
            url: "https://program.example/hook".into(),
            events: events.iter().map(|event| (*event).to_owned()).collect(),
        };

        let new = form(&["referral.changed", "appointment.booked", "referral.changed"]).parse().expect("a webhook");
        assert_eq!(new.events, [Event::AppointmentBooked, Event::ReferralChanged]);
        for wrong in [&[][..], &["test"], &["everything"]] {
            let problems = form(wrong).parse().expect_err("wrong");
            assert_eq!(problems[0].field, Field::Scopes, "{wrong:?}");
        }
    }
}
