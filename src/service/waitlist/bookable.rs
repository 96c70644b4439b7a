//! When someone on the waiting list could come.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{
        appointment::{self as life, Party},
        calendar_view::local_date,
        ids::{CentreId, PractitionerId},
        slot::{Occupancy, Slot},
        waitlist::FreeTime,
    },
    service::{
        Outcome,
        availability::{self, Perspective},
        directory::{Directory, Offering},
        occupancy, referral,
    },
    storage::{
        appointment::{self, Appointment},
        claim::Asker,
        db::Conn,
        waitlist::Entry,
    },
};

/// Someone on the waiting list, by a directory, at a moment.
#[derive(Clone, Copy)]
pub(super) struct Waiter<'a> {
    pub directory: &'a Directory,
    pub entry: &'a Entry,
    /// The appointment to be brought forward, if any.
    pub moving: Option<&'a Appointment>,
    pub now: Timestamp,
}

/// The appointment that a request would bring forward.
pub(super) enum ToMove {
    /// It would bring none forward.
    None,
    This(Box<Appointment>),
    /// It can no longer be moved.
    Gone,
}

impl ToMove {
    pub(super) async fn of(conn: &mut Conn, directory: &Directory, entry: &Entry, now: Timestamp) -> Outcome<Self> {
        let Some(id) = entry.instead_of else { return Ok(Self::None) };
        let can_move = |found: &Appointment| {
            life::cancel(found.status, found.slot.starts_at, Party::Patient, &directory.settings, now).is_ok()
        };
        let found = appointment::find(conn, id).await?.filter(can_move);
        Ok(found.map_or(Self::Gone, |found| Self::This(Box::new(found))))
    }

    /// The appointment, unless it is gone.
    pub(super) fn appointment(&self) -> Option<Option<&Appointment>> {
        match self {
            Self::None => Some(None),
            Self::This(found) => Some(Some(found)),
            Self::Gone => None,
        }
    }
}

impl<'a> Waiter<'a> {
    /// The offering as which they would see a practitioner at a centre. An appointment keeps its kind, length and practitioner,
    /// even if that can no longer be booked.
    pub(super) fn offering(&self, practitioner: PractitionerId, centre: CentreId) -> Option<Offering<'a>> {
        let service = self.entry.wish.service;
        match self.moving.filter(|found| found.practitioner == practitioner) {
            Some(found) => self.directory.offering_again_over(practitioner, centre, service, found.slots),
            None => self.directory.offering(practitioner, centre, service),
        }
    }

    fn suits(&self, offering: &Offering<'_>, slot: &Slot) -> bool {
        self.entry.wish.matches(&FreeTime {
            practitioner: offering.practitioner.id,
            profession: &offering.practitioner.profession,
            centre: offering.centre.id,
            zone: &offering.centre.zone,
            service: offering.service.id,
            slot: *slot,
        })
    }

    /// The slots between two instants that suit them and are free for them, as far as claims and daily limits tell.
    pub(super) async fn free(
        &self,
        conn: &mut Conn,
        offering: &Offering<'_>,
        (from, until): (Timestamp, Timestamp),
        suits: impl Fn(&Slot) -> bool + Send + Sync,
    ) -> Outcome<Vec<Slot>> {
        let suits = |slot: &Slot| self.suits(offering, slot) && suits(slot);
        let (schedule, zone) = (offering.schedule(), &offering.centre.zone);
        let first = local_date(zone, from);
        let days = (local_date(zone, until) - first).get_days() + 1;
        let days = u16::try_from(days).unwrap_or(0);
        let free = |taken: &Occupancy| {
            let days = schedule.free_slots(first, days, taken, from);
            let slots: Vec<Slot> = days.into_iter().flat_map(|day| day.slots).filter(&suits).collect();
            slots
        };
        // Most requests are for other days: their claims are not read.
        if free(&Occupancy::default()).is_empty() {
            return Ok(Vec::new());
        }
        let moving = match self.moving {
            Some(found) => Some(occupancy::moving(conn, found).await?),
            None => None,
        };
        let asker = Asker { moving, ..Asker::new(Some(self.entry.patient.account()), self.now) };
        let seen_by = Perspective::of_patient(self.directory, asker);
        let taken = availability::occupancy(conn, seen_by, offering, (from, until)).await?;
        let mut slots = free(&taken);
        let joinable = availability::joinable(conn, seen_by, offering, (from, until)).await?;
        slots.extend(joinable.into_iter().map(|(slot, _)| slot).filter(&suits));
        slots.sort_unstable();
        slots.dedup();
        Ok(slots)
    }

    /// Every slot that they can book, as far ahead as could be booked at `seen_at`.
    pub(super) async fn bookable(
        &self,
        conn: &mut Conn,
        offering: &Offering<'_>,
        seen_at: Timestamp,
    ) -> Outcome<Vec<Slot>> {
        let latest = offering.service.latest(&offering.centre.zone, seen_at);
        self.bookable_within(conn, offering, (self.now, latest)).await
    }

    /// The slots on days that have come within reach since `seen_at`.
    pub(super) async fn newly_bookable(
        &self,
        conn: &mut Conn,
        offering: &Offering<'_>,
        seen_at: Timestamp,
    ) -> Outcome<Vec<Slot>> {
        let latest = |at| offering.service.latest(&offering.centre.zone, at);
        let (before, until) = (latest(seen_at), latest(self.now));
        if before >= until {
            return Ok(Vec::new());
        }
        self.bookable_within(conn, offering, (before + SignedDuration::from_nanos(1), until)).await
    }

    async fn bookable_within(
        &self,
        conn: &mut Conn,
        offering: &Offering<'_>,
        (from, latest): (Timestamp, Timestamp),
    ) -> Outcome<Vec<Slot>> {
        let Offering { practitioner, service, .. } = *offering;
        let patient = self.entry.patient;
        if !practitioner.accepting || practitioner.id.account() == patient.account() {
            return Ok(Vec::new());
        }
        let soonest = service.soonest(self.now).max(self.now + SignedDuration::from_secs(1)).max(from);
        let slots = self.free(conn, offering, (soonest, latest), |slot| slot.starts_at <= latest).await?;
        // An appointment that is being moved was already booked with a referral.
        let stays = self.moving.is_some_and(|found| found.practitioner == practitioner.id);
        match slots.first() {
            Some(first)
                if !stays && referral::is_missing(conn, practitioner, Some(patient), first.starts_at).await? =>
            {
                Ok(Vec::new())
            }
            _ => Ok(slots),
        }
    }
}
