//! An entry of a patient's record, and the patient's statements about their health.

use leptos::prelude::*;

use super::{icon::Icon, linked_text::LinkedText, time::DateTime};
use crate::{
    domain::{record::EntryKind, statement::StatementKind},
    views::{
        record::{EntryView, StatementView},
        record_words,
    },
    words::{listed, tr},
};

/// The icon of a kind of entry.
#[must_use]
pub fn kind_icon(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Note => "file-text",
        EntryKind::Diagnosis => "stethoscope",
        EntryKind::Observation => "activity",
        EntryKind::Prescription => "pill",
        EntryKind::Referral => "send",
        EntryKind::Document => "image",
    }
}

/// An entry, with its reader's options below.
#[component]
pub fn RecordEntry(
    /// The line.
    entry: EntryView,
    /// Whether it is shown below the visit in which it was written, which gives time, place and author.
    #[prop(default = false)]
    in_visit: bool,
    /// The reader's options.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let icon = kind_icon(entry.kind);
    let who = match entry.profession.as_str() {
        "" => entry.author.clone(),
        profession => format!("{}, {profession}", entry.author),
    };
    let place = (!entry.centre.is_empty()).then(|| view! { <span>{entry.centre.clone()}</span> });
    let title = match &entry.href {
        Some(href) => view! { <a href=href.clone()>{entry.title.clone()}</a> }.into_any(),
        None => entry.title.clone().into_any(),
    };
    let remarks =
        entry.remarks.iter().map(|remark| view! { <span class="badge">{remark.clone()}</span> }).collect_view();
    let hidden = entry.hidden.then(|| view! { <span class="badge badge-warn">{tr!(RecordHiddenFromOthers)}</span> });
    let retracted = entry.retracted.clone().map(|why| {
        view! { <p class="note note-warn record-retracted"><Icon name="info"/><span>{tr!(RecordEnteredInError, why = why)}</span></p> }
    });
    let paragraphs =
        entry.paragraphs.iter().map(|text| view! { <p><LinkedText text=text.clone()/></p> }).collect_view();
    let when = if in_visit {
        view! { <time datetime=entry.when.iso.clone()>{entry.when.time.clone()}</time> }.into_any()
    } else {
        view! { <DateTime when=entry.when.clone()/> }.into_any()
    };
    let by = (!in_visit).then(|| view! { <p class="meta"><Icon name="user"/><span>{who}</span>{place}</p> });
    let is_retracted = entry.retracted.is_some();
    view! {
        <article class="record-entry" class:is-retracted=is_retracted id=format!("entry-{}", entry.id)>
            <Icon name=icon/>
            <div class="record-entry-body">
                <p class="meta"><span>{record_words::entry_kind(entry.kind)}</span>{when}</p>
                <h3>{title}</h3>
                {retracted}
                <div class="record-text">{paragraphs}</div>
                <p class="cluster record-marks">{remarks}{hidden}</p>
                {by}
                {children.map(|children| view! { <div class="cluster">{children()}</div> })}
            </div>
        </article>
    }
    .into_any()
}

/// The patient's statements, by kind; nothing if there are none.
#[component]
pub fn Statements(
    /// All of it.
    statements: Vec<StatementView>,
) -> impl IntoView {
    let groups = StatementKind::ALL
        .into_iter()
        .map(|kind| {
            let here: Vec<StatementView> = statements.iter().filter(|one| one.kind == kind).cloned().collect();
            let list = if here.is_empty() {
                view! { <p class="muted">{nothing(kind)}</p> }.into_any()
            } else {
                let items = here.into_iter().map(|one| view! { <li><Statement statement=one/></li> }).collect_view();
                view! { <ul class="statement-list" role="list">{items}</ul> }.into_any()
            };
            view! {
                <section class="statement-group" class:is-allergies=kind == StatementKind::Allergy>
                    <h3>{record_words::statement_kinds(kind)}</h3>
                    {list}
                </section>
            }
        })
        .collect_view();
    view! { <div class="statements">{groups}</div> }.into_any()
}

fn nothing(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Allergy => tr!(RecordNoAllergies),
        StatementKind::Condition => tr!(RecordNoConditions),
        StatementKind::Medication => tr!(RecordNoMedications),
        StatementKind::History => tr!(RecordNothingRecorded),
    }
}

/// One of them.
#[component]
pub fn Statement(
    /// What is said.
    statement: StatementView,
) -> impl IntoView {
    let severity = statement.severity.map(|severity| {
        view! { <span class=record_words::severity_badge(severity)>{record_words::severity(severity)}</span> }
    });
    let since = (!statement.since.is_empty()).then(|| tr!(RecordSince, since = statement.since));
    let more: Vec<String> = [statement.detail].into_iter().chain(since).filter(|text| !text.is_empty()).collect();
    view! {
        <strong>{statement.name}</strong>
        " "
        {severity}
        {(!more.is_empty()).then(|| view! { <p class="muted small">{listed(&more)}</p> })}
    }
    .into_any()
}
