//! What an app asks for.

use axum::http::HeaderMap;

use super::{fault::Fault, place::Place};
use crate::service::{Services, own_calendar, personal_token::Holder};

/// A request of someone who has signed in, for a place of their own.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The use cases.
    pub services: &'a Services,
    /// Who asks, and what their app may do.
    pub holder: &'a Holder,
    /// What it is about.
    pub place: Place,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a str,
}

impl Asked<'_> {
    /// Who asks, with their calendars.
    ///
    /// # Errors
    /// The storage's failure.
    pub async fn owner(&self) -> Result<own_calendar::Owner, Fault> {
        Ok(own_calendar::owner(self.services, &self.holder.actor).await?)
    }
}
