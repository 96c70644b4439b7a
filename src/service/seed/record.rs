//! Records of the demo clinic: the demo patient's own statements, and what was written at their visits and at the demo
//! practitioner's, by each author as their profession writes. Everyone else's record starts empty.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};

use super::{super::Outcome, desk};
use crate::{
    domain::{
        account::IdentifierKind,
        appointment::Status,
        diagnosis::{Certainty, Diagnosis},
        ids::{PatientId, PractitionerId, ThreadId},
        note,
        observation::{Measure, Measured},
        prescription::{Medicine, Prescription},
        record::EntryKind,
        record_title::RecordTitle,
        referral::{Addressee, Letter, Priority, Turn},
        seed::{DEMO_PATIENT, DEMO_PRACTITIONER, SeedMedicine, follow_up, written},
        statement::{NewStatement, Severity, StatementKind},
    },
    storage::{
        account,
        appointment::{self, Appointment},
        db::Tx,
        diagnosis,
        entry::{self, NewEntry},
        message::{self, NewMessage},
        note::{self as notes, Version},
        observation, prescription,
        referral::{self, Move, NewReferral},
        seed::notices,
        statement,
    },
};

/// How far back the demo practitioner has written notes about everyone's visits.
const WRITTEN: SignedDuration = SignedDuration::from_hours(24 * 84);
const DAY: i64 = 24 * 60 * 60;

const REFERRAL: &str = "Dear colleague,\n\nThank you for seeing this patient with hay fever and asthma that comes with colds. \
    Three weeks of cough and sneezing, worse outdoors; chest clear, no fever. Started on cetirizine today. \
    Allergic to penicillin. Could you advise on testing and on the inhaler?\n\nKind regards";

/// The demo practitioner's referrals of others: the reason for the visit, the field, and the letter.
const LETTERS: [(&str, &str, &str); 3] = [
    (
        "Skin check",
        "Dermatology",
        "Dear colleague,\n\nThank you for looking at this patient's skin once a year: fair, many burns as a child, a sister with melanoma. \
            I saw nothing suspicious with the dermatoscope today.\n\nKind regards",
    ),
    (
        "Blood pressure review",
        "Cardiology",
        "Dear colleague,\n\nThank you for seeing this patient with blood pressure around 135 over 85 and skipped beats at rest. \
            ECG with single extra beats, thyroid normal. Do you advise a longer recording?\n\nKind regards",
    ),
    (
        "Trouble sleeping",
        "Psychiatry",
        "Dear colleague,\n\nThank you for your opinion on this patient, who has lain awake for two hours, five nights a week, since a \
            change of shifts. Mood low in the mornings, no thoughts of self-harm.\n\nKind regards",
    ),
];

/// The messages between the demo patient and the demo practitioner: who, how many hours ago, and what.
const MESSAGES: [(bool, i64, &str); 4] = [
    (true, 74, "Hello, the tablets help, but I'm tired in the morning. Should I take them earlier?"),
    (
        false,
        70,
        "Good to hear that they help. Yes, take them at six in the evening. If you are still tired after a week, we'll try another one.",
    ),
    (true, 26, "Thank you, that is better already. Is it all right to go running?"),
    (false, 3, "Yes, as long as you feel well. Keep your inhaler with you."),
];

/// Writes the records, if there is a demo patient.
pub(super) async fn write(tx: &mut Tx, at: Timestamp, does_well: bool) -> Outcome<()> {
    let Some(found) = account::find_credentials(tx, IdentifierKind::Email, DEMO_PATIENT).await? else {
        return Ok(());
    };
    let (patient, now) = (PatientId(found.id), at.as_second());
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
    let past = appointment::past_of_patient(tx, patient, at, 30, 0).await?;
    let visits: Vec<Appointment> = past.into_iter().filter(|visit| visit.status == Status::Fulfilled).collect();
    let mut past = Past::default();
    for visit in visits.iter().rev() {
        of_visit(tx, visit, &mut past).await?;
    }
    let Some(found) = account::find_credentials(tx, IdentifierKind::Email, DEMO_PRACTITIONER).await? else {
        return Ok(());
    };
    let practitioner = PractitionerId(found.id);
    if let Some(visit) = visits.iter().find(|visit| visit.practitioner == practitioner) {
        refer(tx, visit, "Respiratory medicine", REFERRAL).await?;
        let thread = converse(tx, visit, at).await?;
        if does_well {
            notices::to_patient(tx, patient, thread).await?;
        }
    }
    if does_well {
        desk::write(tx, practitioner, at).await?;
    }
    let seen = appointment::of_practitioner(tx, practitioner, at - WRITTEN, at).await?;
    let is_written = |visit: &&Appointment| visit.status == Status::Fulfilled && visit.session.is_none();
    let seen: Vec<&Appointment> = seen.iter().filter(is_written).filter(|visit| visit.patient != patient).collect();
    let mut pasts: HashMap<PatientId, Past> = HashMap::new();
    for visit in &seen {
        of_visit(tx, visit, pasts.entry(visit.patient).or_default()).await?;
    }
    if does_well {
        for (reason, field, text) in LETTERS {
            if let Some(visit) = seen.iter().rev().find(|visit| visit.reason == reason) {
                refer(tx, visit, field, text).await?;
            }
        }
    }
    Ok(())
}

/// An entry written at a visit.
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

/// What has been written about a patient so far.
#[derive(Default)]
struct Past {
    visits: usize,
    /// The day on which each note, or a follow-up on it, was last written.
    days: HashMap<&'static str, String>,
}

