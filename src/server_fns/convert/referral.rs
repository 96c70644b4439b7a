//! Converts between `server_fns::referral` and the use cases.

use jiff::{SignedDuration, Timestamp};

use super::listing;
use crate::{
    domain::{
        account::Actor,
        directory::Practitioner,
        ids::PractitionerId,
        ordering::{Order, Page, ReferralColumn},
        referral::{Addressee, Standing, Triage, last_possible_day, open_triage},
        time::Zone,
    },
    error::AppError,
    service::{
        Outcome, Services,
        directory::Directory,
        password::one_time_code,
        referral::{Desk, Event, Need, Opened, Reader, Referral, ReferralFilter, Writing, place_of},
        sought,
    },
    views::{
        listing::PlaceQuery,
        referral::{
            ClinicReferralView, ColleagueView, DeskView, HeldView, ReaderView, ReferralNeedView, ReferralQuery,
            ReferralRowView, ReferralView, ReferralsView, TurnView, WritingView,
        },
    },
    words::{calendar, listed},
};

/// `24 November 2026`, in a centre's time zone.
fn day(zone: &str, at: Timestamp) -> Result<String, AppError> {
    let zone = Zone::parse(zone).map_err(|_| AppError::Internal)?;
    Ok(calendar::full_date_at(&zone, at))
}

/// The last day of a referral.
fn last_day(referral: &Referral) -> Result<String, AppError> {
    let last = referral.valid_until.checked_sub(SignedDuration::from_secs(1)).unwrap_or(referral.valid_until);
    day(&referral.time_zone, last)
}

/// What a reader needs to know about the referral that a slot takes.
pub fn need(need: Need) -> Result<Option<ReferralNeedView>, AppError> {
    Ok(match need {
        Need::Nothing => None,
        Need::Missing { is_patient } => Some(ReferralNeedView { held: None, is_patient }),
        Need::Held(found) => Some(ReferralNeedView {
            held: Some(HeldView {
                id: found.id,
                until: last_day(&found)?,
                left: found.visits_left(),
                from: found.referrer_name,
            }),
            is_patient: true,
        }),
    })
}

fn colleague(directory: &Directory, person: &Practitioner) -> ColleagueView {
    let places = person.affiliations.iter().filter_map(|work| directory.centre(work.centre));
    ColleagueView {
        id: person.id,
        name: person.name.clone(),
        profession: person.title(),
        expertise: person.expertise.clone(),
        places: listed(places.map(|centre| centre.name.as_str())),
        by_referral: person.requires_referral,
    }
}

fn named(directory: &Directory, id: &str) -> Option<ColleagueView> {
    let id: PractitionerId = id.parse().ok()?;
    directory.practitioner(id).map(|person| colleague(directory, person))
}

/// The page for writing a referral: with search results, and the chosen person or field.
pub fn writing(
    directory: &Directory,
    actor: &Actor,
    writing: Writing,
    found: Vec<&Practitioner>,
    (to, field): (&str, &str),
) -> WritingView {
    let fields: Vec<String> = directory.index.specialties().iter().map(|field| field.name.clone()).collect();
    WritingView {
        appointment: writing.appointment.id,
        patient_name: writing.appointment.patient_name,
        to: named(directory, to).filter(|person| actor.id().is_none_or(|me| me != person.id.account())),
        field: fields.iter().find(|known| *known == field).cloned(),
        found: found.into_iter().map(|person| colleague(directory, person)).collect(),
        fields,
        days: (writing.today.to_string(), last_possible_day(writing.today).to_string()),
        form: writing.form,
        intent: one_time_code() + &one_time_code(),
    }
}

/// The addressee of a letter.
pub fn addressee(to: &str, field: String) -> Addressee {
    match to.parse() {
        Ok(id) => Addressee::Practitioner(id),
        Err(_) => Addressee::Field(field),
    }
}

