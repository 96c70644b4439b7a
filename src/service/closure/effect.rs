//! What closures mean for one appointment.

use crate::{
    domain::{automatic::THE_CLINIC, closure::NewClosure, slot::Availability},
    service::{directory::Directory, stranded::Cause},
    storage::appointment::Appointment,
};

/// Which of the clinic's closures an appointment runs into.
pub(super) fn cause(directory: &Directory, new: &[NewClosure], one: &Appointment) -> Cause {
    let Some(centre) = directory.centre(one.centre) else { return Cause::default() };
    let [starts, ends] = [one.slot.starts_at, one.slot.ends_at].map(|at| centre.zone.tz().to_datetime(at));
    let meets = |closure: &&NewClosure| {
        let is_here = closure.centre.is_none_or(|only| only == centre.id);
        is_here && closure.times.starts() < ends && starts < closure.times.ends()
    };
    let Some(closure) = new.iter().find(meets) else { return Cause::default() };
    let closed = if closure.centre.is_some() { centre.name.clone() } else { THE_CLINIC.to_owned() };
    Cause { closed, name: closure.name.clone() }
}

/// Whether lifting these closures brings an appointment back into the hours.
pub(super) fn opens(directory: &Directory, lifted: &[NewClosure], one: &Appointment) -> bool {
    let Some(offering) = directory.offering(one.practitioner, one.centre, None) else { return false };
    let (before, zone) = (&offering.affiliation.hours, &offering.centre.zone);
    let mut closures = before.closures.clone();
    for closure in lifted.iter().filter(|closure| closure.centre.is_none_or(|only| only == one.centre)) {
        if let Some(position) = closures.iter().position(|times| *times == closure.times) {
            closures.remove(position);
        }
    }
    let after = Availability { closures, ..before.clone() };
    !before.holds(zone, one.slot) && after.holds(zone, one.slot)
}
