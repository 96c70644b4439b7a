//! From rows of the audit to what their pages show.

use jiff::{Timestamp, civil::Date};

use crate::{
    domain::{
        account::Actor,
        audit::{Area, Deed},
        calendar_view::day_bounds,
        time::Zone,
    },
    service::{
        audit::{AuditFilter, Named, Written},
        emergency::Emergency,
    },
    views::{
        audit::{AuditQuery, AuditRowView, AuditView, EmergencyView},
        sharing::{ReadingView, ReadingsView},
        time_view::TimeView,
    },
    words::tr,
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
        area: Area::parse(&query.area),
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
        said: Deed::parse(&action).map_or_else(String::new, |deed| deed.said().to_owned()),
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
        what: match (Deed::parse(&action), basis.as_str()) {
            // Where there was a ground beside the appointment, that one is named.
            (Some(Deed::RecordRead), "party") if !refused => "Saw you while your record was closed to them".to_owned(),
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
    let Some(deed) = Deed::parse(action) else { return action.replace(['.', '_'], " ") };
    if refused {
        return tried(deed, part);
    }
    match deed {
        Deed::AppointmentRead => "Opened one of your appointments".to_owned(),
        Deed::AppointmentBook | Deed::AppointmentOverbook => "Booked an appointment for you".to_owned(),
        Deed::PatientRead => "Looked up how to reach you".to_owned(),
        Deed::PatientLookUp => "Looked up your name by number or email address".to_owned(),
        Deed::PatientAdd => "Registered you as a patient".to_owned(),
        Deed::AccessRead => "Checked who can read your record".to_owned(),
        Deed::RecordRead | Deed::AppRead => format!("Read {part}"),
        Deed::AppAllow => tr!(AppDidAllow).to_owned(),
        Deed::AppRefuse => tr!(AppDidRefuse).to_owned(),
        Deed::AppStop => tr!(AppDidStop).to_owned(),
        Deed::RecordBreakGlass => "Opened the record in an emergency".to_owned(),
        Deed::RecordBlock => "Closed the record to a practitioner".to_owned(),
        Deed::RecordUnblock => "Opened the record to a practitioner again".to_owned(),
        Deed::ProfileSave => "Changed your personal details".to_owned(),
        Deed::StatementAdd => "Added something about your health".to_owned(),
        Deed::StatementEnd => "Removed something about your health".to_owned(),
        Deed::RelationshipBegin => "Added a practitioner who cares for you".to_owned(),
        Deed::RelationshipEnd => "Removed a practitioner who cares for you".to_owned(),
        Deed::ProxyInvite => "Invited someone to see the record".to_owned(),
        Deed::ProxyBegin => "Accepted an invitation to see the record".to_owned(),
        Deed::ProxyDecline => "Declined an invitation to see the record".to_owned(),
        Deed::ProxyWithdraw => "Withdrew an invitation to see the record".to_owned(),
        Deed::ProxyEnd => "Stopped sharing the record".to_owned(),
        other => other.said().to_owned(),
    }
}

/// The same for what was refused.
fn tried(deed: Deed, part: &str) -> String {
    match (deed.area(), deed) {
        (_, Deed::RecordRead | Deed::AppRead) => format!("Tried to open {part}, and was refused"),
        (_, Deed::ConsultationRead | Deed::ConsultationOpen) => {
            "Tried to open one of your consultations, and was refused".to_owned()
        }
        (Area::Messages, _) => "Tried to open your messages, and was refused".to_owned(),
        (_, Deed::ProxyUse) => "Tried to book for you, and was refused".to_owned(),
        (_, Deed::ReferralWrite | Deed::ReferralSend) => "Tried to refer you, and was refused".to_owned(),
        (Area::Appointments, _) => "Tried to open or change one of your appointments, and was refused".to_owned(),
        _ => {
            let what = deed.as_str().replace(['.', '_'], " ");
            format!("Tried to change something in your record ({what}), and was refused")
        }
    }
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
        "app" => tr!(AppBecause),
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
