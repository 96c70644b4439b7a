//! Rows of lists, in a spreadsheet and on paper.

use crate::{
    domain::{time::Zone, wording::Wording},
    server_fns::convert::patient_list,
    service::{account::Account, appointment::Appointment, patient_list::Listed},
    views::time_view::TimeView,
};

/// The columns of appointments.
pub(super) const APPOINTMENT: [&str; 12] = [
    "Number",
    "Date",
    "Start",
    "Minutes",
    "Time zone",
    "Status",
    "Patient",
    "Practitioner",
    "Profession",
    "Centre",
    "Service",
    "Room",
];

/// The columns of users.
pub(super) const USER: [&str; 6] = ["Number", "Name", "Email", "Phone", "Roles", "Status"];

/// The columns of patients.
pub(super) const PATIENT: [&str; 5] = ["Name", "Number", "Born", "Last visit", "Next visit"];

fn when(one: &Appointment) -> TimeView {
    TimeView::new(&Zone::parse(&one.time_zone).unwrap_or_else(|_| Zone::utc()), &one.slot)
}

pub(super) fn appointment(one: &Appointment) -> Vec<String> {
    let when = when(one);
    let minutes = (one.slot.ends_at.as_second() - one.slot.starts_at.as_second()) / 60;
    vec![
        one.id.to_string(),
        when.day,
        when.time,
        minutes.to_string(),
        one.time_zone.clone(),
        one.status.as_str().to_owned(),
        one.patient_name.clone(),
        one.practitioner_name.clone(),
        one.profession.clone(),
        one.centre_name.clone(),
        one.service_name.clone().unwrap_or_default(),
        one.room_name.clone().unwrap_or_default(),
    ]
}

/// On paper: when, who, with whom, where, and how it stands.
pub(super) fn printed(one: &Appointment) -> Vec<String> {
    let when = when(one);
    vec![
        format!("{} {}, {}", when.weekday, when.short_date, when.span),
        one.patient_name.clone(),
        one.practitioner_name.clone(),
        one.centre_name.clone(),
        Wording::default().of(one.status).to_owned(),
    ]
}

/// A line of someone's own day.
pub(super) fn of_day(one: &Appointment) -> Vec<String> {
    vec![
        when(one).span,
        one.patient_name.clone(),
        one.service_name.clone().unwrap_or_default(),
        one.centre_name.clone(),
        Wording::default().of(one.status).to_owned(),
    ]
}

pub(super) fn user(one: &Account) -> Vec<String> {
    let roles: Vec<&str> = one.roles.iter().map(|role| role.as_str()).collect();
    vec![
        one.id.to_string(),
        one.full_name.clone(),
        one.email.clone(),
        one.phone.clone(),
        roles.join(", "),
        one.status.as_str().to_owned(),
    ]
}

pub(super) fn patient(found: Listed) -> Vec<String> {
    let view = patient_list::view(found);
    vec![view.name, view.number, view.born, view.last, view.next]
}

/// A line of a CSV file. No cell is a formula.
pub(super) fn line(cells: &[String]) -> String {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing into memory does not fail.
    let written = csv.write_record(cells.iter().map(|cell| plain(cell)));
    let bytes = written.ok().and_then(|()| csv.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// What a person typed, in a form that no spreadsheet takes for a formula.
pub(in crate::server) fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{line, plain};

    #[test]
    fn what_looks_like_a_formula_is_made_text() {
        assert_eq!(["=1+1", "+61 491", "\r=1", "Amal"].map(plain), ["'=1+1", "'+61 491", "'\r=1", "Amal"]);
    }

    #[test]
    fn a_line_is_read_back_as_it_was_written() {
        let cells = ["a,b", "say \"hi\"", "two\nlines", "=x", ""].map(str::to_owned);
        let text = line(&cells);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let read: Vec<String> =
            reader.records().next().expect("a line").expect("read").iter().map(str::to_owned).collect();
        assert_eq!(read, ["a,b", "say \"hi\"", "two\nlines", "'=x", ""]);
    }
}
