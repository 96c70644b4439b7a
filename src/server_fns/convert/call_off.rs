//! Converts use cases' results to the views of `server_fns::call_off`.

use super::{appointment, bulk::why_not, earliest};
use crate::{
    domain::ids::AppointmentId,
    service::{
        bulk::{Deed, Target, run::new_key},
        call_off::Chosen,
    },
    views::{
        bulk::LotView,
        call_off::{CallOffView, CalledOffView},
    },
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

/// The preview.
pub fn preview(
    (asked, chosen): (usize, Vec<Chosen<'_>>),
    lot: Option<LotView>,
    run: String,
    before: Option<Deed>,
) -> CallOffView {
    let gone = asked.saturating_sub(chosen.len());
    let reason = match before {
        Some(Deed::CallOff { reason }) => reason,
        _ => String::new(),
    };
    let rows = chosen.into_iter().map(|Chosen { appointment: found, left_out, times }| CalledOffView {
        id: found.id,
        version: found.version(),
        when: appointment::time(&found),
        patient_name: found.patient_name,
        practitioner_name: found.practitioner_name,
        times: times.iter().map(earliest::free_time).collect(),
        why_not: left_out.map(why_not).unwrap_or_default(),
    });
    CallOffView { rows: rows.collect(), key: new_key(), gone, lot, run, reason }
}
