//! A prescription to print, for anyone who may read it. It is in the clinic's language, whoever prints it, because a pharmacist
//! reads it.

use axum::{
    extract::{Extension, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;

use super::pdf::{Document, PdfError};
use crate::{
    domain::{ids::EntryId, prescription::Medicine},
    error::AppError,
    request::{AppState, context::status_of, extract::Path, identity::Identity},
    server_fns::convert::prescription::{born, dose as said_dose},
    service::{
        clinic_logo::{self, Letterhead},
        language,
        prescription::{self, Detail},
    },
    words::{calendar, tr},
};

/// `/prescriptions/{id}/prescription.pdf`.
pub async fn file(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<EntryId>,
) -> Response {
    let found = async {
        let printed = prescription::read(&state.services, &identity.actor, id).await?;
        let reads = language::reader(&state.services.directory().await?.settings, None);
        Ok::<_, AppError>((printed, clinic_logo::letterhead(&state.services).await?, reads))
    };
    match found.await {
        Ok((found, clinic, reads)) => match reads.read(|| document(&found, clinic)) {
            Ok(bytes) => {
                let headers = [
                    (header::CONTENT_TYPE, "application/pdf".to_owned()),
                    (header::CONTENT_DISPOSITION, format!("inline; filename=\"prescription-{id}.pdf\"")),
                    (header::CACHE_CONTROL, "private, no-store".to_owned()),
                ];
                (headers, bytes).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "a prescription could not be printed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        Err(error) => status_of(&error).into_response(),
    }
}

fn document(found: &Detail, clinic: Letterhead) -> Result<Vec<u8>, PdfError> {
    let Detail { prescribed, appointment, person, address, allergies, provider_number, .. } = found;
    let moment = |at: Timestamp| calendar::full_moment(appointment.zone.tz().to_datetime(at));
    let (centre, number) = (&appointment.centre_name, prescribed.line.entry.id);
    let footer = tr!(PaperPrescriptionNumber, centre = centre, number = number);
    let mut document = Document::new(tr!(PaperPrescription), &footer).by(clinic);
    if let Some(at) = prescribed.line.entry.retracted_at {
        document.subheading(&tr!(PaperNotValidError, when = moment(at)));
    } else if let Some(at) = prescribed.stopped_at {
        document.subheading(&tr!(PaperNotValidStopped, when = moment(at)));
    }
    let centre = format!("{}\n{}\n{}", appointment.centre_name, appointment.centre_address, appointment.centre_phone);
    let number = if provider_number.is_empty() {
        String::new()
    } else {
        format!("\n{}", tr!(PaperProviderNumber, number = provider_number))
    };
    let signed = format!(
        "{}, {}{number}\n{}",
        prescribed.line.author_name,
        appointment.profession,
        moment(prescribed.signed_at)
    );
    let allergies = match allergies.as_deref() {
        None => tr!(PaperAllergiesClosed).to_owned(),
        Some([]) => tr!(PaperAllergiesNone).to_owned(),
        Some(all) => all.join("\n"),
    };
    let content = &prescribed.prescription;
    let rows: Vec<Vec<String>> = content.medicines.iter().map(row).collect();
    document
        .definitions(&[
            (tr!(Patient), &person.full_name),
            (tr!(PaperNumber), &person.number),
            (tr!(PaperBorn), &born(person.date_of_birth.as_deref())),
            (tr!(Address), address),
            (tr!(PaperAllergies), &allergies),
            (tr!(PaperPrescribedFor), &content.diagnosis),
            (tr!(Centre), &centre),
        ])
        .heading(tr!(PaperMedicines))
        .table(
            &[
                tr!(PaperMedicine),
                tr!(PaperDose),
                tr!(PaperRoute),
                tr!(PaperHowOften),
                tr!(PaperForHowLong),
                tr!(PaperRemarks),
            ],
            &rows,
        );
    for (title, text) in [(tr!(PaperInstructions), &content.instructions), (tr!(PaperFollowUp), &content.follow_up)] {
        if !text.is_empty() {
            document.heading(title).paragraph(text);
        }
    }
    document.heading(tr!(PaperSigned)).paragraph(&signed).paragraph(tr!(PaperSignature)).render()
}

fn row(one: &Medicine) -> Vec<String> {
    let Medicine { medicine, dose, route, frequency, duration, instructions } = one.clone();
    vec![medicine, said_dose(dose), route, frequency, duration, instructions]
}
