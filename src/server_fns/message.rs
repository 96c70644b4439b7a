//! Messages between patients and practitioners.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::time_view::MomentView;
use crate::error::AppError;

/// Tells one state of threads from any other: the latest message, and up to where they are read.
pub type StampView = (i64, i64);

/// The list of threads or, where words were looked for, the messages that have them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadsView {
    /// The threads, or the messages.
    pub rows: Vec<ThreadView>,
    /// Whether these are messages that were looked for.
    pub is_search: bool,
    /// Which page, from 1.
    pub page: i64,
    /// Whether there is another.
    pub more: bool,
    /// Tells this state from any other.
    pub stamp: StampView,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadView {
    /// Where it leads.
    pub href: String,
    /// The key of whoever the reader writes to.
    pub with_id: i64,
    /// Their name.
    pub with: String,
    /// Their profession, or about whom it is; may be empty.
    pub note: String,
    /// Who wrote the message: `You`, or a name where that is not the person written to; else empty.
    pub by: String,
    /// The beginning of the message; of one that was looked for, what is around the first word.
    pub text: String,
    /// When it was sent.
    pub at: MomentView,
    /// How many messages the reader has not read.
    pub unread: i64,
    /// Whether the reader has a draft there.
    pub has_draft: bool,
}

/// A page of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationView {
    /// The thread's key.
    pub id: i64,
    /// The key of whoever the reader writes to.
    pub with_id: i64,
    /// Their name.
    pub with: String,
    /// Their profession, or about whom it is; may be empty.
    pub note: String,
    /// Where to read more of them: a practitioner's page, or a patient's record; empty for neither.
    pub more: String,
    /// What the link says.
    pub more_label: String,
    /// Its messages by day, the oldest first.
    pub days: Vec<DayView>,
    /// Where the older ones begin, if there are any.
    pub older: Option<i64>,
    /// Whether the reader may write now.
    pub may_write: bool,
    /// Whether the reader is on the patient's side.
    pub as_patient: bool,
    /// What the reader was writing.
    pub draft: String,
    /// A name for this intent: sent twice, it is one message.
    pub intent: String,
    /// Tells this state from any other.
    pub stamp: StampView,
}

/// The messages of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayView {
    /// `Tuesday 24 November 2026`.
    pub date: String,
    /// Its messages, the oldest first.
    pub messages: Vec<MessageView>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Its key.
    pub id: i64,
    /// Who wrote it: `You`, or a name.
    pub by: String,
    /// Whether the reader did.
    pub is_own: bool,
    /// What it says.
    pub text: String,
    /// When it was sent, UTC: `2026-11-24T22:30:00Z`.
    pub iso: String,
    /// `09:30`.
    pub time: String,
    /// Whether it is the first that the reader had not read.
    pub is_first_new: bool,
    /// Whether it is the reader's latest that the other side has read.
    pub is_seen: bool,
}

/// The reader's threads; with words, the messages in them that have these.
#[server(name = ListMessages, endpoint = "messages", input = server_fn::codec::GetUrl)]
pub async fn messages(#[server(default)] q: String, #[server(default)] page: String) -> Result<ThreadsView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::message::threads(&services, &actor, &q, &page).await
}

/// A thread; with `before` the messages before that one.
#[server(name = OpenConversation, endpoint = "conversation", input = server_fn::codec::GetUrl)]
pub async fn conversation(id: String, #[server(default)] before: String) -> Result<ConversationView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::message::conversation(&services, &actor, &id, &before).await
}

/// Whether anything has changed in a thread of the reader's, or without a key in any: compared with what a page shows.
#[server(name = MessageNews, endpoint = "message_news", input = server_fn::codec::GetUrl)]
pub async fn message_news(#[server(default)] id: String) -> Result<StampView, AppError> {
    let (services, actor) = super::context::request()?;
    let thread = if id.is_empty() { None } else { Some(super::convert::entry::key(&actor, &id)?) };
    let stamp = crate::service::message::news(&services, &actor, thread).await?;
    Ok((stamp.last, stamp.marks))
}

/// Sends a message; answers with its key. What a plain form sent and was refused is kept as the draft.
#[server(endpoint = "send_message")]
pub async fn send_message(
    id: String,
    #[server(default)] text: String,
    #[server(default)] intent: String,
) -> Result<i64, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::message::send(&services, &actor, &id, text, intent).await
}

/// Keeps what the reader is writing.
#[server(endpoint = "save_message_draft", input = server_fn::codec::Json)]
pub async fn save_message_draft(id: String, text: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    Ok(crate::service::message::save_draft(&services, &actor, id, &text).await?)
}

/// Opens the thread of a patient and a practitioner, and begins it where there is none.
#[server(endpoint = "start_conversation")]
pub async fn start_conversation(patient: String, practitioner: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let patient = super::convert::entry::key(&actor, &patient)?;
    let practitioner = super::convert::entry::key(&actor, &practitioner)?;
    let id = crate::service::message::start(&services, &actor, patient, practitioner).await?;
    super::context::redirect(&format!("/messages/{id}"));
    Ok(())
}
