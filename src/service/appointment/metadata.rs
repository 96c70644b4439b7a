//! Metadata that programs keep with an appointment, on behalf of someone who deals with it.

use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject},
        ids::AppointmentId,
        metadata::MetadataChange,
        policy::Action,
    },
    error::AppError,
    service::{By, Failure, Outcome, Services, deed, refusals},
    storage::{appointment, erasure},
};

/// Changes some of the entries, for anyone who may move the appointment, whatever its status. With `seen`, only if the appointment
/// has changed exactly as often as the program knows.
///
/// # Errors
/// Not found for anyone else; that there would be too many; that it has changed in the meantime.
pub async fn annotate(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    change: MetadataChange,
    seen: Option<i64>,
) -> Outcome<()> {
    let now = services.clock.now();
    let done = services.db.write((actor.clone(), id, change, seen, now), |tx, (actor, id, change, seen, now)| {
        Box::pin(async move {
            let (found, _, basis) = deed::begin(tx, actor, Action::RescheduleAppointment, *id, *now).await?;
            // Nothing more is written about an erased person.
            if erasure::erased_at(tx, found.patient.account()).await?.is_some() {
                return Err(AppError::NotFound.into());
            }
            deed::is_as_seen(&found, *seen)?;
            let metadata = found.metadata.changed(change)?;
            if metadata != found.metadata {
                appointment::set_metadata(tx, *id, &metadata).await?;
                let by = By { actor: actor.clone(), basis: Some(basis), at: *now, by_link: false };
                by.did(tx, Deed::AppointmentMetadata, Subject::from(*id).of(found.patient));
            }
            Ok::<_, Failure>(())
        })
    });
    refusals::told(services, actor, id, Deed::AppointmentMetadata, done.await).await
}
