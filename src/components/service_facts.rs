//! A kind of visit in a few words.

use crate::{
    views::booking::ServiceView,
    words::{counted, listed, tr},
};

/// `30 min`, `60 min, group, online`.
#[must_use]
pub fn service_facts(service: &ServiceView) -> String {
    let mut facts = vec![tr!(Minutes, n = service.minutes)];
    facts.extend((service.seats > 1).then(|| tr!(GroupVisit).to_owned()));
    facts.extend((service.mode == "online").then(|| tr!(OnlineVisit).to_owned()));
    listed(facts)
}

/// `30 minutes, in person`.
#[must_use]
pub fn length_and_mode(service: &ServiceView) -> String {
    let mode = match service.mode.as_str() {
        "online" => tr!(OnlineVisit),
        "in person" => tr!(InPersonVisit),
        other => other,
    };
    let length = counted!(LongMinutes, usize::from(service.minutes));
    format!("{length}, {mode}")
}
