//! The words for every code: what happened, to what, and what to do next.

mod field;

use crate::{
    domain::{
        account::Role,
        application::ApplicationStatus,
        appointment::{CancelRefusal, StepRefusal},
        booking::BookingRefusal,
        document::Category,
        rating::RatingRefusal,
        referral::ReferralRefusal,
        waitlist::WaitlistRefusal,
    },
    error::AppError,
    views::time_view::TimeView,
};

pub use field::{field_error, file_problem};

/// A length of time: `45 min`, `2 h`, `2 h 15 min`.
#[must_use]
pub fn minutes(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}

/// What a document is about.
#[must_use]
pub fn category(category: Category) -> &'static str {
    match category {
        Category::Report => "Report",
        Category::Result => "Test result",
        Category::Image => "Image",
        Category::Letter => "Letter",
        Category::Other => "Other",
    }
}

/// Why a time cannot be booked.
#[must_use]
pub fn booking_refusal(refusal: BookingRefusal) -> &'static str {
    match refusal {
        BookingRefusal::Taken => "This time is no longer free. Choose another one.",
        BookingRefusal::Past => "This time has passed. Choose a later one.",
        BookingRefusal::TooSoon => "This is too soon: this kind of visit needs more notice. Choose a later time.",
        BookingRefusal::Closed => "The practitioner is away or the centre is closed at this time. Choose another time.",
        BookingRefusal::NoRoom => "All rooms for this kind of visit are taken at this time. Choose another time.",
        BookingRefusal::CapReached => "This kind of visit is fully booked that day. Choose another day.",
        BookingRefusal::TooFarAhead => "Bookings aren't open this far ahead yet. Choose an earlier time.",
        BookingRefusal::OutsideHours => {
            "The practitioner doesn't work at this centre at this time. Choose another time."
        }
        BookingRefusal::OffGrid => "Appointments don't start at this time. Choose one of the times shown.",
        BookingRefusal::PatientBusy => "You already have an appointment at this time. Choose another time.",
        BookingRefusal::DayFull => {
            "You've reached this clinic's limit of appointments for that day. Choose another day."
        }
        BookingRefusal::Oneself => "You can't book an appointment with yourself.",
        BookingRefusal::NeedsReferral => {
            "This practitioner sees patients by referral only, and there's no referral for this visit. A GP can write one."
        }
        BookingRefusal::NotAccepting => "This practitioner isn't taking new bookings at the moment.",
    }
}

/// Why one time of a series cannot be had: there is no choosing another one in its place.
#[must_use]
pub fn series_refusal(refusal: BookingRefusal) -> &'static str {
    match refusal {
        BookingRefusal::Taken | BookingRefusal::OffGrid => "Not available",
        BookingRefusal::Past => "Already past",
        BookingRefusal::TooSoon => "Not available: this kind of visit needs more notice",
        BookingRefusal::TooFarAhead => "Not available: bookings aren't open this far ahead yet",
        BookingRefusal::Closed => "Not available: the practitioner is away or the centre is closed",
        BookingRefusal::OutsideHours => "Not available: outside the practitioner's hours",
        BookingRefusal::PatientBusy => "Not available: there's another appointment at this time",
        BookingRefusal::NoRoom => "Not available: all rooms are taken",
        BookingRefusal::CapReached => "Not available: fully booked that day",
        BookingRefusal::DayFull => "Not available: the daily limit of appointments is reached",
        BookingRefusal::Oneself => "Not available: this is your own calendar",
        BookingRefusal::NeedsReferral => "Not available: the referral has no visit left for it",
        BookingRefusal::NotAccepting => "Not available: no new bookings at the moment",
    }
}

/// Why an appointment cannot be cancelled.
#[must_use]
pub fn cancel_refusal(refusal: CancelRefusal) -> String {
    match refusal {
        CancelRefusal::AlreadyCancelled => "This appointment has already been cancelled.".into(),
        CancelRefusal::Started => "This appointment has started or is over, so it can no longer be cancelled.".into(),
        CancelRefusal::TooLate(limit) => {
            format!(
                "You can cancel online until {} before it starts. If you can't come, please phone the centre.",
                lead(limit)
            )
        }
    }
}

/// Why an appointment cannot be moved.
#[must_use]
pub fn move_refusal(refusal: CancelRefusal) -> String {
    match refusal {
        CancelRefusal::AlreadyCancelled => {
            "This appointment has been cancelled, so it can't be moved. Please book a new one.".into()
        }
        CancelRefusal::Started => "This appointment has started or is over, so it can no longer be moved.".into(),
        CancelRefusal::TooLate(limit) => {
            format!(
                "You can move it online until {} before it starts. If you can't come, please phone the centre.",
                lead(limit)
            )
        }
    }
}

