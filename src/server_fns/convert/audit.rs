//! From rows of the audit to what their pages show.

use jiff::{Timestamp, civil::Date};

use crate::{
    domain::{account::Actor, calendar_view::day_bounds, time::Zone},
    service::{
        audit::{AuditFilter, Named, Written},
        emergency::Emergency,
    },
    views::{
        audit::{AuditQuery, AuditRowView, AuditView, EmergencyView},
        sharing::{ReadingView, ReadingsView},
        time_view::TimeView,
    },
};

fn at(zone: &Zone, second: i64) -> TimeView {
    TimeView::instant(zone, Timestamp::from_second(second).unwrap_or_default())
}

/// Rows of the audit.
pub fn search((rows, more): (Vec<Named>, bool), zone: &Zone, has_overview: bool) -> AuditView {
    let older = rows.last().filter(|_| more).map(|last| last.stored.seq);
    AuditView { rows: rows.into_iter().map(|row| audit_row(row, zone)).collect(), older, has_overview }
}

/// What a query looks for; days are those of `zone`.
pub fn filter(query: &AuditQuery, zone: &Zone) -> AuditFilter {
    let day = |typed: &str| typed.trim().parse::<Date>().ok().map(|date| day_bounds(zone, date));
    AuditFilter {
        actor: query.actor.clone(),
        patient: query.patient.clone(),
        action: query.action.clone(),
        of: None,
        of_record: false,
        refused: query.refused == "true",
        from: day(&query.from).map_or(0, |day| day.start.as_second()),
        until: day(&query.until).map_or(i64::MAX, |day| day.end.as_second()),
        before: query.before.parse().unwrap_or(0),
        limit: 0,
    }
}

fn audit_row(row: Named, zone: &Zone) -> AuditRowView {
    let Written { at: second, action, entity, entity_id, part, basis, outcome, times, .. } = row.stored.written;
    let id = entity_id.map(|id| format!(" {id}")).unwrap_or_default();
    let part = if part.is_empty() { part } else { format!(" ({part})") };
    AuditRowView {
        seq: row.stored.seq,
        when: at(zone, second),
        actor: row.actor_name.unwrap_or_default(),
        action,
        thing: format!("{entity}{id}{part}"),
        patient: row.patient_name.unwrap_or_default(),
        basis,
        outcome,
        times,
        reason: row.reason.unwrap_or_default(),
    }
}

/// Who looked at the reader's record.
pub fn readers((rows, more): (Vec<Named>, bool), actor: &Actor, zone: &Zone) -> ReadingsView {
    let older = rows.last().filter(|_| more).map(|last| last.stored.seq);
    ReadingsView { rows: rows.into_iter().map(|row| reading(row, actor, zone)).collect(), older }
}

fn reading(row: Named, actor: &Actor, zone: &Zone) -> ReadingView {
    let Written { at: second, actor_id, action, part, basis, outcome, times, .. } = row.stored.written;
    let refused = matches!(outcome.as_str(), "refused" | "not found" | "forbidden");
    let is_own = actor_id == actor.id().map(|id| id.0);
    ReadingView {
        seq: row.stored.seq,
        when: at(zone, second),
        who: if is_own { "You".to_owned() } else { row.actor_name.unwrap_or_else(|| "The clinic".to_owned()) },
        profession: row.profession.filter(|_| !is_own).unwrap_or_default(),
        what: match (action.as_str(), basis.as_str()) {
            // Where there was a ground beside the appointment, that one is named.
            ("record.read", "party") if !refused => "Saw you, with your record closed to them".to_owned(),
            _ => what(&action, &part, refused) + &often(times),
        },
        basis: if is_own { String::new() } else { ground(&basis).to_owned() },
        refused,
    }
}

/// How often it was tried, where that is more than once.
fn often(times: i64) -> String {
    if times > 1 { format!(", {times} times") } else { String::new() }
}

