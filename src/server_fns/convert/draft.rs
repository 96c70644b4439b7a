//! From use cases' results to what `server_fns::draft` returns, and what all forms with drafts have in common.

use crate::{
    domain::{
        account::Actor,
        draft::{Draft, DraftKind},
        ids::AppointmentId,
        prescription::Warning,
    },
    error::AppError,
    request::context,
    service::{
        Outcome, Services,
        draft::{self, Kept},
    },
    views::{draft::DraftView, time_view::TimeView},
};

pub fn draft(kept: Kept) -> DraftView {
    DraftView {
        saved: kept.at.map(|at| TimeView::instant(&kept.zone, at).time),
        draft: kept.draft,
        warnings: kept.warnings.iter().map(Warning::text).collect(),
    }
}

/// Ends a form's sending: what was refused is kept as its draft, so that nothing has to be typed again; after a success a
/// plain form shows the consultation.
pub async fn settled<T>(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    form: Draft,
    outcome: Outcome<T>,
) -> Result<(), AppError> {
    let kind = form.kind();
    let outcome = outcome.map_err(AppError::from);
    if let Err(AppError::Invalid(_) | AppError::PrescriptionWarned | AppError::Overtaken) = &outcome {
        // What could not be kept is still in the form, where a script shows it; that it was refused is what has to be said.
        drop(draft::save(services, actor, id, &form).await);
    }
    outcome?;
    if context::is_plain_form() {
        let done = match kind {
            DraftKind::Note => "noted",
            DraftKind::Diagnosis => "diagnosed",
            DraftKind::Observation => "measured",
            DraftKind::Prescription => "signed",
        };
        context::redirect(&format!("/appointments/{id}/consultation?{done}=1"));
    }
    Ok(())
}
