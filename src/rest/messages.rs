//! Messages between patients and practitioners: threads, what is in them, and sending. Reading here marks nothing as read.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    auth::instant as said,
    caller::Caller,
    input::{Conditions, Filters, Id, Sent, new_intent},
    listing::{self, Format, Listing},
    problem::{Errors, Problem},
};
use crate::{
    domain::{
        ids::{MessageId, PatientId, PractitionerId, ThreadId},
        message::{Side, parse},
    },
    error::AppError,
    service::message::{self, Attachment, Conversation, Listed, Message as Stored, Sending},
};

/// A thread with all messages between one patient and one practitioner.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Thread {
    /// ID of the thread.
    pub id: i64,
    /// The patient's ID.
    pub patient_id: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The practitioner's ID.
    pub doctor_id: i64,
    /// The practitioner's name.
    pub doctor_name: String,
    /// ID of the latest message's author; null if there is no message yet.
    pub latest_author_id: Option<i64>,
    /// Name of the latest message's author.
    pub latest_author_name: Option<String>,
    /// Text of the latest message.
    pub latest_text: Option<String>,
    /// When the latest message was sent; if there is none, when the thread was begun.
    pub latest_at: String,
    /// Number of messages from others that you haven't read.
    pub unread: i64,
}

impl From<Listed> for Thread {
    fn from(one: Listed) -> Self {
        let is_begun = one.author != 0;
        Self {
            id: one.id,
            patient_id: one.patient,
            patient_name: one.patient_name,
            doctor_id: one.practitioner,
            doctor_name: one.practitioner_name,
            latest_author_id: is_begun.then_some(one.author),
            latest_author_name: is_begun.then_some(one.author_name),
            latest_text: is_begun.then_some(one.body),
            latest_at: said(one.at),
            unread: one.unread,
        }
    }
}

/// The state of a thread.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ThreadState {
    /// ID of the thread.
    pub id: i64,
    /// The patient's ID.
    pub patient_id: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The practitioner's ID.
    pub doctor_id: i64,
    /// The practitioner's name.
    pub doctor_name: String,
    /// On which side you are: `patient`, `proxy` or `doctor`.
    pub side: String,
    /// Whether you can write in it now.
    pub may_write: bool,
    /// The latest message that you have read; 0 if none.
    pub read_to: i64,
    /// The latest that the other side has read; 0 if none.
    pub seen_to: i64,
    /// What patients are told while the practitioner is away.
    pub away: Option<String>,
}

impl From<Conversation> for ThreadState {
    fn from(found: Conversation) -> Self {
        let side = match found.side {
            Side::Patient => "patient",
            Side::Proxy => "proxy",
            Side::Practitioner => "doctor",
        };
        Self {
            id: found.thread.id.0,
            patient_id: found.thread.patient.0,
            patient_name: found.thread.patient_name,
            doctor_id: found.thread.practitioner.0,
            doctor_name: found.thread.practitioner_name,
            side: side.to_owned(),
            may_write: found.may_write,
            read_to: found.read_to,
            seen_to: found.seen_to,
            away: found.away.map(|away| away.body),
        }
    }
}

/// A file of a message. People open it on the site.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MessageFile {
    /// ID of the file.
    pub id: i64,
    /// File name.
    pub name: String,
    /// Media type, such as `image/png`.
    pub media_type: String,
    /// Size in bytes.
    pub bytes: i64,
}

impl From<&Attachment> for MessageFile {
    fn from(one: &Attachment) -> Self {
        Self {
            id: one.id.0,
            name: one.file.name.clone(),
            media_type: one.file.media.as_str().to_owned(),
            bytes: one.file.bytes,
        }
    }
}

/// A message.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Message {
    /// ID of the message.
    pub id: i64,
    /// ID of the thread.
    pub thread_id: i64,
    /// ID of the author.
    pub author_id: i64,
    /// Name of the author.
    pub author_name: String,
    /// Text.
    pub text: String,
    /// When it was sent.
    pub at: String,
    /// Whether it is an automatic reply, sent while its author was away.
    pub automatic: bool,
    /// Attached files.
    pub files: Vec<MessageFile>,
}

