//! Making a person's copy of everything held about them, and serving it: a ZIP with their data and their files, packed one after
//! the other in chunks.

mod work;

use std::io::{self, Write};

use axum::{
    Router,
    body::Body,
    extract::{Extension, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use futures::TryStreamExt;
use serde_json::{Value, json};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::record::{self, instant};
use crate::{
    domain::language::Language,
    error::AppError,
    request::{AppState, context::status_of, identity::Identity},
    service::{
        Failure, Outcome, Services, aside,
        data_export::{self, Content, HeldFile, Holder, Since},
        language,
    },
    words::tr,
};

/// The description included in the file, for the current reader.
fn about(is_patient: bool, works: bool) -> String {
    let [account, work] = [tr!(PaperExportAccount), tr!(PaperExportWork)];
    let [data, documents, messages] = [tr!(PaperExportData), tr!(PaperExportDocuments), tr!(PaperExportMessages)];
    let mut listed = vec![format!("data.json    {}", if is_patient { data } else { account })];
    if works {
        listed.push(format!("             {work}"));
    }
    if is_patient {
        listed.extend([format!("documents/   {documents}"), format!("messages/    {messages}")]);
    }
    let safe = if is_patient { tr!(PaperExportSafe) } else { tr!(PaperExportKeep) };
    format!("{}\n\n{}\n\n{safe}\n", tr!(PaperExport), listed.join("\n"))
}

/// The number of chunks that may wait to be written.
const WAITING: usize = 4;

/// The routes that serve it.
pub fn files() -> Router<AppState> {
    Router::new().route("/account/export/export.zip", get(file))
}

async fn file(State(state): State<AppState>, Extension(identity): Extension<Identity>) -> Response {
    match data_export::open(&state.services, &identity.actor).await.map_err(AppError::from) {
        Ok((bytes, content)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/zip".to_owned()),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.zip\"".to_owned()),
                (header::CONTENT_LENGTH, bytes.to_string()),
                (header::CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, Body::from_stream(content)).into_response()
        }
        Err(error) => status_of(&error).into_response(),
    }
}

/// Makes the export that has waited longest. Returns whether there was one.
///
/// # Errors
/// A storage failure. Problems of an export itself are recorded with it.
pub async fn make_next(services: &Services, by: &str) -> Outcome<bool> {
    let Some(holder) = data_export::take(services, by).await? else { return Ok(false) };
    match make(services, &holder).await {
        Ok(file) => data_export::finish(services, &holder, file).await?,
        Err(Failure::Refused(AppError::Overtaken)) => {}
        Err(e) => {
            tracing::error!(error = %e, "a person's data could not be exported");
            data_export::fail(services, &holder).await?;
        }
    }
    Ok(true)
}

async fn make(services: &Services, holder: &Holder) -> Outcome<std::fs::File> {
    let content = data_export::gather(services, holder).await?;
    let data = serde_json::to_vec_pretty(&all_as_json(&content)).map_err(|e| Failure::Fault(e.to_string()))?;
    let (pieces, receiver) = channel(WAITING);
    let written = aside::run(move || write(receiver));
    let (is_patient, works) = (content.record.is_some(), content.work.is_some());
    let about = language::reader_of(services, holder.account).await?.read(|| about(is_patient, works));
    let packed = pack(services, holder, &content.beside.files, [about.into_bytes(), data], pieces).await;
    // If writing failed, packing failed because of that.
    let written = written.await.map_err(|e| Failure::Fault(e.to_string()))?;
    let file = written.map_err(|e| Failure::Fault(e.to_string()))?;
    packed.map(|()| file)
}

/// A chunk of the file to be made.
enum Piece {
    /// The next file in it begins.
    Begin(String),
    /// Part of its content.
    Bytes(Bytes),
}

async fn pack(
    services: &Services,
    holder: &Holder,
    files: &[HeldFile],
    [about, data]: [Vec<u8>; 2],
    pieces: Sender<Piece>,
) -> Outcome<()> {
    for (name, bytes) in [("README.txt", about), ("data.json", data)] {
        send(&pieces, Piece::Begin(name.to_owned())).await?;
        send(&pieces, Piece::Bytes(bytes.into())).await?;
    }
    for (done, file) in files.iter().enumerate() {
        data_export::say_progress(services, holder, (done, files.len())).await?;
        let Some(mut content) = services.files.whole(&file.storage_key).await? else {
            tracing::error!(key = file.storage_key, "a file of an export is not there");
            send(&pieces, Piece::Begin(format!("{} is missing.txt", name_of(file)))).await?;
            continue;
        };
        send(&pieces, Piece::Begin(name_of(file))).await?;
        while let Some(bytes) = content.try_next().await? {
            send(&pieces, Piece::Bytes(bytes)).await?;
        }
    }
    Ok(())
}

async fn send(pieces: &Sender<Piece>, piece: Piece) -> Outcome<()> {
    pieces.send(piece).await.map_err(|_| Failure::Fault("the file of an export cannot be written".to_owned()))
}

/// Writes the chunks as they arrive, to a file that no one else can find.
fn write(mut pieces: Receiver<Piece>) -> io::Result<std::fs::File> {
    // Documents are already compressed.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(tempfile::tempfile()?);
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::Begin(name) => zip.start_file(name, options)?,
            Piece::Bytes(bytes) => zip.write_all(&bytes)?,
        }
    }
    Ok(zip.finish()?)
}

