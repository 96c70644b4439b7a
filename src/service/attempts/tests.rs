//! How much many networks can guess together, and that this does not lock the owner out.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::service::{clock::Clock, limits::Limits};

type Ways = fn(&str, Source) -> [[Key<'_>; 3]; 2];

fn limits() -> (Limits, Clock) {
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365));
    (Limits::new(clock.clone()), clock)
}

fn begun(limits: &Limits, ways: Ways, source: Source) -> Option<Reserved<'_>> {
    ways("owner@example.org", source).iter().find_map(|keys| limits.try_reserve(keys).ok())
}

/// Makes a network guess as often as it can. Returns the number of guesses that were judged.
fn guess(limits: &Limits, ways: Ways, source: Source) -> usize {
    std::iter::from_fn(|| begun(limits, ways, source).map(drop)).count()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4) })]

    #[test]
    fn while_a_thousand_networks_guess_for_an_hour_few_guesses_are_judged_and_the_owner_gets_in_from_anywhere(
        networks in 1_usize..=1_000,
        minute in 0_i64..60,
        typos in 0_usize..=2,
        by_code in any::<bool>(),
    ) {
        let (limits, clock) = limits();
        let ways: Ways = if by_code { to_reset } else { to_sign_in };
        let start = clock.now();
        let sources: Vec<Source> =
            (0..networks).map(|n| Source::of(&format!("10.{}.{}.1", n / 250, n % 250))).collect();

        let mut judged = 0;
        for now in 0..60 {
            clock.set(start + SignedDuration::from_mins(now));
            judged += sources.iter().map(|source| guess(&limits, ways, *source)).sum::<usize>();
            if now == minute {
                let new_browser = Source::of("198.51.100.1");
                for _ in 0..typos {
                    prop_assert!(begun(&limits, ways, new_browser).is_some(), "a slip is judged");
                }
                let right = begun(&limits, ways, new_browser);
                prop_assert!(right.is_some(), "what is right gets in");
                right.into_iter().for_each(Reserved::give_back);
            }
        }

        prop_assert!(judged <= 100 + 120 + networks * 4, "{judged} by {networks}");
    }
}

#[test]
fn networks_of_one_site_have_no_more_tries_than_one() {
    let (limits, _) = limits();
    let networks = (0..1_000).map(|n| Source::of(&format!("2001:db8:1:{n:x}::1")));

    let judged: usize = networks.map(|source| guess(&limits, to_sign_in, source)).sum();

    assert_eq!(judged, 100 + 3);
    assert!(begun(&limits, to_sign_in, Source::of("2001:db8:2::1")).is_some());
}

#[test]
fn who_is_not_told_apart_has_no_tries_of_their_own() {
    let (limits, _) = limits();
    let claimed = (0..1_000).map(|n| Source::of(&format!("127.0.0.1 for 10.{}.{}.1", n / 250, n % 250)));

    let judged: usize = claimed.map(|source| guess(&limits, to_sign_in, source)).sum();

    assert_eq!(judged, 100, "a claim may be made up");
}
