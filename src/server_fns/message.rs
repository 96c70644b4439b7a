//! Messages between patients and practitioners.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::message::{ConversationView, StampView, ThreadsView},
};

/// The reader's threads; with words, the messages in them that have these.
#[server(name = ListMessages, endpoint = "messages", input = server_fn::codec::GetUrl)]
pub async fn messages(#[server(default)] q: String, #[server(default)] page: String) -> Result<ThreadsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = crate::service::message::list(&services, &actor, &q, page.parse().unwrap_or(1)).await?;
    let zone = services.directory().await?.clinic_zone();
    Ok(super::convert::message::threads(found, me, &q, &zone))
}

/// A thread; with `before` the messages before that one.
#[server(name = OpenConversation, endpoint = "conversation", input = server_fn::codec::GetUrl)]
pub async fn conversation(id: String, #[server(default)] before: String) -> Result<ConversationView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let id = super::convert::entry::key(&actor, &id)?;
    let before = before.parse().ok().map(crate::domain::ids::MessageId);
    let reads = !crate::request::origin::is_anothers();
    let found = crate::service::message::open(&services, &actor, id, before, reads).await?;
    let zone = services.directory().await?.clinic_zone();
    Ok(super::convert::message::conversation(found, me, before.is_some(), &zone))
}

/// Whether anything has changed in a thread of the reader's, or without a key in any: compared with what a page shows.
#[server(name = MessageNews, endpoint = "message_news", input = server_fn::codec::GetUrl)]
pub async fn message_news(#[server(default)] id: String) -> Result<StampView, AppError> {
    let (services, actor) = crate::request::context::request()?;
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
    use crate::{
        domain::ids::ThreadId,
        service::message::{self, Sending},
    };

    let (services, actor) = crate::request::context::request()?;
    let thread: ThreadId = super::convert::entry::key(&actor, &id)?;
    let is_plain = crate::request::context::is_plain_form();
    let typed = is_plain.then(|| text.clone());
    let sent = message::send(&services, &actor, Sending { thread, text, intent }).await;
    let made = message::or_drafted(&services, &actor, thread, typed.as_deref(), sent).await?;
    if is_plain {
        crate::request::context::redirect(&format!("/messages/{thread}?sent=1#newest"));
    }
    Ok(made.0)
}

/// Keeps what the reader is writing.
#[server(endpoint = "save_message_draft", input = server_fn::codec::Json)]
pub async fn save_message_draft(id: String, text: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    Ok(crate::service::message::save_draft(&services, &actor, id, &text).await?)
}

/// Opens the thread of a patient and a practitioner, and begins it where there is none.
#[server(endpoint = "start_conversation")]
pub async fn start_conversation(patient: String, practitioner: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let patient = super::convert::entry::key(&actor, &patient)?;
    let practitioner = super::convert::entry::key(&actor, &practitioner)?;
    let id = crate::service::message::start(&services, &actor, patient, practitioner).await?;
    crate::request::context::redirect(&format!("/messages/{id}"));
    Ok(())
}
