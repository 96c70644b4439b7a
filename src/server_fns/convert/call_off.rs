//! Converts use cases' results to the views of `server_fns::call_off`.

use super::{admin::counted, appointment, bulk::why_not, earliest};
use crate::{
    domain::ids::AppointmentId,
    service::{
        appointment::MOST_COUNTED,
        bulk::{MOST, Target, run::new_key},
        call_off::Chosen,
    },
    views::call_off::{CallOffView, CalledOffView},
    words::Key,
};

/// The chosen appointments by their keys.
pub fn keys(typed: &[String]) -> Vec<AppointmentId> {
    typed.iter().filter_map(|id| id.parse().ok()).collect()
}

/// The chosen appointments, each with the revision that was seen.
pub fn as_seen(typed: &[String]) -> Vec<Target> {
    let one = |typed: &String| {
        let (id, version) = typed.split_once('-')?;
        Some(Target::Seen(id.parse().ok()?, version.parse().ok()?))
    };
    typed.iter().filter_map(one).collect()
}

/// The preview. `total` is the number of matches, if all of them were to be chosen.
pub fn preview(chosen: Vec<Chosen<'_>>, total: Option<i64>) -> CallOffView {
    let is_left = |total: &i64| usize::try_from(*total).is_ok_and(|total| total > MOST);
    let words = [Key::ClinicAppointmentCount, Key::ClinicMoreAppointments];
    let too_many = total.filter(is_left).map(|total| counted(total, MOST_COUNTED, words));
    let rows = chosen.into_iter().map(|Chosen { appointment: found, left_out, times }| CalledOffView {
        id: found.id,
        version: found.version(),
        when: appointment::time(&found),
        patient_name: found.patient_name,
        practitioner_name: found.practitioner_name,
        times: times.iter().map(earliest::free_time).collect(),
        why_not: left_out.map(why_not).unwrap_or_default(),
    });
    CallOffView { rows: rows.collect(), key: new_key(), too_many }
}
