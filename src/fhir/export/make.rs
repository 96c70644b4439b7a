//! Making the files of an export: one for each type, with one resource per line. Data is handed to a thread of its own page by
//! page, so that neither a record nor a disk holds anyone else up.

use std::{
    collections::btree_map::{BTreeMap, Entry},
    fs::File,
    io::{self, Write},
    time::Duration,
};

use serde_json::Value;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::super::{
    appointment, clinical, encounter, imported, outcome, patient, provenance::LINES, resources::Resource,
};
use crate::{
    domain::{ids::PatientId, imported::ImportedKind, statement::StatementKind},
    error::AppError,
    service::{
        Failure, Outcome, Services, aside,
        bulk_export::{self, Begun, Holder, Made, Opened},
        monotonic::{self, Instant},
    },
};

/// The types that can be exported: those that belong to a patient.
pub const KINDS: [&str; 14] = [
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
    "Immunization",
    "Procedure",
    "DiagnosticReport",
    "CarePlan",
];
/// The type that reports missing resources.
pub const ERRORS: &str = "OperationOutcome";
/// How often progress is reported.
const OFTEN: Duration = Duration::from_secs(1);
/// The number of pages that may wait to be written.
const WAITING: usize = 4;

/// Makes the export that has waited longest. Returns whether there was one.
///
/// # Errors
/// A storage failure. Problems of an export itself are recorded with it.
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
    let written = aside::run(move || write(receiver));
    let read = Making::new(services, holder, &begun, pages).read().await;
    // If writing failed, reading failed because of that.
    let written = written.await.map_err(|e| Failure::Fault(e.to_string()))?;
    let made = written.map_err(|e| Failure::Fault(e.to_string()))?;
    read.map(|()| made)
}

/// An export in progress.
struct Making<'a> {
    services: &'a Services,
    holder: &'a Holder,
    begun: &'a Begun,
    pages: Sender<Page>,
    kinds: Vec<&'a str>,
    /// The number of finished parts: one for each type of each patient.
    done: usize,
    /// When progress was last reported.
    said: Option<Instant>,
}

impl<'a> Making<'a> {
    fn new(services: &'a Services, holder: &'a Holder, begun: &'a Begun, pages: Sender<Page>) -> Self {
        Self { services, holder, begun, pages, kinds: begun.export.kinds.split(',').collect(), done: 0, said: None }
    }

    /// Reads everything. Anything that vanishes meanwhile is listed among the errors, and the rest continues.
    async fn read(mut self) -> Outcome<()> {
        let begun = self.begun;
        for (nth, id) in begun.patients.iter().enumerate() {
            self.reach(nth * self.kinds.len()).await?;
            match self.record(*id).await {
                Err(Failure::Refused(AppError::NotFound)) => self.lost(&format!("Patient/{id}")).await?,
                read => read?,
            }
        }
        self.reach(begun.patients.len() * self.kinds.len()).await
    }

    /// One patient's resources of the requested types.
    async fn record(&mut self, id: PatientId) -> Outcome<()> {
        let Self { services, begun, .. } = *self;
        let Some(opened) = bulk_export::record_of(services, begun, id).await? else { return Ok(()) };
        if self.wants("Patient") {
            self.add(Page::resources("Patient", [patient::whole(&opened.patient)])).await?;
            self.reach(self.done + 1).await?;
        }
        let of_visits = ["Appointment", "Encounter"].map(|kind| usize::from(self.wants(kind)));
        if of_visits != [0, 0] {
            let mut after = None;
            loop {
                let (found, next) = opened.appointments(services, after).await?;
                if self.wants("Appointment") {
                    let all = found.iter().map(|one| appointment::resource(&begun.actor, one));
                    self.add(Page::resources("Appointment", all)).await?;
                }
                if self.wants("Encounter") {
                    self.add(Page::resources("Encounter", found.iter().filter_map(encounter::resource))).await?;
                }
                after = next;
                if after.is_none() {
                    break;
                }
            }
            if self.wants("Encounter") {
                self.imported(&opened, ImportedKind::Visit).await?;
            }
            self.reach(self.done + of_visits[0] + of_visits[1]).await?;
        }
        if self.wants("AllergyIntolerance") {
            let said = opened.statements(services, StatementKind::Allergy).await?;
            let all = said.iter().map(|one| clinical::allergy(id, one));
            self.add(Page::resources("AllergyIntolerance", all)).await?;
            self.imported(&opened, ImportedKind::Allergy).await?;
            self.reach(self.done + 1).await?;
        }
        for (name, kind) in LINES {
            if !self.wants(name) {
                continue;
            }
            let mut before = None;
            loop {
                let page = opened.lines(services, kind, before).await?;
                let written = page.found.iter().flat_map(clinical::resources);
                self.add(Page::resources(name, written.chain(page.imported.iter().map(imported::resource)))).await?;
                for line in page.gone {
                    self.lost(&format!("{name}/{line} of Patient/{id}")).await?;
                }
                before = page.next;
                if before.is_none() {
                    break;
                }
            }
            self.reach(self.done + 1).await?;
        }
        for kind in ImportedKind::ALONE {
            if self.wants(kind.as_str()) {
                self.imported(&opened, kind).await?;
                self.reach(self.done + 1).await?;
            }
        }
        Ok(())
    }

    /// The imported resources of a kind.
    async fn imported(&mut self, opened: &Opened, kind: ImportedKind) -> Outcome<()> {
        let mut after = None;
        loop {
            let (found, next) = opened.imported(self.services, kind, after).await?;
            self.add(Page::resources(kind.as_str(), found.iter().map(imported::resource))).await?;
            after = next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    fn wants(&self, kind: &str) -> bool {
        self.kinds.contains(&kind)
    }

    /// Reports progress, but not every time.
    async fn reach(&mut self, done: usize) -> Outcome<()> {
        self.done = done;
        let total = self.begun.patients.len() * self.kinds.len();
        if done < total && self.said.is_some_and(|at| at.elapsed() < OFTEN) {
            return Ok(());
        }
        self.said = Some(monotonic::now());
        bulk_export::say_progress(self.services, self.holder, (done, total)).await
    }

    /// Queues some resources for writing, and renews the lease.
    async fn add(&mut self, page: Page) -> Outcome<()> {
        self.write(page).await?;
        self.reach(self.done).await
    }

    /// Lists what could no longer be read.
    async fn lost(&self, what: &str) -> Outcome<()> {
        let words = format!("{what} was erased or moved while the export was made.");
        self.write(Page::of(ERRORS, [outcome::gone(&words)])).await
    }

    async fn write(&self, page: Page) -> Outcome<()> {
        if page.lines == 0 {
            return Ok(());
        }
        self.pages.send(page).await.map_err(|_| Failure::Fault("the files of an export cannot be written".to_owned()))
    }
}

/// Some lines of one file.
struct Page {
    kind: &'static str,
    lines: i64,
    text: String,
}

impl Page {
    fn of(kind: &'static str, all: impl IntoIterator<Item = Value>) -> Self {
        let mut page = Self { kind, lines: 0, text: String::new() };
        for one in all {
            page.text.push_str(&one.to_string());
            page.text.push('\n');
            page.lines += 1;
        }
        page
    }

    fn resources(kind: &'static str, all: impl IntoIterator<Item = Resource>) -> Self {
        Self::of(kind, all.into_iter().map(|one| one.json()))
    }
}

/// Writes the pages as they arrive, to files that no one else can find.
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
