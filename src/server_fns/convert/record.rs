//! From a record to what its pages show.

use jiff::Timestamp;

use crate::{
    domain::{
        access::Reach,
        account::Actor,
        calendar_view::{local_date, long_date},
        document::size_in_words,
        ids::{EntryId, PatientId},
        patient::Gender,
        profile::{Profile, ProfileForm},
        record::EntryKind,
        statement::{Statement, StatementForm},
        time::Zone,
    },
    error::AppError,
    request::{context, session},
    service::{
        Services,
        directory::Directory,
        profile,
        timeline::{self, RecordPage, RecordQuery},
    },
    storage::timeline::{EntryBody, TimelineEntry},
    views::{
        record::{AboutView, BORN, EntryView, RecordView, StatementView, TypedStatement},
        time_view::TimeView,
    },
};

const TYPED_PROFILE: &str = "typed_profile";
const TYPED_STATEMENT: &str = "typed_statement";

/// A page of a record.
pub async fn record(
    services: &Services,
    actor: &Actor,
    patient: &str,
    kind: &str,
    before: &str,
) -> Result<RecordView, AppError> {
    let own = actor.id().map(|id| PatientId(id.0)).ok_or(AppError::NotSignedIn)?;
    let patient = if patient.is_empty() { own } else { patient.parse().map_err(|_| AppError::NotFound)? };
    let query = RecordQuery { patient, kind: kind.parse().ok(), before: cursor(before) };
    let page = timeline::read(services, actor, query).await?;
    Ok(view(&*services.directory_for(actor).await?, patient, patient == own, page, services.clock.now()))
}