impl Message {
    fn of(thread: ThreadId, one: Stored, files: &[Attachment]) -> Self {
        let id = MessageId(one.id);
        Self {
            id: one.id,
            thread_id: thread.0,
            author_id: one.author,
            author_name: one.author_name,
            text: one.body,
            at: said(one.at),
            automatic: one.automatic,
            files: files.iter().filter(|file| file.message == Some(id)).map(MessageFile::from).collect(),
        }
    }
}

/// Which page of your threads.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ThreadFilters {
    /// Start after this place in the list; the `next` link of a page contains it.
    pub after: Option<String>,
    /// End before this place in the list; the `previous` link of a page contains it.
    pub before: Option<String>,
    /// Page number, starting at 1.
    pub page: Option<i64>,
    /// Format of the answer: `json` or `csv`.
    #[param(inline)]
    pub format: Format,
}

/// Lists your threads, those with the latest messages first.
#[utoipa::path(
    get, path = "/api/v1/threads", operation_id = "listThreads", tag = "messages", params(ThreadFilters),
    responses((status = 200, body = Listing<Thread>), Errors)
)]
pub async fn list_threads(caller: Caller, asked: Filters<ThreadFilters>) -> Result<Response, Problem> {
    let query = &asked.query;
    let list = listing::Asked { caller: &caller, uri: &asked.uri, format: query.format };
    let part = list.part(query.after.as_deref(), query.before.as_deref(), query.page)?;
    let page = message::part(&caller.services, &caller.actor, &part).await?;
    list.answer(&part, page, |one| (one.last, one.id), Thread::from)
}

/// The two sides of a thread.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ThreadInput {
    /// The patient's ID; your own by default.
    pub patient_id: Option<i64>,
    /// The practitioner's ID; your own by default.
    pub doctor_id: Option<i64>,
}

/// Begins the thread between a patient and a practitioner, or returns the existing one. They must have a visit or an ongoing relationship.
#[utoipa::path(
    post, path = "/api/v1/threads", operation_id = "beginThread", tag = "messages", request_body = ThreadInput,
    responses((status = 201, body = ThreadState), Errors)
)]
pub async fn begin(caller: Caller, Sent(sent): Sent<ThreadInput>) -> Result<Response, Problem> {
    let (services, actor) = (&caller.services, &caller.actor);
    let own = actor.id().map(|id| id.0).ok_or_else(|| Problem::no_token(false))?;
    let (patient, practitioner) = match (sent.patient_id, sent.doctor_id) {
        (None, None) => return Err(Problem::bad_request("Send doctor_id or patient_id.")),
        (patient, practitioner) => (patient.unwrap_or(own), practitioner.unwrap_or(own)),
    };
    let id = message::start(services, actor, PatientId(patient), PractitionerId(practitioner)).await?;
    let found = message::open(services, actor, id, None).await?;
    let location = [(header::LOCATION, format!("/api/v1/threads/{id}"))];
    Ok((StatusCode::CREATED, location, Json(ThreadState::from(found))).into_response())
}

/// Returns the state of a thread: whether you can write in it, and how far it has been read.
#[utoipa::path(
    get, path = "/api/v1/threads/{id}", operation_id = "readThread", tag = "messages", params(("id" = i64, Path)),
    responses((status = 200, body = ThreadState), Errors)
)]
pub async fn thread(caller: Caller, Id(id): Id) -> Result<Json<ThreadState>, Problem> {
    Ok(Json(message::open(&caller.services, &caller.actor, ThreadId(id), None).await?.into()))
}

/// How far you have read a thread.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReadMark {
    /// ID of the latest message you have read.
    pub message_id: Option<i64>,
}

