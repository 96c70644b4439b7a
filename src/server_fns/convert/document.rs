//! Converts use cases' results to the views of `server_fns::document`.

use crate::{
    domain::{account::Actor, time::Zone},
    error::AppError,
    service::document::{Document, Listed, offers_file},
    views::{
        document::{DocumentRow, DocumentView, DocumentsView},
        time_view::TimeView,
    },
    words::tr,
};

/// A page of documents as a reader sees them.
pub fn listed(actor: &Actor, found: Listed, page: i64) -> Result<DocumentsView, AppError> {
    let rows = found.documents.iter().map(|one| row(actor, one)).collect::<Result<_, _>>()?;
    let (more, most_megabytes, may_add) = (found.more, found.most_megabytes, found.may_add);
    Ok(DocumentsView { rows, page, more, most_megabytes, may_add })
}

/// One of them.
pub fn document(actor: &Actor, found: Document) -> Result<DocumentView, AppError> {
    Ok(DocumentView {
        row: row(actor, &found)?,
        patient: found.patient,
        as_patient: actor.id() == Some(found.patient.account()),
        has_file: offers_file(actor, &found),
        has_preview: found.file.preview_key.is_some(),
        hidden: found.hidden,
        patient_name: found.patient_name,
        retracted_reason: found.retracted_reason,
    })
}

fn row(actor: &Actor, found: &Document) -> Result<DocumentRow, AppError> {
    let zone = Zone::parse(&found.time_zone).map_err(|_| AppError::Internal)?;
    Ok(DocumentRow {
        id: found.id,
        name: found.file.name.clone(),
        category: found.file.category,
        media: found.file.media,
        size: size(found.file.bytes),
        author: found.author_name.clone(),
        is_mine: actor.id() == Some(found.author),
        when: TimeView::instant(&zone, found.at),
        retracted: found.retracted_at.is_some(),
    })
}

/// The size of a file: `12 KB`.
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => tr!(RecordBytes, n = bytes),
        1_000..1_000_000 => tr!(RecordKilobytes, n = (bytes + 500) / 1_000),
        _ => tr!(RecordMegabytes, n = format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000)),
    }
}
