//! Lists of people's own appointments: a patient's, and a practitioner's day or week.

use std::{collections::HashMap, sync::Arc};

use jiff::civil::Date;

use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        ids::{PatientId, PractitionerId},
        ordering::Page,
        policy::Action,
        rating::{self, Average},
    },
    error::AppError,
    service::{
        Outcome, Services,
        acting::ONE_LOOK,
        agenda::{self, Agenda, Span},
        appointment::{Seen, seen_all},
        directory::Directory,
        record,
    },
    storage::appointment::AppointmentFilter,
};

/// A practitioner's day or week, with what they may do in it.
#[derive(Debug)]
pub struct Board {
    /// The practitioner.
    pub practitioner: PractitionerId,
    /// Details of them and their centres.
    pub directory: Arc<Directory>,
    /// The days; their appointments are in `visits`.
    pub agenda: Agenda,
    /// The appointments of each day, in order.
    pub visits: Vec<Vec<Seen>>,
    /// Their average rating by patients.
    pub rating: Average,
}

/// The actor's own day or week around `date`, by default today. It names patients, so the view is audited.
///
/// # Errors
/// The errors of [`agenda::of_practitioner`].
pub async fn board(services: &Services, actor: &Actor, span: Span, date: Option<Date>) -> Outcome<Board> {
    let mut agenda = agenda::of_practitioner(services, actor, span, date).await?;
    let practitioner = PractitionerId(actor.id().ok_or(AppError::NotSignedIn)?.0);
    let directory = services.directory().await?;
    directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let shown = agenda.days.first().map_or(agenda.today, |day| day.date);
    let part = if span == Span::Week { format!("own week of {shown}") } else { format!("own day, {shown}") };
    note(services, actor, &part).await?;
    let mut visits = Vec::with_capacity(agenda.days.len());
    for day in &mut agenda.days {
        visits.push(seen_all(services, actor, std::mem::take(&mut day.appointments)).await?);
    }
    let rating = services.averages().await?.of(rating::Subject::Practitioner(practitioner));
    Ok(Board { practitioner, directory, agenda, visits, rating })
}

/// A patient's appointments as they see them.
#[derive(Debug)]
pub struct Own {
    /// The ones that are not over, soonest first.
    pub upcoming: Vec<Seen>,
    /// A page of those that are over or cancelled, latest first.
    pub past: Vec<Seen>,
    /// Whether there are older ones.
    pub more: bool,
}

/// The actor's own appointments as a patient; `page` counts pages of past ones, from 1.
///
/// # Errors
/// The errors of [`agenda::of_patient`].
pub async fn own(services: &Services, actor: &Actor, page: i64) -> Outcome<Own> {
    let found = agenda::of_patient(services, actor, page).await?;
    Ok(Own {
        upcoming: seen_all(services, actor, found.upcoming).await?,
        past: seen_all(services, actor, found.past).await?,
        more: found.more,
    })
}

/// Audits a view of the actor's own appointments as a practitioner.
async fn note(services: &Services, actor: &Actor, part: &str) -> Outcome<()> {
    let (_, by) = services.as_practitioner(actor, Action::ReadAgenda)?;
    by.keeps_seeing(services, Deed::AppointmentList, Subject::any(Thing::Appointment).part(part), ONE_LOOK).await
}

/// A page of the actor's appointments as a practitioner that match a filter, each with whether they may open the patient's record.
///
/// # Errors
/// The errors of [`agenda::list`].
pub async fn own_list(services: &Services, actor: &Actor, filter: &AppointmentFilter) -> Outcome<Page<(Seen, bool)>> {
    let Page { rows: found, has_previous, has_next } = agenda::list(services, actor, filter).await?;
    // A list that begins or ends at the current moment counts as the same for an hour.
    let hour = |at: Option<i64>| at.map(|at| at.div_euclid(ONE_LOOK.as_secs()));
    let asked = AppointmentFilter { from: hour(filter.from), until: hour(filter.until), ..filter.clone() };
    note(services, actor, &format!("own list {}", services.mark(&format!("{asked:?}")))).await?;
    let mut opens: HashMap<PatientId, bool> = HashMap::new();
    let mut rows = Vec::with_capacity(found.len());
    for seen in seen_all(services, actor, found).await? {
        let patient = seen.appointment.patient;
        let may_read = match opens.get(&patient) {
            Some(may_read) => *may_read,
            None => record::may_open(services, actor, patient).await?,
        };
        opens.insert(patient, may_read);
        rows.push((seen, may_read));
    }
    Ok(Page { rows, has_previous, has_next })
}
