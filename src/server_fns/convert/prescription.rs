//! Converts use cases' results to the views of `server_fns::prescription`.

use super::{draft::stored_warnings, entry::moment};
use crate::{
    domain::prescription::{AS_DIRECTED, Medicine, REPLACED},
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

/// A dose as its author wrote it, or that it is as directed.
pub fn dose(stored: String) -> String {
    if stored == AS_DIRECTED { tr!(RecordAsDirected).to_owned() } else { stored }
}

/// `27 March 1985`; empty for none.
pub fn born(date: Option<&str>) -> String {
    let date: Option<jiff::civil::Date> = date.and_then(|date| date.parse().ok());
    date.map(calendar::full_date).unwrap_or_default()
}

fn medicine(one: Medicine) -> MedicineView {
    let Medicine { medicine, dose, route, frequency, duration, instructions } = one;
    MedicineView { medicine, dose: self::dose(dose), route, frequency, duration, instructions }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn a_dose_that_is_left_to_the_instructions_is_said_in_its_readers_language() {
        let german = Reader { language: Language::German, time_style: TimeStyle::Hours24 };

        assert_eq!(
            german.read(|| [AS_DIRECTED, "500 mg"].map(|one| dose(one.to_owned()))),
            ["nach Anweisung", "500 mg"]
        );
        assert_eq!(dose(AS_DIRECTED.to_owned()), "as directed");
    }
}
