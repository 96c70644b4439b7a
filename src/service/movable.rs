//! Which appointments the actor may move, and by which rules.

use super::{Outcome, Services, directory::Directory, occupancy, proxy, refusals};
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, Party},
        audit::Deed,
        booking::Strictness,
        ids::AppointmentId,
        policy::Action,
    },
    error::AppError,
    storage::{appointment::Appointment, claim::Moving},
};

/// The rules that apply to this party when moving an appointment.
pub(super) fn strictness(party: Party) -> Strictness {
    if party == Party::Patient { Strictness::Patient } else { Strictness::Staff }
}

/// An appointment that the actor may move, their role, and what it gives back.
///
/// # Errors
/// Not found for anyone else; that it can no longer be moved.
pub(super) async fn movable(
    services: &Services,
    directory: &Directory,
    actor: &Actor,
    id: AppointmentId,
) -> Outcome<(Appointment, Party, Moving)> {
    let now = services.clock.now();
    let dealt =
        proxy::dealing_with(&mut services.db.read().await?, actor, Action::RescheduleAppointment, id, now).await;
    let (found, party, _) = refusals::told(services, actor, id, Deed::AppointmentReschedule, dealt).await?;
    life::cancel(found.status, found.slot.starts_at, party, &directory.settings, now).map_err(AppError::Move)?;
    let moving = occupancy::moving(&mut services.db.read().await?, &found).await?;
    Ok((found, party, moving))
}