/// A patient's visits are written down in order.
async fn of_visit(tx: &mut Tx, visit: &Appointment, past: &mut Past) -> Outcome<()> {
    let at = visit.slot.ends_at;
    let Some(written) = written(&visit.profession, &visit.reason) else { return Ok(()) };
    let nth = past.visits;
    past.visits += 1;
    let day = visit.zone.tz().to_datetime(at).strftime("%-d %B").to_string();
    let last = past.days.insert(written.note, day);
    let body = last.as_ref().map_or_else(|| written.note.to_owned(), |last| follow_up(nth, last));
    let id = entry::insert(tx, &line(visit, EntryKind::Note, &note::title(&body))).await?;
    notes::insert(tx, id, &Version { version: 1, body, reason: String::new(), at }).await?;
    if written.measures {
        measure(tx, visit, nth).await?;
    }
    // The first diagnosis still stands.
    let Some((name, code)) = written.diagnosis.filter(|_| last.is_none()) else { return Ok(()) };
    let found = Diagnosis {
        name: name.to_owned(),
        code: code.to_owned(),
        system: String::new(),
        certainty: Certainty::Confirmed,
        detail: String::new(),
    };
    let id = entry::insert(tx, &line(visit, EntryKind::Diagnosis, name)).await?;
    diagnosis::insert(tx, id, &found).await?;
    if let Some(medicine) = written.medicine {
        prescribe(tx, visit, name, &medicine).await?;
    }
    Ok(())
}

/// Everyone has their own weight and blood pressure, which drift a little from visit to visit.
async fn measure(tx: &mut Tx, visit: &Appointment, nth: usize) -> Outcome<()> {
    let person = visit.patient.0;
    let kilograms = 58_000 + person * 3_700 % 30_000 + [0, 400, -200, 500, 200, -400, 100][nth % 7];
    let upper = 112_000 + person * 5_000 % 19_000 + [0, 3_000, -2_000, 4_000, 1_000, -3_000, 2_000][nth % 7];
    for measured in [
        Measured { measure: Measure::Weight, value: kilograms, second: None },
        Measured { measure: Measure::BloodPressure, value: upper, second: Some(upper - 43_000) },
    ] {
        let title = RecordTitle::Measured(measured).to_string();
        let id = entry::insert(tx, &line(visit, EntryKind::Observation, &title)).await?;
        observation::insert(tx, id, &measured).await?;
    }
    Ok(())
}

async fn prescribe(tx: &mut Tx, visit: &Appointment, diagnosis: &str, medicine: &SeedMedicine) -> Outcome<()> {
    let prescribed = Prescription {
        diagnosis: diagnosis.to_owned(),
        medicines: vec![Medicine {
            medicine: medicine.name.to_owned(),
            dose: medicine.dose.to_owned(),
            route: medicine.route.to_owned(),
            frequency: medicine.frequency.to_owned(),
            duration: medicine.duration.to_owned(),
            instructions: String::new(),
        }],
        instructions: String::new(),
        follow_up: String::new(),
    };
    let id = entry::insert(tx, &line(visit, EntryKind::Prescription, medicine.name)).await?;
    Ok(prescription::insert(tx, id, visit.id, (&prescribed, "", None), visit.slot.ends_at.as_second()).await?)
}

/// The demo practitioner's referral to a field, for three visits within a year.
async fn refer(tx: &mut Tx, visit: &Appointment, field: &str, text: &str) -> Outcome<()> {
    let at = visit.slot.ends_at;
    let last_day = at.to_zoned(TimeZone::UTC).date().saturating_add(364.days());
    let to = Addressee::Field(field.to_owned());
    let letter = Letter { priority: Priority::Routine, last_day, visits: 3, text: text.to_owned() };
    let entry = entry::insert(tx, &line(visit, EntryKind::Referral, &RecordTitle::ToField(field).to_string())).await?;
    let new = NewReferral {
        entry,
        patient: visit.patient,
        referrer: visit.practitioner,
        appointment: visit.id,
        to: &to,
        letter: &letter,
        valid_until: at.as_second() + 365 * DAY,
        intent: &format!("seed-{entry}"),
        at: at.as_second(),
    };
    referral::insert(tx, &new).await?;
    let actor = visit.practitioner.account();
    let sent = Move { turn: Turn::Sent, actor, reason: String::new(), to: None, at: at.as_second() };
    Ok(referral::record_event(tx, entry, &sent).await?)
}

/// Returns their thread, and when the last message was written.
async fn converse(tx: &mut Tx, visit: &Appointment, now: Timestamp) -> Outcome<(ThreadId, i64)> {
    let before = |hours: i64| (now - SignedDuration::from_hours(hours)).as_second();
    let sides = [visit.practitioner.account(), visit.patient.account()];
    let thread = message::begin(tx, visit.patient, visit.practitioner, before(MESSAGES[0].1)).await?;
    for (place, (by_patient, hours, body)) in MESSAGES.into_iter().enumerate() {
        let intent = format!("seed-{place}");
        let new = NewMessage { body, files: "", intent: &intent, automatic: false };
        let at = before(hours);
        let sent = message::insert(tx, thread, sides[usize::from(by_patient)], new, at).await?;
        // The patient has yet to read the last one.
        if let Some(id) = sent {
            message::mark_read(tx, thread, sides[0], id, at).await?;
            if place + 1 < MESSAGES.len() {
                message::mark_read(tx, thread, sides[1], id, at).await?;
            }
        }
    }
    Ok((thread, before(MESSAGES[MESSAGES.len() - 1].1)))
}
