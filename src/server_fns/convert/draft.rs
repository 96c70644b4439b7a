//! From use cases' results to what `server_fns::draft` returns, and what all forms with drafts have in common.

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
        warned: kept.warnings.iter().map(Warning::text).collect::<Vec<_>>().join("\n"),
    }
}

/// A warning in its reader's words.
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

/// Where a plain form goes after what it said was written down.
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
    fn a_warning_is_said_in_its_readers_language_and_noted_in_english() {
        let found = Warning::Duplicate { medicine: "Metformin".into(), running: "Metformin 500 mg".into() };
        let said = |language| Reader { language, time_style: TimeStyle::Hours24 }.read(|| warning(&found));

        assert_eq!(said(Language::English), found.text());
        assert_eq!(said(Language::German), "Metformin: Metformin 500 mg wird bereits eingenommen.");
    }
}
