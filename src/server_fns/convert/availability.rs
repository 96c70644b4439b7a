//! Converts use cases' results to the views of `server_fns::availability`.

use jiff::Timestamp;

use super::{closure::affected, time_view::zone_label};
use crate::{
    domain::{
        calendar_view::local_date,
        directory::Practitioner,
        hours_form::{DatedForm, HoursRow, WeeklyForm},
    },
    service::{appointment::Appointment, directory::Directory},
    views::availability::{DatedView, HoursStateView, HoursView, PlaceHoursView, UndoView},
    words::calendar,
};

/// Input that was not stored: weekly hours that were refused, or else pending ones, and hours on a date that were refused.
#[derive(Default)]
pub struct Typed {
    pub refused: Option<WeeklyForm>,
    pub waiting: Option<WeeklyForm>,
    pub extra: Option<DatedForm>,
}

/// A practitioner's hours at each of their centres.
pub fn hours(directory: &Directory, person: &Practitioner, typed: Typed, now: Timestamp) -> HoursView {
    let Typed { refused, waiting, extra } = typed;
    let step = directory.services_of(person).map(|service| service.rule.step_minutes()).min().unwrap_or(30);
    let places = person.affiliations.iter().filter_map(|affiliation| {
        let centre = directory.centre(affiliation.centre)?;
        let here = |form: &&WeeklyForm| form.affiliation == affiliation.id.0;
        let refused = refused.as_ref().filter(here);
        let typed = refused.or(waiting.as_ref().filter(here));
        let saved: Vec<_> = affiliation.hours.weekly.iter().map(HoursRow::from).collect();
        Some(PlaceHoursView {
            affiliation: affiliation.id.0,
            centre: centre.name.clone(),
            zone: zone_label(&centre.zone),
            today: local_date(&centre.zone, now).to_string(),
            step,
            rows: typed.map_or_else(|| saved.clone(), WeeklyForm::rows),
            saved,
            refused: refused.is_some(),
        })
    });
    HoursView { places: places.collect(), extra }
}

/// What the page shows beside the forms; with the last changes, which can be undone.
pub fn state(
    directory: &Directory,
    person: &Practitioner,
    outside: &[Appointment],
    (week_before, undo_date): (Option<WeeklyForm>, Option<(DatedForm, bool)>),
    now: Timestamp,
) -> HoursStateView {
    let mut dated = Vec::new();
    for affiliation in &person.affiliations {
        let Some(centre) = directory.centre(affiliation.centre) else { continue };
        let today = local_date(&centre.zone, now);
        for window in affiliation.hours.dated.iter().filter(|window| window.date() >= today) {
            let form = DatedForm {
                affiliation: affiliation.id.0,
                date: window.date().to_string(),
                from: window.starts().to_string(),
                to: window.ends().to_string(),
            };
            dated.push(DatedView { centre: centre.name.clone(), long_date: calendar::long_date(window.date()), form });
        }
    }
    dated.sort_by(|a, b| (&a.form.date, &a.form.from).cmp(&(&b.form.date, &b.form.from)));
    HoursStateView {
        accepting: person.accepting,
        by_referral: person.requires_referral,
        undo: week_before.map(|form| UndoView { affiliation: form.affiliation, rows: form.rows() }),
        undo_date,
        dated,
        outside: affected(outside),
    }
}
