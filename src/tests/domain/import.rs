//! The four MediSoft files as their users leave them: stray spaces, short rows, typing errors; and the findings about each.

use consulta::domain::{
    account::IdentifierKind,
    directory::CentreKind,
    import::{Files, Plan, Problem, Severity, Source, deal_week, read},
    slot::{WeeklyWindow, clashes},
    time::{WallMinute, iso_weekday},
};

const CENTRES: &str = "centre_type,abn,name,phone,suburb\n\
    Hospital,1111,Bay Hospital,93821111,Randwick\n\
    MedicalCentre,1112,Hill Health Service,93855425,Kensington\n";
const PROVIDERS: &str = "provider_email,provider_type,password,first_name,last_name,phone,providerNum,\
    startWorkingHours,endWorkingHours,expertise\n\
    Ada@Example.org,GP,s3cret,Ada, Byron, 0491570156, 2148751135, 09:00,14:30\n\
    ben@example.org,Specialist,s3cret,Ben,Okri,0491570157,2148751136,08:30,12:00,Dental\n";
const PATIENTS: &str = "patient_email,password,first_name,last_name,phone,medicare\r\n\
    pat@example.org,s3cret,Pat,Li,0491570158,6771653701\r\n";
const AFFILIATIONS: &str = "provider_email,health_centre_name\n\
    ada@example.org,Bay Hospital\n\
    ada@example.org,Hill Health Service\n\
    ben@example.org,Bay Hospital\n";

fn files() -> Files {
    Files::from([
        (Source::Centres, CENTRES.into()),
        (Source::Practitioners, PROVIDERS.into()),
        (Source::Patients, PATIENTS.into()),
        (Source::Affiliations, AFFILIATIONS.into()),
    ])
}

/// The valid files, with one of them changed.
fn with(source: Source, change: impl FnOnce(String) -> String) -> Files {
    changed(files(), source, change)
}

fn changed(mut files: Files, source: Source, change: impl FnOnce(String) -> String) -> Files {
    let text = String::from_utf8_lossy(&files[&source]).into_owned();
    files.insert(source, change(text).into_bytes());
    files
}

fn plan(files: &Files) -> Plan {
    let reading = read(files);
    reading.plan.unwrap_or_else(|| panic!("{:?}", reading.findings))
}

/// The findings about the changed files, except the one warning about dealt days that the valid ones have too.
fn said(files: &Files) -> Vec<String> {
    let lines = read(files).findings.into_iter().map(|finding| finding.to_string());
    lines.filter(|line| !line.contains("dealt out")).collect()
}

#[test]
fn stray_spaces_short_rows_and_windows_line_ends_are_read() {
    let plan = plan(&files());

    let ada = &plan.practitioners[0];
    assert_eq!(ada.account.full_name, "Ada Byron");
    assert_eq!((ada.account.phone.as_str(), ada.provider_number.as_str()), ("0491570156", "2148751135"));
    assert_eq!((ada.profession.as_str(), ada.expertise.as_deref()), ("General practitioner", None));
    assert_eq!(plan.practitioners[1].expertise.as_deref(), Some("Dental"));
    assert_eq!(plan.centres[1].kind, CentreKind::MedicalCentre);
    assert_eq!((plan.patients[0].medicare.as_str(), plan.patients[0].account.line), ("6771653701", 2));
}

#[test]
fn names_to_sign_in_with_are_read_where_a_file_has_them() {
    let patients = |names: &str| {
        with(Source::Patients, |text| {
            let columns = text.replace("medicare", "medicare,username,national_id");
            columns.replace("6771653701", &format!("6771653701,{names}"))
        })
    };

    let named = [(IdentifierKind::Username, "pat.li"), (IdentifierKind::NationalId, "AB12345")];
    let named = named.map(|(kind, name)| (kind, name.to_owned()));
    assert_eq!(plan(&patients("Pat.Li,ab 12-345")).patients[0].account.names, named);
    assert_eq!(plan(&patients(",")).patients[0].account.names, []);
    assert_eq!(
        said(&patients("Pat Li,12")),
        [
            "error: patient.csv, line 2, username: cannot be read; write 3 to 30 letters, digits, dots, dashes and underscores, \
             starting with a letter",
            "error: patient.csv, line 2, national_id: cannot be read; write a number of 5 to 20 digits or letters",
        ]
    );
}

#[test]
fn a_byte_order_mark_blank_lines_and_moved_columns_do_not_matter() {
    let mut files = files();
    files.insert(
        Source::Centres,
        "\u{feff}suburb,name,abn,phone,centre_type\n\nRandwick,Bay Hospital,1111,93821111,Hospital\n , ,,,\n\n\
         Kensington,Hill Health Service,1112,1,Medical Centre\n"
            .into(),
    );

    assert_eq!(
        said(&files),
        ["error: health_centres.csv, line 6, phone: cannot be read; write a telephone number of at least 6 digits"]
    );
}

