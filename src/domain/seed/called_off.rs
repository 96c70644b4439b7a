//! Who calls off visits of the demo clinic, and why.

/// Who calls a visit off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalledOff {
    /// Its patient.
    ByPatient,
    /// Its practitioner.
    ByPractitioner,
}

/// Most are patients, and not everyone says why.
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

/// Who called off the appointment at this place of the plan, if it is called off, and why.
#[must_use]
pub fn called_off(place: usize) -> (CalledOff, &'static str) {
    CALLED_OFF[place % CALLED_OFF.len()]
}
