//! Registration forms that are accepted and refused, and ages.

use jiff::civil::date;

use super::*;

const ALL: &Required = &Required {
    birth_date: true,
    phone: true,
    details: Details::Nothing,
    signs_in_with_email: true,
    name_parts: false,
    names: Vec::new(),
};

fn form() -> RegistrationForm {
    RegistrationForm {
        name: "Amal Haddad".into(),
        email: "amal@example.org".into(),
        phone: "0491 570 156".into(),
        birth_day: "29".into(),
        birth_month: "2".into(),
        birth_year: "1988".into(),
        password: "correct horse".into(),
        password_again: "correct horse".into(),
        ..RegistrationForm::default()
    }
}

#[test]
fn group_o_has_its_letter_however_it_is_typed() {
    assert_eq!(["0+", "O-", "AB+"].map(blood_group), ["O+", "O-", "AB+"].map(|group| Some(group.to_owned())));
    assert_eq!(["", "+", "C+", "00+"].map(blood_group), [const { None }; 4]);
}

#[test]
fn what_is_optional_may_be_left_out() {
    let registration = form().parse(ALL, date(2026, 1, 1)).expect("a valid form");

    assert_eq!(registration.date_of_birth, Some(date(1988, 2, 29)));
    assert_eq!((registration.gender, registration.blood_group), (None, None));
}

#[test]
fn a_clinic_that_asks_for_nothing_else_takes_a_name_an_address_and_a_password() {
    let typed = RegistrationForm {
        name: "Amal Haddad".into(),
        email: "amal@example.org".into(),
        password: "correct horse".into(),
        ..RegistrationForm::default()
    };
    let missing = |required| {
        let problems = typed.parse(required, date(2026, 1, 1)).err().unwrap_or_default();
        problems.into_iter().map(|problem| (problem.field, problem.problem)).collect::<Vec<_>>()
    };

    let taken = typed.parse(&Required::default(), date(2026, 1, 1)).expect("enough");
    assert_eq!((taken.date_of_birth, taken.phone.as_str()), (None, ""));
    assert_eq!(missing(ALL), [(Field::Phone, Problem::Missing), (Field::DateOfBirth, Problem::Missing)]);
    let half = RegistrationForm { birth_year: "1988".into(), ..typed.clone() };
    let problems = half.parse(&Required::default(), date(2026, 1, 1)).expect_err("half a date");
    assert_eq!(problems, [FieldError::new(Field::DateOfBirth, Problem::NotADate)]);
}

#[test]
fn settings_and_presets_say_what_registration_asks_for() {
    let asked = |rows: &[(&str, &str)]| {
        let required = Required::from(&Settings::from_rows(rows.iter().copied()).expect("settings"));
        (required.birth_date, required.phone)
    };

    assert_eq!(asked(&[]), (false, false));
    assert_eq!(asked(&[("registration.asks", "birth_date")]), (true, false));
    assert_eq!(asked(&[("identity.unique_phone", "true")]), (false, true));
    assert_eq!(asked(&[("preset", "healmate")]), (true, true));
    assert_eq!(asked(&[("preset", "medconnect"), ("registration.asks", "essentials")]), (false, false));
}

#[test]
fn every_problem_is_reported_at_once() {
    let problems = RegistrationForm::default().parse(ALL, date(2026, 1, 1)).expect_err("an empty form");

    let fields: Vec<Field> = problems.iter().map(|p| p.field).collect();
    assert_eq!(fields, [Field::Name, Field::Email, Field::Phone, Field::DateOfBirth, Field::Password]);
}

#[test]
fn a_date_of_birth_is_a_real_date_that_is_not_in_the_future() {
    for (day, month, year, expected) in [
        ("30", "2", "1988", Problem::NotADate),
        ("x", "2", "1988", Problem::NotADate),
        ("2", "1", "2026", Problem::ImplausibleDate),
        ("1", "1", "1850", Problem::TooLongAgo),
    ] {
        let typed =
            RegistrationForm { birth_day: day.into(), birth_month: month.into(), birth_year: year.into(), ..form() };
        let problems = typed.parse(ALL, date(2026, 1, 1)).expect_err("a bad date");
        assert_eq!(problems, [FieldError::new(Field::DateOfBirth, expected)]);
    }
}

#[test]
fn an_age_is_never_less_than_nothing_and_of_the_small_told_in_months() {
    let today = date(2026, 11, 28);
    for (born, expected) in [
        (date(2026, 11, 29), Age::Newborn),
        (date(2026, 11, 28), Age::Newborn),
        (date(2026, 11, 25), Age::Days(3)),
        (date(2026, 11, 7), Age::Weeks(3)),
        (date(2026, 9, 28), Age::Months(2)),
        (date(2025, 11, 29), Age::Months(11)),
        (date(2024, 11, 28), Age::Years(2)),
        (date(2000, 2, 29), Age::Years(26)),
        (date(1985, 11, 29), Age::Years(40)),
    ] {
        assert_eq!(age(born, today), expected, "{born}");
    }
    assert_eq!(age(date(2000, 2, 29), date(2027, 2, 28)), Age::Years(26));
    assert_eq!(age(date(2000, 2, 29), date(2027, 3, 1)), Age::Years(27));
}

#[test]
fn a_name_has_one_letter_or_more_and_its_limit_is_said() {
    let named = |name: &str| RegistrationForm { name: name.into(), ..form() }.parse(ALL, date(2026, 1, 1));

    assert_eq!(named("Å").map(|found| found.name).as_deref(), Ok("Å"));
    let too_long = named(&"x".repeat(121)).expect_err("too long");
    assert_eq!(too_long, [FieldError::new(Field::Name, Problem::TooLong(120))]);
}

#[test]
fn two_passwords_that_differ_are_refused() {
    let typed = RegistrationForm { password_again: "correct house".into(), ..form() };
    assert_eq!(
        typed.parse(ALL, date(2026, 1, 1)).expect_err("different"),
        [FieldError::new(Field::PasswordAgain, Problem::NotTheSame)]
    );
}
