use super::*;

const ALWAYS: Facts = Facts { visits: 9, missed: 0, days: 1, by_other: false };
const OFTEN: Facts = Facts { visits: 8, missed: 4, days: 1, by_other: false };
const LATE: Facts = Facts { days: 30, ..ALWAYS };

fn group(facts: Facts, visits: i64, missed: i64) -> Group {
    Group { facts, visits, missed }
}

#[test]
fn what_counts_of_a_booking() {
    use Factor::{ByOther, Days, First, MissedOften, MissedSome, Months, Weeks};
    let factors = |visits, missed, days, by_other| Facts { visits, missed, days, by_other }.factors();
    assert_eq!(factors(5, 0, 1, false), []);
    assert_eq!(factors(0, 0, 2, true), [First, Days, ByOther]);
    assert_eq!(factors(5, 1, 7, false), [MissedSome, Weeks]);
    assert_eq!(factors(4, 1, 21, false), [MissedOften, Months]);
    for (number, factor) in Factor::ALL.into_iter().enumerate() {
        assert_eq!(place(factor), number + 1);
    }
}

#[test]
fn it_learns_how_often_each_kind_is_missed_and_says_why() {
    let past = [group(ALWAYS, 1_000, 50), group(OFTEN, 1_000, 500), group(LATE, 1_000, 100)];
    let model = Model::train(&past).expect("learned");

    for (facts, share) in [(ALWAYS, 0.05), (OFTEN, 0.5), (LATE, 0.1)] {
        let chance = model.chance(facts);
        assert!((chance - share).abs() < 0.01, "{facts:?}: {chance}");
    }
    assert_eq!(model.reasons(Facts { days: 30, ..OFTEN }), [Factor::MissedOften, Factor::Months]);
    assert_eq!(model.reasons(ALWAYS), []);
}

#[test]
fn a_few_who_never_come_are_told_from_many_who_always_do() {
    let past = [group(ALWAYS, 10_000, 0), group(OFTEN, 100, 100)];
    let model = Model::train(&past).expect("learned");

    assert!(model.chance(ALWAYS) < 0.01, "{}", model.chance(ALWAYS));
    assert!(model.chance(OFTEN) > 0.9, "{}", model.chance(OFTEN));
}

#[test]
fn too_little_teaches_nothing_and_what_never_happened_says_nothing() {
    assert_eq!(Model::train(&[]), None);
    assert_eq!(Model::train(&[group(ALWAYS, 199, 100)]), None);
    assert_eq!(Model::train(&[group(ALWAYS, 1_000, 19)]), None);
    assert_eq!(Model::train(&[group(ALWAYS, 1_000, 1_000)]), None);

    let model = Model::train(&[group(ALWAYS, 1_000, 100)]).expect("learned");
    assert!((model.chance(OFTEN) - 0.1).abs() < 0.001);
}

#[test]
fn it_is_held_to_visits_that_it_has_not_seen() {
    let earlier = [group(ALWAYS, 1_000, 50), group(OFTEN, 1_000, 500)];
    let later = [group(ALWAYS, 100, 8), group(OFTEN, 10, 4)];
    let forecast = Forecast::learn(&earlier, &later).expect("learned");

    let [first, second, third, fourth, last] = forecast.bands;
    assert_eq!(forecast.learned_from, 2_000);
    assert_eq!((first.visits + second.visits, first.missed + second.missed), (100, 8));
    assert_eq!((third, fourth), (Band::default(), Band::default()));
    assert_eq!((last.visits, last.missed, last.expected.round()), (10, 4, 5.0));
    let score = forecast.score.expect("later visits");
    assert!((score.model - 0.0905).abs() < 0.002 && (score.average - 0.1247).abs() < 0.001, "{score:?}");
    assert_eq!(Forecast::learn(&earlier, &[]).expect("learned").score, None);
    assert_eq!(band_ends(), [(0, 5), (5, 10), (10, 20), (20, 40), (40, 100)]);
}

#[test]
fn a_reminder_is_suggested_before_a_double_booking() {
    use Suggestion::{Overbook, Remind};
    let suggested = [0.1, 0.15, 0.39, 0.4].map(Suggestion::of);
    assert_eq!(suggested, [None, Some(Remind), Some(Remind), Some(Overbook)]);
}
