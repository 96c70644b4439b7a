//! The texts for every code: what happened, to what, and what to do next.

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

/// A duration: `45 min`, `2 h`, `2 h 15 min`.
#[must_use]
pub fn minutes(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => tr!(Minutes, n = rest),
        (hours, 0) => tr!(LengthHours, hours = hours),
        (hours, rest) => tr!(LengthHoursMinutes, hours = hours, minutes = rest),
    }
}

/// The name of a document category.
#[must_use]
pub fn category(category: Category) -> &'static str {
    match category {
        Category::Report => tr!(RecordReport),
        Category::Result => tr!(RecordResult),
        Category::Image => tr!(RecordImage),
        Category::Letter => tr!(RecordLetter),
        Category::Other => tr!(RecordOther),
    }
}

/// Why a time cannot be booked; with the number that the rule sets, if known.
#[must_use]
pub fn booking_refusal(refusal: BookingRefusal, limit: Option<u32>) -> String {
    let many = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    match (refusal, limit) {
        (BookingRefusal::TooSoon, Some(minutes)) => tr!(RefusedTooSoonLead, lead = lead(minutes)),
        (BookingRefusal::TooFarAhead, Some(days)) => counted!(RefusedTooFarDays, many(days)),
        (BookingRefusal::CapReached, Some(cap)) => counted!(RefusedCapOf, many(cap)),
        (BookingRefusal::DayFull, Some(cap)) => counted!(RefusedDayFullOf, many(cap)),
        _ => plain_refusal(refusal).to_owned(),
    }
}

fn plain_refusal(refusal: BookingRefusal) -> &'static str {
    match refusal {
        BookingRefusal::Taken => tr!(RefusedTaken),
        BookingRefusal::Past => tr!(RefusedPast),
        BookingRefusal::TooSoon => tr!(RefusedTooSoon),
        BookingRefusal::Closed => tr!(RefusedClosed),
        BookingRefusal::NoRoom => tr!(RefusedNoRoom),
        BookingRefusal::CapReached => tr!(RefusedCap),
        BookingRefusal::TooFarAhead => tr!(RefusedTooFar),
        BookingRefusal::OutsideHours => tr!(RefusedOutsideHours),
        BookingRefusal::OffGrid => tr!(RefusedOffGrid),
        BookingRefusal::PatientBusy => tr!(RefusedPatientBusy),
        BookingRefusal::DayFull => tr!(RefusedDayFull),
        BookingRefusal::Oneself => tr!(RefusedOneself),
        BookingRefusal::NeedsReferral => tr!(RefusedReferral),
        BookingRefusal::NotAccepting => tr!(RefusedNotAccepting),
    }
}

/// Why one date of a series is unavailable: no other can be chosen in its place.
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

/// A time ahead: `30 minutes`, `a day`, `2 hours`.
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
        StepRefusal::NotFromHere => tr!(ErrStepChanged),
        StepRefusal::TooEarly => tr!(ErrStepEarly),
        StepRefusal::Over => tr!(ErrStepOver),
        StepRefusal::TooLate => tr!(ErrStepLate),
    }
}

/// Why something about the waiting list cannot be done.
#[must_use]
pub fn waitlist_refusal(refusal: WaitlistRefusal) -> &'static str {
    match refusal {
        WaitlistRefusal::TooMany => tr!(WaitTooMany),
        WaitlistRefusal::OfferExpired => tr!(WaitOfferExpired),
        WaitlistRefusal::OfferAnswered => tr!(WaitOfferAnswered),
        WaitlistRefusal::NotWaiting => tr!(WaitNotWaiting),
        WaitlistRefusal::NothingToMove => tr!(WaitNothingToMove),
    }
}

/// Why something cannot be done with a referral.
#[must_use]
pub fn referral_refusal(refusal: ReferralRefusal) -> &'static str {
    match refusal {
        ReferralRefusal::Changed => tr!(ErrReferralChanged),
        ReferralRefusal::Used => tr!(ErrReferralUsed),
        ReferralRefusal::NotAReferrer => tr!(ErrReferralGp),
    }
}

/// Why someone may not rate this subject.
#[must_use]
pub fn rating_refusal(refusal: RatingRefusal) -> &'static str {
    match refusal {
        RatingRefusal::Own => tr!(ErrRatingOwn),
        RatingRefusal::NotBooked => tr!(ErrRatingNotBooked),
        RatingRefusal::NotSeen => tr!(ErrRatingNotSeen),
    }
}

