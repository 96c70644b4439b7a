//! Receiving the four files of an import. They are checked before anything is stored.

use axum::{
    Router,
    extract::{Extension, Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};

use super::{
    documents::taking_files,
    multipart::{Form, FormError},
    under_way::UnderWay,
};
use crate::{
    domain::{
        account::Actor,
        import::{Files, Source},
    },
    error::AppError,
    request::{AppState, context::status_of, identity::Identity},
    service::import::uploaded::{self, LARGEST_FILE},
};

/// Up to this size, files are read to the end before they are refused: a browser that is still sending would not see the response.
const PATIENCE: usize = 16 * LARGEST_FILE;
/// The maximum length of a text field beside the files, in bytes.
const LONGEST_TEXT: usize = 1_000;

/// The upload route.
pub fn uploads() -> Router<AppState> {
    taking_files(Router::new().route("/admin/import/files", post(take_in)))
}

async fn take_in(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(under_way): Extension<UnderWay>,
    request: Request,
) -> Response {
    match received(&state, &identity.actor, &under_way, request).await {
        Ok(()) => Redirect::to("/admin/import").into_response(),
        Err(Refusal::Word(word)) => Redirect::to(&format!("/admin/import?problem={word}#files")).into_response(),
        Err(Refusal::Other(error)) => status_of(&error).into_response(),
    }
}

/// Why files are refused.
enum Refusal {
    /// A word that the page knows.
    Word(String),
    Other(AppError),
}

async fn received(state: &AppState, actor: &Actor, under_way: &UnderWay, request: Request) -> Result<(), Refusal> {
    let other = |failure| Refusal::Other(AppError::from(failure));
    let me = uploaded::may_import(actor).map_err(other)?;
    let word = |word: &str| Refusal::Word(word.to_owned());
    let _place = under_way.begin(me.0).map_err(|_| word("busy"))?;
    let (files, zone) = read(request).await?;
    if files.is_empty() {
        return Err(word("none"));
    }
    match uploaded::take_in(&state.services, actor, &files, &zone).await.map_err(AppError::from) {
        Ok(()) => Ok(()),
        Err(AppError::Invalid(_)) => Err(word("time_zone")),
        Err(AppError::Overtaken) => Err(word("importing")),
        Err(error) => Err(Refusal::Other(error)),
    }
}

/// The chosen files, and the time zone. A browser sends a field without a file as an empty file without a name.
async fn read(request: Request) -> Result<(Files, String), Refusal> {
    let broken = |_: FormError| Refusal::Word("broken".to_owned());
    let too_big = |_: FormError| Refusal::Word("too-big".to_owned());
    let mut form = Form::of(request, PATIENCE).map_err(too_big)?;
    let (mut files, mut zone, mut refusal) = (Files::new(), String::new(), None);
    while let Some(mut part) = form.next().await.map_err(broken)? {
        let source = Source::ALL.into_iter().find(|source| source.file_name() == part.name());
        let Some(source) = source else {
            let is_zone = part.name() == "time_zone";
            let text = part.bytes(LONGEST_TEXT).await.map_err(broken)?;
            if is_zone {
                zone = String::from_utf8_lossy(&text).into_owned();
            }
            continue;
        };
        let is_chosen = !part.file_name().is_empty();
        match part.bytes(LARGEST_FILE).await {
            Ok(bytes) if is_chosen || !bytes.is_empty() => drop(files.insert(source, bytes)),
            Ok(_) => {}
            // The rest is read first, so that the browser sees the response.
            Err(FormError::TooLarge) => refusal = Some(Refusal::Word(format!("too-big.{}", source.file_name()))),
            Err(error) => return Err(broken(error)),
        }
    }
    refusal.map_or(Ok((files, zone)), Err)
}
