//! News about an appointment that was moved or cancelled, or whose time was closed.

use crate::{
    views::{notice::NoticeView, time_view::TimeView},
    words::tr,
};

/// Who cancelled it, and why.
pub(super) fn cancelled(notice: &NoticeView, when: &str) -> String {
    let NoticeView { patient, practitioner, by, .. } = notice;
    let why = because(notice);
    match (notice.is_practitioner, by.as_str(), notice.of_entrusted) {
        (true, "", _) => tr!(NoticeCancelledFree, patient = patient, when = when),
        (true, by, _) if by == patient => tr!(NoticePatientCancelled, patient = patient, when = when, why = why),
        (true, by, _) => tr!(NoticeOtherCancelled, by = by, patient = patient, when = when, why = why),
        (false, "", false) => tr!(NoticeCancelledYours, practitioner = practitioner, when = when),
        (false, "", true) => tr!(NoticeCancelledTheirs, practitioner = practitioner, when = when),
        (false, by, false) if by == practitioner => {
            tr!(NoticePractitionerCancelled, practitioner = practitioner, when = when, why = why)
        }
        (false, by, true) if by == practitioner => {
            tr!(NoticePractitionerCancelledTheirs, practitioner = practitioner, when = when, why = why)
        }
        (false, by, false) => {
            tr!(NoticeSomeoneCancelled, by = by, practitioner = practitioner, when = when, why = why)
        }
        (false, by, true) => {
            tr!(NoticeSomeoneCancelledTheirs, by = by, practitioner = practitioner, when = when, why = why)
        }
    }
}

/// Who moved it, and to when.
pub(super) fn moved(notice: &NoticeView, when: &str) -> String {
    let NoticeView { patient, practitioner, by, .. } = notice;
    let why = because(notice);
    match (notice.is_practitioner, by.as_str(), notice.of_entrusted) {
        (true, "", _) => tr!(NoticeMovedPatient, patient = patient, when = when),
        (true, by, _) if by == patient => tr!(NoticePatientMoved, patient = patient, when = when, why = why),
        (true, by, _) => tr!(NoticeOtherMoved, by = by, patient = patient, when = when, why = why),
        (false, "", false) => tr!(NoticeMovedYours, practitioner = practitioner, when = when),
        (false, "", true) => tr!(NoticeMovedTheirs, practitioner = practitioner, when = when),
        (false, by, false) if by == practitioner => {
            tr!(NoticePractitionerMoved, practitioner = practitioner, when = when, why = why)
        }
        (false, by, true) if by == practitioner => {
            tr!(NoticePractitionerMovedTheirs, practitioner = practitioner, when = when, why = why)
        }
        (false, by, false) => {
            tr!(NoticeSomeoneMoved, by = by, practitioner = practitioner, when = when, why = why)
        }
        (false, by, true) => {
            tr!(NoticeSomeoneMovedTheirs, by = by, practitioner = practitioner, when = when, why = why)
        }
    }
}

/// `, saying: Away sick`, if a reason was given.
pub(super) fn because(notice: &NoticeView) -> String {
    match notice.reason.trim().trim_end_matches('.') {
        "" => String::new(),
        reason => tr!(NoticeSaying, reason = reason),
    }
}

/// Asks for another time because of a closure or changed hours: names the closure, the practitioner and the time, and says if the
/// appointment is someone else's.
#[must_use]
pub fn please_move((closed, name): (&str, &str), practitioner: &str, when: &TimeView, theirs: bool) -> String {
    let (date, time) = (&when.long_date, &when.time);
    let name = if name.is_empty() { String::new() } else { format!(" ({name})") };
    match (closed, theirs) {
        ("", false) => tr!(NoticeGoneYours, practitioner = practitioner, date = date, time = time),
        ("", true) => tr!(NoticeGoneTheirs, practitioner = practitioner, date = date, time = time),
        (closed, false) => {
            tr!(NoticeClosedYours, closed = closed, date = date, name = name, time = time, practitioner = practitioner)
        }
        (closed, true) => {
            tr!(NoticeClosedTheirs, closed = closed, date = date, name = name, time = time, practitioner = practitioner)
        }
    }
}
