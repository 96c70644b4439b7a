//! Reading a document and its file. A read is audited once the data is ready to be handed over: a missing file, or a part of it
//! that does not exist, was read by no one.

use std::ops::Range;

use bytes::Bytes;
use futures::stream::BoxStream;

use crate::{
    domain::{account::Actor, ids::EntryId, record::EntryKind},
    error::AppError,
    service::{
        Outcome, Services,
        record::{self, Asked},
    },
    storage::{
        document::{self, Document},
        error::StorageError,
    },
};

/// A document with the requested part of its file.
pub struct OpenedFile {
    /// The document.
    pub document: Document,
    /// The bytes, streamed; `None` if the file has no such part.
    pub bytes: Option<BoxStream<'static, Result<Bytes, StorageError>>>,
}

/// One document, without its file.
///
/// # Errors
/// Not found if there is none, or if the actor has no basis to read it.
pub async fn open(services: &Services, actor: &Actor, id: EntryId) -> Outcome<Document> {
    let asked = record::ask(services, actor, id).await?;
    let found = seen(services, &asked, |_| true).await;
    record::told(services, actor, &asked, found).await
}

/// The document, if the actor may see it and it has the `wanted` part.
async fn seen(services: &Services, asked: &Asked, wanted: impl Fn(&Document) -> bool) -> Outcome<Document> {
    let found = match asked.seen(Some(EntryKind::Document)) {
        Ok(_) => document::find(&mut services.db.read().await?, asked.entry.id).await?.filter(wanted),
        Err(_) => None,
    };
    found.ok_or_else(|| AppError::NotFound.into())
}

/// Whether the actor may have the file: if it was entered in error, only its author may.
#[must_use]
pub fn offers_file(actor: &Actor, found: &Document) -> bool {
    found.retracted_at.is_none() || actor.id() == Some(found.author)
}

/// One document with a byte range of its file, chosen once its size is known.
///
/// # Errors
/// Not found in the cases of [`open`], and if the file is not available to the actor; a storage failure.
pub async fn open_file(
    services: &Services,
    actor: &Actor,
    id: EntryId,
    part: impl Fn(&Document) -> Option<Range<u64>>,
) -> Outcome<OpenedFile> {
    let asked = record::ask(services, actor, id).await?;
    let opened = match seen(services, &asked, |found| offers_file(actor, found)).await {
        Ok(document) => {
            let Some(part) = part(&document) else {
                return Ok(OpenedFile { document, bytes: None });
            };
            let bytes = Some(services.files.read(&document.file.key, part).await?);
            Ok(OpenedFile { document, bytes })
        }
        Err(failure) => Err(failure),
    };
    record::told(services, actor, &asked, opened).await
}

/// The thumbnail of a document, as PNG.
///
/// # Errors
/// The errors of [`open_file`]; not found if it has none.
pub async fn open_preview(
    services: &Services,
    actor: &Actor,
    id: EntryId,
) -> Outcome<BoxStream<'static, Result<Bytes, StorageError>>> {
    let asked = record::ask(services, actor, id).await?;
    let found = seen(services, &asked, |found| offers_file(actor, found)).await;
    let preview = match found.map(|found| found.file.preview_key) {
        Ok(Some(key)) => Ok(services.files.read(&key, 0..u64::MAX).await?),
        Ok(None) => Err(AppError::NotFound.into()),
        Err(failure) => Err(failure),
    };
    record::told(services, actor, &asked, preview).await
}