fn row(referral: Referral, actor: &Actor, now: Timestamp) -> Result<ReferralRowView, AppError> {
    let by_name = referral.to.is_some_and(|to| actor.id() == Some(to.account()));
    let steps = open_triage(referral.status, by_name, referral.valid_until, now);
    let is_for_reader = by_name || referral.to.is_none();
    Ok(ReferralRowView {
        id: referral.id,
        until: last_day(&referral)?,
        sent: day(&referral.time_zone, referral.sent_at)?,
        left: referral.visits_left(),
        allowed: referral.visits_allowed,
        standing: Standing::of(referral.status, referral.visits_left(), referral.valid_until, now),
        may_accept: is_for_reader && steps.contains(&Triage::Accept),
        declined_because: referral.declined_because.unwrap_or_default(),
        referrer: referral.referrer,
        priority: referral.priority,
        patient_name: referral.patient_name,
        from: referral.referrer_name,
        to: referral.to,
        to_name: referral.to_name.or_else(|| referral.field.clone()).unwrap_or_default(),
        field: referral.field,
    })
}

/// Referrals in a list.
pub fn rows(found: Vec<Referral>, actor: &Actor, now: Timestamp) -> Result<Vec<ReferralRowView>, AppError> {
    found.into_iter().map(|one| row(one, actor, now)).collect()
}

/// A query with its sealed names as typed.
pub fn asked(services: &Services, actor: &Actor, query: ReferralQuery) -> Outcome<ReferralQuery> {
    let read = |name: &str| sought::read(services, actor, name);
    Ok(ReferralQuery {
        patient: read(&query.patient)?,
        referrer: read(&query.referrer)?,
        addressee: read(&query.addressee)?,
        ..query
    })
}

/// The filter of a query on the clinic's list, in the clinic's time zone.
pub fn filter(query: &ReferralQuery, list: &PlaceQuery, zone: &Zone) -> ReferralFilter {
    let (from, until) = listing::days(&query.from, &query.until, zone);
    ReferralFilter {
        patient: query.patient.clone(),
        referrer: query.referrer.clone(),
        addressee: query.addressee.clone(),
        field: query.field.clone(),
        standing: query.status.parse().ok(),
        priority: query.priority.parse().ok(),
        from,
        until,
        now: 0,
        order: listing::order(list, Order::down(ReferralColumn::Sent)),
        edge: listing::edge(list),
        place: None,
        limit: 0,
    }
}

/// A page of the clinic's referrals.
pub fn listed_all(
    found: Page<Referral>,
    order: Order<ReferralColumn>,
    reader: listing::Reader<'_>,
    now: Timestamp,
) -> Result<ReferralsView, AppError> {
    let listing::Reader(_, actor) = reader;
    let place = listing::place(reader, order, &found, |one| (one.id.0, place_of(one, order.by)));
    Ok(ReferralsView { sought: Default::default(), fields: Vec::new(), rows: rows(found.rows, actor, now)?, place })
}

/// One referral, with its history; `opens` says whether the reader may open a patient's account.
pub fn one_of_clinic(
    (found, events): (Referral, Vec<Event>),
    (actor, opens): (&Actor, bool),
    now: Timestamp,
) -> Result<ClinicReferralView, AppError> {
    let zone = found.time_zone.clone();
    Ok(ClinicReferralView {
        from_profession: found.referrer_profession.clone(),
        account: opens.then_some(found.patient),
        turns: events.into_iter().map(|event| turn(event, &zone)).collect::<Result<_, _>>()?,
        row: row(found, actor, now)?,
    })
}

/// A practitioner's referrals.
pub fn desk(desk: Desk, actor: &Actor, now: Timestamp) -> Result<DeskView, AppError> {
    Ok(DeskView { received: rows(desk.received, actor, now)?, sent: rows(desk.sent, actor, now)? })
}

/// A referral with its letter; the search results for redirecting it, and the chosen person.
pub fn opened(
    directory: &Directory,
    actor: &Actor,
    opened: Opened,
    (found, to): (Vec<&Practitioner>, &str),
    now: Timestamp,
) -> Result<ReferralView, AppError> {
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
        pass_to: named(directory, to).filter(|_| can_pass_on),
        found: found.into_iter().map(|person| colleague(directory, person)).collect(),
        row: row(opened.referral, actor, now)?,
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
