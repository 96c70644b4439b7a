//! Who cancels the demo clinic's visits, and why.

/// Who cancels a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalledOff {
    /// Its patient.
    ByPatient,
    /// Its practitioner.
    ByPractitioner,
}

/// Most cancellations are by patients, and not everyone gives a reason.
const CALLED_OFF: [(CalledOff, &str); 9] = [
    (CalledOff::ByPatient, "I have to work that day"),
    (CalledOff::ByPatient, ""),
    (CalledOff::ByPatient, "Feeling better"),
    (CalledOff::ByPatient, "My child is ill"),
    (CalledOff::ByPractitioner, "I am ill today. Please book another time."),
    (CalledOff::ByPatient, ""),
    (CalledOff::ByPatient, "I'm away that week"),
    (CalledOff::ByPatient, "I can't get there in time"),
    (CalledOff::ByPractitioner, "I am needed at a course"),
];

/// Who cancelled the appointment at this index of the plan, if it is cancelled, and why.
#[must_use]
pub fn called_off(place: usize) -> (CalledOff, &'static str) {
    CALLED_OFF[place % CALLED_OFF.len()]
}
