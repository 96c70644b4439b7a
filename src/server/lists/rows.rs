//! Rows of lists, as in files for spreadsheets.

use jiff::civil::{Date, Time};

use crate::{
    domain::{calendar_view::local_date, letter::State, time::Zone, waitlist::Whom},
    server_fns::convert::{mail, patient_list, rating},
    service::{
        account::Account, application::Application, appointment::Appointment, centre::Listed as Centre,
        contact::ContactMessage, directory::Directory, mail::Listed as Letter, patient_list::Listed,
        personnel::Listed as Practitioner, rating::Rating, referral::Referral, waitlist::Entry,
    },
    views::time_view::TimeView,
};

/// A cell of a file. A workbook gets numbers, days and times as such; CSV gets their text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Text, including numbers that are names, such as telephone numbers.
    Text(String),
    /// A number.
    Number(i64),
    /// A day, with its text.
    Day(Option<Date>, String),
    /// A time of day, with its text.
    Clock(Option<Time>, String),
}

impl Cell {
    /// A day such as `2026-11-24`.
    fn day(text: String) -> Self {
        Self::Day(text.parse().ok(), text)
    }

    /// A time of day such as `09:30`. In an hour that the clock repeats, its text says which one, and a workbook gets that text.
    fn clock(text: String) -> Self {
        Self::Clock(text.parse().ok(), text)
    }