/// The state that an application has reached in the meantime.
#[must_use]
pub fn application_settled(status: ApplicationStatus) -> &'static str {
    match status {
        ApplicationStatus::Received | ApplicationStatus::Asked => tr!(ErrApplicationOpen),
        ApplicationStatus::Approved => tr!(ErrApplicationApproved),
        ApplicationStatus::Refused => tr!(ErrApplicationRefused),
        ApplicationStatus::Withdrawn => tr!(ErrApplicationWithdrawn),
    }
}

/// The state of an application.
#[must_use]
pub fn application_status(status: ApplicationStatus) -> &'static str {
    match status {
        ApplicationStatus::Received => tr!(ApplicationIsReceived),
        ApplicationStatus::Asked => tr!(ApplicationIsAsked),
        ApplicationStatus::Approved => tr!(ApplicationIsApproved),
        ApplicationStatus::Refused => tr!(ApplicationIsRefused),
        ApplicationStatus::Withdrawn => tr!(ApplicationIsWithdrawn),
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
        AppError::CodeNeeded => tr!(ErrorCodeNeeded).into(),
        AppError::AccountInactive => tr!(ErrorInactive).into(),
        AppError::AccountClosed => tr!(ErrorClosed).into(),
        AppError::AccountMerged => tr!(ErrMerged).into(),
        AppError::NoSignInName(_) => tr!(ErrNoSignInName).into(),
        AppError::MergeClash => tr!(ErrMergeClash).into(),
        AppError::Application(status) => application_settled(*status).into(),
        AppError::NotConfirmed => tr!(ErrorNotConfirmed).into(),
        AppError::RegistrationClosed => tr!(ErrorRegistrationClosed).into(),
        AppError::TooManyAdministrators => tr!(ErrAdministratorsMost).into(),
        AppError::TooManyAttempts(seconds) => tr!(ErrorTooMany, wait = wait(*seconds)),
        AppError::Busy(seconds) => tr!(ErrorBusy, wait = wait(*seconds)),
        AppError::Invalid(_) => tr!(ErrorFields).into(),
        AppError::Booking { refusal, limit, .. } => booking_refusal(*refusal, *limit),
        AppError::Series(conflicts) => counted!(ErrorSeries, conflicts.len()),
        AppError::Cancel(refusal) => cancel_refusal(*refusal),
        AppError::Move(refusal) => move_refusal(*refusal),
        AppError::FormUsed => tr!(ErrorFormUsed).into(),
        AppError::Step(refusal) => step_refusal(*refusal).into(),
        AppError::Waitlist(refusal) => waitlist_refusal(*refusal).into(),
        AppError::TooManyEmergencies => tr!(ErrEmergenciesMost).into(),
        AppError::Referral(refusal) => referral_refusal(*refusal).into(),
        AppError::Rating(refusal) => rating_refusal(*refusal).into(),
        AppError::PrescriptionWarned => tr!(ErrPrescriptionWarned).into(),
        AppError::ThreadClosed => tr!(ErrThreadClosed).into(),
        AppError::Overtaken => tr!(ErrorOvertaken).into(),
        AppError::ChangedSince => tr!(ErrorChangedSince).into(),
        AppError::SignedInAsAnother => tr!(WhoUnsaved, who = signed_in_as(None)),
        AppError::SearchOver => tr!(ErrorSearchOver).into(),
        AppError::Unconfirmed => tr!(ErrorUnconfirmed).into(),
        AppError::Offline => tr!(ErrorOffline).into(),
        AppError::NotUnderstood => tr!(ErrorUpdated).into(),
        AppError::TooLarge => tr!(ErrorTooLarge).into(),
        AppError::BadRequest => tr!(ErrorBadRequest).into(),
        AppError::Unavailable => tr!(ErrorUnavailable).into(),
        AppError::Internal => tr!(ErrorInternal).into(),
    }
}

/// Says that the page belongs to someone else, naming who is signed in, if known.
#[must_use]
pub fn signed_in_as(name: Option<&str>) -> String {
    match name {
        Some(name) => tr!(NowSignedInAs, name = name),
        None => tr!(NowAnotherAccount).to_owned(),
    }
}

/// The name of a role.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Patient => tr!(Patient),
        Role::Practitioner => tr!(RoleOfPractitioner),
        Role::Receptionist => tr!(RoleOfReceptionist),
        Role::Manager => tr!(RoleOfManager),
        Role::Auditor => tr!(RoleOfAuditor),
        Role::Administrator => tr!(RoleOfAdministrator),
    }
}

fn wait(seconds: u64) -> String {
    let many = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    match seconds {
        0..=90 => counted!(WaitSeconds, many(seconds.max(1))),
        _ => counted!(WaitMinutes, many(seconds.div_ceil(60))),
    }
}
