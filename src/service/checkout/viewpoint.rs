//! The point of view from which someone looks at free times.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    domain::{
        account::Actor,
        directory::Practitioner,
        ids::{AppointmentId, PatientId},
    },
    service::{
        Outcome, Services,
        directory::Directory,
        proxy,
        referral::{self, Need},
    },
    storage::appointment::Appointment,
};

/// The point of view from which someone looks at free times: that of the patient they book for, or else their own.
#[derive(Clone, Debug)]
pub struct Viewpoint {
    /// The patient they book for, if that is someone else.
    pub whom: Option<PatientId>,
    /// The part of the directory that they can see.
    pub directory: Arc<Directory>,
    pub(super) reader: Actor,
    /// Whose calendar decides which times are free.
    pub(super) eyes: Actor,
}

/// The point of view of someone who books for this patient, or for themselves.
///
/// # Errors
/// Not found without an active proxy for booking; that the directory is for members only.
pub async fn viewpoint(services: &Services, reader: &Actor, patient: Option<PatientId>) -> Outcome<Viewpoint> {
    let whom = patient.filter(|patient| reader.id() != Some(patient.account()));
    let eyes = proxy::booking_for(services, reader, whom).await?;
    let directory = services.directory_for(&eyes).await?;
    Ok(Viewpoint { whom, directory, reader: reader.clone(), eyes })
}

/// The referral that a slot takes; moving an appointment takes none.
pub(super) async fn need(
    services: &Services,
    view: &Viewpoint,
    person: &Practitioner,
    (starts_at, moving): (Timestamp, Option<AppointmentId>),
) -> Outcome<Need> {
    match moving {
        Some(_) => Ok(Need::Nothing),
        None => referral::need(services, &view.eyes, person, starts_at).await,
    }
}

/// The patient's name, unless it is the reader's own.
pub(super) fn someone_elses(reader: &Actor, found: &Appointment) -> Option<String> {
    (reader.id() != Some(found.patient.account())).then(|| found.patient_name.clone())
}
