//! Calendars, and the bookable slots in them. Slots are computed from hours and bookings, never stored.

use jiff::{SignedDuration, Timestamp};

use super::{
    context::Context,
    directory::service_id,
    found::{Found, at_once, kept, key, page},
    resources::{self, Resource},
    search::Query,
    types::{CodeableConcept, Period, Reference, local},
};
use crate::{
    domain::{
        booking::Target,
        calendar_view::{day_start, local_date},
        ids::{CentreId, PractitionerId, ServiceId},
        slot::Slot,
    },
    rest::{input::is_reasonable, problem::Problem},
    service::{
        directory::{Directory, Offering},
        earliest::free_among,
    },
};

/// How far a search for slots reaches by default: a week.
const REACH: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The maximum reach.
pub const FURTHEST: SignedDuration = SignedDuration::from_hours(93 * 24);

/// The identity of a calendar: a practitioner, a place and a kind of visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduleId {
    pub practitioner: PractitionerId,
    pub centre: CentreId,
    pub service: Option<ServiceId>,
}

impl ScheduleId {
    /// The calendar of an offering.
    pub fn of(offering: &Offering<'_>) -> Self {
        Self { practitioner: offering.practitioner.id, centre: offering.centre.id, service: offering.service.id }
    }

    /// `3-1-0`: the standard visit has no key, and so 0.
    pub fn text(self) -> String {
        format!("{}-{}-{}", self.practitioner, self.centre, self.service.map_or(0, |id| id.0))
    }

    /// Parses [`Self::text`].
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Option<Vec<i64>> = text.split('-').map(|part| super::found::number(part).ok()).collect();
        let [practitioner, centre, service] = numbers?[..] else { return None };
        Some(Self {
            practitioner: PractitionerId(practitioner),
            centre: CentreId(centre),
            service: (service != 0).then_some(ServiceId(service)),
        })
    }

    /// Its offering, if that is available.
    pub fn offering(self, directory: &Directory) -> Option<Offering<'_>> {
        self.offering_over(directory, 1)
    }

    /// Like `offering`, over several adjacent slots, if patients may choose that many.
    pub fn offering_over(self, directory: &Directory, slots: u16) -> Option<Offering<'_>> {
        // Without a key it would be the first kind that they offer.
        directory
            .offering_over(self.practitioner, self.centre, self.service, slots)
            .filter(|offering| offering.service.id == self.service)
    }
}

/// A slot in a calendar, or several adjacent ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotId {
    pub schedule: ScheduleId,
    pub starts_at: Timestamp,
    /// The number of slots.
    pub slots: u16,
}

impl SlotId {
    /// The single slot that starts then.
    pub fn one(schedule: ScheduleId, starts_at: Timestamp) -> Self {
        Self { schedule, starts_at, slots: 1 }
    }

    /// `3-1-0-1795471200`: the calendar's id, and the start in UTC seconds; for several slots, their number follows:
    /// `3-1-0-1795471200-2`.
    pub fn text(self) -> String {
        let first = format!("{}-{}", self.schedule.text(), self.starts_at.as_second());
        if self.slots == 1 { first } else { format!("{first}-{}", self.slots) }
    }

    /// Parses [`Self::text`].
    pub fn parse(text: &str) -> Option<Self> {
        let ends: Vec<usize> = text.match_indices('-').map(|(at, _)| at).collect();
        let (first, slots) = match ends[..] {
            [_, _, _] => (text, 1),
            [_, _, _, last] => (&text[..last], text[last + 1..].parse().ok().filter(|slots: &u16| *slots > 1)?),
            _ => return None,
        };
        let (schedule, second) = first.rsplit_once('-')?;
        let starts_at =
            Timestamp::from_second(super::found::number(second).ok()?).ok().filter(|at| is_reasonable(*at))?;
        let found = Self { schedule: ScheduleId::parse(schedule)?, starts_at, slots };
        // Each slot has exactly one id.
        (found.text() == text).then_some(found)
    }

    /// The requested slot.
    pub fn target(self) -> Target {
        let ScheduleId { practitioner, centre, service } = self.schedule;
        Target { practitioner, centre, service, starts_at: self.starts_at, slots: self.slots }
    }

    /// Its offering, if that is available.
    pub fn offering(self, directory: &Directory) -> Option<Offering<'_>> {
        self.schedule.offering_over(directory, self.slots)
    }

    /// References to the slots that it consists of, which together last until `ends_at`.
    pub fn references(self, ends_at: Timestamp) -> Vec<Reference> {
        let length = ends_at.duration_since(self.starts_at) / i32::from(self.slots.max(1));
        let starts = (0..i32::from(self.slots)).filter_map(|nth| self.starts_at.checked_add(length * nth).ok());
        starts.map(|starts_at| Reference::to("Slot", Self::one(self.schedule, starts_at).text())).collect()
    }
}

