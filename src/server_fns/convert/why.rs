//! Converts the rules that block a slot to the views of `server_fns::why`.

use jiff::Timestamp;

use super::{booking, time_view::zone_label};
use crate::{
    domain::{
        booking::{Blocker, limit},
        calendar_view::local_date,
        settings::Settings,
    },
    service::{directory::Offering, why::Why},
    views::{time_view::TimeView, why::WhyView},
};

/// The form for the question, as filled in.
pub fn form(offering: &Offering<'_>, date: String, time: String) -> WhyView {
    WhyView {
        practitioner: booking::bookee(offering.practitioner),
        centre: offering.centre.id.0,
        centre_name: offering.centre.name.clone(),
        zone: zone_label(&offering.centre.zone),
        service: booking::service_view(offering.practitioner, offering.service),
        date,
        time,
        slot: None,
        reasons: Vec::new(),
    }
}

/// The form for today if it names no date.
pub fn unasked(offering: &Offering<'_>, form: WhyView, now: Timestamp) -> WhyView {
    let date = match form.date.parse::<jiff::civil::Date>() {
        Ok(_) => form.date,
        Err(_) => local_date(&offering.centre.zone, now).to_string(),
    };
    WhyView { date, ..form }
}

/// The form with its answer.
pub fn answered(offering: &Offering<'_>, form: WhyView, answer: &Why, settings: &Settings) -> WhyView {
    let reasons = answer.blockers.iter().map(|blocker| {
        let closed = |blocker: &Blocker| match blocker {
            Blocker::Closure(times) => {
                answer.closures.iter().find(|closure| closure.times == *times && !closure.name.is_empty())
            }
            Blocker::Rule(_) => None,
        };
        let refusal = blocker.refusal();
        let limit = limit(refusal, offering.service, settings);
        (refusal, limit, closed(blocker).map(|closure| closure.name.clone()).unwrap_or_default())
    });
    WhyView { slot: Some(TimeView::new(&offering.centre.zone, &answer.slot)), reasons: reasons.collect(), ..form }
}
