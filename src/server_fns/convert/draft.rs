//! From use cases' results to what `server_fns::draft` returns, and what all forms with drafts have in common.

use crate::{
    domain::{draft::DraftKind, ids::AppointmentId, prescription::Warning},
    service::draft::Kept,
    views::{draft::DraftView, time_view::TimeView},
};

pub fn draft(kept: Kept) -> DraftView {
    DraftView {
        saved: kept.at.map(|at| TimeView::instant(&kept.zone, at).time),
        draft: kept.draft,
        warnings: kept.warnings.iter().map(Warning::text).collect(),
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
    format!("/appointments/{id}/consultation?{done}=1")
}
