//! What buckets allow, and what they remember.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::domain::ids::AppId;

fn limits() -> (Limits, Clock) {
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365));
    (Limits::new(clock.clone()), clock)
}

fn from(address: &str) -> Source {
    Source::of(address)
}

#[test]
fn a_name_closes_to_a_network_after_its_failures_and_stays_open_elsewhere() {
    let (limits, clock) = limits();
    let here = Key::SignIn("ann", from("192.0.2.1"));
    for _ in 0..5 {
        limits.count(here).expect("still open");
    }

    let closed = limits.count(here);
    let neighbour = limits.count(Key::SignIn("ann", from("192.0.2.200")));

    assert_eq!(closed, Err(AppError::TooManyAttempts(60)));
    assert!(neighbour.is_err(), "of the same network");
    assert_eq!(limits.count(Key::SignIn("ann", from("198.51.100.1"))), Ok(()));
    assert_eq!(limits.count(Key::SignIn("ben", from("192.0.2.1"))), Ok(()));
    clock.set(clock.now() + SignedDuration::from_secs(60));
    assert_eq!(limits.count(here), Ok(()), "one is regained in a minute");
    assert!(limits.count(here).is_err());
}

#[test]
fn what_is_given_back_is_not_counted() {
    let (limits, _) = limits();
    let key = Key::OwnPassword(AccountId(7));
    for _ in 0..20 {
        limits.reserve(&[key]).expect("still open").give_back();
    }

    assert!(lock(&limits.full_at[7]).is_empty());
    assert_eq!(limits.count(key), Ok(()));
}

#[test]
fn who_is_refused_by_one_bucket_has_taken_from_none() {
    let (limits, _) = limits();
    let (name, closed) = (Key::SignInName("ann"), Key::SignIn("ann", from("192.0.2.1")));
    for _ in 0..5 {
        limits.count(closed).expect("still open");
    }

    for _ in 0..500 {
        assert!(limits.reserve(&[name, closed]).is_err());
    }

    assert_eq!(limits.count(name), Ok(()));
}

#[test]
fn no_purpose_is_counted_under_another() {
    let (limits, _) = limits();
    let here = from("192.0.2.1");
    let keys: [Key<'_>; PURPOSES] = [
        Key::SignIn("ann", here),
        Key::SignInName("ann"),
        Key::SignInFrom(here),
        Key::SignInDevice(AccountId(1), "ann"),
        Key::Reset("ann", here),
        Key::ResetName("ann"),
        Key::ResetFrom(here),
        Key::OwnPassword(AccountId(1)),
        Key::BreakGlass(AccountId(1)),
        Key::ContactFrom(here),
        Key::RegistrationFrom(here),
        Key::TypedFrom(here),
        Key::MessageBy(AccountId(1)),
        Key::HoldOf("a visitor"),
        Key::HoldFrom(here),
        Key::ApiBy(AccountId(1)),
        Key::ApiFrom(here),
        Key::DeskLookUp(AccountId(1)),
        Key::ResetMail("ann"),
        Key::ResetMailFrom(here),
        Key::ApplyFrom(here),
        Key::ApplicantFrom(here),
        Key::CloseAccount(AccountId(1)),
        Key::SecondStep(AccountId(1), here),
        Key::SecondStepOf(AccountId(1)),
        Key::OthersName(AccountId(1)),
        Key::SecondStepDevice(AccountId(1), "ann"),
        Key::OwnSecondStep(AccountId(1)),
        Key::PasskeyFrom(here),
        Key::TokenMake(AccountId(1)),
        Key::WebhookSend(AccountId(1)),
        Key::AppAskFrom(here),
        Key::AppAsk(AppId(1)),
        Key::AppToken(AppId(1)),
        Key::SignInAfresh("ann", here),
        Key::ResetAfresh("ann", here),
        Key::PatientMiss(AccountId(1)),
        Key::EmergencyMiss(AccountId(1)),
        Key::VisitLinkFrom(here),
        Key::PatientLookUp(AccountId(1)),
        Key::EmailCode(AccountId(1)),
        Key::InvitationCode(AccountId(1)),
    ];

    for key in keys {
        while limits.count(key).is_ok() {}
        let later = keys.iter().skip_while(|other| **other != key).skip(1);
        for other in later {
            limits.reserve(&[*other]).expect("another purpose").give_back();
        }
    }

    assert_eq!(keys.map(|key| key.rule().0), std::array::from_fn(|n| n));
}

#[test]
fn refusals_are_counted_together() {
    let (limits, _) = limits();
    let here = from("2001:db8::1");
    while limits.count(Key::ContactFrom(here)).is_ok() {}
    for _ in 0..9 {
        drop(limits.count(Key::ContactFrom(here)));
    }

    let refused = limits.take_refused();

    let expected = Refused { deed: Deed::ContactSend, account: None, source: Some(here) };
    assert_eq!(refused, HashMap::from([(expected, 10)]));
    assert!(limits.take_refused().is_empty());
}

#[test]
fn only_so_many_are_remembered_and_those_that_wait_longest_stay() {
    let (limits, _) = limits();
    let victim = Key::SignInName("victim");
    while limits.count(victim).is_ok() {}
    for n in 0..2 * MOST_REMEMBERED {
        limits.count(Key::SignInName(&n.to_string())).expect("of another name");
    }

    assert!(lock(&limits.full_at[1]).len() <= MOST_REMEMBERED);
    assert!(limits.count(victim).is_err());
}