/// The name of a file in the export: with its number, because names repeat, and without path separators and the like.
fn name_of(file: &HeldFile) -> String {
    let is_odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let name: String = file.name.chars().map(|c| if is_odd(c) { '_' } else { c }).take(150).collect();
    format!("{}/{} {}", file.folder, file.id, name.trim_start_matches('.'))
}

/// The account's data, the record's, the work's, and everything else that is held.
fn all_as_json(content: &Content) -> Value {
    let Content { account, names, record, work, beside } = content;
    let mut all = record.as_ref().map_or_else(|| json!({}), record::as_json);
    all["account"] = json!({
        "name": account.full_name, "given_name": account.parts.given, "family_name": account.parts.family,
        "email": account.email, "phone": account.phone, "language": account.language.map(Language::tag),
        "roles": account.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>(),
        "since": instant(account.created_at), "two_step_sign_in": account.second_factor,
        "signs_in_with": names.iter().map(|(kind, name)| json!({ "kind": kind.as_str(), "name": name }))
            .collect::<Vec<_>>(),
    });
    if let Some(work) = work {
        all["work"] = work::as_json(work);
    }
    all["files"] = beside.files.iter().map(|file| json!({ "id": file.id, "file": name_of(file) })).collect();
    all["waiting_list"] = beside
        .waits
        .iter()
        .map(|wait| {
            json!({
                "for": wait.whom, "centre": wait.centre, "latest_on": wait.latest_on, "status": wait.status,
                "since": instant(wait.at),
            })
        })
        .collect();
    all["notices"] = beside
        .told
        .iter()
        .map(|one| {
            json!({
                "what": one.kind, "appointment": one.appointment, "subject": one.subject, "text": one.text,
                "at": instant(one.at), "read": one.read_at.map(instant),
            })
        })
        .collect();
    all["devices"] = beside
        .devices
        .iter()
        .map(|one| json!({ "program": one.program, "since": instant(one.since), "last_seen": instant(one.last_seen) }))
        .collect();
    all["shared_with_you"] = beside
        .entrusted
        .iter()
        .map(|one| {
            json!({
                "by": one.whose, "scope": one.scope, "since": instant(one.since), "until": instant(one.until),
                "ended": one.ended_at.map(instant),
            })
        })
        .collect();
    all["emails"] = chosen(&beside.emails);
    all["push_messages"] = chosen(&beside.pushes);
    all["push_devices"] = by_name(&beside.push_devices);
    all["passkeys"] = by_name(&beside.passkeys);
    all["tokens"] = by_name(&beside.tokens);
    all["apps"] = by_name(&beside.apps);
    all["applications"] = beside
        .applications
        .iter()
        .map(|one| {
            json!({
                "status": one.status, "name": one.full_name, "email": one.email, "phone": one.phone,
                "profession": one.profession, "expertise": one.expertise, "languages": one.languages,
                "provider_number": one.provider_number, "licence_number": one.licence_number,
                "username": one.username, "national_id": one.national_id,
                "qualifications": one.qualifications, "about": one.about, "at": instant(one.at),
            })
        })
        .collect();
    all["unsent_messages"] =
        beside.unsent.iter().map(|one| json!({ "with": one.with, "text": one.text, "at": instant(one.at) })).collect();
    all["quiet_hours"] = beside.quiet_hours.as_ref().map_or(Value::Null, |quiet| {
        json!({ "from_minute": quiet.from_minute, "until_minute": quiet.until_minute, "time_zone": quiet.time_zone })
    });
    all["calendar_address_since"] = json!(beside.calendar_since.map(instant));
    all
}

fn chosen(topics: &[(String, bool)]) -> Value {
    topics.iter().map(|(topic, wanted)| json!({ "about": topic, "wanted": wanted })).collect()
}

fn by_name(all: &[Since]) -> Value {
    all.iter().map(|one| json!({ "name": one.name, "since": instant(one.since) })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_file_leads_out_of_the_export() {
        let named = |name: &str| {
            name_of(&HeldFile { folder: "documents".into(), id: 7, name: name.into(), storage_key: String::new() })
        };

        assert_eq!(named("blood test.pdf"), "documents/7 blood test.pdf");
        assert_eq!(named("../../etc/passwd"), "documents/7 _.._etc_passwd");
        assert_eq!(named("..\\c:\n"), "documents/7 _c__");
    }
}