/// Every practitioner at every place for every kind of visit.
pub fn all(directory: &Directory) -> Vec<Offering<'_>> {
    let mut found = Vec::new();
    for person in directory.practitioners() {
        for at in &person.affiliations {
            for service in directory.services_of(person) {
                found.extend(directory.centre(at.centre).map(|centre| Offering {
                    practitioner: person,
                    centre,
                    affiliation: at,
                    service,
                }));
            }
        }
    }
    found
}

fn of_offering(context: &Context, offering: &Offering<'_>) -> Resource {
    let Offering { practitioner, centre, service, .. } = *offering;
    let now = context.services().clock.now();
    let shown = |at: Timestamp| local(at.round(jiff::Unit::Second).unwrap_or(at), &centre.zone);
    Resource::Schedule(Box::new(resources::Schedule {
        id: ScheduleId::of(offering).text(),
        // A practitioner who takes no bookings has no free slots for now.
        active: practitioner.accepting,
        service_type: vec![CodeableConcept::text(&service.name)],
        specialty: practitioner.expertise.iter().map(|field| CodeableConcept::text(field)).collect(),
        actor: vec![
            Reference::named("Practitioner", practitioner.id, &practitioner.name),
            Reference::named("Location", centre.id, &centre.name),
            Reference::named("HealthcareService", service_id(service.id), &service.name),
        ],
        planning_horizon: Period { start: Some(shown(now)), end: Some(shown(service.latest(&centre.zone, now))) },
    }))
}

/// One calendar.
pub async fn schedule(context: &Context, id: &str) -> Result<Resource, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    let found = ScheduleId::parse(id).and_then(|id| id.offering(&directory)).ok_or_else(Problem::not_found)?;
    Ok(of_offering(context, &found))
}

/// Calendars.
pub async fn schedules(context: &Context, query: &Query) -> Result<Found, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    let fits = |offering: &Offering<'_>| {
        let Offering { practitioner, centre, service, .. } = *offering;
        let actors = [
            ("Practitioner", practitioner.id.to_string()),
            ("Location", centre.id.to_string()),
            ("HealthcareService", service_id(service.id)),
        ];
        query.admits_code("_id", &[&ScheduleId::of(offering).text()])
            && query.admits("actor", &context.base, &actors)
            && query.admits_words("service-type", &[&service.name])
            && query.admits_code("active", &[if practitioner.accepting { "true" } else { "false" }])
    };
    let sorted = |offering: &Offering<'_>| {
        let id = ScheduleId::of(offering);
        format!("{}-{}-{}", key(id.practitioner.0), key(id.centre.0), key(id.service.map_or(0, |id| id.0)))
    };
    let found = all(&directory).into_iter().filter(fits).map(|one| (sorted(&one), one)).collect();
    Ok(page(found, query, |offering| of_offering(context, offering)))
}

fn of_slot(offering: &Offering<'_>, slot: &Slot, status: &'static str) -> Resource {
    let schedule = ScheduleId::of(offering);
    Resource::Slot(Box::new(resources::Slot {
        id: SlotId::one(schedule, slot.starts_at).text(),
        service_type: vec![CodeableConcept::text(&offering.service.name)],
        schedule: Reference::to("Schedule", schedule.text()),
        status,
        start: local(slot.starts_at, &offering.centre.zone),
        end: local(slot.ends_at, &offering.centre.zone),
    }))
}

/// Whether the reader could book this slot, with the slot itself; `None` if this calendar has no such slot.
///
/// # Errors
/// A storage failure.
pub async fn is_free(
    context: &Context,
    directory: &Directory,
    offering: &Offering<'_>,
    starts_at: Timestamp,
) -> Result<Option<(Slot, bool)>, Problem> {
    let Ok(slot) = offering.schedule().check(starts_at) else { return Ok(None) };
    if !is_open(context, offering) {
        return Ok(Some((slot, false)));
    }
    let within = (slot.starts_at, slot.ends_at);
    let (free, _) = free_among(context.services(), directory, context.actor(), &[*offering], within, 1).await?;
    Ok(Some((slot, free.iter().any(|time| time.slot == slot))))
}

/// Whether its practitioner takes bookings, and is not the reader.
pub fn is_open(context: &Context, offering: &Offering<'_>) -> bool {
    let person = offering.practitioner;
    person.accepting && Some(person.id.account()) != context.actor().id()
}

