//! Lists as files: CSV that is read and sent a part at a time, and PDF to print.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Extension, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use jiff::civil::Date;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::pdf::Document;
use crate::{
    domain::{account::Actor, calendar_view::long_date, ids::AppointmentId, text::search_key, time::Zone},
    error::AppError,
    request::{AppState, context::status_of, identity::Identity},
    server_fns::convert::{admin, appointment_list},
    service::{
        Outcome, Services,
        account::AccountFilter,
        agenda::{self, Span},
        appointment::{Appointment, AppointmentFilter},
        clinic_logo::{self, Letterhead},
        list_export::{self, List, MOST, PAGE},
    },
    views::{appointment_list::AppointmentQuery, time_view::TimeView},
};

mod rows;

pub(super) use self::rows::plain;
use self::rows::{APPOINTMENT, PATIENT, USER, appointment, line, of_day, patient, printed, user};

/// So many files are made at once: people who work have the right of way.
static PLACES: std::sync::LazyLock<Arc<Semaphore>> = std::sync::LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// How long a file waits for its place before whoever asks is told to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Rows of a PDF: more is no longer read on paper.
const MOST_PRINTED: usize = 1_000;

/// Where the rows of a file come from, and how far they have been read.
enum Source {
    Appointments(AppointmentFilter),
    Users(AccountFilter),
    /// By what was typed, after so many.
    Patients(String, i64),
}

