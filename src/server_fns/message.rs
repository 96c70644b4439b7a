//! Messages between patients and practitioners.

use leptos::prelude::*;

use crate::{
    domain::message_setup::AwayForm,
    error::AppError,
    views::message::{ConversationView, MessageSetupView, StampView, ThreadsView},
};

/// The reader's threads; in a search, the messages that contain the words.
#[server(name = ListMessages, endpoint = "messages", input = server_fn::codec::GetUrl)]
pub async fn messages(#[server(default)] q: String, #[server(default)] page: String) -> Result<ThreadsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let q = crate::service::sought::read(&services, &actor, &q)?;
    let found = crate::service::message::list(&services, &actor, &q, page.parse().unwrap_or(1)).await?;
    let zone = services.directory().await?.clinic_zone();
    Ok(super::convert::message::threads(found, me, q, &zone))
}

/// A thread; with `before` the messages before that one.
#[server(name = OpenConversation, endpoint = "conversation", input = server_fn::codec::GetUrl)]
pub async fn conversation(id: String, #[server(default)] before: String) -> Result<ConversationView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let id = super::convert::entry::key(&actor, &id)?;
    let before = before.parse().ok().map(crate::domain::ids::MessageId);
    let found = crate::service::message::open(&services, &actor, id, before).await?;
    let zone = services.directory().await?.clinic_zone();
    let opens = !crate::request::origin::is_anothers();
    Ok(super::convert::message::conversation(found, me, (before.is_some(), opens), &zone))
}

/// Marks a thread as read up to one of its messages, which its page has shown; returns that message's key.
#[server(endpoint = "mark_messages_read")]
pub async fn mark_messages_read(id: String, to: String) -> Result<i64, AppError> {
    use crate::domain::ids::{MessageId, ThreadId};

    let (services, actor) = crate::request::context::request()?;
    let id: ThreadId = super::convert::entry::key(&actor, &id)?;
    let to: MessageId = super::convert::entry::key(&actor, &to)?;
    crate::service::message::mark_read(&services, &actor, id, to).await?;
    if crate::request::context::is_plain_form() {
        crate::request::context::redirect(&format!("/messages/{id}#newest"));
    }
    Ok(to.0)
}

/// Whether anything has changed in one of the reader's threads, or without a key in any, compared with what a page shows.
#[server(name = MessageNews, endpoint = "message_news", input = server_fn::codec::GetUrl)]
pub async fn message_news(#[server(default)] id: String) -> Result<StampView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let thread = if id.is_empty() { None } else { Some(super::convert::entry::key(&actor, &id)?) };
    let (stamp, may_write) = crate::service::message::news(&services, &actor, thread).await?;
    Ok((stamp.last, stamp.marks, may_write))
}

/// Sends a message; returns its key. If refused, it is kept as the draft.
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
    let sent = message::send(&services, &actor, Sending { thread, text: text.clone(), intent }).await;
    let made = message::or_drafted(&services, &actor, thread, &text, sent).await?;
    if is_plain {
        crate::request::context::redirect(&format!("/messages/{thread}?sent=1#newest"));
    }
    Ok(made.0)
}

/// Saves the reader's draft.
#[server(endpoint = "save_message_draft", input = server_fn::codec::Json)]
pub async fn save_message_draft(id: String, text: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    Ok(crate::service::message::save_draft(&services, &actor, id, &text).await?)
}

/// Opens the thread of a patient and a practitioner, starting it if there is none.
#[server(endpoint = "start_conversation")]
pub async fn start_conversation(patient: String, practitioner: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let patient = super::convert::entry::key(&actor, &patient)?;
    let practitioner = super::convert::entry::key(&actor, &practitioner)?;
    let id = crate::service::message::start(&services, &actor, patient, practitioner).await?;
    crate::request::context::redirect(&format!("/messages/{id}"));
    Ok(())
}

/// Removes a file from the reader's draft.
#[server(endpoint = "remove_attachment")]
pub async fn remove_attachment(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let thread = crate::service::message::attachment::detach(&services, &actor, id).await?;
    crate::request::context::redirect(&format!("/messages/{thread}#newest"));
    Ok(())
}

/// Keeps a message as a note in the record.
#[server(endpoint = "keep_message")]
pub async fn keep_message(id: String, message: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let message = super::convert::entry::key(&actor, &message)?;
    crate::service::message::keep::keep(&services, &actor, id, message).await?;
    crate::request::context::redirect(&format!("/messages/{id}#m{message}"));
    Ok(())
}

/// The message set-up of the reader, a practitioner.
#[server(endpoint = "message_setup", input = server_fn::codec::GetUrl)]
pub async fn message_setup() -> Result<MessageSetupView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::message::setup::own(&services, &actor).await?;
    Ok(super::convert::message::setup(found))
}

/// Sets the reader as away until the end of a day.
#[server(endpoint = "save_away")]
pub async fn save_away(#[server(default)] form: AwayForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::message::setup::go_away(&services, &actor, &form).await?;
    crate::request::context::redirect("/practitioner/messages?saved=1");
    Ok(())
}

/// Sets the reader as back.
#[server(endpoint = "end_away")]
pub async fn end_away() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::message::setup::come_back(&services, &actor).await?;
    crate::request::context::redirect("/practitioner/messages?saved=1");
    Ok(())
}

/// Adds a quick reply or, with a key, changes one.
#[server(endpoint = "save_quick_reply")]
pub async fn save_quick_reply(
    #[server(default)] id: String,
    #[server(default)] quick_reply: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = if id.is_empty() { None } else { Some(super::convert::entry::key(&actor, &id)?) };
    crate::service::message::setup::save_reply(&services, &actor, id, &quick_reply).await?;
    crate::request::context::redirect("/practitioner/messages?saved=1");
    Ok(())
}

/// Removes a quick reply.
#[server(endpoint = "remove_quick_reply")]
pub async fn remove_quick_reply(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    crate::service::message::setup::remove_reply(&services, &actor, id).await?;
    crate::request::context::redirect("/practitioner/messages?saved=1");
    Ok(())
}
