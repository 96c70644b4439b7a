use super::*;

fn file(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n{events}END:VCALENDAR\r\n")
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\n{lines}END:VEVENT\r\n")
}

fn now() -> DateTime {
    "2026-11-23T08:00".parse().unwrap()
}

fn found(events: &str) -> Holidays {
    read(file(events).as_bytes(), now()).unwrap()
}

/// Each as its first date, the first after it, and its name.
fn days(found: &Holidays) -> Vec<(&str, &str, &str)> {
    found.coming.iter().map(|h| (&*h.first, &*h.after, &*h.name)).collect()
}

/// Why each is left out, by name.
fn reasons(found: &Holidays) -> Vec<(&str, NotAHoliday)> {
    found.left_out.iter().map(|one| (&*one.name, one.reason)).collect()
}

#[test]
fn events_of_whole_days_are_holidays_by_date() {
    let boxing = event(
        "UID:b\r\nDTSTART;VALUE=DATE:20261226\r\nDTEND;VALUE=DATE:20261228\r\nSUMMARY:Boxing Day\\, observed\r\n",
    );
    let christmas = event("UID:c\r\nDTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christ\r\n mas Day\r\n");

    let holidays = found(&(boxing + &christmas));

    let expected =
        [("2026-12-25", "2026-12-26", "Christmas Day"), ("2026-12-26", "2026-12-28", "Boxing Day, observed")];
    assert_eq!((days(&holidays).as_slice(), holidays.left_out.len()), (&expected[..], 0));
}

#[test]
fn one_day_is_written_in_many_ways() {
    for lines in [
        "DTSTART:20270106\r\nDTEND:20270107\r\n",
        "DTSTART:20270106\r\n",
        "DTSTART:20270106\r\nDTEND:20270106\r\n",
        "DTSTART;VALUE=DATE:20270106\r\nDTEND;VALUE=DATE:20270106\r\n",
        "DTSTART;VALUE=DATE:20270106\r\nDTEND;VALUE=DATE:20270107\r\nRRULE:\r\n",
        "DTSTART;VALUE=DATE:20270106\r\nDURATION:P1D\r\nTRANSP:TRANSPARENT\r\n",
        "DTSTART;TZID=Europe/Berlin:20270106T000000\r\nDTEND;TZID=Europe/Berlin:20270107T000000\r\n",
    ] {
        let holidays = found(&event(&format!("UID:a\r\n{lines}SUMMARY:Epiphany\r\n")));

        assert_eq!(days(&holidays), [("2027-01-06", "2027-01-07", "Epiphany")], "{lines}");
    }
}

#[test]
fn what_repeats_is_closed_each_time_for_two_years() {
    let yearly = event(
        "UID:y\r\nDTSTART;VALUE=DATE:20200501\r\nDTEND;VALUE=DATE:20200503\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:May\r\n",
    );

    let holidays = found(&yearly);

    assert_eq!(days(&holidays), [("2027-05-01", "2027-05-03", "May"), ("2028-05-01", "2028-05-03", "May")]);
}

#[test]
fn dates_are_taken_out_of_a_series_moved_and_added() {
    let series = event(
        "UID:s\r\nDTSTART;VALUE=DATE:20200608\r\nRRULE:FREQ=YEARLY\r\nRDATE;VALUE=DATE:20270701,20270702\r\nEXDATE;VALUE=DATE:20280608\r\nSUMMARY:Founders Day\r\n",
    );
    let moved = event("UID:s\r\nRECURRENCE-ID;VALUE=DATE:20270608\r\nDTSTART;VALUE=DATE:20270609\r\n");
    let off =
        event("UID:s\r\nRECURRENCE-ID;VALUE=DATE:20270702\r\nDTSTART;VALUE=DATE:20270702\r\nSTATUS:CANCELLED\r\n");

    let holidays = found(&(moved + &series + &off));

    let expected = [("2027-06-09", "2027-06-10", "Founders Day"), ("2027-07-01", "2027-07-02", "Founders Day")];
    assert_eq!((days(&holidays).as_slice(), holidays.left_out.len()), (&expected[..], 0));
}

#[test]
fn what_is_over_is_counted_and_what_is_no_day_is_named_with_the_reason() {
    let last_year = event("UID:l\r\nDTSTART;VALUE=DATE:20251225\r\nSUMMARY:Christmas\r\n");
    let meeting = event("UID:m\r\nDTSTART:20261225T090000Z\r\nDTEND:20261225T100000Z\r\nSUMMARY:Meeting\r\n");
    let weekly = event("UID:y\r\nDTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Market\r\n");
    let off = event("UID:o\r\nDTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED\r\nSUMMARY:Fair\r\n");
    let out = event("UID:e\r\nDTSTART;VALUE=DATE:20270301\r\nEXDATE;VALUE=DATE:20270301\r\nSUMMARY:Called off\r\n");
    let backwards = event("UID:w\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261224\r\nSUMMARY:Odd\r\n");
    let unreal = event("UID:u\r\nDTSTART;VALUE=DATE:20270230\r\nSUMMARY:Never\r\n");

    let holidays = found(&(last_year + &meeting + &weekly + &off + &out + &backwards + &unreal));

    assert_eq!((holidays.coming.len(), holidays.over), (0, 1));
    let expected = [
        ("Meeting", NotAHoliday::TimeOfDay),
        ("Market", NotAHoliday::Rule),
        ("Fair", NotAHoliday::CalledOff),
        ("Called off", NotAHoliday::CalledOff),
        ("Odd", NotAHoliday::NoDate),
        ("Never", NotAHoliday::NoDate),
    ];
    assert_eq!(reasons(&holidays), expected);
}

#[test]
fn several_calendars_stand_in_one_file_and_other_text_around_them() {
    let one = file(&event("UID:a\r\nDTSTART;VALUE=DATE:20270106\r\nSUMMARY:First\r\n"));
    let other = file(&event("UID:a\r\nDTSTART;VALUE=DATE:20270107\r\nSUMMARY:Second\r\n"));
    let both = format!("\u{feff}\r\n{one}\r\n{other}That is all.\r\n");

    for text in [both.clone(), both.replace("\r\n", "\n"), both.replace("\r\n", "\r")] {
        let holidays = read(text.as_bytes(), now()).unwrap();

        assert_eq!(holidays.coming.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["First", "Second"]);
    }
}

#[test]
fn anything_else_is_no_calendar() {
    let deep = "BEGIN:X\r\n".repeat(100_000);
    let files = ["", "PK\u{3}\u{4}", "name,date\nChristmas,2026-12-25\n", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"];
    for other in files.iter().map(|text| (*text).to_owned()).chain([file(&deep)]) {
        assert_eq!(read(other.as_bytes(), now()), Err(NotACalendar), "{:.40}", other);
    }
    assert_eq!(read(&[0xff, 0xfe, 0x00], now()), Err(NotACalendar));
    assert_eq!(found("").coming, []);
}

#[test]
fn a_closure_goes_by_the_event_its_date_and_its_centre() {
    let holidays = found(&event("UID:c\r\nDTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas Day\r\n"));
    let uid = |centre| holidays.closures(centre)[0].source_uid.clone();

    assert_eq!(uid(None).as_deref(), Some("all 2026-12-25 c"));
    assert_eq!(uid(Some(CentreId(3))).as_deref(), Some("centre-3 2026-12-25 c"));
}
