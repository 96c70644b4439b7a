//! Taking in a calendar file with public holidays. What it says is shown before anything is closed.

use axum::{
    extract::{Extension, Multipart, State, multipart::Field},
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;

use super::{
    AppState,
    identity::Identity,
    pending::{self, wall_clock},
};
use crate::{
    domain::holiday::{self, Holidays, LARGEST_FILE},
    error::AppError,
    server_fns::context::status_of,
    service::closure,
};

/// So much of a file is read to its end before it is refused: a browser that is still sending would not hear the answer.
const PATIENCE: usize = 16 * LARGEST_FILE;

/// Why a file is not taken in, as the page's address says it.
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
    form: Multipart,
) -> Response {
    // The guard has asked too; this is the lock that counts.
    if closure::clinics_directory(&state.services, &identity.actor).await.is_err() {
        return status_of(&AppError::Forbidden).into_response();
    }
    let (centre, file) = read(form).await;
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
    match (holidays.coming.is_empty(), holidays.left_out.is_empty(), holidays.over) {
        (true, true, 0) => Err(Refusal::Empty),
        (true, true, _) => Err(Refusal::Over),
        // What cannot be taken in is shown, with the reasons.
        _ => Ok(holidays),
    }
}

/// The centre that was chosen, and the file.
async fn read(mut form: Multipart) -> (Option<i64>, Result<Vec<u8>, Refusal>) {
    let (mut centre, mut file) = (None, Ok(Vec::new()));
    loop {
        match form.next_field().await {
            Err(_) => return (centre, Err(Refusal::NotACalendar)),
            Ok(None) => return (centre, file),
            Ok(Some(field)) => match field.name() {
                Some("centre") => {
                    let text = contents(field).await.ok().and_then(|text| String::from_utf8(text).ok());
                    centre = text.and_then(|text| text.trim().parse().ok());
                }
                Some("file") => file = contents(field).await,
                _ => {}
            },
        }
    }
}

async fn contents(mut field: Field<'_>) -> Result<Vec<u8>, Refusal> {
    let (mut kept, mut seen) = (Vec::new(), 0);
    while let Some(chunk) = field.chunk().await.map_err(|_| Refusal::TooBig)? {
        seen += chunk.len();
        if seen > PATIENCE {
            return Err(Refusal::TooBig);
        }
        if seen <= LARGEST_FILE {
            kept.extend_from_slice(&chunk);
        }
    }
    if seen > LARGEST_FILE { Err(Refusal::TooBig) } else { Ok(kept) }
}
