//! Occupying the time of everyone and everything that a visit needs, in the transaction that books it; and releasing it. The claims
//! have the last word: only the database can tell who was first.

use jiff::Timestamp;

use super::{
    Failure, Outcome,
    directory::{Directory, Offering},
};
use crate::{
    domain::{
        booking::{BookingRefusal, Strictness},
        ids::{AccountId, AppointmentId, HoldId, PatientId, RoomId, ServiceId, SessionId},
        slot::Slot,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        claim::{self, Moving, Owner, Span},
        db::{Conn, Tx},
        group_session, hold, waitlist,
    },
};

/// What a visit needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit<'d> {
    /// The practitioner, the centre and the kind of visit.
    pub offering: Offering<'d>,
    /// The patient.
    pub patient: PatientId,
    /// The slot.
    pub slot: Slot,
    /// What its patient will give back in exchange, and still has.
    pub moving: Option<Moving>,
}

impl Visit<'_> {
    /// The time for which the practitioner and the room are occupied, including buffers.
    fn occupied(&self) -> Slot {
        self.offering.service.rule.occupied(&self.slot)
    }

    fn of_practitioner(&self) -> Span {
        Span { resource: self.offering.practitioner.id.resource(), slot: self.occupied() }
    }

    pub(super) fn of_patient(&self) -> Span {
        Span { resource: self.patient.resource(), slot: self.slot }
    }

    /// The owners whose claims don't conflict: whoever takes it, and what is given back for it.
    fn owners(&self, owner: Owner) -> Vec<Owner> {
        self.moving.into_iter().flat_map(Moving::owners).chain([owner]).collect()
    }

    fn of_room(&self, room: RoomId) -> Span {
        Span { resource: room.resource(), slot: self.occupied() }
    }
}

/// Releases holds that have expired, and these people's own holds from filling in a form. Such a slot is not offered to anyone: it
/// was free before it was held. (The slot of an offer is recorded when the offer ends.)
pub(super) async fn release_holds<const N: usize>(tx: &mut Tx, of: [AccountId; N], now: Timestamp) -> Outcome<()> {
    Ok(hold::release_stale(tx, &of, now).await?)
}

/// Reserves what a visit needs for a hold: for a group a seat, whose session is returned.
pub(super) async fn keep(
    tx: &mut Tx,
    directory: &Directory,
    visit: &Visit<'_>,
    id: HoldId,
) -> Outcome<Option<SessionId>> {
    let owner = Owner::Hold(id);
    match visit.offering.service.id {
        Some(service) if visit.offering.service.is_group() => {
            take_patient(tx, visit, owner).await?;
            Ok(take_seat(tx, directory, visit, service).await?.1)
        }
        _ => {
            take_whole(tx, directory, visit, owner, Some(visit.of_patient())).await?;
            Ok(None)
        }
    }
}

/// A refusal as a failure, which rolls back the transaction. The nearest free slots are looked up afterwards.
pub(super) fn refused(refusal: BookingRefusal) -> Failure {
    AppError::Booking { refusal, nearest: Vec::new(), limit: None }.into()
}

/// Occupies what a visit needs for an appointment, and records its room and group.
pub(super) async fn occupy(
    tx: &mut Tx,
    directory: &Directory,
    visit: &Visit<'_>,
    id: AppointmentId,
    strictness: Strictness,
) -> Outcome<()> {
    let owner = Owner::Appointment(id);
    let (room, session) = match visit.offering.service.id {
        _ if strictness == Strictness::Overbooking => {
            take_patient(tx, visit, owner).await?;
            if !claim::take_beside(tx, owner, &visit.of_practitioner()).await? {
                return Err(refused(BookingRefusal::Taken));
            }
            (None, None)
        }
        Some(service) if visit.offering.service.is_group() => {
            take_patient(tx, visit, owner).await?;
            take_seat(tx, directory, visit, service).await?
        }
        _ => (take_whole(tx, directory, visit, owner, Some(visit.of_patient())).await?, None),
    };
    if room.is_some() || session.is_some() {
        appointment::set_place(tx, id, room, session).await?;
    }
    Ok(())
}

async fn take_patient(tx: &mut Tx, visit: &Visit<'_>, owner: Owner) -> Outcome<()> {
    let taken = take(tx, visit, owner, &[visit.of_patient()]).await?;
    if taken { Ok(()) } else { Err(refused(BookingRefusal::PatientBusy)) }
}

