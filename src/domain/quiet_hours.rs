//! Quiet hours, during which someone gets no email about news; it is sent when they end.

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{
    form::{Field, FieldError, Problem, Problems},
    notice::Topic,
    time::{WallMinute, Zone},
};

const DAY: i64 = 24 * 60;

/// The quiet hours form as submitted; without any times there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuietForm {
    /// When they begin: `22:00`.
    pub from: String,
    /// When they end: `07:00`.
    pub until: String,
    /// The time zone they are in: `Australia/Sydney`.
    pub zone: String,
}

/// Quiet hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// The minute of the day at which they begin.
    pub from: i64,
    /// The minute at which they end, on the next day if that is earlier.
    pub until: i64,
    /// By whose clock.
    pub zone: Zone,
}

impl QuietForm {
    /// Validates the quiet hours; `None` for none.
    ///
    /// # Errors
    /// Each field's problem.
    pub fn parse(&self) -> Result<Option<QuietHours>, Vec<FieldError>> {
        if self.from.trim().is_empty() && self.until.trim().is_empty() {
            return Ok(None);
        }
        let mut problems = Problems::default();
        let from = problems.keep(minute(Field::QuietFrom, &self.from));
        let until = problems.keep(minute(Field::QuietUntil, &self.until));
        let zone = Zone::parse(&self.zone).map_err(|_| FieldError::new(Field::QuietZone, Problem::Wrong));
        let zone = problems.keep(zone);
        if from.is_some() && from == until {
            problems.add(Field::QuietUntil, Problem::Clash);
        }
        match (from, until, zone) {
            (Some(from), Some(until), Some(zone)) if from != until => Ok(Some(QuietHours { from, until, zone })),
            _ => Err(problems.into_vec()),
        }
    }
}

fn minute(field: Field, typed: &str) -> Result<i64, FieldError> {
    let problem = |problem| FieldError::new(field, problem);
    if typed.trim().is_empty() {
        return Err(problem(Problem::Missing));
    }
    let minute = WallMinute::parse(typed).map_err(|_| problem(Problem::Wrong))?;
    Ok(i64::from(minute.minutes()) % DAY)
}

/// `22:00`.
#[must_use]
pub fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

impl QuietHours {
    /// When they end, if they apply now.
    #[must_use]
    pub fn end(&self, now: Timestamp) -> Option<Timestamp> {
        let local = self.zone.tz().to_datetime(now);
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let is_quiet = if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        };
        if !is_quiet {
            return None;
        }
        let day = if minute < self.until { local.date() } else { local.date().tomorrow().ok()? };
        let (hour, minute) = (i8::try_from(self.until / 60).ok()?, i8::try_from(self.until % 60).ok()?);
        // If the clocks skip the end, the first time after it counts.
        let end = day.at(hour, minute, 0, 0).to_zoned(self.zone.tz().clone()).ok()?.timestamp();
        (end > now).then_some(end)
    }

    /// When an email about news is due. News about an appointment today or tomorrow, a time offered for a short while, and an
    /// account's security is not held back.
    #[must_use]
    pub fn due(&self, topic: Topic, appointment: Option<Timestamp>, now: Timestamp) -> Timestamp {
        let day = |at| self.zone.tz().to_datetime(at).date();
        let is_soon = appointment.is_some_and(|at| day(at) <= day(now).saturating_add(1.day()));
        let is_urgent = is_soon || matches!(topic, Topic::Security | Topic::Waitlist);
        self.end(now).filter(|_| !is_urgent).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(from: &str, until: &str) -> QuietHours {
        let form = QuietForm { from: from.into(), until: until.into(), zone: "Australia/Sydney".into() };
        form.parse().expect("valid").expect("some")
    }

    fn at(wall: &str) -> Timestamp {
        let zone = Zone::parse("Australia/Sydney").expect("a zone");
        let local: jiff::civil::DateTime = wall.parse().expect("a time");
        local.to_zoned(zone.tz().clone()).expect("exists").timestamp()
    }

    #[test]
    fn the_night_ends_in_the_morning_on_whichever_day_that_is() {
        let night = hours("22:00", "07:00");
        assert_eq!(night.end(at("2026-11-28T21:59")), None);
        assert_eq!(night.end(at("2026-11-28T22:00")), Some(at("2026-11-29T07:00")));
        assert_eq!(night.end(at("2026-11-29T06:59")), Some(at("2026-11-29T07:00")));
        assert_eq!(night.end(at("2026-11-29T07:00")), None);
        let noon = hours("12:00", "14:00");
        assert_eq!(noon.end(at("2026-11-28T13:00")), Some(at("2026-11-28T14:00")));
        assert_eq!(noon.end(at("2026-11-28T14:00")), None);
    }

    #[test]
    fn what_cannot_wait_does_not() {
        let (night, now) = (hours("22:00", "07:00"), at("2026-11-28T23:00"));
        let morning = at("2026-11-29T07:00");
        assert_eq!(night.due(Topic::Messages, None, now), morning);
        assert_eq!(night.due(Topic::Appointments, Some(at("2026-11-30T09:00")), now), morning);
        assert_eq!(night.due(Topic::Appointments, Some(at("2026-11-29T23:30")), now), now);
        assert_eq!(night.due(Topic::Security, None, now), now);
        assert_eq!(night.due(Topic::Waitlist, None, now), now);
    }

    #[test]
    fn quiet_hours_have_two_times_and_a_zone_or_there_are_none() {
        let parsed = |from: &str, until: &str, zone: &str| {
            let form = QuietForm { from: from.into(), until: until.into(), zone: zone.into() };
            form.parse().map(|hours| hours.is_some()).map_err(|problems| problems[0].field)
        };
        assert_eq!(parsed("", " ", "nonsense"), Ok(false));
        assert_eq!(parsed("22:00", "07:00", "Australia/Sydney"), Ok(true));
        assert_eq!(parsed("22:00", "", "Australia/Sydney"), Err(Field::QuietUntil));
        assert_eq!(parsed("x", "07:00", "Australia/Sydney"), Err(Field::QuietFrom));
        assert_eq!(parsed("07:00", "07:00", "Australia/Sydney"), Err(Field::QuietUntil));
        assert_eq!(parsed("22:00", "07:00", "Sydney"), Err(Field::QuietZone));
    }
}
