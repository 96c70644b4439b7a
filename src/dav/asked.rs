//! A calendar app's request.

use axum::http::HeaderMap;

use super::{fault::Fault, place::Place};
use crate::service::{Services, own_calendar, personal_token::Holder};

/// A signed-in user's request for one of their own places.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The use cases.
    pub services: &'a Services,
    /// The user, and what their app may do.
    pub holder: &'a Holder,
    /// The place it concerns.
    pub place: Place,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a str,
}

impl<'a> Asked<'a> {
    /// Reads the request. Another person's place is treated as non-existent.
    ///
    /// # Errors
    /// Not found; a body that is not text.
    pub fn read(
        services: &'a Services,
        holder: &'a Holder,
        path: &str,
        headers: &'a HeaderMap,
        body: &'a [u8],
    ) -> Result<Self, Fault> {
        let place = Place::read(path).ok_or_else(Fault::not_found)?;
        if place.owner().is_some_and(|owner| holder.actor.id() != Some(owner)) {
            return Err(Fault::not_found());
        }
        let body = std::str::from_utf8(body).map_err(|_| Fault::malformed())?;
        Ok(Self { services, holder, place, headers, body })
    }

    /// The user, with their calendars.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn owner(&self) -> Result<own_calendar::Owner, Fault> {
        Ok(own_calendar::owner(self.services, &self.holder.actor).await?)
    }
}
