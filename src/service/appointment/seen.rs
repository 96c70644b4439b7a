//! An appointment from one side of it.

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

/// An appointment from one side of it.
#[derive(Debug)]
pub struct Seen {
    /// The appointment, without what its reader may not see.
    pub appointment: Appointment,
    /// On which side they are.
    pub party: Party,
    /// Whether they book for the patient and are someone else.
    pub by_proxy: bool,
    /// What its practitioner is called: `Dentist`.
    pub title: String,
    /// What it costs, as far as the clinic says: cents and currency. For the patient's side.
    pub fee: Option<(i64, String)>,
    /// What its kind of visit is called, in the reader's language where the clinic says it.
    pub service_name: Option<String>,
    /// For how many people its kind of visit is.
    pub places: u32,
    /// In whose words the clinic says where it stands.
    pub wording: Wording,
    /// Until how many minutes before its start patients may cancel or move it.
    pub limit_minutes: u32,
    /// Whether the reader may cancel or move it now.
    pub may_cancel: bool,
    /// Whether they must say why: it is later than patients may.
    pub must_say_why: bool,
    /// The steps that they may take now.
    pub steps: Vec<Step>,
    /// Whether they may open its consultation.
    pub may_consult: bool,
    /// Whether they may refer its patient.
    pub may_refer: bool,
    /// Whether it is on a later day, where it takes place.
    pub is_ahead: bool,
    /// Whether it is to come and lies outside the practitioner's hours; for staff.
    pub outside_hours: bool,
    /// Why its patient was asked to choose another time, if that is still so; for the patient's side.
    pub asked: Option<Cause>,
    /// What only the desk of its centre sees: the patient's telephone number.
    pub desk_phone: Option<String>,
}

/// The same with what the clinic says of its kind of visit in the words of the reader at hand.
#[must_use]
pub fn in_readers_words(directory: &Directory, found: Appointment) -> Appointment {
    // What says nothing of its kind of visit goes on saying nothing.
    let named = found.service.filter(|_| found.service_name.is_some());
    let Some(kind) = named.and_then(|id| directory.service(Some(id))) else { return found };
    let language = words::language();
    Appointment {
        service_name: Some(kind.name_in(language).to_owned()),
        instructions: kind.instructions_in(language).to_owned(),
        ..found
    }
}

/// Appointments that the actor has been given, as they see them: as one of the parties, or else as staff.
///
/// # Errors
/// The storage's failure.
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

/// What is seen of an appointment from this side. The caller has checked that the actor is on it.
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

/// The reason is between the two parties; where to go, and with which link, is for those who come and who see them, as long as it
/// stands; and who else comes at that time is the practitioner's.
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
