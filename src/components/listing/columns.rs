//! The names of list columns and of their orders.

use crate::{
    domain::list::{APPOINTMENTS, Column, List},
    words::tr,
};

/// The heading of a column.
#[must_use]
pub fn column_word(column: Column) -> &'static str {
    match column.key {
        "name" => tr!(PeopleName),
        "email" => tr!(Email),
        "phone" => tr!(Phone),
        "roles" => tr!(PeopleRoles),
        "added" => tr!(ClinicListAdded),
        "when" | "at" => tr!(When),
        "who" => tr!(ClinicWho),
        "what" => tr!(What),
        "thing" => tr!(AuditToWhat),
        "record" => tr!(AuditWhoseRecord),
        "ground" => tr!(AuditGround),
        "outcome" => tr!(AuditOutcome),
        "patient" => tr!(Patient),
        "practitioner" => tr!(PeoplePractitioner),
        "centre" => tr!(Centre),
        "centres" => tr!(KindCentres),
        "suburb" => tr!(ClinicSuburb),
        "zone" => tr!(ClinicTimeZone),
        "practitioners" => tr!(KindPractitioners),
        "coming" => tr!(ClinicUpcoming),
        "profession" => tr!(Profession),
        "sent" => tr!(ClinicListSent),
        "changed" => tr!(ClinicListChanged),
        "referrer" => tr!(ClinicListReferrer),
        "addressee" => tr!(ClinicListAddressee),
        "until" => tr!(ClinicListUntil),
        "priority" => tr!(ClinicListUrgency),
        "wish" => tr!(ClinicListWish),
        "asked" => tr!(ClinicListAsked),
        "urgency" => tr!(ClinicListUrgency),
        "written" => tr!(ClinicListWritten),
        "stars" => tr!(ClinicListStars),
        "recipient" => tr!(MailRecipient),
        "about" => tr!(MailKind),
        "channel" => tr!(MailChannel),
        "error" => tr!(MailError),
        _ => tr!(Status),
    }
}

/// The names of sorting by a column, in ascending and descending order.
#[must_use]
pub fn order_words(list: &List, column: Column) -> [String; 2] {
    let name = column_word(column);
    match column.key {
        "when" => [tr!(ClinicListEarliest), tr!(ClinicListLatest)].map(str::to_owned),
        "asked" => [tr!(ClinicListLongestAgo), tr!(ClinicListLatestAsked)].map(str::to_owned),
        "urgency" => [tr!(ClinicListLeastUrgent), tr!(ClinicListMostUrgent)].map(str::to_owned),
        "written" | "at" => [tr!(ClinicListOldest), tr!(ClinicListNewest)].map(str::to_owned),
        "stars" => [tr!(ClinicListFewestStars), tr!(ClinicListMostStars)].map(str::to_owned),
        "status" if list.key == APPOINTMENTS.key => {
            [tr!(ClinicListRequestsFirst), tr!(ClinicListMissedFirst)].map(str::to_owned)
        }
        "status" => [tr!(ClinicListTakingFirst), tr!(ClinicListInactiveFirst)].map(str::to_owned),
        "practitioners" | "coming" => [tr!(ClinicListFewestOf, column = name), tr!(ClinicListMostOf, column = name)],
        "added" | "sent" | "until" | "changed" => {
            [tr!(ClinicListOldestOf, column = name), tr!(ClinicListNewestOf, column = name)]
        }
        _ => [tr!(ClinicListAToZ, column = name), tr!(ClinicListZToA, column = name)],
    }
}
