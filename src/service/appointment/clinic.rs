//! Appointments as seen by staff who manage them for the clinic.

use super::seen::{Seen, seen_all, seen_from};
use crate::{
    domain::{
        account::Actor,
        appointment::{Party, Step, enter_in_error, open_steps},
        ids::AppointmentId,
        list::Chosen,
        ordering::{AppointmentColumn, Order},
    },
    service::{
        Outcome, Services,
        admin::{self, AppointmentPage},
        chosen,
        party::{may_cancel, party_of},
    },
    storage::{
        account::FoundBy,
        appointment::{Appointment, AppointmentFilter, Happened},
    },
};

/// A page of the clinic's appointments.
#[derive(Debug)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Seen>,
    /// Whether there are earlier appointments.
    pub earlier: bool,
    /// Whether there are later appointments.
    pub more: bool,
    /// The number of matches.
    pub total: i64,
    /// Whether the reader may settle them.
    pub may_settle: bool,
    /// The criteria by which the reader may search for their patients.
    pub found_by: FoundBy,
}

/// A page of the clinic's appointments, without the reasons for visits; `again` for an open page that reloads by itself.
///
/// # Errors
/// The errors of [`admin::appointments`].
pub async fn page(services: &Services, actor: &Actor, filter: &AppointmentFilter, again: bool) -> Outcome<Page> {
    let found = match again {
        true => admin::appointments_again(services, actor, filter).await?,
        false => admin::appointments(services, actor, filter).await?,
    };
    shown(services, actor, found).await
}

/// Only the chosen ones, as such a page.
///
/// # Errors
/// The errors of [`chosen::appointments`].
pub async fn page_of_chosen(
    services: &Services,
    actor: &Actor,
    chosen: &Chosen,
    order: Order<AppointmentColumn>,
) -> Outcome<Page> {
    shown(services, actor, chosen::appointments(services, actor, chosen, order).await?).await
}

async fn shown(services: &Services, actor: &Actor, found: AppointmentPage) -> Outcome<Page> {
    let AppointmentPage { appointments, earlier, more, total } = found;
    Ok(Page {
        rows: seen_all(services, actor, appointments).await?,
        earlier,
        more,
        total,
        may_settle: admin::may_settle(actor),
        found_by: admin::patients_found_by(actor),
    })
}

/// One appointment with its history.
#[derive(Debug)]
pub struct Settling {
    /// The appointment.
    pub seen: Seen,
    /// The steps that the clinic may take now.
    pub steps: Vec<Step>,
    /// Whether the clinic may cancel it now.
    pub may_cancel: bool,
    /// Whether the clinic may enter it in error.
    pub may_enter_in_error: bool,
    /// Its history, in order.
    pub history: Vec<Happened>,
}

/// One appointment, for readers who may settle it.
///
/// # Errors
/// The errors of [`admin::appointment`].
pub async fn to_settle(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Settling> {
    let (found, history) = admin::appointment(services, actor, id).await?;
    let directory = services.directory_for(actor).await?;
    let steps = open_steps(found.status, found.slot.starts_at, services.clock.now());
    let may_cancel = may_cancel(services, Party::Staff, &found, &directory.settings);
    let may_enter_in_error = enter_in_error(found.status).is_ok();
    let party = party_of(actor, &found).unwrap_or(Party::Staff);
    let seen = seen_from(services, &directory, actor, found, party).await?;
    // The clinic settles it without knowing why the patient is coming.
    let seen = Seen { appointment: Appointment { reason: String::new(), ..seen.appointment }, ..seen };
    Ok(Settling { seen, steps, may_cancel, may_enter_in_error, history })
}
