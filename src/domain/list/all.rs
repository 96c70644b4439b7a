//! The administration's lists.

use super::{
    asks::Asks,
    definition::{Column, Criterion, List},
};
use crate::domain::ordering::{
    AccountColumn, ApplicationColumn, AppointmentColumn, AuditColumn, CentreColumn, Columns, LetterColumn,
    MessageColumn, Order, PersonnelColumn, ReferralColumn, ReviewColumn, WaiterColumn,
};

const fn asks(name: &'static str, asks: Asks) -> Criterion {
    Criterion { name, asks }
}

/// A column that cannot be sorted: it shows one of a few values, for each of which there is a filter; or it is assembled from other
/// rows as it is drawn (who did what in the audit; the recipient of a letter, who may be known by an address alone), which no index keeps
/// in order, but can be searched for; or no one would sort by it, as with telephone numbers.
const fn plain(key: &'static str) -> Column {
    Column { key, sorts: false }
}

const fn sorts(key: &'static str) -> Column {
    Column { key, sorts: true }
}

fn knows<C: Columns>(sort: &str) -> bool {
    Order::<C>::parse(sort).is_some()
}

/// Users.
pub static USERS: List = List {
    key: "users",
    path: "/admin/users",
    criteria: &[
        asks("q", Asks::Name),
        asks("role", Asks::Role),
        asks("status", Asks::Active),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
    ],
    columns: &[sorts("name"), sorts("email"), plain("phone"), plain("roles"), sorts("added"), plain("status")],
    knows: knows::<AccountColumn>,
};

/// Appointments.
pub static APPOINTMENTS: List = List {
    key: "appointments",
    path: "/admin/appointments",
    criteria: &[
        asks("when", Asks::When),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
        asks("status", Asks::Status),
        asks("centre", Asks::Centre),
        asks("practitioner", Asks::Practitioner),
        asks("service", Asks::VisitKind),
        asks("how", Asks::Cancellation),
        asks("first", Asks::Ticked),
        asks("clinic_days", Asks::Ticked),
        asks("patient", Asks::Name),
    ],
    columns: &[sorts("when"), sorts("patient"), sorts("practitioner"), sorts("centre"), sorts("status")],
    knows: knows::<AppointmentColumn>,
};

/// A practitioner's own appointments, which have no saved views.
pub static OWN_APPOINTMENTS: List = List {
    key: "own-appointments",
    path: "/practitioner/appointments",
    criteria: &[
        asks("when", Asks::When),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
        asks("status", Asks::Status),
        asks("how", Asks::Cancellation),
        asks("first", Asks::Ticked),
        asks("clinic_days", Asks::Ticked),
        asks("centre", Asks::Centre),
        asks("service", Asks::VisitKind),
    ],
    columns: &[],
    knows: knows::<AppointmentColumn>,
};

/// The figures, which are no list, but asked for in the same way.
pub static FIGURES: List = List {
    key: "figures",
    path: "/admin/figures",
    criteria: &[
        asks("weeks", Asks::Weeks),
        asks("last", Asks::Time),
        asks("practitioner", Asks::Practitioner),
        asks("centre", Asks::Centre),
        asks("service", Asks::VisitKind),
        asks("by", Asks::Parts),
    ],
    columns: &[],
    knows: |_| false,
};

/// Practitioners.
pub static PRACTITIONERS: List = List {
    key: "practitioners",
    path: "/admin/practitioners",
    criteria: &[
        asks("q", Asks::Text),
        asks("profession", Asks::Text),
        asks("expertise", Asks::Text),
        asks("centre", Asks::Centre),
        asks("status", Asks::Personnel),
    ],
    columns: &[sorts("name"), sorts("profession"), plain("centres"), sorts("status")],
    knows: knows::<PersonnelColumn>,
};

/// Centres.
pub static CENTRES: List = List {
    key: "centres",
    path: "/admin/centres",
    criteria: &[
        asks("q", Asks::Text),
        asks("kind", Asks::CentreKind),
        asks("suburb", Asks::Text),
        asks("service", Asks::Service),
    ],
    columns: &[sorts("name"), sorts("suburb"), plain("phone"), sorts("zone"), sorts("practitioners"), sorts("coming")],
    knows: knows::<CentreColumn>,
};

