use super::*;
use crate::domain::appointment::Status;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("an instant")
}

fn term(since: i64, until: i64) -> Term {
    Term { since: at(since), until: Some(at(until)), ended_at: None }
}

fn practitioner() -> Facts {
    Facts { is_practitioner: true, ..Facts::default() }
}

fn visit() -> Visit {
    Visit { starts_at: at(0), ends_at: at(1), status: Status::Booked, by_others: true, attended_at: None }
}

#[test]
fn nobody_reads_without_a_ground() {
    assert_eq!(decide(&Facts::default(), at(0)), None);
    assert_eq!(decide(&practitioner(), at(0)), None);
}

#[test]
fn a_term_runs_from_its_first_instant_until_its_last_is_over() {
    assert!(!term(10, 20).runs(at(9)));
    assert!(term(10, 20).runs(at(10)));
    assert!(term(10, 20).runs(at(19)));
    assert!(!term(10, 20).runs(at(20)));
    assert!(!Term { ended_at: Some(at(15)), ..term(10, 20) }.runs(at(15)));
}

#[test]
fn a_block_leaves_the_broken_glass_and_what_one_wrote() {
    let blocked = Facts {
        visits: vec![visit()],
        relationships: vec![(RelationshipKind::PrimaryCare, term(0, 100))],
        referrals: vec![term(0, 100)],
        blocked: true,
        wrote: true,
        ..practitioner()
    };
    assert_eq!(decide(&blocked, at(1)), Some(Access { basis: Basis::Author, reach: Reach::OwnEntries }));

    let opened = Facts { emergencies: vec![term(0, 2)], ..blocked };

    assert_eq!(decide(&opened, at(1)).map(|access| access.basis), Some(Basis::Emergency));
    assert_eq!(decide(&opened, at(2)).map(|access| access.basis), Some(Basis::Author));
}

#[test]
fn what_somebody_wrote_as_a_practitioner_they_read_as_one() {
    let wrote = Facts { wrote: true, ..practitioner() };
    assert_eq!(decide(&wrote, at(1)), Some(Access { basis: Basis::Author, reach: Reach::OwnEntries }));
    assert_eq!(decide(&Facts { is_practitioner: false, ..wrote }, at(1)), None);
}

#[test]
fn in_a_visit_of_theirs_a_blocked_practitioner_reads_what_they_write_and_adds_no_files() {
    let blocked = Facts { visits: vec![visit()], blocked: true, ..practitioner() };
    let access = in_own_visit(&blocked, at(1));
    assert_eq!(decide(&blocked, at(1)), None);
    assert_eq!(access, Access { basis: Basis::Party, reach: Reach::OwnEntries });
    assert!(!access.reach.takes_files());

    let opened = Facts { emergencies: vec![term(0, 2)], ..blocked.clone() };
    assert!(in_own_visit(&opened, at(1)).reach.takes_files());
    let trusted = Facts { blocked: false, ..blocked };
    assert_eq!(in_own_visit(&trusted, at(1)).basis, Basis::Treating);
}

#[test]
fn of_two_proxies_the_wider_one_counts() {
    let proxies = vec![(ProxyScope::Record, term(0, 10)), (ProxyScope::Summary, term(0, 100))];
    let facts = Facts { proxies, ..Facts::default() };

    assert_eq!(decide(&facts, at(5)).map(|access| access.reach), Some(Reach::Shared));
    assert_eq!(decide(&facts, at(50)).map(|access| access.reach), Some(Reach::Summary));
}

#[test]
fn an_app_reads_what_is_not_hidden_until_it_is_stopped() {
    let facts = Facts { apps: vec![Term { ended_at: Some(at(5)), ..term(0, 10) }], ..Facts::default() };
    assert_eq!(decide(&facts, at(4)), Some(Access { basis: Basis::App, reach: Reach::Shared }));
    assert_eq!(decide(&facts, at(5)), None);
}

#[test]
fn who_books_for_a_patient_does_so_while_their_proxy_runs() {
    let facts = Facts { bookings: vec![term(0, 10)], ..Facts::default() };
    assert_eq!(books(&facts, at(9)), Some(Basis::Proxy));
    assert_eq!(books(&facts, at(10)), None);
    assert_eq!(decide(&facts, at(9)), None, "what they read is another matter");
    assert_eq!(books(&Facts { proxies: vec![(ProxyScope::Record, term(0, 10))], ..Facts::default() }, at(9)), None);
}

#[test]
fn a_hidden_entry_is_seen_by_its_author_its_patient_and_through_the_broken_glass() {
    assert!(!sees(Reach::Shared, true, false));
    assert!(sees(Reach::Shared, true, true));
    assert!(sees(Reach::Everything, true, false));
    assert!(!sees(Reach::Summary, false, false));
}
