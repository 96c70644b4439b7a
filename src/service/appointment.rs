//! An appointment as each of its readers sees it, without anything they may not see.

mod clinic;
mod metadata;
mod seen;

pub(super) use self::seen::seen_for_patient;
use self::seen::seen_from;
pub use self::{
    clinic::{Page, Settling, page, page_of_chosen, to_settle},
    metadata::annotate,
    seen::{Seen, in_readers_words, seen_all},
};
use super::{Outcome, Services, booking, desk, message, party::may_cancel, rating, record, referral, reminder};
use crate::domain::{
    account::Actor,
    appointment::{Party, Status},
    ids::{AppointmentId, EntryId},
    rating::Subject,
};

pub use crate::storage::account::FoundBy;
pub use crate::storage::appointment::{Appointment, AppointmentFilter, Given, Happened, MOST_COUNTED, Place, Who};

/// One appointment, as its own page shows it.
#[derive(Debug)]
pub struct Opened {
    /// The appointment.
    pub seen: Seen,
    /// Whether it was a request that expired unanswered.
    pub has_lapsed: bool,
    /// Whether its patient has confirmed that they will come.
    pub comes: bool,
    /// The number of places taken in its group.
    pub taken: usize,
    /// The standing appointments of its series, by time.
    pub series: Vec<Appointment>,
    /// The reasons given for changes to it; for its two parties.
    pub given: Vec<Given>,
    /// Whether the reader, as its practitioner, may open the patient's record.
    pub may_read: bool,
    /// The referral it was booked with, for readers of its letter: its key, and who wrote it.
    pub referral: Option<(EntryId, String)>,
    /// Whether the reader can message the other party.
    pub may_message: bool,
    /// What its patient may rate after the visit: the practitioner and the centre.
    pub to_rate: Vec<rating::Own>,
}

/// One appointment, for either party, for anyone who books for its patient, and for its centre's desk, which learns who, when,
/// where and how to call them, but nothing about why.
///
/// # Errors
/// Not found for anyone else.
pub async fn open(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Opened> {
    let (found, party) = booking::opened(services, actor, id).await?;
    if party == Party::Staff {
        return at_desk(services, actor, found).await;
    }
    let directory = services.directory().await?;
    let comes = reminder::comes(services, &found).await?;
    let (series, has_lapsed) = booking::told_of(services, &found).await?;
    let seen = seen_from(services, &directory, actor, found, party).await?;
    let Appointment { patient, practitioner, centre, status, session, .. } = seen.appointment;
    Ok(Opened {
        has_lapsed,
        comes,
        taken: match session {
            Some(_) => booking::size_of_group(services, actor, id).await?,
            None => 0,
        },
        series,
        given: booking::reasons(services, actor, id).await?,
        may_read: seen.may_consult && record::may_open(services, actor, patient).await?,
        referral: referral::used_for(services, actor, id).await?.map(|found| (found.id, found.referrer_name)),
        may_message: message::may_start(services, actor, patient, practitioner).await?,
        to_rate: match (party, status) {
            (Party::Patient, Status::Fulfilled) => {
                let subjects = [Subject::Practitioner(practitioner), Subject::Centre(centre)];
                rating::rateable(services, actor, &subjects).await?
            }
            _ => Vec::new(),
        },
        seen,
    })
}

async fn at_desk(services: &Services, actor: &Actor, found: Appointment) -> Outcome<Opened> {
    let phone = desk::phone_of(services, actor, &found).await?;
    let directory = services.directory().await?;
    let may_cancel = may_cancel(services, Party::Staff, &found, &directory.settings);
    let steps = desk::steps(services, &found);
    let seen = seen_from(services, &directory, actor, found, Party::Staff).await?;
    let seen = Seen {
        // Cancelling for the clinic always takes a reason; moving asks for one only if it is late.
        must_say_why: true,
        may_cancel,
        steps,
        desk_phone: Some(phone),
        appointment: Appointment { reason: String::new(), ..seen.appointment },
        ..seen
    };
    Ok(Opened {
        seen,
        has_lapsed: false,
        comes: false,
        taken: 0,
        series: Vec::new(),
        given: Vec::new(),
        may_read: false,
        referral: None,
        may_message: false,
        to_rate: Vec::new(),
    })
}