/// Marks the messages of a thread as read, up to this one. Messages already read stay read.
#[utoipa::path(
    post, path = "/api/v1/threads/{id}/read", operation_id = "markThreadRead", tag = "messages",
    params(("id" = i64, Path)), request_body = ReadMark, responses((status = 204), Errors)
)]
pub async fn mark_read(caller: Caller, Id(id): Id, Sent(sent): Sent<ReadMark>) -> Result<StatusCode, Problem> {
    let to = sent.message_id.ok_or_else(|| Problem::bad_request("message_id is missing."))?;
    message::mark_read(&caller.services, &caller.actor, ThreadId(id), MessageId(to)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which messages to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MessageFilters {
    /// ID of the thread. Required.
    pub thread_id: Option<i64>,
    /// Only messages before this one; the `next` link of a page contains it.
    pub before: Option<i64>,
    /// Format of the answer: `json` or `csv`.
    #[param(inline)]
    pub format: Format,
}

/// Lists the messages of a thread, latest first. Reading them is logged, and doesn't mark them as read.
#[utoipa::path(
    get, path = "/api/v1/messages", operation_id = "listMessages", tag = "messages", params(MessageFilters),
    responses((status = 200, body = Listing<Message>), Errors)
)]
pub async fn list(caller: Caller, asked: Filters<MessageFilters>) -> Result<Response, Problem> {
    let query = asked.query;
    let id = query.thread_id.map(ThreadId).ok_or_else(|| Problem::bad_request("thread_id is missing."))?;
    let found = message::open(&caller.services, &caller.actor, id, query.before.map(MessageId)).await?;
    let next = found.messages.first().filter(|_| found.has_older).map(|first| first.id.to_string());
    let (messages, files) = (found.messages, found.files);
    let items: Vec<Message> = messages.into_iter().rev().map(|one| Message::of(id, one, &files)).collect();
    listing::answer_from(&asked.uri, next.as_deref(), query.format, items)
}

/// Returns one message.
#[utoipa::path(
    get, path = "/api/v1/messages/{id}", operation_id = "readMessage", tag = "messages", params(("id" = i64, Path)),
    responses((status = 200, body = Message), Errors)
)]
pub async fn one(caller: Caller, Id(id): Id) -> Result<Json<Message>, Problem> {
    Ok(Json(read(&caller, MessageId(id)).await?))
}

async fn read(caller: &Caller, id: MessageId) -> Result<Message, Problem> {
    let (thread, one, files) = message::one(&caller.services, &caller.actor, id).await?;
    Ok(Message::of(thread.id, one, &files))
}

/// A new message.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MessageInput {
    /// ID of the thread.
    pub thread_id: Option<i64>,
    /// Text, at most 4,000 characters.
    pub text: String,
}

/// Sends a message. Sent again with the same `Idempotency-Key`, it is one message. Files and drafts that are waiting on the
/// site stay there.
#[utoipa::path(
    post, path = "/api/v1/messages", operation_id = "sendMessage", tag = "messages",
    params(("Idempotency-Key" = Option<String>, Header, description = "8 to 64 characters")),
    request_body = MessageInput, responses((status = 201, body = Message), Errors)
)]
pub async fn send(caller: Caller, conditions: Conditions, Sent(sent): Sent<MessageInput>) -> Result<Response, Problem> {
    let thread = sent.thread_id.map(ThreadId).ok_or_else(|| Problem::bad_request("thread_id is missing."))?;
    let intent = conditions.intent.unwrap_or_else(new_intent);
    let text = parse(&sent.text).unwrap_or_default();
    let sending = Sending { thread, text: sent.text, intent };
    let id = message::send_by_program(&caller.services, &caller.actor, sending).await?;
    let found = read(&caller, id).await?;
    if (found.thread_id, &found.text) != (thread.0, &text) {
        // The key named another message before.
        return Err(AppError::FormUsed.into());
    }
    let location = [(header::LOCATION, format!("/api/v1/messages/{id}"))];
    Ok((StatusCode::CREATED, location, Json(found)).into_response())
}
