//! Importing a calendar file with public holidays. Its contents are shown before any closures are added.

use axum::{
    extract::{Extension, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;

use super::multipart::{Form, FormError};
use crate::{
    domain::{
        closure::NotAHoliday,
        holiday::{self, Holidays, LARGEST_FILE},
    },
    error::AppError,
    request::{
        AppState,
        context::status_of,
        identity::Identity,
        pending::{self, wall_clock},
    },
    service::closure,
};

/// Files up to this size are read to the end before they are refused: a browser that is still sending would not see the response.
const PATIENCE: usize = 16 * LARGEST_FILE;

/// Why a file is not imported, as named in the page's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    TooBig,
    NotACalendar,
    Empty,
    Over,
}

impl Refusal {
    fn word(self) -> &'static str {
        match self {
            Self::TooBig => "too-big",
            Self::NotACalendar => "not-a-calendar",
            Self::Empty => "empty",
            Self::Over => "over",
        }
    }
}

/// `POST /admin/closures/import`.
pub async fn import(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(session): Extension<Session>,
    request: Request,
) -> Response {
    // The guard has checked too; this is the check that counts.
    if closure::clinics_directory(&state.services, &identity.actor).await.is_err() {
        return status_of(&AppError::Forbidden).into_response();
    }
    let (centre, file) = read(request).await;
    let target = match file.and_then(|file| holidays(&state, &file)) {
        Ok(found) => {
            let found = (centre, found);
            pending::show(&state.services, &identity.actor, &session, found).await.map(str::to_owned)
        }
        Err(refusal) => {
            let chosen = centre.map(|centre| format!("&centre={centre}")).unwrap_or_default();
            Ok(format!("/admin/closures?file={}{chosen}#import", refusal.word()))
        }
    };
    match target {
        Ok(target) => Redirect::to(&target).into_response(),
        Err(error) => status_of(&error).into_response(),
    }
}

fn holidays(state: &AppState, file: &[u8]) -> Result<Holidays, Refusal> {
    let holidays = holiday::read(file, wall_clock(&state.services)).map_err(|_| Refusal::NotACalendar)?;
    let is_over = holidays.left_out.iter().all(|one| one.reason == NotAHoliday::Over);
    match (holidays.coming.is_empty(), holidays.left_out.is_empty()) {
        (true, true) => Err(Refusal::Empty),
        (true, false) if is_over => Err(Refusal::Over),
        // Entries that cannot be imported are shown, with the reasons.
        _ => Ok(holidays),
    }
}

/// The chosen centre, and the file.
async fn read(request: Request) -> (Option<i64>, Result<Vec<u8>, Refusal>) {
    let (mut centre, mut file) = (None, Ok(Vec::new()));
    let mut form = match Form::of(request, PATIENCE) {
        Ok(form) => form,
        Err(error) => return (centre, Err(error.into())),
    };
    loop {
        let mut part = match form.next().await {
            Ok(Some(part)) => part,
            Ok(None) => return (centre, file),
            Err(error) => return (centre, Err(error.into())),
        };
        match part.name() {
            "centre" => {
                let text = part.bytes(LARGEST_FILE).await.ok().and_then(|text| String::from_utf8(text).ok());
                centre = text.and_then(|text| text.trim().parse().ok());
            }
            "file" => file = part.bytes(LARGEST_FILE).await.map_err(Refusal::from),
            _ => drop(part.bytes(LARGEST_FILE).await),
        }
    }
}

impl From<FormError> for Refusal {
    fn from(error: FormError) -> Self {
        match error {
            FormError::TooLarge => Self::TooBig,
            FormError::Broken => Self::NotACalendar,
        }
    }
}
