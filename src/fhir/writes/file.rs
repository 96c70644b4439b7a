//! Files of a record.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::super::{
    amendment::Amendment,
    appointment::is_seen_in,
    clinical::{IN_ERROR, kind_of},
    context::Context,
    found::number,
    record,
    resources::Resource,
    sent::{Element, read, unprocessable},
};
use crate::{
    domain::{
        document::{Category, MediaType},
        ids::{AppointmentId, EntryId, PatientId},
    },
    rest::problem::Problem,
    service::document::{self, Upload, Whose},
};

/// Adds a file: to the caller's own record or, with an encounter, to that of its patient.
///
/// # Errors
/// An invalid file, or one that would lose something; not found for anyone else, and if the record is closed to them.
pub async fn add(context: &Context, sent: Value) -> Result<Resource, Problem> {
    let (patient, visit, upload) = read("DocumentReference", sent, |one| {
        let patient = PatientId(one.referred("subject", "Patient", &context.base)?);
        let visit = one.within("context", |of| of.only("encounter", |visit| visit.key("Encounter", &context.base)))?;
        let visit = visit.flatten().map(AppointmentId);
        one.oneself_alone("author", if visit.is_some() { "Practitioner" } else { "Patient" }, context)?;
        Ok((patient, visit, file(one, context)?))
    })?;
    let whose = match visit {
        Some(id) => {
            is_seen_in(context, id, patient).await?;
            Whose::PatientOf(id)
        }
        None if context.own()? == patient => Whose::Own,
        None => return Err(Problem::not_found()),
    };
    let made = document::add(context.services(), context.actor(), whose, upload).await?;
    record::document(context, &made.to_string()).await
}

fn file(one: &mut Element, context: &Context) -> Result<Upload, Problem> {
    one.said("status", &["current"])?;
    one.now("date", context.now())?;
    let kind = one.words("type")?;
    let known = Category::ALL.into_iter().find(|known| kind_of(*known) == kind);
    let category = match known {
        Some(category) => category,
        None if kind.is_empty() => Category::Other,
        None => return Err(one.wrong("type", "send Report, Result, Image, Letter or Other as its text.")),
    };
    let title = one.text("description")?;
    let content = one.only("content", |content| content.within("attachment", attachment))?.flatten();
    let (name, bytes) = content.ok_or_else(|| one.wrong("content", "send the file as its attachment."))?;
    if !title.is_empty() && title != name {
        return Err(one.lost("description"));
    }
    Ok(Upload { category: category.as_str().to_owned(), name, bytes })
}

/// A file's name and its bytes.
fn attachment(file: &mut Element) -> Result<(String, Vec<u8>), Problem> {
    let (name, said) = (file.text("title")?, file.text("contentType")?);
    let bytes = STANDARD.decode(file.text("data")?).map_err(|_| file.wrong("data", "send the file in base64."))?;
    let is_so = |size: String| size == bytes.len().to_string();
    if !file.number("size")?.is_none_or(is_so) {
        return Err(file.wrong("size", "the data has another."));
    }
    match MediaType::sniff(&bytes) {
        Ok(media) if !said.is_empty() && said != media.as_str() => {
            Err(file.wrong("contentType", "the data is of another type."))
        }
        // A file of unknown type is refused later, with the reason.
        _ => Ok((name, bytes)),
    }
}

/// Marks a file as entered in error.
///
/// # Errors
/// Not found for anyone but its author; that anything else would change.
pub async fn retract(context: &Context, id: &str, sent: Value) -> Result<Resource, Problem> {
    let wanted = Amendment::of(context, &record::document(context, id).await?, sent)?;
    if wanted.only(&["status"])? {
        if wanted.sent["status"] != IN_ERROR {
            return Err(unprocessable("status", "A document can only be marked as entered in error here."));
        }
        document::retract(context.services(), context.actor(), EntryId(number(id)?), "").await?;
    }
    record::document(context, id).await
}
