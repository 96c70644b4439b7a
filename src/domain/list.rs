//! The administration's long lists: where each is, what can be asked of it, its columns; and whether a view of it that someone kept can
//! still be shown.

mod asks;

pub use self::asks::{Asks, Gone};
use super::{
    address::{escape, unescape},
    form::{self, Field, FieldError},
    ordering::{
        AccountColumn, ApplicationColumn, AppointmentColumn, AuditColumn, CentreColumn, Columns, LetterColumn,
        MessageColumn, Order, PersonnelColumn, ReferralColumn, ReviewColumn, WaiterColumn,
    },
};

/// The most characters of a view's name.
pub const LONGEST_NAME: usize = 60;
/// The most characters of a view's query: with its list's address it has to fit into a redirect.
pub const LONGEST_QUERY: usize = 400;
/// The most views of a list that one account keeps.
pub const MOST_VIEWS: usize = 20;

/// A column. The first of a list is its name, and always shown.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The word for it in an address.
    pub key: &'static str,
    /// Whether the list can be sorted by it, either way.
    pub sorts: bool,
}

/// Something that a list can be asked for.
#[derive(Clone, Copy, Debug)]
pub struct Criterion {
    /// The parameter in its address.
    pub name: &'static str,
    /// What it asks for.
    pub asks: Asks,
}

/// A list.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// The word under which views of it are kept.
    pub key: &'static str,
    /// Its address.
    pub path: &'static str,
    /// What it can be asked for.
    pub criteria: &'static [Criterion],
    /// Its columns.
    pub columns: &'static [Column],
    /// Whether it knows an order.
    knows: fn(&str) -> bool,
}

const fn asks(name: &'static str, asks: Asks) -> Criterion {
    Criterion { name, asks }
}

/// A column without an order. What it shows is one of few values, each of which a filter asks for, or is put together from other rows as it
/// is drawn (names of a referral's people, who did what in the audit, the recipient of a letter), which no index keeps in order; or nobody
/// reads it in order, such as telephone numbers.
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
        asks("when", Asks::Time),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
        asks("status", Asks::Status),
        asks("centre", Asks::Centre),
        asks("practitioner", Asks::Practitioner),
        asks("service", Asks::VisitKind),
        asks("how", Asks::Cancellation),
        asks("patient", Asks::Name),
    ],
    columns: &[sorts("when"), sorts("patient"), sorts("practitioner"), sorts("centre"), sorts("status")],
    knows: knows::<AppointmentColumn>,
};

/// A practitioner's own appointments, of which no views are kept.
pub static OWN_APPOINTMENTS: List = List {
    key: "own-appointments",
    path: "/practitioner/appointments",
    criteria: &[
        asks("when", Asks::Time),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
        asks("status", Asks::Status),
        asks("how", Asks::Cancellation),
        asks("centre", Asks::Centre),
        asks("service", Asks::VisitKind),
    ],
    columns: &[],
    knows: knows::<AppointmentColumn>,
};

/// Practitioners.
pub static PRACTITIONERS: List = List {
    key: "practitioners",
    path: "/admin/practitioners",
    criteria: &[asks("q", Asks::Text)],
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
    criteria: &[asks("status", Asks::Stage)],
    columns: &[sorts("name"), sorts("profession"), plain("status"), sorts("sent"), sorts("changed")],
    knows: knows::<ApplicationColumn>,
};