/// A place in the record: `SECONDS-KEY`.
fn cursor(text: &str) -> Option<(i64, EntryId)> {
    let (at, id) = text.split_once('-')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

fn view(directory: &Directory, patient: PatientId, is_own: bool, page: RecordPage, now: Timestamp) -> RecordView {
    let older = page.entries.last().filter(|_| page.more).map(|last| format!("{}-{}", last.at, last.id));
    let zone = clinic_zone(directory);
    RecordView {
        patient: patient.0,
        name: page.profile.name.clone(),
        number: page.number,
        facts: match page.access.reach {
            Reach::OwnEntries => Vec::new(),
            Reach::Summary => facts(&page.profile).into_iter().filter(|(name, _)| name == BORN).collect(),
            Reach::Shared | Reach::Everything => facts(&page.profile),
        },
        is_own,
        basis: page.access.basis,
        only_own_entries: page.access.reach == Reach::OwnEntries,
        only_summary: page.access.reach == Reach::Summary,
        statements: page.statements.into_iter().map(statement).collect(),
        prescribed: page.prescribed,
        entries: page.entries.into_iter().map(|line| entry(&zone, line)).collect(),
        today: local_date(&zone, now).strftime("%-d %B %Y").to_string(),
        older,
    }
}

/// The zone for what happened at no centre: that of the centre whose name comes first.
pub fn clinic_zone(directory: &Directory) -> Zone {
    let first = directory.centres().min_by(|one, other| one.name.cmp(&other.name));
    first.map_or_else(Zone::utc, |centre| centre.zone.clone())
}

/// What is to be known of a patient, leaving out what they have not said.
pub fn facts(profile: &Profile) -> Vec<(String, String)> {
    let gender = profile.gender.map_or("", |gender| match gender {
        Gender::Female => "Female",
        Gender::Male => "Male",
        Gender::Other => "Another",
    });
    let emergency = [&profile.emergency_name, &profile.emergency_relation, &profile.emergency_phone];
    let insurance = [&profile.insurer, &profile.insurance_number];
    let joined = |parts: &[&String]| {
        parts.iter().filter(|part| !part.is_empty()).map(|part| part.as_str()).collect::<Vec<_>>().join(", ")
    };
    [
        (BORN, profile.date_of_birth.map(long_date).unwrap_or_default()),
        ("Gender", gender.to_owned()),
        ("Blood group", profile.blood_group.clone().unwrap_or_default()),
        ("Phone", profile.phone.clone()),
        ("Address", profile.address.clone()),
        ("Medicare", profile.medicare.clone()),
        ("Insurance", joined(&insurance)),
        ("Emergency contact", joined(&emergency)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

/// A statement as it is shown.
pub fn statement(statement: Statement) -> StatementView {
    let Statement { id, said, .. } = statement;
    StatementView {
        id: id.0,
        kind: said.kind,
        name: said.name,
        detail: said.detail,
        severity: said.severity,
        since: said.since,
    }
}

/// A line as it is shown; `zone` where it belongs to no centre.
pub fn entry(zone: &Zone, line: TimelineEntry) -> EntryView {
    let kind = line.body.kind();
    let (centre, own_zone) = line.centre.unwrap_or_default();
    let own_zone = Zone::parse(&own_zone).unwrap_or_else(|_| zone.clone());
    let (paragraphs, remarks) = said(&line.title, line.body, &own_zone);
    let id = line.id.0;
    let href = match kind {
        EntryKind::Prescription => Some(format!("/prescriptions/{id}")),
        EntryKind::Referral => Some(format!("/referrals/{id}")),
        EntryKind::Document => Some(format!("/documents/{id}")),
        EntryKind::Note | EntryKind::Diagnosis | EntryKind::Observation => None,
    };
    EntryView {
        id,
        kind,
        title: line.title,
        when: TimeView::instant(&own_zone, Timestamp::from_second(line.at).unwrap_or_default()),
        author: line.author_name,
        profession: line.profession.unwrap_or_default(),
        centre,
        appointment: line.appointment.map(|id| id.0),
        paragraphs,
        remarks,
        href,
        hidden: line.hidden,
        retracted: line.retracted,
    }
}

/// Its paragraphs, and what is to be known about it.
fn said(title: &str, body: EntryBody, zone: &Zone) -> (Vec<String>, Vec<String>) {
    let mut remarks = Vec::new();
    let paragraphs = match body {
        EntryBody::Note { text, version } => {
            if version > 1 {
                remarks.push(format!("Version {version}"));
            }
            // Its first line is its title already, where it was not cut.
            text.strip_prefix(title).unwrap_or(&text).split("\n\n").map(str::to_owned).collect()
        }
        EntryBody::Diagnosis { code, suspected, detail, resolved } => {
            remarks.extend((!code.is_empty()).then(|| format!("Code {code}")));
            remarks.extend(suspected.then(|| "Suspected".to_owned()));
            remarks.extend(resolved.then(|| "Resolved".to_owned()));
            vec![detail]
        }
        EntryBody::Observation => Vec::new(),
        EntryBody::Prescription { diagnosis, medicines, instructions, follow_up, stopped } => {
            remarks.extend(stopped.map(|why| format!("Stopped: {why}")));
            let mut lines = vec![format!("For: {diagnosis}")];
            lines.extend(medicines.lines().map(str::to_owned));
            lines.push(instructions);
            lines.extend((!follow_up.is_empty()).then(|| format!("Follow-up: {follow_up}")));
            lines
        }
        EntryBody::Referral { letter, valid_until, visits_left, status } => {
            // It ends with a day.
            let until = Timestamp::from_second(valid_until - 1)
                .map(|at| local_date(zone, at).strftime("%-d %B %Y").to_string());
            let visits =
                if visits_left == 1 { "1 visit left".to_owned() } else { format!("{visits_left} visits left") };
            remarks.push(match status.as_str() {
                "declined" | "withdrawn" => status,
                _ => format!("{visits}, valid until {}", until.unwrap_or_default()),
            });
            letter.split("\n\n").map(str::to_owned).collect()
        }
        EntryBody::Document { name, media_type, bytes } => {
            let kind = media_type.rsplit('/').next().unwrap_or_default().to_uppercase();
            remarks.push(format!("{kind}, {}", size_in_words(bytes)));
            vec![name]
        }
    };
    (paragraphs.into_iter().filter(|paragraph: &String| !paragraph.trim().is_empty()).collect(), remarks)
}

/// What the reader says of themself, with what was typed last and refused.
pub async fn about(services: &Services, actor: &Actor) -> Result<AboutView, AppError> {
    let (number, profile, statements) = profile::own(services, actor).await?;
    let form = session::take_once(TYPED_PROFILE).await.unwrap_or_else(|| ProfileForm::from(&profile));
    let typed = session::take_once(TYPED_STATEMENT).await;
    Ok(AboutView { number, form, statements: statements.into_iter().map(statement).collect(), typed })
}

/// Stores a profile; keeps what a plain form typed where it is refused.
pub async fn save_profile(services: &Services, actor: &Actor, form: ProfileForm) -> Result<(), AppError> {
    let saved = profile::save(services, actor, &form).await.map_err(AppError::from);
    if matches!(saved, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(TYPED_PROFILE, &form).await?;
    }
    saved
}

/// Adds a statement; keeps what a plain form typed where it is refused.
pub async fn add_statement(services: &Services, actor: &Actor, typed: TypedStatement) -> Result<(), AppError> {
    let form = StatementForm {
        kind: typed.statement_kind.clone(),
        name: typed.statement_name.clone(),
        detail: typed.detail.clone(),
        severity: typed.severity.clone(),
        since: typed.since.clone(),
    };
    let added = profile::add(services, actor, &form).await.map_err(AppError::from);
    if matches!(added, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(TYPED_STATEMENT, &typed).await?;
    }
    added.map(drop)
}
