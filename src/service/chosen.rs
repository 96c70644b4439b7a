//! Only the chosen rows of a list, whatever else it holds. Those that are gone are left out.

use super::{
    Outcome, Services,
    admin::{AccountPage, AppointmentPage},
};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        ids::{AccountId, AppointmentId},
        list::Chosen,
        ordering::{AccountColumn, AppointmentColumn, Order},
        policy::{Action, Resource},
    },
    storage::{
        account::{self, Account},
        appointment::{self, Appointment, Place},
    },
};

/// The chosen accounts.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn accounts(
    services: &Services,
    actor: &Actor,
    chosen: &Chosen,
    order: Order<AccountColumn>,
) -> Outcome<AccountPage> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let accounts = those_accounts(services, chosen, order).await?;
    by.saw(services, Deed::AccountList, Subject::any(Thing::Account).part("chosen")).await?;
    let total = i64::try_from(accounts.len()).unwrap_or(i64::MAX);
    Ok(AccountPage { accounts, earlier: false, more: false, total })
}

/// The chosen accounts, in this order.
pub(super) async fn those_accounts(
    services: &Services,
    chosen: &Chosen,
    order: Order<AccountColumn>,
) -> Outcome<Vec<Account>> {
    let mut conn = services.db.read().await?;
    let mut accounts = Vec::new();
    for key in chosen.keys() {
        accounts.extend(account::find(&mut conn, AccountId(key)).await?);
    }
    accounts.sort_by_cached_key(|one| account::place_of(one, order.by));
    if order.descending {
        accounts.reverse();
    }
    Ok(accounts)
}

/// The chosen appointments, without the reasons for visits.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn appointments(
    services: &Services,
    actor: &Actor,
    chosen: &Chosen,
    order: Order<AppointmentColumn>,
) -> Outcome<AppointmentPage> {
    let by = services.authorise(actor, Action::ListAppointments, Resource::Clinic)?;
    let appointments = those_appointments(services, chosen, order).await?;
    by.saw(services, Deed::AppointmentList, Subject::any(Thing::Appointment).part("chosen")).await?;
    let total = i64::try_from(appointments.len()).unwrap_or(i64::MAX);
    Ok(AppointmentPage { appointments, earlier: false, more: false, total })
}

/// The chosen appointments, in this order and without the reasons for visits.
pub(super) async fn those_appointments(
    services: &Services,
    chosen: &Chosen,
    order: Order<AppointmentColumn>,
) -> Outcome<Vec<Appointment>> {
    let mut conn = services.db.read().await?;
    let mut appointments = Vec::new();
    for key in chosen.keys() {
        let found = appointment::find(&mut conn, AppointmentId(key)).await?;
        appointments.extend(found.map(|found| Appointment { reason: String::new(), ..found }));
    }
    appointments.sort_by_cached_key(|one| Place::of(one, order.by));
    if order.descending {
        appointments.reverse();
    }
    Ok(appointments)
}