/// How long before something: `30 minutes`, `a day`, `2 hours`.
#[must_use]
pub fn lead(minutes: u32) -> String {
    let several = |n: u32, one: &str, unit: &str| if n == 1 { one.to_owned() } else { format!("{n} {unit}") };
    match minutes {
        n if n > 0 && n % 1_440 == 0 => several(n / 1_440, "a day", "days"),
        n if n > 0 && n % 60 == 0 => several(n / 60, "an hour", "hours"),
        n => several(n, "a minute", "minutes"),
    }
}

/// Why an appointment cannot take a step.
#[must_use]
pub fn step_refusal(refusal: StepRefusal) -> &'static str {
    match refusal {
        StepRefusal::NotFromHere => "This appointment has changed in the meantime. Check its current status.",
        StepRefusal::TooEarly => "It's too early for this. Try again when the appointment begins.",
        StepRefusal::Over => "The requested time has already started, so you can only decline the request.",
    }
}

/// Why something about the waiting list cannot be done.
#[must_use]
pub fn waitlist_refusal(refusal: WaitlistRefusal) -> &'static str {
    match refusal {
        WaitlistRefusal::TooMany => "You've reached the limit for waiting lists. Leave one of them first.",
        WaitlistRefusal::OfferExpired => {
            "This offer has ended, and the time goes to someone else. You're still on the list."
        }
        WaitlistRefusal::OfferAnswered => "This offer has already been answered.",
        WaitlistRefusal::NotWaiting => "You're no longer on this waiting list.",
        WaitlistRefusal::NothingToMove => {
            "This appointment has started, is over or was cancelled, so it can't be made earlier."
        }
    }
}

/// Why something cannot be done with a referral.
#[must_use]
pub fn referral_refusal(refusal: ReferralRefusal) -> &'static str {
    match refusal {
        ReferralRefusal::Changed => "This referral has changed in the meantime. Check its current status.",
        ReferralRefusal::Used => "A visit has been booked with this referral, so it can no longer be withdrawn.",
        ReferralRefusal::NotAReferrer => "At this clinic, only general practitioners write referrals.",
    }
}

/// Why somebody may not rate this one.
#[must_use]
pub fn rating_refusal(refusal: RatingRefusal) -> &'static str {
    match refusal {
        RatingRefusal::Own => "You can't rate yourself, or a centre where you work.",
        RatingRefusal::NotBooked => "You can rate this once you have booked an appointment.",
        RatingRefusal::NotSeen => "You can rate this after a completed visit.",
    }
}

/// What has become of an application in the meantime.
#[must_use]
pub fn application_settled(status: ApplicationStatus) -> &'static str {
    match status {
        ApplicationStatus::Received | ApplicationStatus::Asked => {
            "This application is still open. Check its history for the latest."
        }
        ApplicationStatus::Approved => "This application has already been approved.",
        ApplicationStatus::Refused => "This application has already been declined.",
        ApplicationStatus::Withdrawn => "The applicant has withdrawn this application.",
    }
}

/// Where an application stands.
#[must_use]
pub fn application_status(status: ApplicationStatus) -> &'static str {
    match status {
        ApplicationStatus::Received => "Received",
        ApplicationStatus::Asked => "More information needed",
        ApplicationStatus::Approved => "Approved",
        ApplicationStatus::Refused => "Declined",
        ApplicationStatus::Withdrawn => "Withdrawn",
    }
}

