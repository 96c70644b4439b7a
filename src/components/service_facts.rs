//! A kind of visit in a few words.

use crate::{
    domain::healthcare_service::VisitMode,
    views::booking::ServiceView,
    words::{counted, listed, tr},
};

/// `30 min`, `60 min, group, online`.
#[must_use]
pub fn service_facts(service: &ServiceView) -> String {
    let mut facts = vec![tr!(Minutes, n = service.minutes)];
    facts.extend((service.seats > 1).then(|| tr!(GroupVisit).to_owned()));
    facts.extend((service.mode == VisitMode::Online).then(|| tr!(OnlineVisit).to_owned()));
    listed(facts)
}

/// `30 minutes, in person`, `60 minutes, group, in person`.
#[must_use]
pub fn length_and_mode(service: &ServiceView) -> String {
    let mode = match service.mode {
        VisitMode::Online => tr!(OnlineVisit),
        VisitMode::InPerson => tr!(InPersonVisit),
    };
    let mut facts = vec![counted!(LongMinutes, usize::from(service.minutes))];
    facts.extend((service.seats > 1).then(|| tr!(GroupVisit).to_owned()));
    facts.push(mode.to_owned());
    listed(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_said_to_be_one_before_it_is_booked() {
        let class = |seats| ServiceView {
            id: Some(5),
            name: "Class".to_owned(),
            description: String::new(),
            minutes: 60,
            mode: VisitMode::InPerson,
            price: None,
            seats,
            on_request: false,
        };
        assert_eq!(length_and_mode(&class(8)), "60 minutes, group, in person");
        assert_eq!(length_and_mode(&class(1)), "60 minutes, in person");
    }
}
