//! Converts use cases' results to the views of `server_fns::prescription`.

use super::{draft::stored_warnings, entry::moment};
use crate::{
    domain::prescription::{Medicine, REPLACED},
    service::prescription::Detail,
    views::prescription::{MedicineView, PrescriptionView},
    words::{calendar, listed, tr},
};

pub fn prescription(found: Detail) -> PrescriptionView {
    let Detail { prescribed, appointment, person, address, allergies, provider_number, is_author } = found;
    let at = |second| moment(&appointment.zone, second);
    let line = prescribed.line;
    PrescriptionView {
        id: line.entry.id,
        appointment: appointment.id,
        patient_name: person.full_name,
        patient_number: person.number,
        born: born(person.date_of_birth.as_deref()),
        address,
        allergies: match allergies {
            None => tr!(PaperAllergiesClosed).to_owned(),
            Some(none) if none.is_empty() => tr!(PaperAllergiesNone).to_owned(),
            Some(all) => listed(all),
        },
        author: line.author_name,
        profession: appointment.profession,
        provider: match provider_number.as_str() {
            "" => String::new(),
            number => tr!(PaperProviderNumber, number = number),
        },
        signed: at(prescribed.signed_at),
        centre: (appointment.centre_name, appointment.centre_address, appointment.centre_phone),
        diagnosis: prescribed.prescription.diagnosis,
        medicines: prescribed.prescription.medicines.into_iter().map(medicine).collect(),
        instructions: prescribed.prescription.instructions,
        follow_up: prescribed.prescription.follow_up,
        warnings: stored_warnings(&prescribed.warnings),
        stopped: prescribed.stopped_at.map(|second| (at(second), stop_reason(prescribed.stop_reason))),
        error: line.entry.retracted_at.map(|second| (at(second), line.retracted_reason)),
        replaces: prescribed.replaces,
        replaced_by: prescribed.replaced_by,
        is_author,
    }
}

/// Why a prescription was stopped, as its author wrote it, or that another replaces it.
pub fn stop_reason(stored: String) -> String {
    if stored == REPLACED { tr!(RecordReplaced).to_owned() } else { stored }
}

/// `27 March 1985`; empty for none.
pub fn born(date: Option<&str>) -> String {
    let date: Option<jiff::civil::Date> = date.and_then(|date| date.parse().ok());
    date.map(calendar::full_date).unwrap_or_default()
}

fn medicine(one: Medicine) -> MedicineView {
    let Medicine { medicine, dose, route, frequency, duration, instructions } = one;
    MedicineView { medicine, dose, route, frequency, duration, instructions }
}
