//! Booking for a patient, by staff.

use leptos::prelude::*;

use crate::{
    domain::desk::NewPatientForm,
    error::AppError,
    views::staff::{NewPatientErrand, StaffBooking, StaffWeekQuery, StaffWeekView},
};

/// A week to book into for a patient.
#[server(endpoint = "staff_week", input = server_fn::codec::GetUrl)]
pub async fn staff_week(query: StaffWeekQuery) -> Result<StaffWeekView, AppError> {
    use super::convert::staff as convert;
    use crate::{domain::ids::AppointmentId, request::session, service::errand};

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let mut query = query;
    if !query.sought.is_empty() {
        query.patient = crate::service::sought::read(&services, &actor, &query.sought)?;
    }
    if !query.follow_up.is_empty() {
        let after: AppointmentId = query.follow_up.parse().map_err(|_| AppError::NotFound)?;
        let weeks = convert::weeks(&query);
        let found = errand::following(&services, &directory, &actor, after, weeks).await?;
        return Ok(convert::following(&directory, found, (after.0, weeks)));
    }
    let found = errand::offer(&services, &directory, &actor, convert::errand(&query)?).await?;
    let newcomer = match found.calendar.is_at_desk() {
        true => session::take_once(crate::request::kept::PATIENT).await,
        false => None,
    };
    let reason = match query.slot.as_str() {
        "" => String::new(),
        _ => crate::request::kept::take_reason(&convert::which(&query)).await,
    };
    Ok(StaffWeekView { reason, ..convert::week(&directory, found, &query, newcomer) })
}

/// Looks up a patient by typed text, which must not appear in an address, and shows their free slots or the possible matches.
/// `find_practitioner` is the text in the practitioner box if scripts don't run.
#[server(endpoint = "find_patient")]
pub async fn find_patient(
    #[server(default)] patient: String,
    #[server(default)] practitioner: String,
    #[server(default)] centre: String,
    #[server(default)] service: String,
    #[server(default)] date: String,
    #[server(default)] time: String,
    #[server(default)] find_practitioner: String,
) -> Result<(), AppError> {
    use super::convert::staff as convert;
    use crate::service::{errand, sought};

    let (services, actor) = crate::request::context::request()?;
    let query = StaffWeekQuery { practitioner, patient, centre, service, date, time, ..StaffWeekQuery::default() };
    errand::may_begin(&services, &actor, convert::errand(&query)?.practitioner).await?;
    let sought = sought::seal(&services, &actor, &query.patient)?;
    crate::request::context::redirect(&convert::found_at(&query, &sought, &find_practitioner));
    Ok(())
}

/// Books for a patient, and shows the practitioner's week, to an administrator the list of appointments, and at a desk its day.
/// With `show` nothing is booked yet: it leads back to the page, with the slots of a series or without.
#[server(endpoint = "staff_book")]
pub async fn staff_book(form: StaffBooking) -> Result<(), AppError> {
    use super::convert::staff as convert;
    use crate::service::errand;

    let (services, actor) = crate::request::context::request()?;
    let request = convert::request(&form)?;
    if !form.show.is_empty() {
        let (practitioner, centre) = (request.practitioner, request.centre);
        let start = errand::chosen(&services, &actor, practitioner, centre, request.when).await?.as_second();
        crate::request::kept::keep_reason(convert::which_begun(&form, start), &form.reason).await?;
        crate::request::context::redirect(&convert::series_address(&form, start));
        return Ok(());
    }
    let booked = errand::book(&services, &actor, request).await?;
    crate::request::context::redirect(&convert::after(&booked));
    Ok(())
}

/// Registers someone at a desk who has no account, and shows their free slots. If refused, a plain form gets its input back.
#[server(endpoint = "add_patient")]
pub async fn add_patient(
    #[server(default)] form: NewPatientForm,
    #[server(default)] errand: NewPatientErrand,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let centre = errand.centre.parse().map_err(|_| AppError::NotFound)?;
    let made = crate::service::desk::add_patient(&services, &actor, centre, &form).await;
    let made = crate::request::kept::or_keep(crate::request::kept::PATIENT, &form, made).await?;
    crate::request::context::redirect(&super::convert::staff::after_adding(&made, centre, &errand));
    Ok(())
}