/// What somebody did with a record, in words.
fn what(action: &str, part: &str, refused: bool) -> String {
    let part = match part {
        "timeline" | "" => "the record",
        "summary" => "the summary",
        "download" => "the whole record, as a download",
        "note" => "notes",
        "diagnosis" => "diagnoses",
        "observation" => "measurements",
        "prescription" => "prescriptions",
        "referral" => "referrals",
        "document" => "documents",
        "consultation" => "the record, in a consultation",
        "profile" => "your personal details",
        "prescribing" => "allergies and medicines, to prescribe",
        other => other,
    };
    match action {
        "record.read" if refused => format!("Tried to open {part}, and was refused"),
        "consultation.read" | "consultation.open" if refused => {
            "Tried to open one of your consultations, and was refused".to_owned()
        }
        "message.read" | "message.send" | "message.start" | "message.draft" if refused => {
            "Tried to open your messages, and was refused".to_owned()
        }
        "proxy.use" if refused => "Tried to book for you, and was refused".to_owned(),
        "referral.write" | "referral.send" if refused => "Tried to refer you, and was refused".to_owned(),
        other if refused && other.starts_with("appointment.") => {
            "Tried to open or change one of your appointments, and was refused".to_owned()
        }
        _ if refused => {
            format!("Tried to change something in your record ({}), and was refused", action.replace(['.', '_'], " "))
        }
        "appointment.read" => "Opened one of your appointments".to_owned(),
        "patient.read" => "Looked up how to reach you".to_owned(),
        "patient.find" => "Looked you up, to book for you".to_owned(),
        "access.read" => "Checked who can read your record".to_owned(),
        "record.read" => format!("Read {part}"),
        "message.read" => "Read a conversation".to_owned(),
        "message.send" => "Sent a message".to_owned(),
        "message.start" => "Began a conversation".to_owned(),
        "record.break_glass" => "Opened the record in an emergency".to_owned(),
        "emergency.review" => "Reviewed an emergency access".to_owned(),
        "profile.save" => "Changed your personal details".to_owned(),
        "statement.add" => "Added something about your health".to_owned(),
        "statement.end" => "Removed something about your health".to_owned(),
        "relationship.begin" => "Named a practitioner who cares for you".to_owned(),
        "relationship.end" => "Removed a practitioner who cares for you".to_owned(),
        "record.block" => "Closed the record to a practitioner".to_owned(),
        "record.unblock" => "Opened the record to a practitioner again".to_owned(),
        "entry.hide" => "Hid an entry".to_owned(),
        "entry.show" => "Showed an entry again".to_owned(),
        "proxy.invite" => "Invited someone to see the record".to_owned(),
        "proxy.begin" => "Accepted an invitation to see the record".to_owned(),
        "proxy.decline" => "Declined an invitation to see the record".to_owned(),
        "proxy.withdraw" => "Withdrew an invitation to see the record".to_owned(),
        "proxy.end" => "Stopped sharing the record".to_owned(),
        "patient.add" => "Registered you as a patient".to_owned(),
        "patient.look_up" => "Looked up your name by number or email address".to_owned(),
        "appointment.book" | "appointment.overbook" => "Booked an appointment for you".to_owned(),
        other => {
            let (thing, verb) = other.split_once('.').unwrap_or((other, "change"));
            let thing = thing.replace('_', " ");
            format!("{}: {}", capital(&thing), verb.replace('_', " "))
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A stored ground in words, for the patient.
fn ground(basis: &str) -> &'static str {
    match basis {
        "own" => "their own",
        "party" | "treating" => "because you have an appointment with them",
        "relationship" => "because they care for you",
        "referral" => "because you were referred to them",
        "proxy" => "because you share it with them",
        "emergency" => "in an emergency, for a reason that is reviewed",
        "author" => "because they wrote it",
        "administration" => "on the clinic's behalf",
        "front_desk" => "at the front desk",
        _ => "",
    }
}

/// Records that were opened in an emergency.
pub fn emergencies(found: Vec<Emergency>, actor: &Actor, zone: &Zone) -> Vec<EmergencyView> {
    let view = |one: Emergency| EmergencyView {
        id: one.id,
        patient: (one.patient_id, one.patient_name),
        is_own: actor.id().is_some_and(|me| me.0 == one.practitioner_id),
        practitioner: (one.practitioner_id, one.practitioner_name),
        reason: one.reason,
        opened: at(zone, one.opened_at),
        ends: at(zone, one.ends_at),
        review: one.justified.map(|justified| (justified, one.review)),
    };
    found.into_iter().map(view).collect()
}
