//! The entries of a record, grouped by visit: date, place and author are shown once per group.

use leptos::prelude::*;

use crate::{
    components::{action_form::ActionForm, icon::Icon, record_entry::RecordEntry, submit::Submit},
    server_fns::record::HideEntry,
    views::record::EntryView,
    words::tr,
};

/// Entries shown together: all of one visit, by one author; or a single one without a visit.
type Visit = Vec<EntryView>;

/// Groups adjacent entries by the same author in the same visit.
fn visits(entries: Vec<EntryView>) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    for entry in entries {
        let same = |first: &EntryView| {
            first.appointment.is_some() && first.appointment == entry.appointment && first.author == entry.author
        };
        match visits.last_mut() {
            Some(visit) if visit.first().is_some_and(same) => visit.push(entry),
            _ => visits.push(vec![entry]),
        }
    }
    visits
}

/// The entries, latest visit first.
#[component]
pub fn Visits(
    /// The lines, the latest first.
    entries: Vec<EntryView>,
    /// Whether it is the reader's own record, in which they may hide lines.
    is_own: bool,
    /// What hides one.
    hide: ServerAction<HideEntry>,
) -> impl IntoView {
    let visits = visits(entries).into_iter().map(|visit| shown(visit, is_own, hide)).collect::<Vec<_>>();
    view! { <ol class="record-list" role="list">{visits}</ol> }.into_any()
}

fn shown(visit: Visit, is_own: bool, hide: ServerAction<HideEntry>) -> AnyView {
    let Some(first) = visit.first() else { return ().into_any() };
    let who = match first.profession.as_str() {
        "" => first.author.clone(),
        profession => format!("{}, {profession}", first.author),
    };
    let place = (!first.centre.is_empty()).then(|| {
        view! { <p class="meta"><Icon name="map-pin"/><span>{first.centre.clone()}</span></p> }
    });
    let (iso, date) = (first.when.iso.clone(), first.when.long_date.clone());
    let lines = visit
        .into_iter()
        .map(|entry| {
            let hiding = is_own.then(
                || view! { <Hiding id=entry.id.to_string() title=entry.title.clone() hidden=entry.hidden hide/> },
            );
            view! { <li><RecordEntry entry in_visit=true>{hiding}</RecordEntry></li> }
        })
        .collect::<Vec<_>>();
    view! {
        <li class="record-visit">
            <h2 class="record-date"><time datetime=iso>{date}</time></h2>
            <div class="cluster record-by">
                <p class="meta"><Icon name="user"/><span>{who}</span></p>
                {place}
            </div>
            <ol class="record-lines" role="list">{lines}</ol>
        </li>
    }
    .into_any()
}

/// Hides a line from others, or shows it again.
#[component]
pub(super) fn Hiding(
    /// The key of the line.
    id: String,
    /// What screen readers call the line.
    title: String,
    /// Whether it is hidden.
    hidden: bool,
    /// What changes that.
    hide: ServerAction<HideEntry>,
) -> impl IntoView {
    let (label, hidden) = if hidden { (tr!(RecordShowOthers), "false") } else { (tr!(RecordHideOthers), "true") };
    view! {
        <ActionForm action=hide>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="hidden" value=hidden/>
            <Submit label context=format!(": {title}") busy=hide.pending() class="btn btn-quiet btn-sm"/>
        </ActionForm>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            ids::{AppointmentId, EntryId},
            record::EntryKind,
        },
        views::time_view::TimeView,
    };

    fn entry(id: i64, appointment: Option<i64>, author: &str) -> EntryView {
        let nothing = String::new;
        let when = TimeView {
            iso: nothing(),
            start: 0,
            day: nothing(),
            minute: 0,
            long_date: nothing(),
            weekday: nothing(),
            short_date: nothing(),
            time: nothing(),
            span: nothing(),
            zone: nothing(),
        };
        EntryView {
            id: EntryId(id),
            kind: EntryKind::Note,
            title: nothing(),
            when,
            author: author.into(),
            profession: nothing(),
            centre: nothing(),
            appointment: appointment.map(AppointmentId),
            paragraphs: Vec::new(),
            remarks: Vec::new(),
            href: None,
            hidden: false,
            retracted: None,
        }
    }

    #[test]
    fn lines_of_one_visit_by_one_author_stand_together_and_others_alone() {
        let entries = vec![
            entry(7, Some(2), "Ann"),
            entry(6, Some(2), "Ann"),
            entry(5, Some(2), "Pat"),
            entry(4, None, "Ann"),
            entry(3, None, "Ann"),
            entry(2, Some(1), "Ann"),
            entry(1, Some(1), "Ann"),
        ];

        let found: Vec<Vec<i64>> =
            visits(entries).into_iter().map(|visit| visit.iter().map(|one| one.id.0).collect()).collect();

        assert_eq!(found, [vec![7, 6], vec![5], vec![4], vec![3], vec![2, 1]]);
    }
}
