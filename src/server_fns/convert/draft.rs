//! Converts use cases' results to the views of `server_fns::draft`, plus what all forms with drafts share.

use crate::{
    domain::{address, draft::DraftKind, ids::AppointmentId, prescription::Warning},
    service::draft::Kept,
    views::{draft::DraftView, time_view::TimeView},
    words::tr,
};

pub fn draft(kept: Kept) -> DraftView {
    DraftView {
        saved: kept.at.map(|at| TimeView::instant(&kept.zone, at).time),
        draft: kept.draft,
        warnings: kept.warnings.iter().map(warning).collect(),
        warned: kept.warnings.iter().map(Warning::stored).collect::<Vec<_>>().join("\n"),
    }
}

/// Stored warnings in the reader's language. Older ones are sentences, and stay as they are.
pub fn stored_warnings(stored: &str) -> Vec<String> {
    stored.lines().map(|line| Warning::read(line).map_or_else(|| line.to_owned(), |found| warning(&found))).collect()
}

/// A warning in the reader's language.
fn warning(warning: &Warning) -> String {
    match warning {
        Warning::Closed => tr!(ConsultWarnClosed).to_owned(),
        Warning::Allergy { medicine, allergy } => tr!(ConsultWarnAllergy, medicine = medicine, allergy = allergy),
        Warning::Crossing { medicine, allergy } => tr!(ConsultWarnCrossing, medicine = medicine, allergy = allergy),
        Warning::Duplicate { medicine, running } => tr!(ConsultWarnDuplicate, medicine = medicine, running = running),
        Warning::SameGroup { medicine, other, group } => {
            tr!(ConsultWarnGroup, medicine = medicine, other = other, group = group)
        }
        Warning::Repeated { medicine, other } if medicine == other => tr!(ConsultWarnTwice, medicine = medicine),
        Warning::Repeated { medicine, other } => tr!(ConsultWarnSame, medicine = medicine, other = other),
    }
}

/// Where a plain form goes after its content was stored.
pub fn after(id: AppointmentId, kind: DraftKind) -> String {
    let done = match kind {
        DraftKind::Note => "noted",
        DraftKind::Diagnosis => "diagnosed",
        DraftKind::Observation => "measured",
        DraftKind::Prescription => "signed",
    };
    format!("{}?{done}=1", address::consultation(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn a_warning_is_said_in_its_readers_language_and_an_older_one_as_it_was_stored() {
        let found = Warning::Duplicate { medicine: "Metformin".into(), running: "Metformin 500 mg".into() };
        let stored = format!("{}\nAsk the patient.", found.stored());
        let said = |language| {
            Reader { language, time_style: TimeStyle::Hours24 }.read(|| (warning(&found), stored_warnings(&stored)))
        };
        let (english, german) = (said(Language::English).0, said(Language::German));

        assert_eq!(english, "Metformin: the patient already takes Metformin 500 mg.");
        assert_eq!(german.0, "Metformin: Metformin 500 mg wird bereits eingenommen.");
        assert_eq!(german.1, [german.0.as_str(), "Ask the patient."]);
    }
}
