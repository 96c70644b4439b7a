//! Converts use cases' results to the views of `server_fns::reminder`.

use super::{appointment::time, booking};
use crate::{
    domain::address::escape,
    error::AppError,
    service::{
        availability::Week,
        directory::Directory,
        visit_link::{Appointment, Visit},
    },
    views::{
        booking::WeekView,
        reminder::{ComingView, MovingView},
    },
};

/// The page of a link, with a word about what was just done.
pub fn page(done: &str, token: &str) -> String {
    format!("/visits?{done}=1&token={}", escape(token))
}

/// A visit that a link is about.
pub fn coming(visit: Visit) -> ComingView {
    let Visit { appointment, comes, may_change } = visit;
    ComingView {
        id: appointment.id.0,
        when: time(&appointment),
        practitioner: appointment.practitioner_name,
        centre: appointment.centre_name,
        comes,
        may_change,
    }
}

/// A week of slots to which a visit can be moved.
pub fn moving(directory: &Directory, found: &Appointment, week: &Week<'_>) -> Result<MovingView, AppError> {
    let person = directory.practitioner(found.practitioner).ok_or(AppError::NotFound)?;
    let WeekView { title, previous, next, mut days, .. } = booking::week(directory, person, week);
    let when = time(found);
    // Choosing the current slot again just leads back.
    for day in &mut days {
        day.slots.retain(|slot| slot.start != when.start);
    }
    Ok(MovingView {
        id: found.id.0,
        when,
        practitioner: found.practitioner_name.clone(),
        centre: found.centre_name.clone(),
        title,
        previous,
        next,
        days,
    })
}
