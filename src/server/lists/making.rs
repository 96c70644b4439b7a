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
    paper,
    rows::{
        APPOINTMENT, CENTRE, Cell, LETTER, MESSAGE, PATIENT, REFERRAL, REVIEW, USER, UTF_8_MARK, WAITER, appointment,
        centre, letter, line, message, patient, referral, review, texts, user, waiter,
    },
    workbook,
};
use crate::{
    domain::{
        account::Actor,
        list::{CENTRES, LETTERS, REFERRALS, USERS, WAITLIST},
        ordering::Edge,
        time::Zone,
    },
    error::AppError,
    request::context::status_of,
    server::pdf::Document,
    server_fns::convert,
    service::{
        Outcome, Services,
        account::{AccountFilter, place_of},
        appointment::{AppointmentFilter, Place},
        centre_list::{self, CentreFilter},
        clinic_logo::{self, Letterhead},
        contact::InboxFilter,
        directory::Directory,
        list_export::{self, MOST, PAGE},
        mail::LetterFilter,
        rating::{self, ReviewFilter},
        referral::{self as referrals, ReferralFilter},
        waitlist::{self, WaiterFilter},
    },
    views::time_view::TimeView,
    words::{number, tr},
};

/// So many files are made at once: people who work have the right of way.
static PLACES: std::sync::LazyLock<Arc<Semaphore>> = std::sync::LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// How long a file waits for its place before whoever asks is told to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Rows of a PDF: more is no longer read on paper.
pub(in crate::server) const MOST_PRINTED: usize = 1_000;

/// Columns that a page takes upright; more are printed across it.
const MOST_UPRIGHT: usize = 5;

/// What a file is read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Medium {
    /// A spreadsheet, or a program: in English, everything that is stored.
    Sheet,
    /// Paper: what the list's page shows, in words.
    Paper,
}

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
    async fn next(&mut self, services: &Services, actor: &Actor, on: Medium) -> Outcome<Vec<Vec<Cell>>> {
        let is_printed = on == Medium::Paper;
        Ok(match self {
            Self::Appointments(filter) => {
                let found = list_export::appointments(services, actor, filter).await?;
                filter.place = found.last().map(|last| Place::of(last, filter.by));
                found.iter().map(if is_printed { paper::appointment } else { appointment }).collect()
            }
            Self::Referrals(filter) => {
                let found = list_export::referrals(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(|last| referrals::place_of(last, filter.order.by));
                match on {
                    Medium::Sheet => found.iter().map(referral).collect(),
                    Medium::Paper => {
                        let rows = convert::referral::rows(found, actor, services.clock.now())?;
                        rows.into_iter().map(paper::referral).collect()
                    }
                }
            }
            Self::Reviews(filter, directory) => {
                let found = list_export::reviews(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(rating::place_of);
                let row = if is_printed { paper::review } else { review };
                found.iter().map(|one| row(one, directory)).collect()
            }
            Self::Inbox(filter, zone) => {
                let found = list_export::messages(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(|last| last.created_at.as_second());
                let row = if is_printed { paper::message } else { message };
                found.iter().map(|one| row(one, zone)).collect()
            }
            Self::Waitlist(filter, directory) => {
                let found = list_export::waiting(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(waitlist::place_of);
                match on {
                    Medium::Sheet => found.iter().map(|one| waiter(one, directory)).collect(),
                    Medium::Paper => {
                        let (rows, zone) = (
                            convert::waitlist::waiters(directory, found, services.clock.now()),
                            directory.clinic_zone(),
                        );
                        rows.into_iter().map(|one| paper::waiter(one, &zone)).collect()
                    }
                }
            }
            Self::Letters(filter, zone) => {
                let found = list_export::letters(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(|last| last.created_at.as_second());
                let row = if is_printed { paper::letter } else { letter };
                found.iter().map(|one| row(one, zone)).collect()
            }
            Self::Centres(filter) => {
                let found = list_export::centres(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.centre.id));
                filter.place = found.last().map(|last| centre_list::place_of(last, filter.order.by));
                found.iter().map(if is_printed { paper::centre } else { centre }).collect()
            }
            Self::Users(filter) => {
                let found = list_export::users(services, actor, filter).await?;
                filter.place = found.last().map(|last| place_of(last, filter.order.by));
                found.iter().map(if is_printed { paper::user } else { user }).collect()
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

    /// What is printed above it, and the heads of its columns on paper.
    fn printed(&self) -> (&'static str, Vec<&'static str>) {
        match self {
            Self::Appointments(_) => (
                tr!(PaperAppointments),
                vec![tr!(When), tr!(Patient), tr!(PaperPractitioner), tr!(Centre), tr!(Status)],
            ),
            Self::Referrals(_) => (tr!(NavReferralDesk), paper::columns(&REFERRALS)),
            Self::Reviews(..) => (tr!(Reviews), paper::review_columns()),
            Self::Inbox(..) => (tr!(ClinicContact), paper::message_columns()),
            Self::Waitlist(..) => (tr!(ClinicWaitingList), paper::columns(&WAITLIST)),
            Self::Letters(..) => (tr!(MailAll), paper::columns(&LETTERS)),
            Self::Centres(_) => (tr!(KindCentres), paper::columns(&CENTRES)),
            Self::Users(_) => (tr!(NavUsers), paper::columns(&USERS)),
            Self::Patients(..) => (
                tr!(PaperPatients),
                vec![tr!(PaperPatientName), tr!(PaperNumber), tr!(PaperBorn), tr!(PaperLastVisit), tr!(PaperNextVisit)],
            ),
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

/// A CSV file, read as it is sent.
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
    let start = [UTF_8_MARK, &line(&head), &first].concat();
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

/// A list to print, whose first rows are there if it is too long for paper.
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

/// The rows of a list to print, under its title and the heads of its columns; of more than are read on paper the first, which it says.
pub(in crate::server) async fn paper_of(
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
