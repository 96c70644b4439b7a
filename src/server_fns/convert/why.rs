//! From the rules that block a time to what `server_fns::why` returns.

use crate::{
    domain::{
        account::Actor,
        booking::Blocker,
        calendar_view::local_date,
        ids::{CentreId, PractitionerId},
    },
    error::AppError,
    server_fns::convert::{booking, staff::at_wall, time_view::zone_label},
    service::{
        Services,
        why::{WhyQuery, why_not},
    },
    views::{time_view::TimeView, why::WhyView},
};

/// What was asked, as text.
pub struct Asked {
    pub practitioner: String,
    pub centre: String,
    pub service: String,
    pub date: String,
    pub time: String,
}

pub async fn why(services: &Services, actor: &Actor, asked: Asked) -> Result<WhyView, AppError> {
    let directory = services.directory_for(actor).await?;
    let id: PractitionerId = asked.practitioner.parse().map_err(|_| AppError::NotFound)?;
    let centre: CentreId = asked.centre.parse().map_err(|_| AppError::NotFound)?;
    let service = booking::service_id(&asked.service)?;
    let offering = directory.offering(id, centre, service).ok_or(AppError::NotFound)?;
    let zone = &offering.centre.zone;
    let mut view = WhyView {
        practitioner: booking::bookee(offering.practitioner),
        centre: centre.0,
        centre_name: offering.centre.name.clone(),
        zone: zone_label(zone),
        service: booking::service_view(offering.practitioner, offering.service),
        date: asked.date.clone(),
        time: asked.time.clone(),
        slot: None,
        reasons: Vec::new(),
    };
    let Some(starts_at) = at_wall(zone, &asked.date, &asked.time) else {
        if view.date.parse::<jiff::civil::Date>().is_err() {
            view.date = local_date(zone, services.clock.now()).to_string();
        }
        return Ok(view);
    };
    let query = WhyQuery { practitioner: id, centre, service, starts_at };
    let answer = why_not(services, actor, query).await?;
    view.slot = Some(TimeView::new(zone, &answer.slot));
    view.reasons = answer
        .blockers
        .iter()
        .map(|blocker| {
            let closed = |blocker: &Blocker| match blocker {
                Blocker::Closure(times) => {
                    answer.closures.iter().find(|closure| closure.times == *times && !closure.name.is_empty())
                }
                Blocker::Rule(_) => None,
            };
            (blocker.refusal(), closed(blocker).map(|closure| closure.name.clone()).unwrap_or_default())
        })
        .collect();
    Ok(view)
}
