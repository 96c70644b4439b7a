//! The rules that the database keeps, in words. They are stored in manifests of backups under their English names.

use crate::words::tr;

/// What a rule says. One of another version is named as it is stored.
pub(super) fn rule(name: &str) -> &str {
    match name {
        "an appointment that holds its time has every cell of its patient" => tr!(FindRulePatientTime),
        "an appointment that holds its time has every cell of its practitioner, or a seat" => {
            tr!(FindRulePractitionerTime)
        }
        "a member of a group takes one time, and no hold more or less than it says" => tr!(FindRuleHeldTime),
        "a cancelled appointment holds nothing" => tr!(FindRuleCancelledTime),
        "no one has two appointments at once except by a deliberate double-booking" => tr!(FindRuleTwoAtOnce),
        "no patient is in two places at once" => tr!(FindRuleTwoPlaces),
        "only a double-booking is in another lane than the first" => tr!(FindRuleLane),
        "a group has as many seats taken as members and open offers, and no more than it has seats" => {
            tr!(FindRuleSeats)
        }
        "a group with members has its practitioner's time, one without has nothing" => tr!(FindRuleGroupTime),
        "a member of a group has the group's time, practitioner and centre" => tr!(FindRuleGroupMember),
        "a cancelled appointment has no seat and no room" => tr!(FindRuleCancelledSeat),
        "an open offer holds its time, and no two offer the same one" => tr!(FindRuleOpenOffer),
        "an offer that has ended holds nothing" => tr!(FindRuleEndedOffer),
        "the history of an appointment ends with its status" => tr!(FindRuleHistoryEnd),
        "a series has appointments" => tr!(FindRuleSeries),
        "every step of a history begins where the previous one ended" => tr!(FindRuleHistorySteps),
        "a referral has been used as often as appointments were booked with it" => tr!(FindRuleReferralUses),
        "a cancelled appointment uses no referral" => tr!(FindRuleCancelledReferral),
        "a referral is used only by its own patient" => tr!(FindRuleReferralOwner),
        "a total is the count and the sum of its ratings" => tr!(FindRuleRatingTotal),
        "everything that is rated has a total" => tr!(FindRuleRatingKept),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        storage::invariant,
        words::Reader,
    };

    #[test]
    fn every_rule_is_said_in_the_language_of_its_reader() {
        let german = Reader { language: Language::German, time_style: TimeStyle::Hours24 };

        for name in invariant::names() {
            assert_ne!(german.read(|| rule(name)), name);
        }
        assert_eq!(rule("a rule of tomorrow"), "a rule of tomorrow");
    }
}