#[test]
fn every_row_names_the_line_that_an_editor_shows_with_either_line_end() {
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("{AFFILIATIONS}\n\nnobody@example.org,Bay Hospital\n").replace('\n', end);
        let said = said(&with(Source::Affiliations, |_| text));

        let unknown = "is not in provider.csv; correct it or add that person";
        assert_eq!(said, [format!("error: provider_health_centre.csv, line 7, provider_email: {unknown}")]);
    }
}

#[test]
fn one_pair_of_hours_is_dealt_out_so_that_no_day_is_at_two_centres() {
    let reading = read(&files());

    let plan = reading.plan.expect("a plan");
    let [bay, hill] = &plan.practitioners[0].affiliations[..] else { panic!("two centres") };
    let days = |hours: &[WeeklyWindow]| hours.iter().map(|window| iso_weekday(window.weekday())).collect::<Vec<_>>();
    assert_eq!((days(&bay.hours), days(&hill.hours)), (vec![1, 3, 5], vec![2, 4]));
    assert_eq!(days(&plan.practitioners[1].affiliations[0].hours), [1, 2, 3, 4, 5]);
    assert_eq!(clashes(&bay.hours, &hill.hours), None);
    assert!(matches!(reading.findings[..], [ref dealt] if dealt.problem == Problem::DaysDealt { centres: 2 }));
    assert_eq!(reading.findings[0].problem.severity(), Severity::Warning);
}

#[test]
fn every_day_of_the_week_goes_to_one_centre_at_most() {
    let (starts, ends) = (WallMinute::parse("09:00"), WallMinute::parse("17:00"));
    let (Ok(starts), Ok(ends)) = (starts, ends) else { panic!("two times") };

    for (centres, dealt_days) in [(0, 0), (1, 5), (5, 5), (6, 6), (7, 7), (9, 7)] {
        let dealt = deal_week(starts, ends, centres);
        let days: std::collections::BTreeSet<_> =
            dealt.iter().flatten().map(|window| iso_weekday(window.weekday())).collect();
        assert_eq!(dealt.len(), centres);
        assert_eq!((days.len(), dealt.iter().flatten().count()), (dealt_days, dealt_days), "{centres} centres");
    }
}

#[test]
fn an_unknown_practitioner_or_centre_is_an_error_of_that_field() {
    let said = said(&with(Source::Affiliations, |text| text + "ada@example.org,Elsewhere\n,Bay Hospital\n"));

    assert_eq!(
        said,
        [
            "error: provider_health_centre.csv, line 5, health_centre_name: is not in health_centres.csv; correct \
             it or add that centre",
            "error: provider_health_centre.csv, line 6, provider_email: is empty; fill it in",
        ]
    );
}

#[test]
fn all_bad_fields_of_a_row_are_reported_at_once_and_nothing_is_planned() {
    let files = with(Source::Practitioners, |text| text + "not-an-address,99,,Cy,2wombly,12,?,17:00,9:00am,x\n");

    let reading = read(&files);

    assert_eq!(reading.plan, None);
    let fields: Vec<_> = reading.findings.iter().filter(|f| f.line == Some(4)).filter_map(|f| f.field).collect();
    assert_eq!(
        fields,
        ["provider_email", "password", "phone", "provider_type", "providerNum", "endWorkingHours", "expertise"]
    );
}

#[test]
fn hours_must_end_after_they_start() {
    let said = said(&with(Source::Practitioners, |text| text.replace("14:30", "09:00")));

    let end = "error: provider.csv, line 2, endWorkingHours: is not after startWorkingHours; write a later time";
    assert_eq!(said, [end]);
}

#[test]
fn a_value_that_names_one_thing_may_not_stand_twice() {
    let files = with(Source::Patients, |text| text + "PAT@example.org,x,Pat,Wu,0491570159,6771 65370 1\n");
    let files = changed(files, Source::Centres, |text| text + "Hospital,1111,bay hospital,93821111,Randwick\n");

    let problems: Vec<_> = read(&files).findings.into_iter().map(|f| (f.source, f.field, f.problem)).collect();

    for (source, field) in [
        (Source::Centres, "abn"),
        (Source::Centres, "name"),
        (Source::Patients, "patient_email"),
        (Source::Patients, "medicare"),
    ] {
        assert!(problems.contains(&(source, Some(field), Problem::Repeated { first: 2 })), "{field}");
    }
}

