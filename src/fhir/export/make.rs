//! Making the files of an export: one for each type, with a resource on each line. What is read goes to a thread of its own a page at a
//! time, so that neither a record nor a disk holds anyone else up.

use std::{
    collections::btree_map::{BTreeMap, Entry},
    fs::File,
    io::{self, Write},
};

use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::super::{appointment, clinical, encounter, patient, provenance::LINES, resources::Resource};
use crate::{
    domain::statement::StatementKind,
    error::AppError,
    service::{
        Failure, Outcome, Services,
        bulk_export::{self, Begun, Holder, Made, Opened},
    },
};

/// The types that can be exported: what belongs to a patient.
pub const KINDS: [&str; 10] = [
    "Patient",
    "Appointment",
    "Encounter",
    "Observation",
    "Condition",
    "AllergyIntolerance",
    "MedicationRequest",
    "ServiceRequest",
    "DocumentReference",
    "Composition",
];
/// Pages that wait to be written.
const WAITING: usize = 4;

/// Makes the export that has waited longest. Returns whether there was one.
///
/// # Errors
/// The storage's failure. What goes wrong with an export itself is noted with it.
pub async fn make_next(services: &Services, by: &str) -> Outcome<bool> {
    let Some(holder) = bulk_export::take(services, by).await? else { return Ok(false) };
    match make(services, &holder).await {
        Ok(made) => bulk_export::finish(services, &holder, made).await?,
        Err(Failure::Refused(AppError::Overtaken)) => {}
        Err(e) => {
            tracing::error!(error = %e, "records could not be exported");
            bulk_export::fail(services, &holder).await?;
        }
    }
    Ok(true)
}

async fn make(services: &Services, holder: &Holder) -> Outcome<Vec<Made>> {
    let begun = bulk_export::begin(services, holder).await?;
    let (pages, receiver) = channel(WAITING);
    let written = tokio::task::spawn_blocking(move || write(receiver));
    let read = read(services, holder, &begun, Pages(pages)).await;
    // If writing failed, reading failed because of that.
    let written = written.await.map_err(|e| Failure::Fault(e.to_string()))?;
    let made = written.map_err(|e| Failure::Fault(e.to_string()))?;
    read.map(|()| made)
}

async fn read(services: &Services, holder: &Holder, begun: &Begun, pages: Pages) -> Outcome<()> {
    for (done, id) in begun.patients.iter().enumerate() {
        bulk_export::say_progress(services, holder, (done, begun.patients.len())).await?;
        if let Some(opened) = bulk_export::record_of(services, begun, *id).await? {
            read_one(services, begun, &opened, &pages).await?;
        }
    }
    Ok(())
}

/// One patient's resources of the types that are asked for.
async fn read_one(services: &Services, begun: &Begun, opened: &Opened, pages: &Pages) -> Outcome<()> {
    let wants = |kind: &str| begun.export.kinds.split(',').any(|one| one == kind);
    if wants("Patient") {
        pages.add("Patient", [patient::whole(&opened.patient)]).await?;
    }
    if wants("Appointment") || wants("Encounter") {
        let mut after = None;
        loop {
            let (found, next) = opened.appointments(services, after).await?;
            if wants("Appointment") {
                pages.add("Appointment", found.iter().map(|one| appointment::resource(&begun.actor, one))).await?;
            }
            if wants("Encounter") {
                pages.add("Encounter", found.iter().filter_map(encounter::resource)).await?;
            }
            after = next;
            if after.is_none() {
                break;
            }
        }
    }
    if wants("AllergyIntolerance") {
        let said = opened.statements(services, StatementKind::Allergy).await?;
        let all = said.iter().map(|one| clinical::allergy(opened.patient.row.id, one));
        pages.add("AllergyIntolerance", all).await?;
    }
    for (name, kind) in LINES.into_iter().filter(|(name, _)| wants(name)) {
        let mut before = None;
        loop {
            let (found, next) = opened.lines(services, kind, before).await?;
            pages.add(name, found.iter().flat_map(clinical::resources)).await?;
            before = next;
            if before.is_none() {
                break;
            }
        }
    }
    Ok(())
}

/// Some lines of one file.
struct Page {
    kind: &'static str,
    lines: i64,
    text: String,
}

/// Where they are written.
struct Pages(Sender<Page>);

impl Pages {
    async fn add(&self, kind: &'static str, all: impl IntoIterator<Item = Resource>) -> Outcome<()> {
        let mut page = Page { kind, lines: 0, text: String::new() };
        for one in all {
            page.text.push_str(&one.json().to_string());
            page.text.push('\n');
            page.lines += 1;
        }
        if page.lines == 0 {
            return Ok(());
        }
        self.0.send(page).await.map_err(|_| Failure::Fault("the files of an export cannot be written".to_owned()))
    }
}

/// Writes the pages as they come, to files that no one else can find.
fn write(mut pages: Receiver<Page>) -> io::Result<Vec<Made>> {
    let mut files: BTreeMap<&'static str, (File, i64)> = BTreeMap::new();
    while let Some(page) = pages.blocking_recv() {
        let (file, lines) = match files.entry(page.kind) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert((tempfile::tempfile()?, 0)),
        };
        file.write_all(page.text.as_bytes())?;
        *lines += page.lines;
    }
    Ok(files.into_iter().map(|(kind, (file, lines))| Made { kind, lines, file }).collect())
}
