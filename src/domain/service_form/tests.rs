use super::*;

fn form() -> ServiceForm {
    ServiceForm { name: "Long consultation".into(), ..ServiceForm::blank() }
}

fn problems(form: &ServiceForm) -> Vec<(Field, Problem)> {
    let found = form.parse(true).expect_err("refused");
    found.into_iter().map(|problem| (problem.field, problem.problem)).collect()
}

#[test]
fn what_is_left_blank_has_its_usual_value() {
    let form = ServiceForm { capacity: String::new(), ..form() };

    let (draft, rooms) = form.parse(true).expect("a service");

    assert_eq!((draft.rule.duration_minutes(), draft.rule.step_minutes(), draft.rule.buffers()), (30, 30, (0, 0)));
    assert_eq!((draft.notice_minutes, draft.horizon_days, draft.daily_cap, draft.capacity), (0, None, None, 1));
    assert_eq!((draft.price_cents, draft.confirmation, rooms), (None, None, Vec::new()));
}

#[test]
fn a_service_survives_its_own_form() {
    let form = ServiceForm {
        description: "For what needs time".into(),
        duration: "60".into(),
        step: "15".into(),
        buffer_before: "5".into(),
        buffer_after: "10".into(),
        notice: "36".into(),
        horizon: "90".into(),
        daily_cap: "3".into(),
        capacity: "8".into(),
        mode: "online".into(),
        instructions: "https://visit.example/room".into(),
        price: "85.50".into(),
        confirmation: "approval".into(),
        reminders: "14,2".into(),
        rooms: vec!["3".into(), "7".into()],
        ..form()
    };

    let (draft, rooms) = form.parse(false).expect("a service");

    assert_eq!((draft.notice_minutes, draft.price_cents, draft.active), (36 * 60, Some(8_550), false));
    assert_eq!(ServiceForm::of(&draft, &rooms), form);
}

#[test]
fn a_notice_is_shown_in_the_largest_unit_that_fits() {
    for (minutes, shown) in [(0, ("", "hours")), (90, ("90", "minutes")), (120, ("2", "hours")), (2_880, ("2", "days"))]
    {
        let (draft, _) = form().parse(true).expect("a service");
        let form = ServiceForm::of(&ServiceDraft { notice_minutes: minutes, ..draft }, &[]);
        assert_eq!((form.notice.as_str(), form.notice_unit.as_str()), shown);
    }
}

#[test]
fn every_field_tells_its_own_problem() {
    let form = ServiceForm {
        name: " ".into(),
        duration: "7".into(),
        buffer_after: "245".into(),
        notice: "-1".into(),
        horizon: "731".into(),
        daily_cap: "0".into(),
        capacity: "101".into(),
        mode: "online".into(),
        price: "8,50".into(),
        confirmation: "maybe".into(),
        reminders: "5".into(),
        ..form()
    };

    let found = problems(&form);

    assert_eq!(
        found,
        [
            (Field::ServiceName, Problem::Missing),
            (Field::Duration, Problem::OutOfRange),
            (Field::BufferAfter, Problem::OutOfRange),
            (Field::Notice, Problem::OutOfRange),
            (Field::Horizon, Problem::OutOfRange),
            (Field::DailyCap, Problem::OutOfRange),
            (Field::Capacity, Problem::OutOfRange),
            (Field::Instructions, Problem::Missing),
            (Field::Price, Problem::OutOfRange),
            (Field::Confirmation, Problem::NotAChoice),
            (Field::ReminderDays, Problem::NotAChoice),
        ]
    );
}

#[test]
fn what_is_said_in_further_languages_is_optional_and_has_an_end() {
    let said = |tag: &str, name: &str| {
        let text = ServiceTextForm { name: name.into(), ..ServiceTextForm::default() };
        ServiceForm { texts: BTreeMap::from([(tag.to_owned(), text)]), ..form() }
    };

    let (draft, rooms) = said("de", " Beratung ").parse(true).expect("a service");

    let german = ServiceText { name: "Beratung".into(), ..ServiceText::default() };
    assert_eq!(draft.texts, ServiceTexts::from([(Language::German, german)]));
    assert_eq!(ServiceForm::of(&draft, &rooms).parse(true), Ok((draft, rooms)));
    assert!(said("de", " ").parse(true).expect("a service").0.texts.is_empty());
    assert_eq!(problems(&said("xx", "Beratung")), [(Field::OtherLanguages, Problem::NotAChoice)]);
    assert_eq!(problems(&said("de", &"x".repeat(81))), [(Field::OtherLanguages, Problem::TooLong(80))]);
}

#[test]
fn a_notice_longer_than_the_horizon_is_refused() {
    let form = ServiceForm { notice: "8".into(), notice_unit: "days".into(), horizon: "7".into(), ..form() };

    assert_eq!(problems(&form), [(Field::Notice, Problem::Clash)]);
    assert!(ServiceForm { horizon: "8".into(), ..form }.parse(true).is_ok());
}

#[test]
fn a_price_is_of_whole_cents() {
    for (typed, cents) in [("", None), ("85", Some(8_500)), ("$85.5", Some(8_550)), ("0.05", Some(5)), ("0", Some(0))] {
        assert_eq!(price(typed), Ok(cents), "{typed}");
    }
    for typed in ["-1", "1.234", "1e3", ".5", "5.", "1234567", "x"] {
        assert!(price(typed).is_err(), "{typed}");
    }
}
