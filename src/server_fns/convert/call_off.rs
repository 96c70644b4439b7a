//! From use cases' results to what `server_fns::call_off` returns.

use super::{admin::counted, appointment, earliest};
use crate::{
    domain::ids::AppointmentId,
    service::{
        appointment::{Appointment, MOST_COUNTED},
        call_off::{Became, Chosen, LeftOut, MOST, Why},
    },
    views::call_off::{CallOffView, CalledOffView},
    words::{Key, tr},
};

/// The chosen appointments by their keys.
pub fn keys(typed: &[String]) -> Vec<AppointmentId> {
    typed.iter().filter_map(|id| id.parse().ok()).collect()
}

/// The chosen appointments, each with how often it had changed when it was seen.
pub fn as_seen(typed: &[String]) -> Vec<(AppointmentId, i64)> {
    let one = |typed: &String| {
        let (id, version) = typed.split_once('-')?;
        Some((id.parse().ok()?, version.parse().ok()?))
    };
    typed.iter().filter_map(one).collect()
}

/// What would happen. `total` is how many match, where all that do were to be chosen.
pub fn preview(chosen: Vec<Chosen<'_>>, total: Option<i64>) -> CallOffView {
    let is_left = |total: &i64| usize::try_from(*total).is_ok_and(|total| total > MOST);
    let words = [Key::ClinicAppointmentCount, Key::ClinicMoreAppointments];
    let too_many = total.filter(is_left).map(|total| counted(total, MOST_COUNTED, words));
    let rows = chosen.into_iter().map(|one| {
        let times = one.times.iter().map(earliest::free_time).collect();
        CalledOffView { times, ..view(one.appointment, one.left_out.map(left_out).unwrap_or_default()) }
    });
    CallOffView { rows: rows.collect(), is_done: false, too_many }
}

/// What has happened, for the page that shows it.
pub fn became(all: Vec<Became>) -> Vec<CalledOffView> {
    let row = |Became { appointment, outcome }| match outcome {
        Ok(()) => view(appointment, String::new()),
        Err(Why::LeftOut(why)) => view(appointment, left_out(why)),
        Err(Why::Refused(error)) => CalledOffView { error: Some(error), ..view(appointment, String::new()) },
    };
    all.into_iter().map(row).collect()
}

/// What the last such action of this browser did.
pub fn done(rows: Option<Vec<CalledOffView>>) -> CallOffView {
    CallOffView { is_done: rows.is_some(), rows: rows.unwrap_or_default(), too_many: None }
}

fn view(found: Appointment, why_not: String) -> CalledOffView {
    CalledOffView {
        id: found.id,
        version: found.version(),
        when: appointment::time(&found),
        patient_name: found.patient_name,
        practitioner_name: found.practitioner_name,
        times: Vec::new(),
        why_not,
        error: None,
    }
}

fn left_out(why: LeftOut) -> String {
    let words = match why {
        LeftOut::Over => tr!(ClinicCantCancel),
        LeftOut::Own => tr!(ClinicOwnVisit),
    };
    words.to_owned()
}