/// Those who wait for a time.
pub static WAITLIST: List = List {
    key: "waitlist",
    path: "/admin/waitlist",
    criteria: &[
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
        asks("status", Asks::Standing),
        asks("priority", Asks::Priority),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
    ],
    columns: &[
        plain("patient"),
        plain("referrer"),
        plain("addressee"),
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
        asks("show", Asks::Message),
        asks("assigned", Asks::Account),
        asks("from", Asks::Time),
        asks("until", Asks::Time),
    ],
    columns: &[sorts("sent")],
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
        asks("refused", Asks::Text),
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

/// The lists of which views are kept.
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
    /// The list with this word.
    #[must_use]
    pub fn parse(key: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|list| list.key == key)
    }

    /// What of a query can no longer be asked of the list; nothing if the view still shows what it was made to show.
    /// `exists` says whether a person, a centre, a practitioner or a kind of visit is still there.
    #[must_use]
    pub fn gone(&self, query: &str, exists: impl Fn(Asks, i64) -> bool) -> Vec<Gone> {
        let mut gone: Vec<Gone> =
            pairs(query).filter_map(|(name, value)| self.why_not(&name, &value, &exists)).collect();
        gone.dedup();
        gone
    }

    /// A query without what can no longer be asked of the list.
    #[must_use]
    pub fn repaired(&self, query: &str, exists: impl Fn(Asks, i64) -> bool) -> String {
        let kept = pairs(query).filter(|(name, value)| self.why_not(name, value, &exists).is_none());
        kept.map(|(name, value)| format!("{name}={}", escape(&value))).collect::<Vec<_>>().join("&")
    }

    fn why_not(&self, name: &str, value: &str, exists: impl Fn(Asks, i64) -> bool) -> Option<Gone> {
        let wrong = match name {
            "sort" => (!(self.knows)(value)).then_some(Gone::Order),
            "col" => (!self.columns.iter().any(|column| column.key == value)).then_some(Gone::Column),
            _ => match self.criteria.iter().find(|known| known.name == name) {
                None => Some(Gone::Filter),
                Some(known) => known.asks.why_not(value, exists),
            },
        };
        wrong.filter(|_| !value.is_empty())
    }

    /// A query as it is kept: without empty parts and without a place in the list, whatever else an address says.
    ///
    /// # Errors
    /// That it is too long, or cannot be asked of the list.
    pub fn query(&self, typed: &str) -> Result<String, FieldError> {
        let kept: Vec<String> = pairs(typed.trim_start_matches('?'))
            .filter(|(name, value)| self.keeps(name) && !value.is_empty())
            .map(|(name, value)| format!("{name}={}", escape(&value)))
            .collect();
        let query = kept.join("&");
        form::text(Field::ViewQuery, &query, 0, LONGEST_QUERY)
    }

    /// A query with the names that it asks for written in another way.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn with_names<E>(&self, query: &str, write: impl Fn(&str) -> Result<String, E>) -> Result<String, E> {
        let is_name = |name: &str| self.criteria.iter().any(|known| known.name == name && known.asks == Asks::Name);
        let parts = pairs(query.trim_start_matches('?')).map(|(name, value)| {
            let value = if is_name(&name) { write(&value)? } else { value };
            Ok(format!("{}={}", escape(&name), escape(&value)))
        });
        Ok(parts.collect::<Result<Vec<_>, E>>()?.join("&"))
    }

    fn keeps(&self, name: &str) -> bool {
        matches!(name, "sort" | "col") || self.criteria.iter().any(|known| known.name == name)
    }
}

/// The parameters of a query.
fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter_map(|part| part.split_once('=')).map(|(name, value)| (unescape(name), unescape(value)))
}

/// What a view is called.
///
/// # Errors
/// That it is missing or too long.
pub fn view_name(typed: &str) -> Result<String, FieldError> {
    form::text(Field::ViewName, typed, 1, LONGEST_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_can_be_sorted_by_the_columns_that_say_so() {
        for list in ALL {
            for column in list.columns {
                for sort in [column.key.to_owned(), format!("-{}", column.key)] {
                    assert_eq!((list.knows)(&sort), column.sorts, "{} by {sort}", list.key);
                }
            }
            assert!(std::ptr::eq(List::parse(list.key).expect("known"), list));
        }
    }

    #[test]
    fn what_a_view_can_no_longer_ask_for_is_named() {
        let query = "when=past&status=lost&centre=7&practitioner=8&sort=-patient&col=when&col=fax&colour=red";
        let gone = APPOINTMENTS.gone(query, |asks, key| asks == Asks::Practitioner && key == 8);
        assert_eq!(gone, [Gone::Status, Gone::Centre, Gone::Column, Gone::Filter]);
        assert!(USERS.gone("q=a%26b&role=patient&status=active&sort=added", |_, _| false).is_empty());
        assert_eq!(USERS.gone("sort=phone", |_, _| true), [Gone::Order]);
        assert_eq!(INBOX.gone("show=open&assigned=7", |_, _| false), [Gone::Person]);
        assert!(INBOX.gone("show=open&assigned=7", |asks, key| asks == Asks::Account && key == 7).is_empty());
    }

    #[test]
    fn a_view_is_repaired_by_leaving_out_what_is_gone() {
        let query = "when=past&status=lost&centre=7&practitioner=8&patient=a%26b&col=when&col=fax";
        let repaired = APPOINTMENTS.repaired(query, |asks, key| asks == Asks::Practitioner && key == 8);
        assert_eq!(repaired, "when=past&practitioner=8&patient=a%26b&col=when");
        assert_eq!(INBOX.repaired("assigned=7", |_, _| false), "");
    }

    #[test]
    fn a_query_is_kept_without_its_place_and_its_empty_parts() {
        let kept = USERS.query("?q=zo%C3%AB&role=&after=7&before=&all=1&sort=-email&col=email").expect("short");
        assert_eq!(kept, "q=zo%C3%AB&sort=-email&col=email");
        assert_eq!(USERS.query("").expect("empty"), "");
        assert!(USERS.query(&format!("q={}", "a".repeat(LONGEST_QUERY))).is_err());
    }

    #[test]
    fn only_the_names_in_a_query_are_written_in_another_way() {
        let capitals = |query: &str| USERS.with_names(query, |name| Ok::<_, ()>(name.to_uppercase()));
        assert_eq!(capitals("q=a%26b&role=patient&col=email"), Ok("q=A%26B&role=patient&col=email".to_owned()));
        assert_eq!(capitals(""), Ok(String::new()));
        assert_eq!(PRACTITIONERS.with_names("q=ann", |_| Err(())), Ok("q=ann".to_owned()));
        assert_eq!(USERS.with_names("q=ann", |_| Err(())), Err(()));
    }
}
