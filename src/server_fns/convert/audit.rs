//! Converts audit rows to the views of their pages.

use jiff::Timestamp;

use super::{
    deed_words, listing,
    part_words::{self, part_of},
};
use crate::{
    domain::{
        account::Actor,
        audit::{Area, Deed},
        ordering::{AuditColumn, Order, Page},
        time::Zone,
    },
    service::{
        Outcome, Services,
        audit::{AuditFilter, Named, Opened, Standing, Stored, Written},
        emergency::Emergency,
        sought,
    },
    views::{
        audit::{AuditQuery, AuditRowView, AuditView, EmergencyView, OpenedRowView, StandingView},
        listing::PlaceQuery,
        sharing::{ReadingView, ReadingsView},
        time_view::TimeView,
    },
    words::{counted, tr},
};

/// Audit rows.
pub fn search(found: Page<Named>, oldest_first: bool, zone: &Zone, has_overview: bool) -> AuditView {
    let order = Order { by: AuditColumn::At, descending: !oldest_first };
    let place = listing::lasting(order, &found, |row| row.stored.seq);
    let rows = found.rows.into_iter().map(|one| row(one, zone)).collect();
    AuditView { sought: <(String, String)>::default(), rows, place, has_overview }
}

/// A query with its sealed names as typed.
pub fn asked(services: &Services, actor: &Actor, query: AuditQuery) -> Outcome<AuditQuery> {
    let read = |name: &str| sought::read(services, actor, name);
    Ok(AuditQuery { actor: read(&query.actor)?, patient: read(&query.patient)?, ..query })
}

/// The filter of a query; days are those of `zone`.
pub fn filter(query: &AuditQuery, list: &PlaceQuery, zone: &Zone) -> AuditFilter {
    let (from, until) = listing::days(&query.from, &query.until, zone);
    let instant = |second: i64| Timestamp::from_second(second).ok();
    AuditFilter {
        actor: query.actor.clone(),
        patient: query.patient.clone(),
        area: Area::parse(&query.area),
        of: None,
        of_record: false,
        refused: query.refused == "true",
        from: from.and_then(instant).unwrap_or_default(),
        until: until.and_then(instant).unwrap_or(Timestamp::MAX),
        oldest_first: !listing::order(list, Order::down(AuditColumn::At)).descending,
        edge: listing::edge(list),
        limit: 0,
    }
}

/// One row.
pub fn row(row: Named, zone: &Zone) -> AuditRowView {
    let when = TimeView::instant(zone, row.stored.written.happened_at());
    let Written { action, entity, entity_id, part, basis, outcome, times, .. } = row.stored.written;
    let thing = deed_words::thing(&entity);
    let id = entity_id.map(|id| format!(" {id}")).unwrap_or_default();
    AuditRowView {
        seq: row.stored.seq,
        when,
        actor: row.actor_name.unwrap_or_default(),
        said: Deed::parse(&action).map_or_else(String::new, |deed| deed_words::said(deed).to_owned()),
        action,
        thing: format!("{thing}{id}"),
        part: part_words::part(&part),
        patient: row.patient_name.unwrap_or_default(),
        basis: deed_words::ground(&basis).to_owned(),
        is_done: matches!(outcome.as_str(), "done" | "justified"),
        outcome: deed_words::outcome(&outcome).to_owned(),
        times,
        reason: row.reason.unwrap_or_default(),
    }
}

/// A row on its own page.
pub fn opened(found: Opened, zone: &Zone) -> OpenedRowView {
    let Opened { row: named, standing, has_next, opens_accounts } = found;
    let Stored { written, hash, prev_hash, .. } = &named.stored;
    // A reading app has no account.
    let is_person = Deed::parse(&written.action) != Some(Deed::AppRead);
    OpenedRowView {
        actor: written.actor_id.filter(|_| opens_accounts && is_person),
        patient: written.patient_id.filter(|_| opens_accounts),
        hash: hash.clone(),
        prev_hash: prev_hash.clone(),
        standing: match standing {
            Standing::Intact => StandingView::Intact,
            Standing::BeforeTheKey => StandingView::BeforeTheKey,
            Standing::BeforeTheChain => StandingView::BeforeTheChain,
            Standing::Broken => StandingView::Broken,
        },
        has_next,
        row: row(named, zone),
    }
}

/// Who read the reader's record.
pub fn readers((rows, more): (Vec<Named>, bool), actor: &Actor, zone: &Zone) -> ReadingsView {
    let older = rows.last().filter(|_| more).map(|last| last.stored.seq);
    ReadingsView { rows: rows.into_iter().map(|row| reading(row, actor, zone)).collect(), older }
}

fn reading(row: Named, actor: &Actor, zone: &Zone) -> ReadingView {
    let when = TimeView::instant(zone, row.stored.written.happened_at());
    let Written { actor_id, action, entity, part, basis, outcome, times, .. } = row.stored.written;
    let refused = matches!(outcome.as_str(), "refused" | "not found" | "forbidden");
    let is_own = actor_id == actor.id().map(|id| id.0);
    ReadingView {
        seq: row.stored.seq,
        when,
        who: if is_own {
            tr!(RecordYou).to_owned()
        } else {
            row.actor_name.unwrap_or_else(|| tr!(RecordTheClinic).to_owned())
        },
        profession: row.profession.filter(|_| !is_own).unwrap_or_default(),
        what: match (Deed::parse(&action), basis.as_str()) {
            // If there was a basis besides the appointment, that one is named.
            (Some(Deed::RecordRead), "party") if !refused => tr!(RecordSawClosed).to_owned(),
            _ => often(what((&action, &entity, &part), refused), times),
        },
        basis: if is_own { String::new() } else { ground(&basis).to_owned() },
        refused,
    }
}