/// Applications to work with the clinic.
pub static APPLICATIONS: List = List {
    key: "applications",
    path: "/admin/applications",
    criteria: &[
        asks("name", Asks::Name),
        asks("status", Asks::Stage),
        asks("profession", Asks::Text),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
    ],
    columns: &[sorts("name"), sorts("profession"), plain("status"), sorts("sent"), sorts("changed")],
    knows: knows::<ApplicationColumn>,
};

/// The waiting list.
pub static WAITLIST: List = List {
    key: "waitlist",
    path: "/admin/waitlist",
    criteria: &[
        asks("patient", Asks::Name),
        asks("practitioner", Asks::Practitioner),
        asks("centre", Asks::Centre),
        asks("service", Asks::Service),
        asks("urgency", Asks::Urgency),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
    ],
    columns: &[sorts("patient"), plain("wish"), sorts("asked"), sorts("urgency")],
    knows: knows::<WaiterColumn>,
};

/// Referrals.
pub static REFERRALS: List = List {
    key: "referrals",
    path: "/admin/referrals",
    criteria: &[
        asks("patient", Asks::Name),
        asks("referrer", Asks::Name),
        asks("addressee", Asks::Name),
        asks("field", Asks::Text),
        asks("status", Asks::Standing),
        asks("priority", Asks::Priority),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
    ],
    columns: &[
        sorts("patient"),
        sorts("referrer"),
        sorts("addressee"),
        sorts("sent"),
        sorts("until"),
        plain("priority"),
        plain("standing"),
    ],
    knows: knows::<ReferralColumn>,
};

/// Reviews.
pub static REVIEWS: List = List {
    key: "reviews",
    path: "/admin/reviews",
    criteria: &[
        asks("q", Asks::Text),
        asks("practitioner", Asks::Practitioner),
        asks("centre", Asks::Centre),
        asks("stars", Asks::Stars),
        asks("status", Asks::Review),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
    ],
    columns: &[sorts("written"), sorts("stars")],
    knows: knows::<ReviewColumn>,
};

/// Messages to the clinic.
pub static INBOX: List = List {
    key: "inbox",
    path: "/inbox",
    criteria: &[
        asks("q", Asks::Name),
        asks("show", Asks::Message),
        asks("assigned", Asks::Account),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
    ],
    columns: &[sorts("sent"), sorts("name")],
    knows: knows::<MessageColumn>,
};

/// Letters and push messages.
pub static LETTERS: List = List {
    key: "letters",
    path: "/admin/letters",
    criteria: &[
        asks("name", Asks::Name),
        asks("kind", Asks::LetterKind),
        asks("channel", Asks::Channel),
        asks("state", Asks::LetterState),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
    ],
    columns: &[sorts("at"), plain("recipient"), plain("about"), plain("channel"), plain("state"), plain("error")],
    knows: knows::<LetterColumn>,
};

/// The audit.
pub static AUDIT: List = List {
    key: "audit",
    path: "/admin/audit",
    criteria: &[
        asks("actor", Asks::Name),
        asks("patient", Asks::Name),
        asks("area", Asks::Area),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
        asks("refused", Asks::Ticked),
    ],
    columns: &[
        sorts("at"),
        plain("who"),
        plain("what"),
        plain("thing"),
        plain("record"),
        plain("ground"),
        plain("outcome"),
    ],
    knows: knows::<AuditColumn>,
};

/// The lists that can have saved views.
pub static ALL: [&List; 11] = [
    &USERS,
    &APPOINTMENTS,
    &PRACTITIONERS,
    &CENTRES,
    &APPLICATIONS,
    &WAITLIST,
    &REFERRALS,
    &REVIEWS,
    &INBOX,
    &LETTERS,
    &AUDIT,
];

impl List {
    /// Finds the list with this key.
    #[must_use]
    pub fn parse(key: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|list| list.key == key)
    }
}