#[test]
fn rows_of_the_wrong_length_and_missing_columns_and_files_are_named() {
    let mut files = with(Source::Patients, |text| text.replace(",6771653701", "") + "a,b,c,d,e,f,g\n");
    files.remove(&Source::Affiliations);
    files.insert(Source::Centres, b"centre_type,abn,name,phone\n".to_vec());

    let said = said(&files);

    for line in [
        "error: health_centres.csv: has no column \"suburb\"; add it to the first line",
        "error: patient.csv, line 2: has 5 cells where 6 are needed; add the missing ones",
        "error: patient.csv, line 3: has 7 cells for 6 columns; put a cell with a comma in double quotes",
        "error: provider_health_centre.csv: is missing; all four files are needed",
    ] {
        assert!(said.contains(&line.to_owned()), "{line}\n{said:#?}");
    }
}

#[test]
fn text_in_another_encoding_is_an_error_of_that_row() {
    let mut files = files();
    files.insert(Source::Affiliations, b"provider_email,health_centre_name\nada@example.org,Caf\xe9\n".to_vec());

    let said = said(&files);

    let encoding = "error: provider_health_centre.csv, line 2: is not UTF-8 text; save the file as \"CSV UTF-8\"";
    assert!(said.contains(&encoding.to_owned()), "{said:#?}");
}

#[test]
fn a_row_in_another_encoding_names_its_line_whichever_way_lines_end_and_nothing_follows_from_it() {
    for end in ["\n", "\r\n", "\r"] {
        let mut files = files();
        let text = PROVIDERS.to_owned() + "zoe@example.org,GP,x,ZoX,Three,0491570158,2148751137,09:00,10:00,\n";
        let bytes = text.replace('\n', end).bytes().map(|byte| if byte == b'X' { 0xeb } else { byte }).collect();
        files.insert(Source::Practitioners, bytes);
        let affiliations = AFFILIATIONS.to_owned() + "zoe@example.org,Bay Hospital\n";
        files.insert(Source::Affiliations, affiliations.into_bytes());

        let encoding = "error: provider.csv, line 4: is not UTF-8 text; save the file as \"CSV UTF-8\"";
        assert_eq!(said(&files), [encoding]);
    }
}

#[test]
fn names_are_taken_as_registration_takes_them() {
    let names =
        "b@example.org,x,Jennifer,8. Lee,0491570159,6771653702\nc@example.org,x,Suharto,,0491570160,6771653703\n";

    let plan = plan(&with(Source::Patients, |text| text + names));

    let taken: Vec<_> = plan.patients.iter().map(|patient| patient.account.full_name.as_str()).collect();
    assert_eq!(taken, ["Pat Li", "Jennifer 8. Lee", "Suharto"]);
    let long = format!("d@example.org,x,{},Li,0491570159,6771653702\n", "x".repeat(120));
    let said = said(&with(Source::Patients, |text| text + &long));
    assert!(said.iter().any(|line| line.contains("line 3, last_name") && line.contains("120 characters")), "{said:?}");
}

#[test]
fn files_that_are_split_by_semicolons_or_tabs_are_read() {
    for by in [";", "\t"] {
        let plan = plan(&with(Source::Patients, |text| text.replace(',', by)));

        assert_eq!(plan.patients[0].account.full_name, "Pat Li");
    }
}

#[test]
fn no_finding_and_no_debug_text_shows_a_password() {
    let slipped = "dan@example.org,s3cret,Dan,Brown,0491570151,2148751139,09:00,10:00,Dental\n";
    let reading = read(&with(Source::Practitioners, |text| text + slipped));
    let sound = plan(&files());

    let shown = reading.findings.iter().map(ToString::to_string).collect::<String>();
    assert!(!shown.is_empty() && !shown.contains("s3cret"));
    assert!(!format!("{sound:?} {:?}", reading.findings).contains("s3cret"));
    assert_eq!(sound.patients[0].account.password.expose(), "s3cret");
}

#[test]
fn somebody_who_is_a_patient_and_a_practitioner_keeps_one_account() {
    let reading = read(&with(Source::Patients, |text| text + "ada@example.org,other,Ada,King,0491570000,6771653702\n"));

    let plan = reading.plan.expect("a plan");
    assert_eq!(plan.patients[1].account.full_name, "Ada Byron");
    assert!(reading.findings.iter().any(|f| f.problem == Problem::AlsoPractitioner && f.line == Some(3)));
}

#[test]
fn what_cannot_be_booked_or_found_is_a_warning_and_not_an_error() {
    let files = with(Source::Affiliations, |text| text.replace("ben@example.org,Bay Hospital\n", ""));
    let files = changed(files, Source::Practitioners, |text| text.replace(",Dental", ","));
    let files = changed(files, Source::Centres, |text| text + "Hospital,1113,Empty Hospital,93821111,Randwick\n");

    let reading = read(&files);

    assert!(reading.plan.is_some());
    for problem in [Problem::NoCentre, Problem::NoExpertise, Problem::NoPractitioner] {
        assert!(reading.findings.iter().any(|finding| finding.problem == problem), "{problem:?}");
    }
}
