//! Rows of lists on paper: what their pages show, in the reader's language.

use jiff::Timestamp;

use super::rows::Cell;
use crate::{
    components::{
        listing::columns::column_word,
        rating::stars_in_words,
        referral::{addressee, priority_word, standing_word},
        result_card::centre_kind,
        words::{application_status, role},
    },
    domain::{
        account::AccountStatus, appointment::Status, calendar_view::local_date, letter::State, list::List, time::Zone,
    },
    pages::admin::{
        letter_words::{channel_word, kind_word, state_word},
        practitioners::status_word as personnel_word,
        reviews::status_word,
        waitlist::urgency_word,
    },
    server_fns::convert::{mail, rating},
    service::{
        account::Account, application::Application, appointment::Appointment, centre::Listed as Centre,
        contact::ContactMessage, desk::DeskDay, directory::Directory, mail::Listed as Letter,
        personnel::Listed as Practitioner, rating::Rating,
    },
    views::{audit::AuditRowView, referral::ReferralRowView, time_view::TimeView, waitlist::WaiterView},
    words::{calendar, listed, tr},
};

/// The column headings of a list's page.
pub(super) fn columns(list: &List) -> Vec<&'static str> {
    list.columns.iter().map(|column| column_word(*column)).collect()
}

/// `Tue 24 November, 09:00-09:30`.
fn on_day(when: &TimeView, time: &str) -> String {
    tr!(PaperOnDay, day = when.weekday, date = when.short_date, time = time)
}

fn cells<const N: usize>(texts: [String; N]) -> Vec<Cell> {
    texts.map(Cell::from).into()
}

/// When, who, with whom, where, and the status.
pub(super) fn appointment(one: &Appointment) -> Vec<Cell> {
    let when = TimeView::new(&one.zone, &one.slot);
    cells([
        on_day(&when, &when.span),
        one.patient_name.clone(),
        one.practitioner_name.clone(),
        one.centre_name.clone(),
        status(one.status).to_owned(),
    ])
}

/// A row of someone's own day.
pub(super) fn of_day(one: &Appointment) -> Vec<String> {
    vec![
        TimeView::new(&one.zone, &one.slot).span,
        one.patient_name.clone(),
        one.service_name.clone().unwrap_or_default(),
        one.centre_name.clone(),
        status(one.status).to_owned(),
    ]
}

/// The patients of a desk's day, by time, under their column headings: without the least informative columns if there are too many
/// for one column of a page.
pub(super) fn of_desk(day: &DeskDay, in_halves: bool) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let mut visits: Vec<&Appointment> = day.coming().collect();
    visits.sort_by_key(|one| one.slot);
    let row = |one: &Appointment| {
        let time = TimeView::new(&one.zone, &one.slot).time;
        let (patient, practitioner) = (one.patient_name.clone(), one.practitioner_name.clone());
        if in_halves {
            return vec![time, patient, practitioner];
        }
        let phone = day.phones.get(&one.patient).cloned().unwrap_or_default();
        vec![time, patient, phone, practitioner, one.service_name.clone().unwrap_or_default()]
    };
    let head = if in_halves {
        vec![tr!(PaperTime), tr!(Patient), tr!(PaperPractitioner)]
    } else {
        vec![tr!(PaperTime), tr!(Patient), tr!(Phone), tr!(PaperPractitioner), tr!(PaperVisit)]
    };
    (head, visits.into_iter().map(row).collect())
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => tr!(StatusPending),
        Status::Booked => tr!(StatusBooked),
        Status::Arrived => tr!(StatusArrived),
        Status::CheckedIn => tr!(StatusCheckedIn),
        Status::Fulfilled => tr!(StatusFulfilled),
        Status::Cancelled => tr!(StatusCancelled),
        Status::Noshow => tr!(StatusNoshow),
        Status::EnteredInError => tr!(StatusEnteredInError),
    }
}

pub(super) fn referral(one: ReferralRowView) -> Vec<Cell> {
    let to = addressee(&one);
    let (priority, standing) = (priority_word(one.priority), standing_word(one.standing));
    cells([one.patient_name, one.from, to, one.sent, one.until, priority.to_owned(), standing.to_owned()])
}

/// The column headings of reviews.
pub(super) fn review_columns() -> Vec<&'static str> {
    vec![
        tr!(ClinicListWritten),
        tr!(ClinicListStars),
        tr!(PaperReviewOf),
        tr!(Status),
        tr!(PaperReview),
        tr!(PaperReviewAnswer),
    ]
}

