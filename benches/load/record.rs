//! A record of 2,000 entries, opened by the patients who own it: the newest entries, and older ones from the middle.

use std::time::Duration;

use consulta::{
    domain::{
        appointment::Status,
        diagnosis::{Certainty, Diagnosis},
        ids::{EntryId, PatientId},
        observation::{Measure, Measured},
        prescription::{Medicine, Prescription},
        record::EntryKind,
    },
    error::AppError,
    service::Failure as ServiceFailure,
    storage::{
        appointment::{self, Appointment},
        db::Tx,
        diagnosis,
        entry::{self, NewEntry},
        note::{self, Version},
        observation, prescription,
    },
};
use jiff::SignedDuration;

use crate::{
    Failure,
    clinic::{Clinic, Patient},
    figures::{Load, run},
    report::Report,
    scenarios::Page,
    server::Server,
};

const ENTRIES: usize = 2_000;
const READERS: usize = 16;
const LOAD: Load = Load { connections: 16, requests: 320, rounds: 5 };

/// A patient with a full record, and the expected contents of its pages.
struct Reader {
    patient: Patient,
    newest: Page,
    older: Page,
}

pub async fn run_all(server: &Server, clinic: &Clinic, report: &mut Report) -> Result<u64, Failure> {
    let readers = readers(clinic).await?;
    let mut most = 0;
    for (name, page) in
        [("record of 2,000 entries", Reader::newest as fn(&Reader) -> &Page), ("its older entries", Reader::older)]
    {
        let figures = run(server, LOAD, async |connection, number| {
            let reader = &readers[number % readers.len()];
            let page = page(reader);
            page.check(&connection.get(&page.address, &reader.patient.cookie()).await?)
        })
        .await?;
        report.scenario(name, &figures);
        report.at_most(&format!("{name}, p99 of 16 connections"), Duration::from_millis(100), figures.p99);
        most = most.max(figures.memory);
    }
    Ok(most)
}

impl Reader {
    fn newest(&self) -> &Page {
        &self.newest
    }

    fn older(&self) -> &Page {
        &self.older
    }
}

/// Fills the records of patients who have been to the clinic.
async fn readers(clinic: &Clinic) -> Result<Vec<Reader>, Failure> {
    let mut readers = Vec::new();
    for patient in clinic.sign_in_patients(READERS * 20).await? {
        let Some(visit) = past_visit(clinic, &patient).await? else { continue };
        let entries = clinic.db.write(visit, |tx, visit| Box::pin(async move { fill(tx, visit).await })).await;
        let entries = entries.map_err(|e: ServiceFailure| format!("filling a record: {e:?}"))?;
        let (middle, at) = entries[ENTRIES / 2];
        readers.push(Reader {
            patient,
            newest: Page { address: "/record".into(), holds: vec![text(ENTRIES - 1), "Older".into()] },
            older: Page {
                address: format!("/record?before={at}-{middle}"),
                holds: vec![text(ENTRIES / 2 - 1), "Older".into()],
            },
        });
        if readers.len() == READERS {
            return Ok(readers);
        }
    }
    Err(format!("only {} patients have been here before", readers.len()).into())
}

async fn past_visit(clinic: &Clinic, patient: &Patient) -> Result<Option<Appointment>, Failure> {
    let mut conn = clinic.db.read().await?;
    let past = appointment::past_of_patient(&mut conn, PatientId(patient.account.0), clinic.now, 30, 0).await?;
    Ok(past.into_iter().find(|visit| visit.status == Status::Fulfilled))
}

/// The text of the entry with this number.
fn text(number: usize) -> String {
    format!("Entry number {number}")
}

/// Writes notes, measurements, diagnoses and prescriptions in turn, oldest first. Returns each one's key and time.
async fn fill(tx: &mut Tx, visit: &Appointment) -> Result<Vec<(EntryId, i64)>, ServiceFailure> {
    let mut entries = Vec::with_capacity(ENTRIES);
    for number in 0..ENTRIES {
        let later = SignedDuration::from_secs(i64::try_from(number).map_err(|_| AppError::NotFound)?);
        let written_at = visit.slot.ends_at + later;
        let at = written_at.as_second();
        let kinds = [EntryKind::Observation, EntryKind::Diagnosis, EntryKind::Prescription, EntryKind::Note];
        let kind = kinds[number % kinds.len()];
        let title = text(number);
        let author = visit.practitioner.account();
        let new = NewEntry { patient: visit.patient, author, appointment: Some(visit.id), kind, title: &title, at };
        let id = entry::insert(tx, &new).await?;
        match kind {
            EntryKind::Observation => {
                let measured = Measured { measure: Measure::Weight, value: 72_000, second: None };
                observation::insert(tx, id, &measured).await?;
            }
            EntryKind::Diagnosis => {
                let (name, detail) = (title, "As before".to_owned());
                let (code, system) = ("J30.1".to_owned(), String::new());
                let found = Diagnosis { name, code, system, certainty: Certainty::Confirmed, detail };
                diagnosis::insert(tx, id, &found).await?;
            }
            EntryKind::Prescription => {
                let medicine = Medicine {
                    medicine: "Cetirizine".to_owned(),
                    dose: "10 mg".to_owned(),
                    route: "by mouth".to_owned(),
                    frequency: "once a day".to_owned(),
                    duration: "30 days".to_owned(),
                    instructions: String::new(),
                };
                let prescribed = Prescription {
                    diagnosis: title,
                    medicines: vec![medicine],
                    instructions: String::new(),
                    follow_up: String::new(),
                };
                prescription::insert(tx, id, visit.id, (&prescribed, "", None), at).await?;
            }
            _ => {
                let body =
                    format!("{title}\n\nFeels well. Chest clear, heart sounds normal. To come again in a month.");
                note::insert(tx, id, &Version { version: 1, body, reason: String::new(), at: written_at }).await?;
            }
        }
        entries.push((id, at));
    }
    Ok(entries)
}
