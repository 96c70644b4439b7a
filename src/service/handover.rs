//! Handing over a leaving practitioner's upcoming appointments: each is booked with another practitioner, at the same time and
//! place, and cancelled with the first, in one transaction. What doesn't fit stays as it is.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services,
    administrators::still_administers,
    booking::{BookingRequest, Order, place_in},
    cancel::{Cancellation, call_off, make_way},
    deed,
    directory::Directory,
    stranded::is_open,
};
use crate::{
    domain::{
        account::Actor,
        appointment::Status,
        automatic::Automatic,
        booking::{Strictness, Target},
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{appointment, db::Tx, lock, notice, practitioner, waitlist},
};

/// The maximum number handed over at once: this many changes in a row finish before a browser stops waiting.
const MOST: usize = 300;

/// How many were handed over, and how many were not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HandedOver {
    /// Booked with the other practitioner.
    pub moved: usize,
    /// Left as they are: the other practitioner is not free then or doesn't offer this, or something has changed.
    pub left: usize,
}

/// An appointment that another practitioner takes over.
pub(super) struct Handing {
    /// The administrator who decides it.
    pub by: By,
    /// The practitioner it belongs to.
    pub from: PractitionerId,
    /// The practitioner who takes it over.
    pub to: PractitionerId,
    /// The appointment.
    pub id: AppointmentId,
    /// The revision that was seen; `None` if that does not matter.
    pub seen: Option<i64>,
    /// The new start, if it differs from the current one.
    pub starts_at: Option<Timestamp>,
    /// The directory to book from.
    pub directory: Arc<Directory>,
}

/// Hands over the appointments that fit. Both practitioners and the patients are told, each once.
///
/// # Errors
/// Not allowed, or no longer allowed; not found if no practitioner leaves; no such practitioner to hand them over to; a storage
/// failure, after which some may have been handed over.
pub async fn hand_over(
    services: &Services,
    actor: &Actor,
    (from, to): (PractitionerId, PractitionerId),
    seen: &[AppointmentId],
) -> Outcome<HandedOver> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    practitioner::find(&mut services.db.read().await?, from).await?.ok_or(AppError::NotFound)?;
    if from == to || services.directory().await?.practitioner(to).is_none() {
        return Err(FieldError::new(Field::Practitioner, Problem::NotAChoice).into());
    }
    let mut handed = HandedOver::default();
    for id in seen.iter().take(MOST) {
        let handing = |directory| Handing { by: by.clone(), from, to, id: *id, seen: None, starts_at: None, directory };
        match services.write_by_directory(handing, |tx, handing| Box::pin(leave_to(tx, handing))).await {
            Ok(()) => handed.moved += 1,
            Err(Failure::Refused(AppError::Booking { .. } | AppError::NotFound | AppError::Overtaken)) => {
                handed.left += 1
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(handed)
}

async fn leave_to(tx: &mut Tx, handing: &Handing) -> Outcome<()> {
    hand_over_in(tx, handing).await?;
    // No one on the waiting list is to be offered a slot with someone who leaves.
    Ok(waitlist::forget_freed_of(tx, handing.from).await?)
}

/// Hands one appointment over, in a transaction. Returns the replacement.
///
/// # Errors
/// No longer allowed; that it has changed; why the other practitioner cannot take it.
pub(super) async fn hand_over_in(tx: &mut Tx, handing: &Handing) -> Outcome<AppointmentId> {
    let Handing { by, from, to, id, seen, starts_at, directory } = handing;
    still_administers(tx, &by.actor).await?;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    let known = appointment::find(tx, *id).await?.ok_or(AppError::NotFound)?;
    // All three calendars at once: see `lock::calendars`.
    lock::calendars(tx, [from.account(), to.account(), known.patient.account()]).await?;
    let found = deed::standing(tx, *id).await?;
    deed::is_as_seen(&found, *seen)?;
    if found.practitioner != *from || !is_open(&found) || found.slot.starts_at <= by.at {
        return Err(AppError::Overtaken.into());
    }
    let basis = by.basis.ok_or(AppError::Forbidden)?;
    let cancellation = Cancellation { by: by.clone(), id: *id, reason: Automatic::HandedOver.stored(), seen: None };
    let starts_at = starts_at.unwrap_or(found.slot.starts_at);
    // Patients are told that a handed-over appointment keeps its time.
    let keeps_its_time = starts_at == found.slot.starts_at;
    if keeps_its_time {
        make_way(tx, &cancellation, &found, Status::Cancelled, basis).await?;
        notice::insert_receipt(tx, by.account()?, NoticeKind::AppointmentHandedOver, &found, by.second()).await?;
    } else {
        call_off(tx, &cancellation, &found, Status::Cancelled, basis).await?;
    }
    let order = Order {
        by: by.clone(),
        patient: found.patient,
        request: BookingRequest {
            target: Target { practitioner: *to, ..found.moved_to(found.centre, starts_at) },
            reason: found.reason.clone(),
            idempotency_key: format!("handover-{}-{}", id.0, to.0),
        },
        strictness: Strictness::Staff,
        override_reason: String::new(),
        series: None,
        is_handover: keeps_its_time,
        directory: directory.clone(),
    };
    place_in(tx, &order).await
}