/// Any other answer, as one sentence.
#[must_use]
pub fn app_error(error: &AppError) -> String {
    match error {
        AppError::NotSignedIn => "Sign in to do this.".into(),
        AppError::Forbidden => "Your account isn't allowed to do this.".into(),
        AppError::NotFound => "We can't find this. It may have been removed.".into(),
        AppError::SignInRefused => "The email address or password isn't right. Check both and try again.".into(),
        AppError::CodeNeeded => {
            "This account is protected by two-step sign-in. Go to the sign-in page, where you can enter your code.".into()
        }
        AppError::AccountInactive => "Your account isn't active. Please contact the clinic.".into(),
        AppError::AccountWaiting => {
            "Your account is waiting for the clinic. Someone checks each new account before it can be used, so please try again later. If it takes more than a few days, contact the clinic.".into()
        }
        AppError::AccountUnverified => {
            "Your account isn't active yet. Follow the link in the email we sent you. If it hasn't arrived, register again with the same address, and we'll send you another one.".into()
        }
        AppError::AccountClosed => {
            "You closed this account. Everything in it has been kept: contact the clinic if you'd like it opened again.".into()
        }
        AppError::AccountMerged => {
            "This account is now part of another one of the same person, which holds everything. Sign in with that one; if you don't know which it is, contact the clinic.".into()
        }
        AppError::MergeClash => {
            "These files can't be merged yet: both have an appointment at the same time, or one is being offered a time on the waiting list. Settle that first.".into()
        }
        AppError::Application(status) => application_settled(*status).into(),
        AppError::NotConfirmed => {
            "The clinic still has to confirm your account before you can choose a password. Please come back later.".into()
        }
        AppError::RegistrationClosed => "You can't create an account here yourself. Please contact the clinic.".into(),
        AppError::TooManyAdministrators => {
            "The clinic already has as many active administrators as its settings allow. Deactivate one first, or change the limit in the settings.".into()
        }
        AppError::TooManyAttempts(seconds) => format!("Too many attempts. Wait {}, then try again.", wait(*seconds)),
        AppError::Busy(seconds) => format!("We're very busy right now. Wait {}, then try again.", wait(*seconds)),
        AppError::Invalid(_) => "Check the fields below.".into(),
        AppError::Booking { refusal, .. } => booking_refusal(*refusal).into(),
        AppError::Series(conflicts) => match conflicts.len() {
            1 => "One of these times can't be booked, so nothing was booked.".into(),
            n => format!("{n} of these times can't be booked, so nothing was booked."),
        },
        AppError::Cancel(refusal) => cancel_refusal(*refusal),
        AppError::Move(refusal) => move_refusal(*refusal),
        AppError::FormUsed => "This form has already booked another time. Check your appointments, or choose the time again to book it as well.".into(),
        AppError::Step(refusal) => step_refusal(*refusal).into(),
        AppError::Waitlist(refusal) => waitlist_refusal(*refusal).into(),
        AppError::TooManyEmergencies => {
            "You've opened five records in an emergency within a day, which is the limit. Ask a colleague to open this one, or phone the clinic's administrators.".into()
        }
        AppError::Referral(refusal) => referral_refusal(*refusal).into(),
        AppError::Rating(refusal) => rating_refusal(*refusal).into(),
        AppError::PrescriptionWarned => {
            "There are warnings about this prescription. Read them above its form; to sign it anyway, tick the box there.".into()
        }
        AppError::ThreadClosed => {
            "This wasn't sent: you can only write while you have an upcoming or recent visit together, or ongoing care.".into()
        }
        AppError::Overtaken => "This has been stopped, resolved or withdrawn in the meantime. Check its current status.".into(),
        AppError::SignedInAsAnother => signed_in_as(None) + ". Nothing was saved.",
        AppError::Unconfirmed => "We couldn't confirm that this was saved. Check before you send it again.".into(),
        AppError::Offline => "You're offline, so this wasn't sent. Try again when you're back online.".into(),
        AppError::NotUnderstood => {
            "We couldn't confirm that this was saved: Consulta has been updated since this page was opened. Check before you send it again.".into()
        }
        AppError::BadRequest => "We couldn't understand this request. Go back and try again.".into(),
        AppError::Unavailable => {
            "Consulta is busy or can't save anything right now. Wait a moment, then check whether your change was \
            made before you try again."
                .into()
        }
        AppError::Internal => "Something went wrong on our side. Check whether this was saved before you try again.".into(),
    }
}

/// Whose page it is no longer; with the name of who is signed in, where it is known.
#[must_use]
pub fn signed_in_as(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("You're now signed in as {name}"),
        None => "You're now signed in to another account".to_owned(),
    }
}

/// What an account may act as.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Patient => "Patient",
        Role::Practitioner => "Practitioner",
        Role::Receptionist => "Receptionist",
        Role::Manager => "Manager",
        Role::Auditor => "Auditor",
        Role::Administrator => "Administrator",
    }
}

fn wait(seconds: u64) -> String {
    match seconds {
        0..=1 => "a second".into(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// Asks for another time than one that was closed, or is no longer among the hours: what is closed with its name, with whom, when,
/// and whose appointment it is (`your appointment`).
#[must_use]
pub fn please_move((closed, name): (&str, &str), practitioner: &str, when: &TimeView, whose: &str) -> String {
    let (date, time) = (&when.long_date, &when.time);
    let owner = whose.split(' ').next().unwrap_or_default();
    if closed.is_empty() {
        return format!(
            "{practitioner} is no longer available on {date} at {time}. Please choose another time; until you do, {whose} stays booked."
        );
    }
    let name = if name.is_empty() { String::new() } else { format!(" ({name})") };
    format!(
        "{closed} is closed on {date}{name}. Please choose another time for {owner} {time} appointment with {practitioner}."
    )
}

/// `1 practitioner`, `12 practitioners`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", super::search_query::thousands(count))
}
