//! Notes of a consultation.

use leptos::prelude::*;

use crate::{domain::note::NoteForm, error::AppError};

/// Adds a note.
#[server(endpoint = "write_note")]
pub async fn write_note(id: String, #[server(default)] form: NoteForm) -> Result<(), AppError> {
    use crate::{
        domain::{
            draft::Draft,
            form::{Field, FieldError, Problem},
        },
        service::draft,
    };

    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let outcome = crate::service::note::add(&services, &actor, id, &form).await;
    let typed = Draft::Note(form);
    if draft::or_kept(&services, &actor, id, &typed, outcome).await?.is_none() {
        // Nothing was written, and the answer must not claim otherwise.
        return Err(AppError::Invalid(vec![FieldError::new(Field::Note, Problem::Missing)]));
    }
    if crate::request::context::is_plain_form() {
        crate::request::context::redirect(&super::convert::draft::after(id, typed.kind()));
    }
    Ok(())
}

/// Amends one of the reader's own notes.
#[server(endpoint = "amend_note")]
pub async fn amend_note(
    id: String,
    #[server(default)] note: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    crate::service::note::amend(&services, &actor, id, &note, &reason).await?;
    crate::request::context::redirect(&format!("{}?saved=1", crate::domain::address::entry(id)));
    Ok(())
}
