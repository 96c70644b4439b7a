//! Messages sent by a form with a file, and the files attached to messages.

use axum::{
    Router,
    body::Body,
    extract::{Extension, Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

use super::{
    documents::{PATIENCE, answer, full, received, refused, taking_files, whole, word_of},
    multipart::{Form, FormError},
    under_way::UnderWay,
};
use crate::{
    domain::{
        document::FileProblem,
        ids::{AttachmentId, MessageId, ThreadId},
        message::LONGEST_DRAFT,
    },
    error::AppError,
    request::{AppState, context::status_of, extract::Path, identity::Identity},
    service::{
        document::{MEGABYTE, Upload},
        message::{
            Sending,
            attachment::{self, Letter, Then},
        },
        refusals::Trail,
    },
};

/// The maximum length of a message, in bytes.
const LONGEST_TEXT: usize = 4 * LONGEST_DRAFT;

/// The routes to which a plain form sends a message, and a script a file for the next one.
pub fn uploads() -> Router<AppState> {
    let routes = Router::new().route("/messages/{id}/send", post(send)).route("/messages/{id}/attach", post(attach));
    taking_files(routes)
}

/// The routes that serve the files.
pub fn files() -> Router<AppState> {
    Router::new().route("/attachments/{id}", get(file))
}

async fn attach(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<ThreadId>,
    Extension(under_way): Extension<UnderWay>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let done = take_in(state, identity, id, &under_way, request).await;
    answer(&headers, &format!("/messages/{id}"), done)
}

async fn take_in(
    state: AppState,
    identity: Identity,
    id: ThreadId,
    under_way: &UnderWay,
    request: Request,
) -> Result<AttachmentId, AppError> {
    let (services, actor) = (state.services, identity.actor);
    let most = attachment::may_attach(&services, &actor, id).await?;
    let account = actor.id().ok_or(AppError::NotSignedIn)?;
    let add = move |upload: Upload| async move { attachment::attach(&services, &actor, id, upload).await };
    received(under_way, account.0, request, most, add).await
}

/// The form redirects to the conversation, which shows any errors.
async fn send(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<ThreadId>,
    Extension(under_way): Extension<UnderWay>,
    request: Request,
) -> Response {
    let page = format!("/messages/{id}");
    let led = match sent(state, identity, id, &under_way, request).await {
        Ok(Some(_)) => format!("{page}?sent=1#newest"),
        Ok(None) => format!("{page}?added=1#newest"),
        Err(AppError::ThreadClosed) => format!("{page}#newest"),
        Err(error) => match word_of(&error) {
            Some(word) => format!("{page}?problem={word}#newest"),
            None => return status_of(&error).into_response(),
        },
    };
    Redirect::to(&led).into_response()
}

async fn sent(
    state: AppState,
    identity: Identity,
    id: ThreadId,
    under_way: &UnderWay,
    request: Request,
) -> Result<Option<MessageId>, AppError> {
    let (services, actor) = (state.services, identity.actor);
    let most = attachment::largest(&services, &actor, id).await?;
    let account = actor.id().ok_or(AppError::NotSignedIn)?;
    let _place = under_way.begin(account.0).map_err(full)?;
    let letter = read(request, id, most).await?;
    // A task of its own: a client that has sent everything and then leaves must not leave anything half done.
    let send = async move { attachment::send_form(&services, &actor, letter).await };
    Ok(tokio::spawn(Trail::current().follow(send)).await.map_err(|e| {
        tracing::error!(error = %e, "a message was not sent");
        AppError::Internal
    })??)
}

/// The form, whose file may have this many millions of bytes. One that is too large is read to its end, so that the text can be
/// kept.
async fn read(request: Request, thread: ThreadId, most: u16) -> Result<Letter, AppError> {
    let largest = usize::from(most) * MEGABYTE;
    let problem = |e| {
        refused(match e {
            FormError::TooLarge => FileProblem::TooLarge(most),
            FormError::Broken => FileProblem::Broken,
        })
    };
    let mut form = Form::of(request, largest * PATIENCE).map_err(problem)?;
    let sending = Sending { thread, text: String::new(), intent: String::new() };
    let mut letter = Letter { sending, file: None, then: Then::Send };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    while let Some(mut field) = form.next().await.map_err(problem)? {
        match field.name() {
            "text" => letter.sending.text = text(field.bytes(LONGEST_TEXT).await.map_err(|e| too_long(e, problem))?),
            "intent" => letter.sending.intent = text(field.bytes(LONGEST_TEXT).await.map_err(problem)?),
            "then" => letter.then = then(&text(field.bytes(LONGEST_TEXT).await.map_err(problem)?)),
            "file" => {
                let name: String = field.file_name().chars().take(1_000).collect();
                let bytes = match field.bytes(largest).await {
                    // One byte more than allowed: refused as such, once everything is read.
                    Err(FormError::TooLarge) => vec![0; largest + 1],
                    other => other.map_err(problem)?,
                };
                if !(name.is_empty() && bytes.is_empty()) {
                    letter.file = Some(Upload { category: String::new(), name, bytes });
                }
            }
            _ => drop(field.bytes(LONGEST_TEXT).await.map_err(problem)?),
        }
    }
    Ok(letter)
}

/// The button that was pressed: `write`, or `reply-7` for a quick reply.
fn then(word: &str) -> Then {
    match word.strip_prefix("reply-").and_then(|id| id.parse().ok()) {
        Some(id) => Then::Reply(id),
        None if word == "write" => Then::Write,
        None => Then::Send,
    }
}

fn too_long(error: FormError, other: impl FnOnce(FormError) -> AppError) -> AppError {
    use crate::domain::{
        form::{Field, FieldError, Problem},
        message::LONGEST,
    };
    match error {
        FormError::TooLarge => {
            let most = u16::try_from(LONGEST).unwrap_or(u16::MAX);
            AppError::Invalid(vec![FieldError::new(Field::MessageText, Problem::TooLong(most))])
        }
        FormError::Broken => other(error),
    }
}

async fn file(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<AttachmentId>,
) -> Response {
    let opened = attachment::open_file(&state.services, &identity.actor, id).await.map_err(AppError::from);
    let opened = match opened {
        Ok(opened) => opened,
        Err(error) => return status_of(&error).into_response(),
    };
    let file = &opened.attachment.file;
    whole(file.media, &file.name, file.bytes, Body::from_stream(opened.bytes))
}
