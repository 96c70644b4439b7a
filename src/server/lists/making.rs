//! Making a file of a list: read and sent in parts, or made as a whole off the request threads.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{Stream, StreamExt, TryStreamExt, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    rows::{Cell, UTF_8_MARK, line, texts},
    source::{Medium, Source},
    workbook,
};
use crate::{
    domain::account::Actor,
    error::AppError,
    request::context::status_of,
    server::pdf::Document,
    service::{
        Outcome, Services, aside,
        clinic_logo::{self, Letterhead},
        list_export::PAGE,
    },
    views::time_view::TimeView,
    words::{number, tr},
};

/// The number of files made at once: interactive work has priority.
static PLACES: std::sync::LazyLock<Arc<Semaphore>> = std::sync::LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// How long a file waits for its turn before the requester is told to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The maximum number of rows in a PDF: no one reads more on paper.
pub(super) const MOST_PRINTED: usize = 1_000;

/// The maximum number of columns on an upright page; more are printed in landscape.
const MOST_UPRIGHT: usize = 5;

/// The state of a file being sent.
struct Reading {
    services: Arc<Services>,
    actor: Actor,
    source: Source,
    sent: usize,
    is_whole: bool,
    _place: OwnedSemaphorePermit,
}

pub(super) async fn place() -> Result<OwnedSemaphorePermit, AppError> {
    let place = tokio::time::timeout(LONGEST_WAIT, PLACES.clone().acquire_owned()).await;
    place.ok().and_then(Result::ok).ok_or(AppError::Busy(10))
}

/// A CSV file, read as it is sent.
pub(super) async fn csv(
    services: Arc<Services>,
    actor: Actor,
    name: &'static str,
    source: Source,
) -> Result<Response, AppError> {
    let mut reading = Reading { services, actor, source, sent: 0, is_whole: false, _place: place().await? };
    let head: Vec<String> = reading.source.head().iter().map(|column| (*column).to_owned()).collect();
    // The first part is read before the response begins, so that a refusal is not a file.
    let first = read(&mut reading).await.map_err(AppError::from)?;
    let start = [UTF_8_MARK, &line(&head), &first].concat();
    let rest = stream::try_unfold(reading, |mut reading| async move {
        if reading.is_whole {
            return Ok(None);
        }
        let part = read(&mut reading).await?;
        Ok(Some((part, reading)))
    });
    Ok(sent(name, start, rest))
}

/// A CSV file that begins like this and is read to its end while it is sent. If that fails, the response is cut off, which its
/// reader notices.
fn sent(name: &str, start: String, rest: impl Stream<Item = Outcome<String>> + Send + 'static) -> Response {
    let rest = rest.map_err(|error| {
        tracing::error!(%error, "a list could not be read to its end");
        std::io::Error::other("the list could not be read")
    });
    let body = stream::iter([Ok(start)]).chain(rest);
    file("text/csv; charset=utf-8", &format!("{name}.csv"), Body::from_stream(body))
}

/// The next part of a file; at most so many rows in all, which the last line then states.
async fn read(reading: &mut Reading) -> Outcome<String> {
    let most = reading.source.most();
    if reading.sent >= most {
        reading.is_whole = true;
        return Ok(line(&[format!("Only the first {most} rows are in this file.")]));
    }
    let rows = reading.source.next(&reading.services, &reading.actor, Medium::Sheet).await?;
    reading.sent += rows.len();
    reading.is_whole = rows.len() < page_size();
    Ok(rows.iter().map(|row| line(&texts(row))).collect())
}

/// A workbook, made as a whole.
pub(super) async fn xlsx(
    services: &Services,
    actor: &Actor,
    name: &'static str,
    mut source: Source,
) -> Result<Response, AppError> {
    let _place = place().await?;
    let head = source.head();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    loop {
        let part = source.next(services, actor, Medium::Sheet).await?;
        let is_last = part.len() < page_size();
        rows.extend(part);
        if is_last || rows.len() > workbook::MOST {
            break;
        }
    }
    Ok(workbook_of(name, head, rows).await)
}

/// A workbook of these rows; if there are too many, of the first ones, with a note.
async fn workbook_of(name: &'static str, head: &'static [&'static str], mut rows: Vec<Vec<Cell>>) -> Response {
    if rows.len() > workbook::MOST {
        rows.truncate(workbook::MOST);
        rows.push(vec![format!("Only the first {} rows are in this file.", workbook::MOST).into()]);
    }
    match aside::run(move || workbook::made(head, &rows)).await {
        Ok(Ok(bytes)) => {
            let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            file(media_type, &format!("{name}.xlsx"), bytes)
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "a list could not be made a workbook");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a list could not be made a workbook");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn page_size() -> usize {
    usize::try_from(PAGE).unwrap_or(usize::MAX)
}

fn file(media_type: &'static str, name: &str, body: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, body.into()).into_response()
}

pub(super) fn answer(found: Result<Response, AppError>) -> Response {
    found.unwrap_or_else(|error| status_of(&error).into_response())
}

/// A list to print; if it is too long for paper, its first rows.
pub(super) async fn pdf(
    services: &Services,
    actor: &Actor,
    name: &'static str,
    mut source: Source,
) -> Result<Response, AppError> {
    let _place = place().await?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    loop {
        let part = source.next(services, actor, Medium::Paper).await?;
        let is_last = part.len() < page_size();
        rows.extend(part.iter().map(|row| texts(row)));
        if is_last || rows.len() > MOST_PRINTED {
            break;
        }
    }
    let (title, head) = source.printed();
    paper_of(services, actor, (name, title), &head, rows).await
}

/// The rows of a list to print, under its title and column headings; if there are too many for paper, the first ones, with a note.
async fn paper_of(
    services: &Services,
    actor: &Actor,
    (name, title): (&'static str, &str),
    head: &[&str],
    mut rows: Vec<Vec<String>>,
) -> Result<Response, AppError> {
    let zone = services.directory_for(actor).await?.clinic_zone();
    let made = TimeView::instant(&zone, services.clock.now());
    let mut document = sheet(title, &made.long_date, clinic_logo::letterhead(services).await?);
    if head.len() > MOST_UPRIGHT {
        document = document.across();
    }
    if rows.len() > MOST_PRINTED {
        rows.truncate(MOST_PRINTED);
        document.paragraph(&tr!(PaperFirstRows, count = number(MOST_PRINTED)));
    }
    table(&mut document, head, &rows, tr!(PaperNothingMatches));
    print(name, document).await
}

/// A document is laid out off the request threads; it may have many pages.
pub(super) async fn print(name: &'static str, document: Document) -> Result<Response, AppError> {
    match aside::run(move || document.render()).await {
        Ok(Ok(bytes)) => Ok(file("application/pdf", &format!("{name}.pdf"), bytes)),
        Ok(Err(error)) => {
            tracing::error!(%error, "a list could not be printed");
            Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
        Err(error) => {
            tracing::error!(%error, "a list could not be printed");
            Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    }
}

/// A document that states its date.
pub(super) fn sheet(title: &str, made: &str, clinic: Letterhead) -> Document {
    Document::new(title, &tr!(PaperAsOf, title = title, date = made)).by(clinic)
}

/// A table, or a sentence if there are no rows.
pub(super) fn table(document: &mut Document, columns: &[&str], rows: &[Vec<String>], nothing: &str) {
    if rows.is_empty() {
        document.paragraph(nothing);
    } else {
        document.table(columns, rows);
    }
}
