use super::*;
use jiff::civil::date;

fn row(weekday: i64, from: &str, to: &str) -> HoursRow {
    HoursRow { from: from.into(), to: to.into(), ..HoursRow::empty(weekday) }
}

fn until(row: HoursRow, date: &str) -> HoursRow {
    HoursRow { valid_until: date.into(), ..row }
}

#[test]
fn a_form_says_its_rows_again_and_leaves_out_the_empty_ones() {
    let rows = [row(1, "09:00", "12:00"), until(row(7, "20:00", "24:00"), "2026-12-31")];
    let mut form = WeeklyForm::of(7, &rows);
    form.weekday.insert(1, "2".into());
    for column in [&mut form.from, &mut form.to, &mut form.valid_from, &mut form.valid_until] {
        column.insert(1, String::new());
    }

    assert_eq!(form.rows(), rows);
    let windows: Vec<HoursRow> = form.windows().unwrap().iter().map(HoursRow::from).collect();
    assert_eq!(windows, rows);
}

#[test]
fn a_window_ends_at_midnight_however_that_is_written() {
    for end in ["24:00", "00:00"] {
        assert_eq!(row(1, "20:00", end).minutes(), Some((1_200, 1_440)));
    }
}

#[test]
fn hours_over_midnight_are_two_rows() {
    let night = row(5, "22:00", "02:00");

    let split = night.over_midnight().expect("two rows");
    assert_eq!(split, [row(5, "22:00", "00:00"), row(6, "00:00", "02:00")]);
    assert_eq!(WeeklyForm::of(1, &split).windows().map(|windows| windows.len()), Ok(2));
    assert_eq!(row(7, "22:00", "02:00").over_midnight().map(|[_, after]| after.weekday), Some(1));
    assert_eq!(row(5, "20:00", "00:00").over_midnight(), None);
}

#[test]
fn rows_that_are_no_windows_are_a_clash_and_columns_of_other_lengths_no_form() {
    let clash = Err(Some(FieldError::new(Field::Hours, Problem::Clash)));
    for bad in [
        vec![row(1, "09:00", "")],
        vec![row(1, "12:00", "09:00")],
        vec![row(8, "09:00", "12:00")],
        vec![until(row(1, "09:00", "12:00"), "soon")],
        vec![row(1, "09:00", "12:00"), row(1, "11:00", "13:00")],
    ] {
        assert_eq!(WeeklyForm::of(1, &bad).windows(), clash, "{bad:?}");
    }
    let uneven = WeeklyForm { weekday: vec!["1".into()], ..WeeklyForm::default() };
    assert_eq!(uneven.windows(), Err(None));
    let without_dates = WeeklyForm { valid_from: vec![], ..WeeklyForm::of(1, &[row(1, "09:00", "12:00")]) };
    assert!(without_dates.windows().is_ok());
}

#[test]
fn a_row_hears_what_is_wrong_with_it() {
    let morning = row(1, "09:00", "12:00");
    let alone = |row: HoursRow| row.problem([]);

    assert_eq!(alone(morning.clone()), None);
    assert_eq!(alone(HoursRow::empty(1)), None);
    assert_eq!(alone(row(1, "09:00", "")), Some(RowProblem::Incomplete));
    assert_eq!(alone(row(1, "12:00", "09:00")), Some(RowProblem::Backwards));
    assert_eq!(row(1, "11:00", "13:00").problem([&morning]), Some(RowProblem::Overlap));
    assert_eq!(row(2, "11:00", "13:00").problem([&morning]), None);
    let later = HoursRow { valid_from: "2027-01-01".into(), ..row(1, "11:00", "13:00") };
    assert_eq!(later.problem([&until(morning, "2026-12-31")]), None);
}

#[test]
fn extra_hours_lie_between_today_and_a_year_ahead() {
    let today = date(2026, 11, 23);
    let form = |date: &str, from: &str, to: &str| DatedForm {
        affiliation: 1,
        date: date.into(),
        from: from.into(),
        to: to.into(),
    };
    let refused = |date, from, to| {
        let problems = form(date, from, to).window(today).unwrap_err();
        problems.into_iter().map(|one| (one.field, one.problem)).collect::<Vec<_>>()
    };

    for good in ["2026-11-23", "2027-11-23"] {
        assert!(form(good, "09:00", "17:00").window(today).is_ok(), "{good}");
    }
    let (date, hours) = (Field::ExtraDate, Field::ExtraHours);
    assert_eq!(refused("2026-11-22", "09:00", "17:00"), [(date, Problem::ImplausibleDate)]);
    assert_eq!(refused("2027-11-24", "09:00", "17:00"), [(date, Problem::ImplausibleDate)]);
    assert_eq!(refused("", "17:00", "09:00"), [(date, Problem::Missing), (hours, Problem::OutOfRange)]);
    assert_eq!(refused("2026-11-23", "", "09:00"), [(hours, Problem::Missing)]);
}
