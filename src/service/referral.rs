//! Referrals: writing them, answering them, reading them, and booking with them.

mod list;
mod listed;
mod permit;
mod read;
mod subject;
mod triage;

use jiff::civil::Date;

use self::subject::subject;
pub use self::{
    list::{Whose, list},
    listed::{of_clinic, of_clinic_again, one_of_clinic},
    permit::{Need, need, visits},
    read::{Desk, Opened, Reader, desk, open, own, used_for},
    triage::{accept, decline, redirect, seen, withdraw},
};
pub(super) use self::{
    listed::rows,
    permit::{give_back, is_missing, spend},
};
use super::{By, Failure, Outcome, Services, as_practitioner, authorise, refusals};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        calendar_view::{day_start, local_date},
        directory::Practitioner,
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, EntryId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Basis, Resource},
        record::EntryKind,
        record_title::RecordTitle,
        referral::{Addressee, Letter, LetterForm, ReferralRefusal, Turn},
        search::{Kind, SearchQuery},
        term::TermKind,
    },
    error::AppError,
    service::directory::Directory,
    storage::{
        appointment::{self, Appointment},
        db::{Conn, Tx},
        entry::{self, NewEntry},
        erasure, lock,
        notice::{self, About},
        referral::{self, Move, NewReferral},
        term,
    },
};

pub use crate::storage::referral::{
    Event, PageQuery, Referral,
    list::{ReferralFilter, place_of},
};

/// The number of practitioners that a search for an addressee shows.
const SHOWN: usize = 10;

/// The context of the form for a referral.
#[derive(Debug)]
pub struct Writing {
    /// The appointment in which it is written.
    pub appointment: Appointment,
    /// Today's date where that takes place.
    pub today: Date,
    /// The unsent draft, or else the defaults.
    pub form: LetterForm,
}

/// What a practitioner needs to write a referral in one of their appointments.
///
/// # Errors
/// Not a practitioner; not found if the appointment is not theirs, or was cancelled.
pub async fn writing(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Writing> {
    let (me, _) = as_practitioner(actor, Action::UseReferrals)?;
    let found = consulting(&mut services.db.read().await?, actor, id).await;
    let appointment = refusals::told(services, actor, id, Deed::ReferralWrite, found).await?;
    let mut conn = services.db.read().await?;
    let today = local_date(&appointment.zone, services.clock.now());
    let kept = referral::find_draft(&mut conn, me.account(), id).await?;
    let form = kept.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_else(|| LetterForm::usual(today));
    Ok(Writing { appointment, today, form })
}

/// Whether the practitioner of an appointment writes referrals at this clinic.
///
/// # Errors
/// A storage failure.
pub async fn may_refer(services: &Services, found: &Appointment) -> Outcome<bool> {
    Ok(services.directory().await?.settings.referrers.admits(&found.profession))
}

/// The actor's own appointment in which they may write.
async fn consulting(conn: &mut Conn, actor: &Actor, id: AppointmentId) -> Outcome<Appointment> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = appointment::find_of_party(conn, id, me).await?.filter(|found| found.status.holds_its_time());
    let found = found.ok_or(AppError::NotFound)?;
    authorise(
        actor,
        Action::Consult,
        Resource::Appointment { patient: found.patient, practitioner: found.practitioner },
    )
    .map_err(|_| AppError::NotFound)?;
    // Nothing more is written about an erased person.
    if erasure::erased_at(conn, found.patient.account()).await?.is_some() {
        return Err(AppError::NotFound.into());
    }
    if !super::settings(conn).await?.referrers.admits(&found.profession) {
        return Err(AppError::Referral(ReferralRefusal::NotAReferrer).into());
    }
    Ok(found)
}

/// The practitioners that a search for an addressee finds, without the one who is searching.
///
/// # Errors
/// Not a practitioner.
pub fn colleagues<'d>(directory: &'d Directory, actor: &Actor, text: &str) -> Outcome<Vec<&'d Practitioner>> {
    let (me, _) = as_practitioner(actor, Action::UseReferrals)?;
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let query = SearchQuery { text, kind: Some(Kind::Practitioner), profession: None, specialty: None, suburb: None };
    let hits = directory.index.search(&query);
    let people = hits.iter().filter_map(|hit| directory.practitioner(PractitionerId(hit.id)));
    Ok(people.filter(|person| person.id != me).take(SHOWN).collect())
}

/// A referral to be sent.
#[derive(Clone, Debug)]
pub struct Sending {
    /// The appointment in which it is written.
    pub appointment: AppointmentId,
    /// The addressee.
    pub to: Addressee,
    /// The form as typed.
    pub form: LetterForm,
    /// Identifies this intent: 8 to 64 characters. Sent again, it returns the referral that it made.
    pub intent: String,
}

struct Order {
    me: PractitionerId,
    sending: Sending,
    /// The addressee's name.
    to_name: String,
    /// Whether it was typed on the page, in which case it has a draft.
    is_typed: bool,
}

/// Sends a referral from one of the actor's appointments: an entry in the patient's record, the letter to its addressee, and the
/// permit for the patient to book. If it is refused, it is kept as a draft.
///
/// # Errors
/// Not a practitioner; not found if the appointment is not theirs; invalid fields; no one to send it to.
pub async fn send(services: &Services, actor: &Actor, sending: Sending) -> Outcome<EntryId> {
    let (id, form) = (sending.appointment, sending.form.clone());
    let sent = order(services, actor, sending, true).await;
    if let Err(Failure::Refused(AppError::Invalid(_))) = &sent {
        keep(services, actor, id, form).await?;
    }
    sent
}

