use super::*;

#[test]
fn a_dose_is_a_positive_number_with_a_unit_that_somebody_could_be_given() {
    for good in [
        "500 mg",
        "500mg",
        "0.5 mg",
        "0,5 mg",
        ".5 mg",
        "½ tablet",
        "1½ tablets",
        "1/2 tablet",
        "1 1/2 tablets",
        "1-2 tablets",
        "1 – 2 puffs",
        "one tablet",
        "10 mL",
        "5 mg/kg",
        "800/160 mg",
        "1,000 mg",
        "1 000 mg",
        "400 micrograms",
        "5 µg",
        "5 μg",
        "10 units",
        "4000 IU",
        "50 000 international units",
        "2 effervescent tablets",
        "1 thin layer",
        "up to 2 tablets",
        "1 g, then 500 mg",
        "as directed",
        "As directed",
        "2 drops",
        "１００ mg",
    ] {
        assert_eq!(dose(good, "Medicine"), Ok(()), "{good}");
    }
    for bad in ["10", "a lot", "some mg", "mg", "whatever", "5", "10 U", "5 %"] {
        assert_eq!(dose(bad, "Medicine"), Err(Problem::Wrong), "{bad}");
    }
    for bad in [
        "0",
        "0 mg",
        "0.0 mg",
        "-5 mg",
        "- 5 mg",
        "\u{2212}5 mg",
        "–5 mg",
        "1000000 mg",
        "999 tablets",
        "2-1 tablets",
        "0-1 tablets",
        "99999999999999999999 mg",
        "1,000,000 g",
        "1/0 tablet",
        "1e9 mg",
    ] {
        assert_eq!(dose(bad, "Medicine"), Err(Problem::OutOfRange), "{bad}");
    }
    assert_eq!(dose(" ", "Medicine"), Err(Problem::Missing));
}

#[test]
fn units_of_activity_have_the_bound_of_their_medicine() {
    assert_eq!(dose("1000000 units", "Insulin"), Err(Problem::OutOfRange));
    assert_eq!(dose("1 million units", "NovoRapid"), Err(Problem::OutOfRange));
    assert_eq!(dose("300 units", "Insulin glargine"), Ok(()));
    assert_eq!(dose("2.4 million units", "Bicillin L-A"), Ok(()));
    assert_eq!(dose("500000 units", "Nystatin"), Ok(()));
    assert_eq!(dose("1000000 units", "Something new"), Err(Problem::OutOfRange));
    assert_eq!(dose("5000 mg", "Coumadin"), Err(Problem::OutOfRange));
    assert_eq!(dose("50 g", "Paracetamol 500 mg tablets"), Err(Problem::OutOfRange));
    assert_eq!(dose("125 micrograms", "Digoxin"), Ok(()));
    assert_eq!(dose("125 mg", "Digoxin"), Err(Problem::OutOfRange));
}

#[test]
fn how_often_names_a_time_and_not_every_minute() {
    for good in [
        "three times a day",
        "3x daily",
        "3 x/day",
        "every 8 hours",
        "q8h",
        "BD",
        "tds prn",
        "when needed",
        "once a day, in the evening",
        "1-0-1",
        "1-0-0-1",
        "weekly",
        "every second day",
        "every 5 minutes, at most 3 times",
        "20 minutes before meals",
        "nocte",
        "t.d.s. p.r.n.",
        "with food",
        "stat",
        "on Mondays",
        "hourly",
        "as directed",
    ] {
        assert_eq!(frequency(good), Ok(()), "{good}");
    }
    for bad in ["whenever", "a lot", "often", "5"] {
        assert_eq!(frequency(bad), Err(Problem::Wrong), "{bad}");
    }
    for bad in [
        "every minute",
        "every 2 minutes",
        "once a minute",
        "every second",
        "every 30 seconds",
        "0 times a day",
        "-3 times a day",
        "1000 times a day",
        "100 times a day",
        "0-0-0",
    ] {
        assert_eq!(frequency(bad), Err(Problem::OutOfRange), "{bad}");
    }
}

#[test]
fn how_long_may_be_open_and_is_not_for_ever() {
    for good in [
        "",
        "7 days",
        "5-7 days",
        "2 weeks",
        "10 years",
        "until the pain is gone",
        "long term",
        "7 days, then 14 days",
        "lifelong",
    ] {
        assert_eq!(duration(good), Ok(()), "{good}");
    }
    assert_eq!(duration("7"), Err(Problem::Wrong));
    for bad in ["999 years", "0 days", "-7 days", "11 years", "9999 days"] {
        assert_eq!(duration(bad), Err(Problem::OutOfRange), "{bad}");
    }
}
