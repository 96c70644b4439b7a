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

/// The holidays found, each with its first date, the first date after it, and its name.
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
fn what_is_no_day_to_come_is_named_with_the_reason_and_last_what_is_over() {
    let last_year = event("UID:l\r\nDTSTART;VALUE=DATE:20251225\r\nSUMMARY:Christmas\r\n");
    let meeting = event("UID:m\r\nDTSTART:20261225T090000Z\r\nDTEND:20261225T100000Z\r\nSUMMARY:Meeting\r\n");
    let hourly = event("UID:y\r\nDTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=HOURLY\r\nSUMMARY:Market\r\n");
    let far = event("UID:f\r\nDTSTART;VALUE=DATE:99990101\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:New Year\r\n");
    let ended = event("UID:n\r\nDTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:Feast\r\n");
    let off = event("UID:o\r\nDTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED\r\nSUMMARY:Fair\r\n");
    let out = event("UID:e\r\nDTSTART;VALUE=DATE:20270301\r\nEXDATE;VALUE=DATE:20270301\r\nSUMMARY:Called off\r\n");
    let backwards = event("UID:w\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261224\r\nSUMMARY:Odd\r\n");
    let unreal = event("UID:u\r\nDTSTART;VALUE=DATE:20270230\r\nSUMMARY:Never\r\n");

    let holidays = found(&(last_year + &ended + &meeting + &hourly + &far + &off + &out + &backwards + &unreal));

    assert_eq!((holidays.coming.len(), holidays.more_left_out), (0, 0));
    let expected = [
        ("Meeting", NotAHoliday::TimeOfDay),
        ("Market", NotAHoliday::Rule),
        ("New Year", NotAHoliday::TooFar),
        ("Fair", NotAHoliday::CalledOff),
        ("Called off", NotAHoliday::CalledOff),
        ("Odd", NotAHoliday::NoDate),
        ("Never", NotAHoliday::NoDate),
        ("Christmas", NotAHoliday::Over),
        ("Feast", NotAHoliday::Over),
    ];
    assert_eq!(reasons(&holidays), expected);
}

#[test]
fn what_several_rules_say_together_is_not_read_and_a_rule_without_dates_is_named() {
    let day = |name: &str, lines: &str| {
        event(&format!("UID:{name}\r\nDTSTART;VALUE=DATE:20200601\r\nSUMMARY:{name}\r\n{lines}"))
    };
    let two = day("Two", "RRULE:FREQ=YEARLY\r\nRRULE:FREQ=YEARLY;BYMONTH=7\r\n");
    let without = day("Without", "RRULE:FREQ=MONTHLY\r\nEXRULE:FREQ=YEARLY\r\n");
    let never = day("Never", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n");
    let far = day("Far", "RRULE:FREQ=YEARLY;INTERVAL=9\r\n");
    let added = day("Added", "RRULE:FREQ=YEARLY;INTERVAL=9\r\nRDATE;VALUE=DATE:20270601\r\n");

    let holidays = found(&(two + &without + &never + &far + &added));

    assert_eq!(days(&holidays), [("2027-06-01", "2027-06-02", "Added")]);
    let expected = [
        ("Two", NotAHoliday::Rule),
        ("Without", NotAHoliday::Rule),
        ("Never", NotAHoliday::Never),
        ("Far", NotAHoliday::TooFar),
    ];
    assert_eq!(reasons(&holidays), expected);
}

#[test]
fn names_are_read_in_small_letters_too() {
    let text = "begin:vcalendar\r\nbegin:vevent\r\nuid:a\r\ndtstart;value=date:20270106\r\nsummary:Epiphany\r\nEnd:Vevent\r\nend:vcalendar\r\n";

    assert_eq!(days(&read(text.as_bytes(), now()).unwrap()), [("2027-01-06", "2027-01-07", "Epiphany")]);
}

#[test]
fn a_day_that_is_only_moved_is_not_left_out() {
    let master = event("UID:s\r\nDTSTART;VALUE=DATE:20270608\r\nRRULE:FREQ=YEARLY;COUNT=1\r\nSUMMARY:Founders Day\r\n");
    let moved = event("UID:s\r\nRECURRENCE-ID;VALUE=DATE:20270608\r\nDTSTART;VALUE=DATE:20270609\r\n");

    let holidays = found(&(master + &moved));

    assert_eq!(days(&holidays), [("2027-06-09", "2027-06-10", "Founders Day")]);
    assert_eq!(reasons(&holidays), []);
}

#[test]
fn what_repeats_each_week_or_day_is_closed_each_time() {
    let weekly = event("UID:w\r\nDTSTART;VALUE=DATE:20261120\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Market\r\n");
    let daily = event("UID:d\r\nDTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=DAILY;UNTIL=20261225\r\nSUMMARY:Rest\r\n");

    let holidays = found(&(weekly + &daily));

    let expected = [
        ("2026-11-27", "2026-11-28", "Market"),
        ("2026-12-04", "2026-12-05", "Market"),
        ("2026-12-24", "2026-12-25", "Rest"),
        ("2026-12-25", "2026-12-26", "Rest"),
    ];
    assert_eq!(days(&holidays), expected);
}

#[test]
fn a_file_of_rules_that_take_long_is_read_all_the_same() {
    let never = |n: usize| {
        event(&format!(
            "UID:{n}\r\nDTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\nSUMMARY:N\r\n"
        ))
    };
    let plain = event("UID:p\r\nDTSTART;VALUE=DATE:20270106\r\nSUMMARY:Epiphany\r\n");

    let holidays = found(&((0..5_000).map(never).collect::<String>() + &plain));

    assert_eq!(days(&holidays), [("2027-01-06", "2027-01-07", "Epiphany")]);
    assert_eq!((holidays.left_out.len(), holidays.more_left_out), (200, 4_800));
}

#[test]
fn a_file_is_read_in_the_encoding_that_it_has() {
    let text = file(&event("UID:a\r\nDTSTART;VALUE=DATE:20270106\r\nSUMMARY:Día de Reyes\r\n"));
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let wide = |bytes: fn(u16) -> [u8; 2]| {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect::<Vec<u8>>()
    };

    let [little, big] = [wide(u16::to_le_bytes), wide(u16::to_be_bytes)];
    let unmarked = [little[2..].to_vec(), big[2..].to_vec()];

    for file in [text.clone().into_bytes(), latin, little, big].into_iter().chain(unmarked) {
        let holidays = read(&file, now()).unwrap();

        assert_eq!(days(&holidays), [("2027-01-06", "2027-01-07", "Día de Reyes")]);
    }
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