    /// The text for CSV.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Day(_, text) | Self::Clock(_, text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// The byte order mark at the start of a CSV file, by which spreadsheets recognise UTF-8.
pub(super) const UTF_8_MARK: &str = "\u{feff}";

/// The columns of appointments. Files for spreadsheets are also read by programs, and so are in English.
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

/// The columns of referrals.
pub(super) const REFERRAL: [&str; 10] = [
    "Number",
    "Patient",
    "Referred by",
    "Profession",
    "Referred to",
    "Field",
    "Urgency",
    "Status",
    "Sent",
    "Visits left",
];

/// The columns of reviews: for the date, just the month, as on pages.
pub(super) const REVIEW: [&str; 7] = ["Number", "Month", "Stars", "About", "Status", "Review", "Answer"];

/// The columns of messages to the clinic, without their text.
pub(super) const MESSAGE: [&str; 7] = ["Number", "Sent", "Time", "Name", "Email", "Status", "Assigned to"];

/// The columns of the waiting list.
pub(super) const WAITER: [&str; 9] =
    ["Number", "Patient", "Practitioner", "Profession", "Centre", "Service", "Urgency", "Asked", "Latest day"];

/// The columns of applications.
pub(super) const APPLICATION: [&str; 8] =
    ["Number", "Name", "Email", "Phone", "Profession", "Status", "Sent", "Changed"];

/// The columns of emails and push messages, without their text.
pub(super) const LETTER: [&str; 10] =
    ["Number", "Queued", "Time", "Recipient", "Address", "About", "Channel", "Status", "Tries", "Error"];

/// The columns of practitioners.
pub(super) const PRACTITIONER: [&str; 6] = ["Number", "Name", "Email", "Profession", "Centres", "Status"];

/// The columns of centres.
pub(super) const CENTRE: [&str; 10] =
    ["Number", "Name", "Type", "ABN", "Address", "Suburb", "Phone", "Time zone", "Practitioners", "Upcoming"];

/// The columns of users.
pub(super) const USER: [&str; 7] = ["Number", "Name", "Email", "Phone", "Roles", "Status", "Added"];

/// The columns of patients.
pub(super) const PATIENT: [&str; 5] = ["Name", "Number", "Born", "Last visit", "Next visit"];

fn when(one: &Appointment) -> TimeView {
    TimeView::new(&one.zone, &one.slot)
}

pub(super) fn appointment(one: &Appointment) -> Vec<Cell> {
    let when = when(one);
    let minutes = (one.slot.ends_at.as_second() - one.slot.starts_at.as_second()) / 60;
    vec![
        Cell::Number(one.id.0),
        Cell::day(when.day),
        Cell::clock(when.time),
        Cell::Number(minutes),
        one.zone.name().to_owned().into(),
        one.status.as_str().to_owned().into(),
        one.patient_name.clone().into(),
        one.practitioner_name.clone().into(),
        one.profession.clone().into(),
        one.centre_name.clone().into(),
        one.service_name.clone().unwrap_or_default().into(),
        one.room_name.clone().unwrap_or_default().into(),
    ]
}

pub(super) fn referral(one: &Referral) -> Vec<Cell> {
    let zone = Zone::parse(&one.time_zone).unwrap_or_else(|_| Zone::utc());
    vec![
        Cell::Number(one.id.0),
        one.patient_name.clone().into(),
        one.referrer_name.clone().into(),
        one.referrer_profession.clone().into(),
        one.to_name.clone().unwrap_or_default().into(),
        one.field.clone().unwrap_or_default().into(),
        one.priority.as_str().to_owned().into(),
        one.status.as_str().to_owned().into(),
        Cell::day(local_date(&zone, one.sent_at).to_string()),
        Cell::Number(one.visits_left()),
    ]
}

pub(super) fn review(one: &Rating, directory: &Directory) -> Vec<Cell> {
    let day = local_date(&rating::zone_of(directory, one.of), one.rated_at);
    let answer = one.answer.as_ref().map(|given| given.text.clone());
    vec![
        Cell::Number(one.id.0),
        format!("{:04}-{:02}", day.year(), day.month()).into(),
        Cell::Number(one.stars.count().into()),
        rating::name_of(directory, one.of).into(),
        one.status().as_str().to_owned().into(),
        one.review.clone().into(),
        answer.unwrap_or_default().into(),
    ]
}

pub(super) fn message(one: &ContactMessage, zone: &Zone) -> Vec<Cell> {
    let sent = TimeView::instant(zone, one.created_at);
    let assignee = one.assigned_to.as_ref().map(|(_, name)| name.clone());
    vec![
        Cell::Number(one.id.0),
        Cell::day(sent.day),
        Cell::clock(sent.time),
        one.name.clone().into(),
        one.email.clone().into(),
        one.standing.as_str().to_owned().into(),
        assignee.unwrap_or_default().into(),
    ]
}

pub(super) fn waiter(one: &Entry, directory: &Directory) -> Vec<Cell> {
    let wish = &one.wish;
    let (practitioner, profession) = match &wish.whom {
        Whom::Practitioner(id) => {
            let person = directory.practitioner(*id);
            person.map(|person| (person.name.clone(), person.profession.clone())).unwrap_or_default()
        }
        Whom::Profession(name) => (String::new(), name.clone()),
    };
    let centre = wish.centre.and_then(|id| directory.centre(id)).map(|centre| centre.name.clone());
    let service = wish.service.and_then(|id| directory.service(Some(id))).map(|service| service.name.clone());
    let asked = one.created_at;
    let latest = wish.times.latest_on;
    vec![
        Cell::Number(one.id.0),
        one.patient_name.clone().into(),
        practitioner.into(),
        profession.into(),
        centre.unwrap_or_default().into(),
        service.unwrap_or_default().into(),
        one.urgency.label().to_owned().into(),
        Cell::day(local_date(&directory.clinic_zone(), asked).to_string()),
        Cell::Day(latest, latest.map(|day| day.to_string()).unwrap_or_default()),
    ]
}

pub(super) fn application(one: &Application, zone: &Zone) -> Vec<Cell> {
    let day = |at| Cell::day(local_date(zone, at).to_string());
    vec![
        Cell::Number(one.id.0),
        one.full_name.clone().into(),
        one.email.clone().into(),
        one.phone.clone().into(),
        one.profession.clone().into(),
        one.status.as_str().to_owned().into(),
        day(one.created_at),
        day(one.changed_at),
    ]
}

pub(super) fn letter(one: &Letter, zone: &Zone) -> Vec<Cell> {
    let queued = TimeView::instant(zone, one.created_at);
    vec![
        Cell::Number(one.id),
        Cell::day(queued.day),
        Cell::clock(queued.time),
        one.full_name.clone().unwrap_or_default().into(),
        mail::to(one).into(),
        mail::kind(one).as_str().to_owned().into(),
        one.channel().as_str().to_owned().into(),
        State::of(&one.status, &one.error).as_str().to_owned().into(),
        Cell::Number(one.tries),
        one.error.clone().into(),
    ]
}

pub(super) fn practitioner(one: &Practitioner) -> Vec<Cell> {
    vec![
        Cell::Number(one.id.0),
        one.name.clone().into(),
        one.email.clone().into(),
        one.profession.clone().into(),
        one.centres.join(", ").into(),
        one.status.as_str().to_owned().into(),
    ]
}

pub(super) fn centre(one: &Centre) -> Vec<Cell> {
    let Centre { centre, practitioners, coming } = one;
    vec![
        Cell::Number(centre.id.0),
        centre.name.clone().into(),
        centre.kind.as_str().to_owned().into(),
        centre.abn.clone().into(),
        centre.address.clone().into(),
        centre.suburb.clone().into(),
        centre.phone.clone().into(),
        centre.zone.name().to_owned().into(),
        Cell::Number(i64::try_from(*practitioners).unwrap_or(i64::MAX)),
        Cell::Number(*coming),
    ]
}

pub(super) fn user(one: &Account, zone: &Zone) -> Vec<Cell> {
    let added = local_date(zone, one.created_at);
    let roles: Vec<&str> = one.roles.iter().map(|role| role.as_str()).collect();
    vec![
        Cell::Number(one.id.0),
        one.full_name.clone().into(),
        one.email.clone().into(),
        one.phone.clone().into(),
        roles.join(", ").into(),
        one.status.as_str().to_owned().into(),
        Cell::day(added.to_string()),
    ]
}

pub(super) fn patient(found: Listed) -> Vec<Cell> {
    let born = found.date_of_birth.as_deref().and_then(|text| text.parse().ok());
    let view = patient_list::view(found);
    vec![view.name.into(), view.number.into(), Cell::Day(born, view.born), view.last.into(), view.next.into()]
}

/// The texts of a row.
pub(super) fn texts(cells: &[Cell]) -> Vec<String> {
    cells.iter().map(Cell::text).collect()
}

/// A line of a CSV file. No cell is a formula.
pub(super) fn line(cells: &[String]) -> String {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing into memory does not fail.
    let written = csv.write_record(cells.iter().map(|cell| plain(cell)));
    let bytes = written.ok().and_then(|()| csv.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// A typed text, in a form that no spreadsheet takes for a formula.
fn plain(text: &str) -> String {
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
