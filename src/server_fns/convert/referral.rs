//! Between `server_fns::referral` and the use cases.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{
        account::{Actor, Role},
        calendar_view::local_date,
        directory::Practitioner,
        ids::{EntryId, PractitionerId},
        referral::{Addressee, LetterForm, Standing, Triage, last_possible_day, open_triage},
        time::Zone,
    },
    error::AppError,
    service::{
        Services,
        directory::Directory,
        password::one_time_code,
        referral::{self, Need, Reader, Sending},
    },
    storage::referral::{Event, Referral},
    views::referral::{
        ColleagueView, DeskView, HeldView, ReaderView, ReferralNeedView, ReferralRowView, ReferralView, TurnView,
        WritingView,
    },
};

/// `24 November 2026`, by the clock of a centre.
fn day(zone: &str, at: Timestamp) -> Result<String, AppError> {
    let zone = Zone::parse(zone).map_err(|_| AppError::Internal)?;
    Ok(local_date(&zone, at).strftime("%-d %B %Y").to_string())
}

/// The last day of a referral.
fn last_day(referral: &Referral) -> Result<String, AppError> {
    let last = referral.valid_until.checked_sub(SignedDuration::from_secs(1)).unwrap_or(referral.valid_until);
    day(&referral.time_zone, last)
}

/// What a reader needs who books this practitioner for a time.
pub async fn need(
    services: &Services,
    actor: &Actor,
    person: &Practitioner,
    starts_at: Timestamp,
) -> Result<Option<ReferralNeedView>, AppError> {
    let is_patient = matches!(actor, Actor::Account { roles, .. } if roles.contains(&Role::Patient));
    let held = match referral::need(services, actor, person, starts_at).await? {
        Need::Nothing => return Ok(None),
        Need::Missing => None,
        Need::Held(found) => Some(HeldView {
            id: found.id.0,
            until: last_day(&found)?,
            left: found.visits_left(),
            from: found.referrer_name,
        }),
    };
    Ok(Some(ReferralNeedView { held, is_patient }))
}

fn colleague(directory: &Directory, person: &Practitioner) -> ColleagueView {
    let places = person.affiliations.iter().filter_map(|work| directory.centre(work.centre));
    ColleagueView {
        id: person.id.0,
        name: person.name.clone(),
        profession: person.title(),
        expertise: person.expertise.clone(),
        places: places.map(|centre| centre.name.clone()).collect::<Vec<_>>().join(", "),
        by_referral: person.requires_referral,
    }
}

fn found(directory: &Directory, actor: &Actor, text: &str) -> Result<Vec<ColleagueView>, AppError> {
    let found = referral::colleagues(directory, actor, text)?;
    Ok(found.into_iter().map(|person| colleague(directory, person)).collect())
}

fn named(directory: &Directory, id: &str) -> Option<ColleagueView> {
    let id: PractitionerId = id.parse().ok()?;
    directory.practitioner(id).map(|person| colleague(directory, person))
}

pub async fn writing(
    services: &Services,
    actor: &Actor,
    id: &str,
    (to, field): (&str, &str),
    q: &str,
) -> Result<WritingView, AppError> {
    // Who may not write any is told so before what they ask about is looked for.
    let directory = services.directory().await?;
    let found = found(&directory, actor, q)?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let writing = referral::writing(services, actor, id).await?;
    let fields: Vec<String> = directory.index.specialties().iter().map(|field| field.name.clone()).collect();
    let to = named(&directory, to).filter(|person| actor.id().is_none_or(|me| me.0 != person.id));
    Ok(WritingView {
        appointment: id.0,
        patient_name: writing.appointment.patient_name,
        to,
        field: fields.iter().find(|known| *known == field).cloned(),
        found,
        fields,
        days: (writing.today.to_string(), last_possible_day(writing.today).to_string()),
        form: writing.form,
        intent: one_time_code() + &one_time_code(),
    })
}

/// Sends, and answers with the referral's key.
pub async fn send(
    services: &Services,
    actor: &Actor,
    id: &str,
    (to, field): (&str, &str),
    form: LetterForm,
    intent: String,
) -> Result<EntryId, AppError> {
    let appointment = id.parse().map_err(|_| AppError::NotFound)?;
    let to = match to.parse() {
        Ok(id) => Addressee::Practitioner(id),
        Err(_) => Addressee::Field(field.to_owned()),
    };
    Ok(referral::send(services, actor, Sending { appointment, to, form, intent }).await?)
}

fn row(referral: Referral, actor: &Actor, now: Timestamp) -> Result<ReferralRowView, AppError> {
    let by_name = referral.to.is_some_and(|to| actor.id() == Some(to.account()));
    let steps = open_triage(referral.status, by_name, referral.valid_until, now);
    let is_for_reader = by_name || referral.to.is_none();
    Ok(ReferralRowView {
        id: referral.id.0,
        until: last_day(&referral)?,
        sent: day(&referral.time_zone, referral.sent_at)?,
        left: referral.visits_left(),
        allowed: referral.visits_allowed,
        standing: Standing::of(referral.status, referral.visits_left(), referral.valid_until, now),
        may_accept: is_for_reader && steps.contains(&Triage::Accept),
        declined_because: referral.declined_because.unwrap_or_default(),
        referrer: referral.referrer.0,
        priority: referral.priority,
        patient_name: referral.patient_name,
        from: referral.referrer_name,
        to: referral.to.map(|to| to.0),
        to_name: referral.to_name.or_else(|| referral.field.clone()).unwrap_or_default(),
        field: referral.field,
    })
}

pub fn rows(services: &Services, actor: &Actor, found: Vec<Referral>) -> Result<Vec<ReferralRowView>, AppError> {
    let now = services.clock.now();
    found.into_iter().map(|one| row(one, actor, now)).collect()
}

pub async fn desk(services: &Services, actor: &Actor) -> Result<DeskView, AppError> {
    let desk = referral::desk(services, actor).await?;
    let received = rows(services, actor, desk.received)?;
    Ok(DeskView { received, sent: rows(services, actor, desk.sent)? })
}

pub async fn opened(services: &Services, actor: &Actor, id: &str, to: &str, q: &str) -> Result<ReferralView, AppError> {
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let opened = referral::open(services, actor, id).await?;
    let directory = services.directory().await?;
    let can_pass_on = opened.steps.contains(&Triage::Redirect);
    let zone = opened.referral.time_zone.clone();
    Ok(ReferralView {
        from_profession: opened.referral.referrer_profession.clone(),
        letter: opened.letter,
        turns: opened.events.into_iter().map(|event| turn(event, &zone)).collect::<Result<_, _>>()?,
        reader: match opened.reader {
            Reader::Patient => ReaderView::Patient,
            Reader::Referrer => ReaderView::Referrer,
            Reader::Addressee => ReaderView::Addressee,
            Reader::Other => ReaderView::Other,
        },
        steps: opened.steps.to_vec(),
        may_withdraw: opened.may_withdraw,
        pass_to: named(&directory, to).filter(|_| can_pass_on),
        found: if can_pass_on { found(&directory, actor, q)? } else { Vec::new() },
        row: row(opened.referral, actor, services.clock.now())?,
    })
}

fn turn(event: Event, zone: &str) -> Result<TurnView, AppError> {
    Ok(TurnView {
        turn: event.turn,
        by: event.actor_name,
        to: event.to_name.unwrap_or_default(),
        reason: event.reason,
        on: day(zone, event.at)?,
    })
}
