//! Making a file of a list: read and sent a part at a time, or made as a whole beside the requests.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    rows::{
        APPOINTMENT, CENTRE, Cell, LETTER, MESSAGE, PATIENT, REFERRAL, REVIEW, USER, WAITER, appointment, centre,
        letter, line, message, patient, referral, review, texts, user, waiter,
    },
    workbook,
};
use crate::{
    domain::{account::Actor, ordering::Edge, time::Zone},
    error::AppError,
    request::context::status_of,
    server::pdf::Document,
    service::{
        Outcome, Services,
        account::{AccountFilter, place_of},
        appointment::{AppointmentFilter, Place},
        centre_list::CentreFilter,
        clinic_logo::Letterhead,
        contact::InboxFilter,
        directory::Directory,
        list_export::{self, MOST, PAGE},
        mail::LetterFilter,
        rating::ReviewFilter,
        referral::ReferralFilter,
        waitlist::WaiterFilter,
    },
    words::tr,
};

/// So many files are made at once: people who work have the right of way.
static PLACES: std::sync::LazyLock<Arc<Semaphore>> = std::sync::LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// How long a file waits for its place before whoever asks is told to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Rows of a PDF: more is no longer read on paper.
pub(super) const MOST_PRINTED: usize = 1_000;

/// Where the rows of a file come from, and how far they have been read.
pub enum Source {
    /// Of the clinic.
    Appointments(AppointmentFilter),
    /// Of the clinic.
    Referrals(ReferralFilter),
    /// With the directory, which says of whom they are.
    Reviews(ReviewFilter, Arc<Directory>),
    /// To the clinic, with its clock.
    Inbox(InboxFilter, Zone),
    /// With the directory, which says what they wait for.
    Waitlist(WaiterFilter, Arc<Directory>),
    /// With the clinic's clock.
    Letters(LetterFilter, Zone),
    /// Of the clinic.
    Centres(CentreFilter),
    /// Of the clinic.
    Users(AccountFilter),
    /// By what was typed, after so many.
    Patients(String, i64),
}

impl Source {
    /// The next rows; fewer than a page of them are the last.
    async fn next(&mut self, services: &Services, actor: &Actor) -> Outcome<Vec<Vec<Cell>>> {
        Ok(match self {
            Self::Appointments(filter) => {
                let found = list_export::appointments(services, actor, filter).await?;
                filter.place = found.last().map(|last| Place::of(last, filter.by));
                found.iter().map(appointment).collect()
            }
            Self::Referrals(filter) => {
                let found = list_export::referrals(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                found.iter().map(referral).collect()
            }
            Self::Reviews(filter, directory) => {
                let found = list_export::reviews(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                found.iter().map(|one| review(one, directory)).collect()
            }
            Self::Inbox(filter, zone) => {
                let found = list_export::messages(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                found.iter().map(|one| message(one, zone)).collect()
            }
            Self::Waitlist(filter, directory) => {
                let found = list_export::waiting(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                found.iter().map(|one| waiter(one, directory)).collect()
            }
            Self::Letters(filter, zone) => {
                let found = list_export::letters(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                found.iter().map(|one| letter(one, zone)).collect()
            }
            Self::Centres(filter) => {
                let found = list_export::centres(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.centre.id));
                found.iter().map(centre).collect()
            }
            Self::Users(filter) => {
                let found = list_export::users(services, actor, filter).await?;
                filter.place = found.last().map(|last| place_of(last, filter.order.by));
                found.iter().map(user).collect()
            }
            Self::Patients(named, offset) => {
                let found = list_export::patients(services, actor, named, *offset).await?;
                *offset += PAGE;
                found.into_iter().map(patient).collect()
            }
        })
    }

    fn head(&self) -> &'static [&'static str] {
        match self {
            Self::Appointments(_) => &APPOINTMENT,
            Self::Referrals(_) => &REFERRAL,
            Self::Reviews(..) => &REVIEW,
            Self::Inbox(..) => &MESSAGE,
            Self::Waitlist(..) => &WAITER,
            Self::Letters(..) => &LETTER,
            Self::Centres(_) => &CENTRE,
            Self::Users(_) => &USER,
            Self::Patients(..) => &PATIENT,
        }
    }
}

/// What a file is read with while it is sent.
struct Reading {
    services: Arc<Services>,
    actor: Actor,
    source: Source,
    sent: usize,
    is_whole: bool,
    _place: OwnedSemaphorePermit,
}

pub(in crate::server) async fn place() -> Result<OwnedSemaphorePermit, AppError> {
    let place = tokio::time::timeout(LONGEST_WAIT, PLACES.clone().acquire_owned()).await;
    place.ok().and_then(Result::ok).ok_or(AppError::Busy(10))
}

/// A CSV file, read as it is sent. It starts with the mark by which spreadsheets know UTF-8.
pub(super) async fn csv(
    services: Arc<Services>,
    actor: Actor,
    name: &'static str,
    source: Source,
) -> Result<Response, AppError> {
    let mut reading = Reading { services, actor, source, sent: 0, is_whole: false, _place: place().await? };
    let head: Vec<String> = reading.source.head().iter().map(|column| (*column).to_owned()).collect();
    // The first part before the answer: what is refused has no file.
    let first = read(&mut reading).await.map_err(AppError::from)?;
    let start = ["\u{feff}", &line(&head), &first].concat();
    let rest = stream::unfold(reading, |mut reading| async move {
        if reading.is_whole {
            return None;
        }
        let part = match read(&mut reading).await {
            Ok(part) => Ok(part),
            // The file is cut off, which whoever reads it notices.
            Err(error) => {
                tracing::error!(%error, "a list could not be read to its end");
                reading.is_whole = true;
                Err(std::io::Error::other("the list could not be read"))
            }
        };
        Some((part, reading))
    });
    let body = stream::iter([Ok(start)]).chain(rest);
    Ok(file("text/csv; charset=utf-8", &format!("{name}.csv"), Body::from_stream(body)))
}

/// The next part of a file; at most [`MOST`] rows in all, which the last line then says.
async fn read(reading: &mut Reading) -> Outcome<String> {
    if reading.sent >= MOST {
        reading.is_whole = true;
        return Ok(line(&[format!("Only the first {MOST} rows are in this file.")]));
    }
    let rows = reading.source.next(&reading.services, &reading.actor).await?;
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
        let part = source.next(services, actor).await?;
        let is_last = part.len() < page_size();
        rows.extend(part);
        if is_last || rows.len() > workbook::MOST {
            break;
        }
    }
    Ok(workbook_of(name, head, rows).await)
}

/// A workbook of these rows; of more than one takes it has the first, and says so.
pub(in crate::server) async fn workbook_of(
    name: &'static str,
    head: &'static [&'static str],
    mut rows: Vec<Vec<Cell>>,
) -> Response {
    if rows.len() > workbook::MOST {
        rows.truncate(workbook::MOST);
        rows.push(vec![format!("Only the first {} rows are in this file.", workbook::MOST).into()]);
    }
    match tokio::task::spawn_blocking(move || workbook::made(head, &rows)).await {
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

pub(super) fn page_size() -> usize {
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

/// A document is laid out beside the requests; it may have many pages.
pub(super) async fn print(name: &'static str, document: Document) -> Result<Response, AppError> {
    match tokio::task::spawn_blocking(move || document.render()).await {
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

/// A document that says of when it is.
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
