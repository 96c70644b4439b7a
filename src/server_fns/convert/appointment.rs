//! Converts use cases' results to the views of `server_fns::appointment`.

use super::{booking::price, earliest::free_time, rating::rateable};
use crate::{
    domain::{
        address::{self, local_path},
        appointment::{Party, Status, Step},
        healthcare_service::VisitMode,
        ids::AppointmentId,
    },
    service::{
        appointment::{Appointment, Given, Opened, Seen},
        earliest::FreeTime,
    },
    views::{
        appointment::{AppointmentView, GivenView, GroupView},
        time_view::TimeView,
    },
    words::tr,
};

/// An appointment as its reader sees it.
pub fn appointment(seen: Seen) -> AppointmentView {
    let Seen { appointment: found, party, fee, asked, desk_phone, .. } = seen;
    let when = time(&found);
    AppointmentView {
        id: found.id,
        practitioner: found.practitioner,
        practitioner_name: found.practitioner_name,
        profession: seen.title,
        patient: found.patient,
        patient_name: found.patient_name,
        centre: found.centre,
        centre_name: found.centre_name,
        centre_place: found.centre_address,
        centre_phone: found.centre_phone,
        fee: fee.map(|(cents, currency)| price(cents, &currency)),
        when,
        minutes: (found.slot.ends_at.as_second() - found.slot.starts_at.as_second()) / 60,
        service: found.service,
        service_name: seen.service_name,
        is_online: found.mode == Some(VisitMode::Online),
        room: found.room_name,
        instructions: found.instructions,
        group: found.session.map(|id| GroupView { id, places: seen.places, taken: 0 }),
        in_series: found.series.is_some(),
        status: found.status,
        declined: found.declined,
        wording: seen.wording,
        reason: found.reason,
        as_patient: party == Party::Patient,
        by_proxy: seen.by_proxy,
        may_cancel: seen.may_cancel,
        must_say_why: seen.must_say_why,
        limit_minutes: seen.limit_minutes,
        has_lapsed: false,
        series: Vec::new(),
        may_consult: seen.may_consult,
        may_refer: seen.may_refer,
        asked: asked.map(|cause| (cause.closed, cause.name)),
        is_ahead: seen.is_ahead,
        may_read: false,
        referral: None,
        steps: seen.steps,
        outside_hours: seen.outside_hours,
        given: Vec::new(),
        comes: false,
        may_message: false,
        at_desk: desk_phone.is_some(),
        patient_phone: desk_phone.unwrap_or_default(),
        to_rate: Vec::new(),
        instead: Vec::new(),
    }
}

/// Like `appointment`, for several, in order.
pub fn appointments(seen: Vec<Seen>) -> Vec<AppointmentView> {
    seen.into_iter().map(appointment).collect()
}

/// An appointment on its own page.
pub fn opened(found: Opened) -> AppointmentView {
    let view = appointment(found.seen);
    AppointmentView {
        has_lapsed: found.has_lapsed,
        comes: found.comes,
        group: view.group.map(|group| GroupView { taken: found.taken, ..group }),
        series: series(found.series),
        given: found.given.into_iter().map(|one| given(one, view.declined)).collect(),
        may_read: found.may_read,
        referral: found.referral,
        may_message: found.may_message,
        to_rate: found.to_rate.into_iter().map(rateable).collect(),
        ..view
    }
}

/// The time of an appointment, where it takes place.
pub fn time(found: &Appointment) -> TimeView {
    TimeView::new(&found.zone, &found.slot)
}

/// The same with free slots that can be booked instead.
pub fn with_times(view: AppointmentView, times: &[FreeTime<'_>]) -> AppointmentView {
    AppointmentView { instead: times.iter().map(free_time).collect(), ..view }
}

/// The appointments of a series, each with its key.
fn series(found: Vec<Appointment>) -> Vec<(AppointmentId, TimeView)> {
    found.iter().map(|one| (one.id, time(one))).collect()
}

/// The reason given for a change to an appointment.
fn given(Given { from, to, by, reason }: Given, declined: bool) -> GivenView {
    let what = match (from, to) {
        (None, _) => tr!(RecordWhyOverridden),
        (Some(Status::Pending), Status::Cancelled) if declined => tr!(RecordWhyDeclined),
        (_, Status::Cancelled) => tr!(RecordWhyCancelled),
        (_, Status::EnteredInError) => tr!(StatusEnteredInError),
        _ => tr!(RecordWhyChanged),
    };
    GivenView { what: what.to_owned(), by: by.unwrap_or_default(), reason }
}

/// Where to go after a step: back to where the reader was, else to the appointment.
pub fn after(id: AppointmentId, step: Step, next: &str) -> String {
    let done = match step {
        Step::Approve => "approved",
        Step::Decline => "declined",
        Step::CheckIn => "checked_in",
        Step::Complete => "completed",
        Step::MarkNoshow => "missed",
        Step::Reinstate => "reinstated",
    };
    let here = address::appointment(id);
    let next = local_path(next).unwrap_or(&here);
    let joint = if next.contains('?') { '&' } else { '?' };
    format!("{next}{joint}{done}=1")
}
