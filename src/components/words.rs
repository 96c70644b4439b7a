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
    words::{counted, tr},
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
        BookingRefusal::Taken => tr!(RefusedTaken),
        BookingRefusal::Past => tr!(RefusedPast),
        BookingRefusal::TooSoon => tr!(RefusedTooSoon),
        BookingRefusal::Closed => tr!(RefusedClosed),
        BookingRefusal::NoRoom => tr!(RefusedNoRoom),
        BookingRefusal::CapReached => tr!(RefusedCap),
        BookingRefusal::TooFarAhead => tr!(RefusedTooFar),
        BookingRefusal::OutsideHours => {
            tr!(RefusedOutsideHours)
        }
        BookingRefusal::OffGrid => tr!(RefusedOffGrid),
        BookingRefusal::PatientBusy => tr!(RefusedPatientBusy),
        BookingRefusal::DayFull => {
            tr!(RefusedDayFull)
        }
        BookingRefusal::Oneself => tr!(RefusedOneself),
        BookingRefusal::NeedsReferral => {
            tr!(RefusedReferral)
        }
        BookingRefusal::NotAccepting => tr!(RefusedNotAccepting),
    }
}

/// Why one time of a series cannot be had: there is no choosing another one in its place.
#[must_use]
pub fn series_refusal(refusal: BookingRefusal) -> &'static str {
    match refusal {
        BookingRefusal::Taken | BookingRefusal::OffGrid => tr!(OutTaken),
        BookingRefusal::Past => tr!(OutPast),
        BookingRefusal::TooSoon => tr!(OutTooSoon),
        BookingRefusal::TooFarAhead => tr!(OutTooFar),
        BookingRefusal::Closed => tr!(OutClosed),
        BookingRefusal::OutsideHours => tr!(OutHours),
        BookingRefusal::PatientBusy => tr!(OutBusy),
        BookingRefusal::NoRoom => tr!(OutNoRoom),
        BookingRefusal::CapReached => tr!(OutCap),
        BookingRefusal::DayFull => tr!(OutDayFull),
        BookingRefusal::Oneself => tr!(OutOneself),
        BookingRefusal::NeedsReferral => tr!(OutReferral),
        BookingRefusal::NotAccepting => tr!(OutNotAccepting),
    }
}

/// Why an appointment cannot be cancelled.
#[must_use]
pub fn cancel_refusal(refusal: CancelRefusal) -> String {
    match refusal {
        CancelRefusal::AlreadyCancelled => tr!(CancelAlready).into(),
        CancelRefusal::Started => tr!(CancelStarted).into(),
        CancelRefusal::TooLate(limit) => {
            tr!(CancelTooLate, lead = lead(limit))
        }
    }
}

/// Why an appointment cannot be moved.
#[must_use]
pub fn move_refusal(refusal: CancelRefusal) -> String {
    match refusal {
        CancelRefusal::AlreadyCancelled => tr!(MoveCancelled).into(),
        CancelRefusal::Started => tr!(MoveStarted).into(),
        CancelRefusal::TooLate(limit) => {
            tr!(MoveTooLate, lead = lead(limit))
        }
    }
}

/// How long before something: `30 minutes`, `a day`, `2 hours`.
#[must_use]
pub fn lead(minutes: u32) -> String {
    let many = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    match minutes {
        n if n > 0 && n % 1_440 == 0 => counted!(LeadDays, many(n / 1_440)),
        n if n > 0 && n % 60 == 0 => counted!(LeadHours, many(n / 60)),
        n => counted!(LeadMinutes, many(n)),
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
        AppError::NotSignedIn => tr!(ErrorNotSignedIn).into(),
        AppError::Forbidden => tr!(ErrorForbidden).into(),
        AppError::NotFound => tr!(ErrorNotFound).into(),
        AppError::SignInRefused => tr!(ErrorSignIn).into(),
        AppError::CodeNeeded => {
            tr!(ErrorCodeNeeded).into()
        }
        AppError::AccountInactive => tr!(ErrorInactive).into(),
        AppError::AccountWaiting => {
            tr!(ErrorWaiting).into()
        }
        AppError::AccountUnverified => {
            tr!(ErrorUnverified).into()
        }
        AppError::AccountClosed => {
            tr!(ErrorClosed).into()
        }
        AppError::AccountMerged => {
            "This account has been merged into your other one, which now has everything. Sign in with that one. If you don't know which it is, contact the clinic.".into()
        }
        AppError::MergeClash => {
            "These files can't be merged yet: both have an appointment at the same time, or one is being offered a time on the waiting list. Settle that first.".into()
        }
        AppError::Application(status) => application_settled(*status).into(),
        AppError::NotConfirmed => {
            tr!(ErrorNotConfirmed).into()
        }
        AppError::RegistrationClosed => tr!(ErrorRegistrationClosed).into(),
        AppError::TooManyAdministrators => {
            "The clinic already has as many active administrators as its settings allow. Deactivate one first, or change the limit in the settings.".into()
        }
        AppError::TooManyAttempts(seconds) => tr!(ErrorTooMany, wait = wait(*seconds)),
        AppError::Busy(seconds) => tr!(ErrorBusy, wait = wait(*seconds)),
        AppError::Invalid(_) => tr!(ErrorFields).into(),
        AppError::Booking { refusal, .. } => booking_refusal(*refusal).into(),
        AppError::Series(conflicts) => counted!(ErrorSeries, conflicts.len()),
        AppError::Cancel(refusal) => cancel_refusal(*refusal),
        AppError::Move(refusal) => move_refusal(*refusal),
        AppError::FormUsed => tr!(ErrorFormUsed).into(),
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
        AppError::Overtaken => tr!(ErrorOvertaken).into(),
        AppError::SignedInAsAnother => tr!(WhoUnsaved, who = signed_in_as(None)),
        AppError::Unconfirmed => tr!(ErrorUnconfirmed).into(),
        AppError::Offline => tr!(ErrorOffline).into(),
        AppError::NotUnderstood => {
            tr!(ErrorUpdated).into()
        }
        AppError::BadRequest => tr!(ErrorBadRequest).into(),
        AppError::Unavailable => {
            tr!(ErrorUnavailable)
                .into()
        }
        AppError::Internal => tr!(ErrorInternal).into(),
    }
}

/// Whose page it is no longer; with the name of who is signed in, where it is known.
#[must_use]
pub fn signed_in_as(name: Option<&str>) -> String {
    match name {
        Some(name) => tr!(NowSignedInAs, name = name),
        None => tr!(NowAnotherAccount).to_owned(),
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
    let many = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    match seconds {
        0..=90 => counted!(WaitSeconds, many(seconds.max(1))),
        _ => counted!(WaitMinutes, many(seconds.div_ceil(60))),
    }
}