/// One slot: free, or busy without saying why.
pub async fn slot(context: &Context, id: &str) -> Result<Resource, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    let id = SlotId::parse(id).filter(|id| id.slots == 1).ok_or_else(Problem::not_found)?;
    let offering = id.offering(&directory).ok_or_else(Problem::not_found)?;
    let found = is_free(context, &directory, &offering, id.starts_at).await?;
    let (slot, free) = found.ok_or_else(Problem::not_found)?;
    Ok(of_slot(&offering, &slot, if free { "free" } else { "busy" }))
}

/// The free slots of calendars, in order of time. Taken ones are not listed.
pub async fn slots(context: &Context, query: &Query) -> Result<Found, Problem> {
    let directory = context.services().directory_for(context.actor()).await?;
    if let Some(ids) = query.codes("_id") {
        let mut resources = Vec::new();
        for id in ids {
            resources.extend(kept(Box::pin(slot(context, id))).await?);
        }
        return Ok(at_once(resources, query));
    }
    let asked = query.references("schedule", "Schedule", &context.base);
    let id = match asked.as_deref() {
        None => return Err(Problem::bad_request("schedule: name a calendar, as in schedule=Schedule/3-1-0.")),
        Some([] | [_]) => asked.iter().flatten().find_map(|id| ScheduleId::parse(id)),
        Some(_) => return Err(Problem::bad_request("schedule: ask for one calendar at a time.")),
    };
    let offering = id.and_then(|id| id.offering(&directory)).filter(|offering| is_open(context, offering));
    let (Some(offering), true) = (offering, query.admits_code("status", &["free"])) else {
        return Ok(Found { total: Some(0), ..Found::default() });
    };
    let after = match query.after.as_deref() {
        None => None,
        Some(text) => {
            let at = text.parse().ok().and_then(|at: i64| Timestamp::from_second(at.saturating_add(1)).ok());
            Some(at.ok_or_else(|| Problem::bad_request("_after isn't one that we gave you."))?)
        }
    };
    let zone = &offering.centre.zone;
    let wanted = query.range("start");
    let first = wanted.from_date.map(|date| day_start(zone, date)).max(wanted.from);
    let first = first.unwrap_or(Timestamp::MIN).max(context.services().clock.now());
    let last = match (wanted.to_date, wanted.before) {
        (None, None) => first.checked_add(REACH).unwrap_or(Timestamp::MAX),
        // A slot counts by its start, and ends within a day after that.
        (Some(date), _) => day_start(zone, date).checked_add(SignedDuration::from_hours(50)).unwrap_or(Timestamp::MAX),
        (None, Some(before)) => before.checked_add(SignedDuration::from_hours(25)).unwrap_or(Timestamp::MAX),
    };
    let last = last.min(first.checked_add(FURTHEST).unwrap_or(Timestamp::MAX));
    let within = (after.map_or(first, |after| after.max(first)), last);
    let (free, more) =
        free_among(context.services(), &directory, context.actor(), &[offering], within, query.count).await?;
    let fits = |slot: &Slot| wanted.holds(slot.starts_at, local_date(zone, slot.starts_at));
    // After one that is too late, all are.
    let last = free.last().map(|time| time.slot).filter(|last| more && fits(last));
    let next = last.map(|last| last.starts_at.as_second().to_string());
    let shown = free.iter().map(|time| &time.slot).filter(|slot| fits(slot));
    Ok(Found { resources: shown.map(|slot| of_slot(&offering, slot, "free")).collect(), total: None, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_was_written_and_has_one_spelling() {
        let text = "3-1-0-1795471200";
        for text in [text, "3-1-0-1795471200-2"] {
            assert_eq!(SlotId::parse(text).map(SlotId::text).as_deref(), Some(text));
        }
        assert_eq!(ScheduleId::parse("3-1-9").and_then(|id| id.service), Some(ServiceId(9)));
        for wrong in [
            "",
            "3",
            "3-1",
            "3-1-0-",
            "3-1-0-x",
            "3-1-0-01",
            "-3-1-0-5",
            "3-1-0-99999999999999",
            "3-1-0-253402207200",
            "03-1-0-5",
        ] {
            assert_eq!(SlotId::parse(wrong), None, "{wrong}");
        }
        for wrong in ["3-1-0-5-", "3-1-0-5-0", "3-1-0-5-1", "3-1-0-5-02", "3-1-0-5-+2", "3-1-0-5-99999", "3-1-0-5-2-2"]
        {
            assert_eq!(SlotId::parse(wrong), None, "{wrong}");
        }
    }
}
