//! The administration's long lists: their addresses, filters and columns, and whether a saved view can still be shown.

mod all;
mod asks;
mod chosen;
mod definition;

pub use self::{
    all::{
        ALL, APPLICATIONS, APPOINTMENTS, AUDIT, CENTRES, FIGURES, INBOX, LETTERS, OWN_APPOINTMENTS, PRACTITIONERS,
        REFERRALS, REVIEWS, USERS, WAITLIST,
    },
    asks::{Asks, Gone},
    chosen::{Chosen, TICKS},
    definition::{Column, Criterion, LONGEST_QUERY, List, pairs},
};
use super::form::{self, Field, FieldError};

/// The maximum length of a view's name, in characters.
pub const LONGEST_NAME: usize = 60;
/// The most views of one list that an account can save.
pub const MOST_VIEWS: usize = 20;

/// Validates a view's name.
///
/// # Errors
/// It is missing or too long.
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
    fn what_an_address_says_that_a_list_does_not_know_is_named() {
        let said = |list: &List, query: &str| {
            let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
            list.not_understood(pairs.into_iter())
        };
        assert_eq!(said(&USERS, "role=wizard&foo=bar&status=x&role=wizard"), ["role=wizard", "foo", "status=x"]);
        assert_eq!(said(&USERS, "sort=phone&col=fax&from=soon"), ["sort=phone", "col=fax", "from=soon"]);
        assert_eq!(said(&AUDIT, "area=kitchen&refused=no"), ["area=kitchen", "refused=no"]);
        let known =
            "q=~sealed&role=&status=active&from=2026-11-23&sort=-added&col=email&after=7~x&saved=1&view=all&__err=x";
        assert!(said(&USERS, known).is_empty());
        assert_eq!(
            said(&USERS, "status=active&role=patient&status=inactive&status="),
            ["status=active", "status=inactive"]
        );
        assert!(said(&USERS, "status=&status=active&col=email&col=added&role=patient&role=patient").is_empty());
        assert!(said(&APPOINTMENTS, "when=past&centre=7&service=standard&find_practitioner=&cancelled=1").is_empty());
        assert_eq!(said(&USERS, &format!("{}=1", "x".repeat(1_000)))[0].len(), 40);
        assert!(said(&USERS, "chosen=1.2&account=3&account=4&only=1&kept=role%3Dpatient").is_empty());
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