impl Source {
    /// The next rows; fewer than a page of them are the last.
    async fn next(&mut self, services: &Services, actor: &Actor) -> Outcome<Vec<Vec<String>>> {
        Ok(match self {
            Self::Appointments(filter) => {
                let found = list_export::appointments(services, actor, filter).await?;
                filter.place = found.last().map(place_of);
                found.iter().map(appointment).collect()
            }
            Self::Users(filter) => {
                let found = list_export::users(services, actor, filter).await?;
                filter.place = found.last().map(|last| (search_key(&last.full_name), last.id));
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
            Self::Users(_) => &USER,
            Self::Patients(..) => &PATIENT,
        }
    }
}

/// Where an appointment stood when it was read: the rows after it are the same, also if it is moved before they are read.
fn place_of(read: &Appointment) -> (i64, AppointmentId) {
    (read.slot.starts_at.as_second(), read.id)
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

async fn place() -> Result<OwnedSemaphorePermit, AppError> {
    let place = tokio::time::timeout(LONGEST_WAIT, PLACES.clone().acquire_owned()).await;
    place.ok().and_then(Result::ok).ok_or(AppError::Busy(10))
}

/// A CSV file, read as it is sent. It starts with the mark by which spreadsheets know UTF-8.
async fn csv(services: Arc<Services>, actor: Actor, name: &'static str, source: Source) -> Result<Response, AppError> {
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
    Ok(file("text/csv; charset=utf-8", name, Body::from_stream(body)))
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
    Ok(rows.iter().map(|row| line(row)).collect())
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

fn answer(found: Result<Response, AppError>) -> Response {
    found.unwrap_or_else(|error| status_of(&error).into_response())
}

/// A document is laid out beside the requests; it may have many pages.
async fn print(name: &'static str, document: Document) -> Result<Response, AppError> {
    match tokio::task::spawn_blocking(move || document.render()).await {
        Ok(Ok(bytes)) => Ok(file("application/pdf", name, bytes)),
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
fn sheet(title: &str, made: &str, clinic: Letterhead) -> Document {
    Document::new(title, &format!("{title}, as of {made}")).by(clinic)
}

/// A table, or a sentence if there are no rows.
fn table(document: &mut Document, columns: &[&str], rows: &[Vec<String>], nothing: &str) {
    if rows.is_empty() {
        document.paragraph(nothing);
    } else {
        document.table(columns, rows);
    }
}

/// The criteria of a list that were used, without what was typed.
fn criteria(query: &AppointmentQuery) -> String {
    query.criteria().map(|(name, _)| name).collect::<Vec<_>>().join(", ")
}

async fn asked(services: &Services, actor: &Actor, query: &AppointmentQuery) -> Outcome<(AppointmentFilter, Zone)> {
    let zone = services.directory_for(actor).await?.clinic_zone();
    let filter = appointment_list::filter(query, &zone, services.clock.now());
    list_export::begin(services, actor, List::Appointments, &criteria(query)).await?;
    Ok((AppointmentFilter { after: None, ..filter }, zone))
}

/// `/admin/appointments/appointments.csv`: the appointments that match a query.
pub async fn appointments_csv(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<AppointmentQuery>,
) -> Response {
    let made = async {
        let (filter, _) = asked(&state.services, &identity.actor, &query).await?;
        csv(state.services.clone(), identity.actor, "appointments.csv", Source::Appointments(filter)).await
    };
    answer(made.await)
}

/// `/admin/appointments/appointments.pdf`: the same to print, such as a centre's day.
pub async fn appointments_pdf(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<AppointmentQuery>,
) -> Response {
    let made = async {
        let _place = place().await?;
        let services = &state.services;
        let (mut filter, zone) = asked(services, &identity.actor, &query).await?;
        let mut found: Vec<Appointment> = Vec::new();
        loop {
            let page = list_export::appointments(services, &identity.actor, &filter).await?;
            let is_last = page.len() < page_size();
            filter.place = page.last().map(place_of);
            found.extend(page);
            if is_last || found.len() >= MOST_PRINTED {
                break;
            }
        }
        let made = TimeView::instant(&zone, services.clock.now());
        let mut document = sheet("Appointments", &made.long_date, clinic_logo::letterhead(services).await?);
        if found.len() >= MOST_PRINTED {
            found.truncate(MOST_PRINTED);
            document.paragraph(&format!("Only the first {MOST_PRINTED} appointments are printed."));
        }
        let rows: Vec<Vec<String>> = found.iter().map(printed).collect();
        table(&mut document, &["When", "Patient", "Practitioner", "Centre", "Status"], &rows, "No appointments match.");
        print("appointments.pdf", document).await
    };
    answer(made.await)
}

/// What is asked of the list of users.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UserQuery {
    q: String,
    role: String,
    status: String,
}

/// `/admin/users/users.csv`: the users that match a query.
pub async fn users_csv(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<UserQuery>,
) -> Response {
    let made = async {
        let named = [("text", &query.q), ("role", &query.role), ("status", &query.status)];
        let part: Vec<&str> = named.iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| *name).collect();
        let actor = identity.actor;
        list_export::begin(&state.services, &actor, List::Users, &part.join(", ")).await?;
        let filter = admin::filter(&query.q, &query.role, &query.status, "");
        csv(state.services.clone(), actor, "users.csv", Source::Users(filter)).await
    };
    answer(made.await)
}

/// What is asked of a practitioner's lists.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OwnQuery {
    q: String,
    from: String,
    view: String,
}

/// `/practitioner/patients/patients.csv`: the reader's patients.
pub async fn patients_csv(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<OwnQuery>,
) -> Response {
    let made = async {
        let actor = identity.actor;
        list_export::begin(&state.services, &actor, List::Patients, "csv").await?;
        csv(state.services.clone(), actor, "patients.csv", Source::Patients(query.q, 0)).await
    };
    answer(made.await)
}

/// `/practitioner/patients/patients.pdf`: the same to print.
pub async fn patients_pdf(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<OwnQuery>,
) -> Response {
    let made = async {
        let _place = place().await?;
        let (services, actor) = (&state.services, &identity.actor);
        list_export::begin(services, actor, List::Patients, "pdf").await?;
        let found = list_export::patients(services, actor, &query.q, 0).await?;
        let zone = services.directory_for(actor).await?.clinic_zone();
        let made = TimeView::instant(&zone, services.clock.now());
        let mut document = sheet("Patients", &made.long_date, clinic_logo::letterhead(services).await?);
        if found.len() >= page_size() {
            document.paragraph(&format!("Only the first {} patients are printed.", found.len()));
        }
        let rows: Vec<Vec<String>> = found.into_iter().map(patient).collect();
        table(&mut document, &["Name", "Number", "Born", "Last visit", "Next visit"], &rows, "No patients match.");
        print("patients.pdf", document).await
    };
    answer(made.await)
}

/// `/practitioner/schedule.pdf`: the reader's day or week.
pub async fn schedule_pdf(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<OwnQuery>,
) -> Response {
    let made = async {
        let _place = place().await?;
        let (services, actor) = (&state.services, &identity.actor);
        let span = if query.view == "week" { Span::Week } else { Span::Day };
        list_export::begin(services, actor, List::Schedule, if span == Span::Week { "week" } else { "day" }).await?;
        let found = agenda::of_practitioner(services, actor, span, query.from.parse::<Date>().ok()).await?;
        let made = TimeView::instant(&found.zone, found.now);
        let title = if span == Span::Week { "Week" } else { "Day" };
        let made = format!("{}, {}", made.long_date, made.time);
        let mut document = sheet(title, &made, clinic_logo::letterhead(services).await?);
        for day in found.days {
            document.heading(&long_date(day.date));
            let standing = day.appointments.iter().filter(|one| one.status.holds_its_time());
            let rows: Vec<Vec<String>> = standing.map(of_day).collect();
            table(&mut document, &["Time", "Patient", "Visit", "Centre", "Status"], &rows, "No appointments.");
        }
        print("schedule.pdf", document).await
    };
    answer(made.await)
}
