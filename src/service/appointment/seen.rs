//! An appointment as one party sees it.

use crate::{
    domain::{
        account::Actor,
        appointment::{Party, Step, open_steps},
        calendar_view::local_date,
        directory::Practitioner,
        wording::Wording,
    },
    service::{
        Outcome, Services,
        directory::Directory,
        party::{may_cancel, must_say_why, party_of},
        stranded::{self, Cause},
    },
    storage::appointment::Appointment,
    words,
};

/// An appointment as one party sees it.
#[derive(Debug)]
pub struct Seen {
    /// The appointment, without anything its reader may not see.
    pub appointment: Appointment,
    /// Which party the reader is.
    pub party: Party,
    /// Whether the reader is someone else who books for the patient.
    pub by_proxy: bool,
    /// The practitioner's title: `Dentist`.
    pub title: String,
    /// The price, if the clinic publishes one: cents and currency. For the patient's side.
    pub fee: Option<(i64, String)>,
    /// The name of its kind of visit, in the reader's language where the clinic provides it.
    pub service_name: Option<String>,
    /// The number of places of its kind of visit.
    pub places: u32,
    /// The wording that states its status.
    pub wording: Wording,
    /// The number of minutes before its start until which patients may cancel or move it.
    pub limit_minutes: u32,
    /// Whether the reader may cancel or move it now.
    pub may_cancel: bool,
    /// Whether the reader has to give a reason: the patients' limit has passed.
    pub must_say_why: bool,
    /// The steps that the reader may take now.
    pub steps: Vec<Step>,
    /// Whether the reader may open its consultation.
    pub may_consult: bool,
    /// Whether the reader may refer its patient.
    pub may_refer: bool,
    /// Whether it is on a later day, in its centre's time zone.
    pub is_ahead: bool,
    /// Whether it is upcoming and outside the practitioner's hours; for staff.
    pub outside_hours: bool,
    /// Why its patient was asked to choose another time, if that still applies; for the patient's side.
    pub asked: Option<Cause>,
    /// Shown only to its centre's desk: the patient's telephone number.
    pub desk_phone: Option<String>,
}

/// The same, with the clinic's texts about its kind of visit in the current reader's language.
#[must_use]
pub fn in_readers_words(directory: &Directory, found: Appointment) -> Appointment {
    // An appointment without the name of its kind of visit stays without it.
    let named = found.service.filter(|_| found.service_name.is_some());
    let Some(kind) = named.and_then(|id| directory.service(Some(id))) else { return found };
    let language = words::language();
    Appointment {
        service_name: Some(kind.name_in(language).to_owned()),
        instructions: kind.instructions_in(language).to_owned(),
        ..found
    }
}

/// The given appointments as the actor sees them: as one of the parties, or else as staff.
///
/// # Errors
/// A storage failure.
pub async fn seen_all(services: &Services, actor: &Actor, found: Vec<Appointment>) -> Outcome<Vec<Seen>> {
    let directory = services.directory().await?;
    let mut all = Vec::with_capacity(found.len());
    for one in found {
        let party = party_of(actor, &one).unwrap_or(Party::Staff);
        all.push(seen_from(services, &directory, actor, one, party).await?);
    }
    Ok(all)
}

/// Appointments of a patient for whom the actor books.
pub(in crate::service) async fn seen_for_patient(
    services: &Services,
    actor: &Actor,
    found: Vec<Appointment>,
) -> Outcome<Vec<Seen>> {
    let directory = services.directory().await?;
    let mut all = Vec::with_capacity(found.len());
    for one in found {
        all.push(seen_from(services, &directory, actor, one, Party::Patient).await?);
    }
    Ok(all)
}

/// An appointment as seen from one side. The caller has checked that the actor is on it.
pub(in crate::service) async fn seen_from(
    services: &Services,
    directory: &Directory,
    actor: &Actor,
    found: Appointment,
    party: Party,
) -> Outcome<Seen> {
    let (now, settings) = (services.clock.now(), &directory.settings);
    let found = in_readers_words(directory, found);
    let person = directory.practitioner(found.practitioner);
    let may_cancel = party != Party::Staff && may_cancel(services, party, &found, settings);
    let fee = person.filter(|_| party == Party::Patient).and_then(|person| {
        let own = directory.services_of(person).find(|service| service.id == found.service)?;
        let currency = person.fee.as_ref().map_or("AUD", |(_, currency)| currency);
        let one = own.price_cents.map(|cents| (cents, currency.to_owned())).or_else(|| person.fee.clone());
        one.map(|(cents, currency)| (cents.saturating_mul(found.slots.into()), currency))
    });
    Ok(Seen {
        by_proxy: party == Party::Patient && actor.id() != Some(found.patient.account()),
        title: person.map_or_else(|| found.profession.clone(), Practitioner::title),
        fee,
        service_name: found.service_name.clone(),
        places: directory.service(found.service).map_or(1, |service| service.capacity),
        wording: settings.status_words,
        limit_minutes: settings.cancel_cutoff_minutes,
        may_cancel,
        must_say_why: may_cancel && must_say_why(services, party, &found, settings),
        steps: match party {
            Party::Practitioner => open_steps(found.status, found.slot.starts_at, now),
            Party::Patient | Party::Staff => Vec::new(),
        },
        may_consult: found.status.is_agreed() && party == Party::Practitioner,
        may_refer: party == Party::Practitioner
            && found.status.holds_its_time()
            && directory.settings.referrers.admits(&found.profession),
        is_ahead: local_date(&found.zone, found.slot.starts_at) > local_date(&found.zone, now),
        outside_hours: party != Party::Patient && found.slot.starts_at > now && stranded::is_outside(directory, &found),
        asked: match party {
            Party::Patient => stranded::asked_because(services, directory, &found).await?,
            Party::Practitioner | Party::Staff => None,
        },
        desk_phone: None,
        appointment: redacted(actor, found, party),
        party,
    })
}

/// Redacts an appointment. The reason is between the two parties; the place and the link are for those who take part, while it
/// stands; who else comes at that time is for the practitioner only.
fn redacted(actor: &Actor, found: Appointment, party: Party) -> Appointment {
    let is_party = party_of(actor, &found).is_some();
    let is_told = party != Party::Staff && found.status.holds_its_time();
    Appointment {
        reason: if is_party { found.reason } else { String::new() },
        instructions: if is_told { found.instructions } else { String::new() },
        session: found.session.filter(|_| party == Party::Practitioner),
        ..found
    }
}
