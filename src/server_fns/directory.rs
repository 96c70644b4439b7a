//! The public pages of one centre and of one practitioner.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::directory::{CentreView, PractitionerView},
};

/// A centre's page.
#[server(endpoint = "centre", input = server_fn::codec::GetUrl)]
pub async fn centre(id: String, #[server(default)] reviews: String) -> Result<CentreView, AppError> {
    use crate::{
        domain::rating::Subject,
        service::{rating, search::next_free_at},
    };

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let centre = directory.centre(id).ok_or(AppError::NotFound)?;
    let subject = Subject::Centre(id);
    let found = rating::reviews(&services, &actor, subject, reviews.parse().unwrap_or(1)).await?;
    let shown = rating::shown(&services, &actor, subject, found).await?;
    let reviews = super::convert::rating::reviews(&directory, shown);
    let free = next_free_at(&services, &directory, &actor, centre).await?;
    Ok(super::convert::directory::centre(&directory, centre, &free, reviews))
}

/// A practitioner's page.
#[server(endpoint = "practitioner", input = server_fn::codec::GetUrl)]
pub async fn practitioner(id: String, #[server(default)] reviews: String) -> Result<PractitionerView, AppError> {
    use crate::{
        domain::rating::Subject,
        service::{message, practitioner::page, rating, waitlist},
    };

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let page = page(&services, &actor, &directory, id, reviews.parse().unwrap_or(1)).await?;
    let now = services.clock.now();
    let (person, openings) = (page.person, page.openings.as_ref().map(super::convert::search::openings));
    let subject = Subject::Practitioner(id);
    let shown = rating::shown(&services, &actor, subject, page.reviews).await?;
    let reviews = super::convert::rating::reviews(&directory, shown);
    let mut view = super::convert::directory::practitioner(&directory, person, openings, reviews, now);
    view.may_wait = waitlist::may_wait(&actor);
    view.message_for = message::writes_for(&services, &actor, id).await?;
    Ok(view)
}
