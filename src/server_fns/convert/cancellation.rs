//! How cancellations are described: by whom, how long before and why.

use crate::{
    domain::{
        appointment::Status,
        cancellation::{Ahead, Kind, Who, Why},
    },
    words::tr,
};

pub fn who(who: Who) -> &'static str {
    match who {
        Who::Patient => tr!(PracticeByPatient),
        Who::Practitioner => tr!(PracticeByThePractitioner),
        Who::Clinic => tr!(PracticeByClinic),
        Who::Declined => tr!(PracticeRequestDeclined),
        Who::Nobody => tr!(PracticeRequestLapsed),
    }
}

pub fn why(why: Why) -> &'static str {
    match why {
        Why::Closed => tr!(PracticeWhyClosed),
        Why::TimeGone => tr!(PracticeWhyTimeGone),
        Why::HandedOver => tr!(PracticeWhyHandedOver),
        Why::EarlierTime => tr!(PracticeWhyEarlierTime),
        Why::AccountClosed => tr!(PracticeWhyAccountClosed),
        Why::Unanswered => tr!(PracticeRequestLapsed),
        Why::Written => tr!(PracticeWhyWritten),
        Why::Unsaid => tr!(PracticeWhyUnsaid),
    }
}

fn ahead(ahead: Ahead) -> &'static str {
    match ahead {
        Ahead::Day => tr!(PracticeUnderDay),
        Ahead::TwoDays => tr!(PracticeTwoDays),
        Ahead::Week => tr!(PracticeSevenDays),
        Ahead::Longer => tr!(PracticeOverWeek),
    }
}

fn kind(kind: Kind) -> String {
    let said = [kind.who.map(who), kind.ahead.map(ahead), kind.why.map(why)];
    said.into_iter().flatten().collect::<Vec<_>>().join(" \u{b7} ")
}

/// The kinds of cancellation by which a list of appointments can be filtered, with the chosen one: values and names. None unless
/// the list shows cancelled ones.
pub fn choices(status: Option<Status>, chosen: Option<Kind>) -> Vec<(String, String)> {
    if chosen.is_none() && status != Some(Status::Cancelled) {
        return Vec::new();
    }
    // Requests that expire have no reason: that is one kind.
    let mut kinds: Vec<Kind> = Kind::simple().filter(|kind| kind.why != Some(Why::Unanswered)).collect();
    if let Some(chosen) = chosen.filter(|chosen| !kinds.contains(chosen)) {
        kinds.insert(0, chosen);
    }
    kinds.into_iter().map(|one| (one.word(), kind(one))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_cancelled_ones_can_be_asked_for_how_and_what_is_chosen_stays_there() {
        assert!(choices(Some(Status::Booked), None).is_empty());
        assert_eq!(choices(Some(Status::Cancelled), None).len(), 5 + 4 + 7);
        let both = Kind { who: Some(Who::Patient), ahead: Some(Ahead::Day), why: None };
        let chosen = choices(Some(Status::Cancelled), Some(both));
        assert_eq!(
            chosen[0],
            ("patient.day".to_owned(), "The patient or someone they trust \u{b7} Under a day".to_owned())
        );
        assert_eq!(chosen.len(), 17);
    }
}