/// Like [`send`], for a program: its owner's draft on the page stays as it is.
///
/// # Errors
/// The errors of [`send`].
pub async fn send_by_program(services: &Services, actor: &Actor, sending: Sending) -> Outcome<EntryId> {
    order(services, actor, sending, false).await
}

async fn order(services: &Services, actor: &Actor, sending: Sending, is_typed: bool) -> Outcome<EntryId> {
    let (me, by) = services.as_practitioner(actor, Action::UseReferrals)?;
    if !(8..=64).contains(&sending.intent.len()) {
        return Err(AppError::BadRequest.into());
    }
    let directory = services.directory().await?;
    let to_name = name_of(&directory, &sending.to);
    let Some(to_name) = to_name else { return Err(FieldError::new(Field::ReferTo, Problem::Wrong).into()) };
    let id = sending.appointment;
    let order = Order { me, sending, to_name, is_typed };
    let sent = services.change(by, order, |tx, by, order| Box::pin(send_in(tx, by, order))).await;
    refusals::told(services, actor, id, Deed::ReferralSend, sent).await
}

/// The addressee's name, if the directory knows them.
fn name_of(directory: &Directory, to: &Addressee) -> Option<String> {
    match to {
        Addressee::Practitioner(id) => directory.practitioner(*id).map(|person| person.name.clone()),
        Addressee::Field(field) => {
            directory.index.specialties().iter().any(|known| known.name == *field).then(|| field.clone())
        }
    }
}

async fn send_in(tx: &mut Tx, by: &By, order: &Order) -> Outcome<EntryId> {
    let Order { me, sending, .. } = order;
    // If a field was renamed meanwhile, its former name would open no calendar.
    lock::directory_as_it_is(tx).await?;
    // One letter at a time: if a form is sent twice at once, the second finds what the first has made. And no one is erased
    // meanwhile.
    let known = appointment::find_of_party(tx, sending.appointment, me.account()).await?.ok_or(AppError::NotFound)?;
    lock::calendars(tx, [me.account(), known.patient.account()]).await?;
    if let Some(made) = referral::find_by_intent(tx, *me, &sending.intent).await? {
        return Ok(made);
    }
    if let Addressee::Field(field) = &sending.to
        && term::holders(tx, TermKind::Expertise, field).await?.is_empty()
    {
        return Err(FieldError::new(Field::ReferTo, Problem::Wrong).into());
    }
    let found = consulting(tx, &by.actor, sending.appointment).await?;
    let oneself = [me.account(), found.patient.account()];
    if matches!(sending.to, Addressee::Practitioner(to) if oneself.contains(&to.account())) {
        return Err(FieldError::new(Field::ReferTo, Problem::Clash).into());
    }
    let letter = sending.form.parse(local_date(&found.zone, by.at)).map_err(AppError::Invalid)?;
    let at = by.second();
    let title = match &sending.to {
        Addressee::Practitioner(_) => RecordTitle::ToPerson(&order.to_name).to_string(),
        Addressee::Field(field) => RecordTitle::ToField(field).to_string(),
    };
    let new = NewEntry {
        patient: found.patient,
        author: me.account(),
        appointment: Some(found.id),
        kind: EntryKind::Referral,
        title: &title,
        at,
    };
    let id = entry::insert(tx, &new).await?;
    store(tx, by, order, &found, (id, &letter)).await?;
    let by_name = match sending.to {
        Addressee::Practitioner(to) => Some(to),
        Addressee::Field(_) => None,
    };
    let turn = Move { turn: Turn::Sent, actor: me.account(), reason: String::new(), to: by_name, at };
    referral::record_event(tx, id, &turn).await?;
    let about = About::Entry(id, found.patient);
    notice::insert_about(tx, found.patient.account(), NoticeKind::ReferralSent, about, at).await?;
    if let Some(to) = by_name {
        notice::insert_about(tx, to.account(), NoticeKind::ReferralReceived, about, at).await?;
    }
    if order.is_typed {
        referral::drop_draft(tx, me.account(), found.id).await?;
    }
    by.on(Basis::Party).did(tx, Deed::ReferralSend, subject(id, found.patient));
    Ok(id)
}

async fn store(
    tx: &mut Tx,
    by: &By,
    order: &Order,
    found: &Appointment,
    (entry, letter): (EntryId, &Letter),
) -> Outcome<()> {
    let end = letter.last_day.tomorrow().unwrap_or(letter.last_day);
    let new = NewReferral {
        entry,
        patient: found.patient,
        referrer: order.me,
        appointment: found.id,
        to: &order.sending.to,
        letter,
        valid_until: day_start(&found.zone, end).as_second(),
        intent: &order.sending.intent,
        at: by.second(),
    };
    Ok(referral::insert(tx, &new).await?)
}

/// Saves the input, for the page that shows it again; does nothing for an appointment that is not the actor's.
async fn keep(services: &Services, actor: &Actor, id: AppointmentId, form: LetterForm) -> Outcome<()> {
    services
        .change(By::now(services, actor), (id, form), |tx, by, (id, form)| {
            Box::pin(async move {
                let found = consulting(tx, &by.actor, *id).await?;
                let body = serde_json::to_string(form).map_err(|e| Failure::Fault(e.to_string()))?;
                Ok(referral::keep_draft(tx, found.practitioner.account(), *id, &body, by.second()).await?)
            })
        })
        .await
}
