//! The demo patient's record: what they say about their health, and what was written at their visits, so that these pages have
//! something to show. Everyone else's record starts empty.

use super::super::Outcome;
use crate::{
    domain::{
        account::IdentifierKind,
        appointment::Status,
        diagnosis::{Certainty, Diagnosis},
        ids::PatientId,
        note,
        observation::{Measure, Measured},
        prescription::{Medicine, Prescription},
        record::EntryKind,
        seed::DEMO_PATIENT,
        statement::{NewStatement, Severity, StatementKind},
    },
    storage::{
        account,
        appointment::{self, Appointment},
        db::Tx,
        diagnosis,
        entry::{self, NewEntry},
        note::{self as notes, Version},
        observation, prescription, statement,
    },
};

const NOTES: [&str; 4] = [
    "Feels well. Sleeps seven hours, walks to work.\n\nChest clear, heart sounds normal. Review in three months.",
    "Sneezing and itchy eyes for two weeks, worse outdoors. No fever.\n\nNasal lining pale and swollen. Ears and throat normal.",
    "Low back pain after moving house. No numbness or weakness.\n\nTender beside the spine at L4 on the left. Walking normally.",
    "Check-up. No concerns. Vaccinations up to date.",
];

/// Writes it, where there is a demo patient.
pub(super) async fn write(tx: &mut Tx, now: i64) -> Outcome<()> {
    let Some(found) = account::find_credentials(tx, IdentifierKind::Email, DEMO_PATIENT).await? else {
        return Ok(());
    };
    let patient = PatientId(found.id);
    for (kind, name, detail, severity, since) in [
        (StatementKind::Allergy, "Penicillin", "Rash and swelling within an hour", Some(Severity::Severe), "2009"),
        (StatementKind::Allergy, "Grass pollen", "Sneezing, itchy eyes", Some(Severity::Mild), "childhood"),
        (StatementKind::Condition, "Asthma", "Only with colds", None, "2015"),
        (StatementKind::Medication, "Salbutamol inhaler", "Two puffs as needed", None, "2015"),
        (StatementKind::History, "Appendix removed", "", None, "2012"),
    ] {
        let (name, detail, since) = (name.to_owned(), detail.to_owned(), since.to_owned());
        statement::insert(tx, patient, &NewStatement { kind, name, detail, severity, since }, now).await?;
    }
    let past = appointment::past_of_patient(tx, patient, now, 30, 0).await?;
    let visits: Vec<Appointment> = past.into_iter().filter(|visit| visit.status == Status::Fulfilled).take(4).collect();
    for (place, visit) in visits.iter().enumerate() {
        of_visit(tx, visit, place).await?;
    }
    Ok(())
}

/// A line that was written at a visit.
fn line<'a>(visit: &Appointment, kind: EntryKind, title: &'a str) -> NewEntry<'a> {
    NewEntry {
        patient: visit.patient,
        author: visit.practitioner.account(),
        appointment: Some(visit.id),
        kind,
        title,
        at: visit.slot.ends_at.as_second(),
    }
}

async fn of_visit(tx: &mut Tx, visit: &Appointment, place: usize) -> Outcome<()> {
    let at = visit.slot.ends_at.as_second();
    let text = NOTES[place % NOTES.len()];
    let id = entry::insert(tx, &line(visit, EntryKind::Note, &note::title(text))).await?;
    notes::insert(tx, id, &Version { version: 1, body: text.to_owned(), reason: String::new(), at }).await?;
    let kilograms = [71_500, 72_000, 72_400, 73_100][place % 4];
    let upper = [122_000, 126_000, 124_000, 131_000][place % 4];
    for measured in [
        Measured { measure: Measure::Weight, value: kilograms, second: None },
        Measured { measure: Measure::BloodPressure, value: upper, second: Some(upper - 43_000) },
    ] {
        let title = format!("{} {}", measured.measure.label(), measured.text());
        let id = entry::insert(tx, &line(visit, EntryKind::Observation, &title)).await?;
        observation::insert(tx, id, &measured).await?;
    }
    if place == 1 {
        let found = Diagnosis {
            name: "Allergic rhinitis".to_owned(),
            code: "J30.1".to_owned(),
            certainty: Certainty::Confirmed,
            detail: "Due to grass pollen".to_owned(),
        };
        let id = entry::insert(tx, &line(visit, EntryKind::Diagnosis, &found.name)).await?;
        diagnosis::insert(tx, id, &found).await?;
        let medicine = Medicine {
            medicine: "Cetirizine".to_owned(),
            dose: "10 mg".to_owned(),
            route: "by mouth".to_owned(),
            frequency: "once a day, in the evening".to_owned(),
            duration: "30 days".to_owned(),
            instructions: String::new(),
        };
        let prescribed = Prescription {
            diagnosis: found.name,
            medicines: vec![medicine],
            instructions: "Stop when the hay fever season ends".to_owned(),
            follow_up: "If your chest feels tight".to_owned(),
        };
        let id = entry::insert(tx, &line(visit, EntryKind::Prescription, "Cetirizine")).await?;
        prescription::insert(tx, id, visit.id, (&prescribed, "", None), at).await?;
    }
    Ok(())
}
