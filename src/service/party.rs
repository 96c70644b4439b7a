//! Which party of an appointment someone is, and what that lets them do.

use super::Services;
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, Party},
        settings::Settings,
    },
    storage::appointment::Appointment,
};

/// Which of the two parties the actor is, if any.
#[must_use]
pub fn party_of(actor: &Actor, found: &Appointment) -> Option<Party> {
    match actor.id() {
        Some(me) if me == found.patient.account() => Some(Party::Patient),
        Some(me) if me == found.practitioner.account() => Some(Party::Practitioner),
        _ => None,
    }
}

/// Whether this party could cancel it now.
#[must_use]
pub fn may_cancel(services: &Services, party: Party, found: &Appointment, settings: &Settings) -> bool {
    life::cancel(found.status, found.slot.starts_at, party, settings, services.clock.now()).is_ok()
}

/// Whether this party, if they can cancel it now, would have to give a reason.
#[must_use]
pub fn must_say_why(services: &Services, party: Party, found: &Appointment, settings: &Settings) -> bool {
    life::sets_cut_off_aside(party, found.slot.starts_at, settings, services.clock.now())
}