/// The number of attempts, if more than one.
fn often(what: String, times: i64) -> String {
    match usize::try_from(times) {
        Ok(times) if times > 1 => counted!(RecordDidTimes, times, what = what),
        _ => what,
    }
}

/// What someone did with a record, in words.
fn what((action, entity, part): (&str, &str, &str), refused: bool) -> String {
    let part = part_of(part);
    let Some(deed) = Deed::parse(action) else { return action.replace(['.', '_'], " ") };
    if refused {
        return tried(deed, part, deed_words::thing(entity));
    }
    match deed {
        Deed::AppointmentRead => tr!(RecordDidReadAppointment).to_owned(),
        Deed::AppointmentBook | Deed::AppointmentOverbook => tr!(RecordDidBook).to_owned(),
        Deed::PatientRead => tr!(RecordDidReach).to_owned(),
        Deed::PatientLookUp => tr!(RecordDidLookUp).to_owned(),
        Deed::PatientAdd => tr!(RecordDidRegister).to_owned(),
        Deed::AccessRead => tr!(RecordDidCheckAccess).to_owned(),
        Deed::RecordRead | Deed::AppRead => tr!(RecordDidRead, part = part),
        Deed::AppAllow => tr!(AppDidAllow).to_owned(),
        Deed::AppRefuse => tr!(AppDidRefuse).to_owned(),
        Deed::AppStop => tr!(AppDidStop).to_owned(),
        Deed::RecordBreakGlass => tr!(RecordDidEmergency).to_owned(),
        Deed::RecordBlock => tr!(RecordDidBlock).to_owned(),
        Deed::RecordUnblock => tr!(RecordDidUnblock).to_owned(),
        Deed::ProfileSave => tr!(RecordDidProfile).to_owned(),
        Deed::StatementAdd => tr!(RecordDidState).to_owned(),
        Deed::StatementEnd => tr!(RecordDidUnstate).to_owned(),
        Deed::RelationshipBegin => tr!(RecordDidBeginCare).to_owned(),
        Deed::RelationshipEnd => tr!(RecordDidEndCare).to_owned(),
        Deed::ProxyInvite => tr!(RecordDidInvite).to_owned(),
        Deed::ProxyBegin => tr!(RecordDidAccept).to_owned(),
        Deed::ProxyDecline => tr!(RecordDidDecline).to_owned(),
        Deed::ProxyWithdraw => tr!(RecordDidWithdraw).to_owned(),
        Deed::ProxyEnd => tr!(RecordDidEndSharing).to_owned(),
        other => deed_words::said(other).to_owned(),
    }
}

/// What was refused, in words.
fn tried(deed: Deed, part: &str, thing: &str) -> String {
    match (deed.area(), deed) {
        (_, Deed::RecordRead | Deed::AppRead) => tr!(RecordTriedPart, part = part),
        (_, Deed::ConsultationRead | Deed::ConsultationOpen) => tr!(RecordTriedConsultation).to_owned(),
        (Area::Messages, _) => tr!(RecordTriedMessages).to_owned(),
        (_, Deed::ProxyUse) => tr!(RecordTriedBook).to_owned(),
        (_, Deed::ReferralWrite | Deed::ReferralSend) => tr!(RecordTriedRefer).to_owned(),
        (Area::Appointments, _) => tr!(RecordTriedAppointment).to_owned(),
        _ => tr!(RecordTriedChange, what = thing),
    }
}

/// A stored basis in words, for the patient.
fn ground(basis: &str) -> &'static str {
    match basis {
        "own" => tr!(RecordSinceOwn),
        "party" | "treating" => tr!(RecordSinceVisit),
        "relationship" => tr!(RecordSinceCare),
        "referral" => tr!(RecordSinceReferral),
        "proxy" => tr!(RecordSinceShared),
        "emergency" => tr!(RecordSinceEmergency),
        "author" => tr!(RecordSinceAuthor),
        "administration" => tr!(RecordSinceClinic),
        "front_desk" => tr!(RecordSinceDesk),
        "app" => tr!(AppBecause),
        _ => "",
    }
}

/// Records opened in an emergency.
pub fn emergencies(found: Vec<Emergency>, actor: &Actor, zone: &Zone) -> Vec<EmergencyView> {
    let view = |one: Emergency| EmergencyView {
        id: one.id,
        patient: (one.patient_id, one.patient_name),
        is_own: actor.id().is_some_and(|me| me.0 == one.practitioner_id),
        practitioner: (one.practitioner_id, one.practitioner_name),
        reason: one.reason,
        opened: TimeView::instant(zone, one.opened_at),
        ends: TimeView::instant(zone, one.ends_at),
        review: one.justified.map(|justified| (justified, one.review)),
    };
    found.into_iter().map(view).collect()
}
