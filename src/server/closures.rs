//! Taking in a calendar file with public holidays. What it says is shown before anything is closed.

use axum::{
    extract::{Extension, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;

use super::{
    AppState,
    identity::Identity,
    multipart::{Form, FormError},
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
    Nothing,
}

impl Refusal {
    fn word(self) -> &'static str {
        match self {
            Self::TooBig => "too-big",
            Self::NotACalendar => "not-a-calendar",
            Self::Nothing => "nothing",
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
    // The guard has asked too; this is the lock that counts.
    if closure::clinics_directory(&state.services, &identity.actor).await.is_err() {
        return status_of(&AppError::Forbidden).into_response();
    }
    let target = match read(request).await.and_then(|(centre, file)| Ok((centre, holidays(&state, &file)?))) {
        Ok(found) => pending::show(&state.services, &identity.actor, &session, found).await.map(str::to_owned),
        Err(refusal) => Ok(format!("/admin/closures?file={}#import", refusal.word())),
    };
    match target {
        Ok(target) => Redirect::to(&target).into_response(),
        Err(error) => status_of(&error).into_response(),
    }
}

fn holidays(state: &AppState, file: &[u8]) -> Result<Holidays, Refusal> {
    let holidays = holiday::read(file, wall_clock(&state.services)).map_err(|_| Refusal::NotACalendar)?;
    if holidays.coming.is_empty() { Err(Refusal::Nothing) } else { Ok(holidays) }
}

async fn read(request: Request) -> Result<(Option<i64>, Vec<u8>), Refusal> {
    let mut form = Form::of(request, PATIENCE)?;
    let (mut centre, mut file) = (None, Ok(Vec::new()));
    while let Some(mut part) = form.next().await? {
        match part.name() {
            "centre" => {
                let text = String::from_utf8(part.bytes(LARGEST_FILE).await?).unwrap_or_default();
                centre = text.trim().parse().ok();
            }
            "file" => file = part.bytes(LARGEST_FILE).await,
            _ => drop(part.bytes(LARGEST_FILE).await?),
        }
    }
    Ok((centre, file?))
}

impl From<FormError> for Refusal {
    fn from(error: FormError) -> Self {
        match error {
            FormError::TooLarge => Self::TooBig,
            FormError::Broken => Self::NotACalendar,
        }
    }
}