pub(super) fn review(one: &Rating, directory: &Directory) -> Vec<Cell> {
    let answer = one.answer.as_ref().map(|given| given.text.clone());
    cells([
        calendar::month(local_date(&rating::zone_of(directory, one.of), one.rated_at)),
        stars_in_words(one.stars.count()),
        rating::name_of(directory, one.of),
        status_word(one.status()).to_owned(),
        one.review.clone(),
        answer.unwrap_or_default(),
    ])
}

/// The column headings of messages to the clinic.
pub(super) fn message_columns() -> Vec<&'static str> {
    vec![tr!(ClinicListSent), tr!(PeopleName), tr!(Email), tr!(InboxGiveTo)]
}

pub(super) fn message(one: &ContactMessage, zone: &Zone) -> Vec<Cell> {
    let assignee = one.assigned_to.as_ref().map(|(_, name)| name.clone());
    cells([moment(zone, one.created_at), one.name.clone(), one.email.clone(), assignee.unwrap_or_default()])
}

fn moment(zone: &Zone, at: Timestamp) -> String {
    let when = TimeView::instant(zone, at);
    tr!(PaperMoment, date = when.long_date, time = when.time)
}

pub(super) fn waiter(one: WaiterView, zone: &Zone) -> Vec<Cell> {
    let WaiterView { patient_name, urgency, wish } = one;
    let asked = wish.at.parse().map_or(wish.ago, |at| calendar::full_date_at(zone, at));
    let what = match wish.service {
        Some(service) => tr!(ClinicWishOfService, place = wish.place, service = service, times = wish.times),
        None => tr!(ClinicWish, place = wish.place, times = wish.times),
    };
    cells([patient_name, format!("{}\n{what}", wish.whom), asked, urgency_word(urgency).to_owned()])
}

pub(super) fn application(one: &Application, zone: &Zone) -> Vec<Cell> {
    cells([
        one.full_name.clone(),
        one.profession.clone(),
        application_status(one.status).to_owned(),
        calendar::full_date_at(zone, one.created_at),
        calendar::full_date_at(zone, one.changed_at),
    ])
}

pub(super) fn letter(one: &Letter, zone: &Zone) -> Vec<Cell> {
    let name = one.full_name.clone().unwrap_or_default();
    cells([
        moment(zone, one.created_at),
        format!("{name}\n{}", mail::to(one)).trim().to_owned(),
        kind_word(mail::kind(one)).to_owned(),
        channel_word(one.channel()).to_owned(),
        state_word(State::of(&one.status, &one.error)).to_owned(),
        mail::not_sent(&one.error),
    ])
}

pub(super) fn practitioner(one: &Practitioner) -> Vec<Cell> {
    cells([
        format!("{}\n{}", one.name, one.email),
        one.profession.clone(),
        listed(&one.centres),
        personnel_word(one.status).to_owned(),
    ])
}

pub(super) fn centre(one: &Centre) -> Vec<Cell> {
    let Centre { centre, practitioners, coming } = one;
    cells([
        format!("{}\n{}", centre.name, centre_kind(centre.kind)),
        format!("{}\n{}", centre.suburb, centre.address).trim().to_owned(),
        centre.phone.clone(),
        centre.zone.name().to_owned(),
        practitioners.to_string(),
        coming.to_string(),
    ])
}

pub(super) fn user(one: &Account, zone: &Zone) -> Vec<Cell> {
    let status = match one.status {
        AccountStatus::Active => tr!(PeopleActive),
        AccountStatus::Inactive => tr!(PeopleInactive),
    };
    cells([
        one.full_name.clone(),
        one.email.clone(),
        one.phone.clone(),
        listed(one.roles.iter().map(|one| role(*one))),
        calendar::full_date_at(zone, one.created_at),
        status.to_owned(),
    ])
}

/// A row of the audit.
pub(super) fn audited(one: AuditRowView) -> Vec<Cell> {
    let said = if one.said.is_empty() { one.action } else { one.said };
    let what = [said, one.reason].join("\n").trim().to_owned();
    let thing = [one.thing, one.part].join("\n").trim().to_owned();
    let moment = tr!(PaperMoment, date = one.when.long_date, time = one.when.time);
    cells([moment, one.actor, what, thing, one.patient, one.basis, one.outcome])
}