/// Claims spans for an owner, except for what will be given back in exchange.
async fn take(tx: &mut Tx, visit: &Visit<'_>, owner: Owner, spans: &[Span]) -> Outcome<bool> {
    Ok(match visit.moving {
        None => claim::take(tx, owner, spans).await?,
        Some(moving) => claim::take_beyond(tx, owner, spans, &moving.owners()).await?,
    })
}

/// The practitioner's time, a room's if one is needed, and the patient's if given, for a single owner.
pub(super) async fn take_whole(
    tx: &mut Tx,
    directory: &Directory,
    visit: &Visit<'_>,
    owner: Owner,
    of_patient: Option<Span>,
) -> Outcome<Option<RoomId>> {
    let room = free_room(tx, directory, visit, owner).await?;
    let spans: Vec<Span> = [Some(visit.of_practitioner()), room.map(|room| visit.of_room(room)), of_patient]
        .into_iter()
        .flatten()
        .collect();
    let owners = visit.owners(owner);
    // Someone who was double-booked still blocks the time for third parties once the other one leaves: every lane counts.
    let is_theirs = match visit.moving {
        None => claim::take_clear(tx, owner, &spans).await?,
        Some(_) => {
            take(tx, visit, owner, &spans).await? && !claim::is_claimed(tx, &visit.of_practitioner(), &owners).await?
        }
    };
    if is_theirs {
        return Ok(room);
    }
    let patient_busy = match of_patient {
        Some(span) => claim::is_claimed(tx, &span, &owners).await?,
        None => false,
    };
    if patient_busy {
        return Err(refused(BookingRefusal::PatientBusy));
    }
    // Someone else took the room in the meantime. There may be another one.
    if room.is_some() && !claim::is_claimed(tx, &visit.of_practitioner(), &owners).await? {
        return Err(Failure::Stale);
    }
    Err(refused(BookingRefusal::Taken))
}

async fn free_room(tx: &mut Tx, directory: &Directory, visit: &Visit<'_>, owner: Owner) -> Outcome<Option<RoomId>> {
    let Some(rooms) = directory.rooms_for(visit.offering.service, visit.offering.centre.id) else {
        return Ok(None);
    };
    for room in rooms {
        if !claim::is_claimed(tx, &visit.of_room(room), &visit.owners(owner)).await? {
            return Ok(Some(room));
        }
    }
    Err(refused(BookingRefusal::NoRoom))
}

async fn take_seat(
    tx: &mut Tx,
    directory: &Directory,
    visit: &Visit<'_>,
    id: ServiceId,
) -> Outcome<(Option<RoomId>, Option<SessionId>)> {
    let Offering { practitioner, centre, service, .. } = visit.offering;
    let seat = group_session::take_seat(tx, (practitioner.id, centre.id), id, &visit.slot, service.capacity).await?;
    let seat = seat.ok_or_else(|| refused(BookingRefusal::Taken))?;
    if !seat.is_first {
        return Ok((seat.room, Some(seat.session)));
    }
    let room = take_whole(tx, directory, visit, Owner::Session(seat.session), None).await?;
    group_session::set_room(tx, seat.session, room).await?;
    Ok((room, Some(seat.session)))
}

/// What an appointment would give back if it were moved.
pub(super) async fn moving(conn: &mut Conn, found: &Appointment) -> Outcome<Moving> {
    let is_last = match found.session {
        Some(session) => group_session::seats_taken(conn, session).await? == 1,
        None => false,
    };
    Ok(Moving { appointment: found.id, session: found.session, is_last })
}

/// Releases what an appointment occupied, and records that it is free.
pub(super) async fn vacate(tx: &mut Tx, found: &Appointment, now: Timestamp) -> Outcome<()> {
    claim::release(tx, found.id).await?;
    if let Some(session) = found.session {
        group_session::leave(tx, session).await?;
    }
    if found.session.is_some() || found.room_name.is_some() {
        appointment::set_place(tx, found.id, None, None).await?;
    }
    let freed = hold::Freed { practitioner: found.practitioner, centre: found.centre, slot: found.slot };
    waitlist::note_freed(tx, &freed, now).await?;
    Ok(())
}
