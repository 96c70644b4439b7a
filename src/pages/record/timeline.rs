//! The record: clinicians' entries, latest first, beside the patient's own statements. Both the patient's own view and that of
//! others.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    closed::Closed,
    printed::PrintedHead,
    visits::{Hiding, Visits},
};
use crate::{
    components::{
        address::id_in_address,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        print_button::PrintButton,
        record_entry::Statements,
    },
    domain::{address, policy::Basis, record::EntryKind},
    error::AppError,
    server_fns::record::{HideEntry, record},
    views::{
        record::{ImportedView, RecordView},
        record_words,
    },
    words::tr,
};

/// The page.
#[component]
pub fn Record() -> impl IntoView {
    let query = use_query_map();
    let patient = id_in_address();
    let part = move |name| query.with(|query| query.get(name).unwrap_or_default());
    let (kind, before) = (Memo::new(move |_| part("kind")), Memo::new(move |_| part("before")));
    let imported = Memo::new(move |_| part("imported"));
    let hide = ServerAction::<HideEntry>::new();
    let data = resource(
        move || (patient.get(), kind.get(), before.get(), imported.get(), hide.version().get()),
        |(patient, kind, before, imported, _)| async move {
            let is_own = patient.is_empty();
            match record(patient, kind, before, imported).await {
                // There is more to say to a practitioner.
                Err(AppError::NotFound) if !is_own => Ok(None),
                found => found.map(Some),
            }
        },
    );
    let shown = move |record| {
        let here = Here {
            kind: kind.get_untracked(),
            is_later: !before.get_untracked().is_empty(),
            is_imported_later: !imported.get_untracked().is_empty(),
        };
        view! { <Shown record here hide/> }.into_any()
    };
    let found = move |record: Option<RecordView>| match record {
        Some(record) => shown(record),
        None => view! { <Closed/> }.into_any(),
    };
    view! { <div class="wrap">{loaded(data, found)}</div> }
}

/// The position in the record.
#[derive(Clone)]
struct Here {
    kind: String,
    is_later: bool,
    /// The same for imported entries.
    is_imported_later: bool,
}

#[component]
fn Shown(record: RecordView, here: Here, hide: ServerAction<HideEntry>) -> impl IntoView {
    let base = if record.is_own { "/record".to_owned() } else { address::record(record.patient) };
    let error = action_error(hide);
    let head = if record.is_own {
        view! { <OwnHead/> }.into_any()
    } else {
        view! { <OthersHead record=record.clone()/> }.into_any()
    };
    let facts = record
        .facts
        .iter()
        .map(|(name, value)| view! { <div><dt>{name.clone()}</dt><dd>{value.clone()}</dd></div> })
        .collect_view();
    let facts = (!record.facts.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="person">
                <div class="section-head">
                    <h2 id="person">{tr!(RecordPersonal)}</h2>
                    {record.is_own.then(|| view! { <a href="/record/about">{tr!(RecordEdit)}</a> })}
                </div>
                <dl class="dl"><div><dt>{tr!(RecordNumber)}</dt><dd>{record.number.clone()}</dd></div>{facts}</dl>
            </section>
        }
    });
    let health = (!record.only_own_entries).then(|| {
        view! {
            <section class="card" aria-labelledby="health">
                <div class="section-head">
                    <h2 id="health">{if record.is_own { tr!(RecordToldUs) } else { tr!(RecordReported) }}</h2>
                    {record.is_own.then(|| view! { <a href="/record/about#health">{tr!(RecordEdit)}</a> })}
                </div>
                <Statements statements=record.statements.clone()/>
            </section>
        }
    });
    let imported = (!record.imported.is_empty() || here.is_imported_later).then(|| {
        view! { <Elsewhere record=record.clone() base=base.clone() is_later=here.is_imported_later hide/> }
    });
    let prescribed = (!record.prescribed.is_empty()).then(|| {
        let lines = record.prescribed.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
        view! {
            <section class="card" aria-labelledby="prescribed">
                <h2 id="prescribed">{tr!(RecordCurrentPrescriptions)}</h2>
                <ul class="plain-list">{lines}</ul>
            </section>
        }
    });
    view! {
        <div class="record-paper">
            <PrintedHead record=record.clone()/>
            <div class="record-paper-body">
                {head}
                <FormError error/>
                <div class="dash record">
                    <div class="dash-main"><Lines record here base hide/></div>
                    <div class="dash-side">{health}{prescribed}{imported}{facts}</div>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Imported entries.
#[component]
fn Elsewhere(record: RecordView, base: String, is_later: bool, hide: ServerAction<HideEntry>) -> impl IntoView {
    let is_own = record.is_own;
    let line = |one: ImportedView| {
        let hidden = one.hidden.then(|| view! { <span class="badge badge-warn">{tr!(RecordHiddenFromOthers)}</span> });
        let hiding = is_own.then(|| {
            view! { <Hiding id=one.id.to_string() title=one.title.clone() hidden=one.hidden hide/> }
        });
        view! {
            <li>
                <p class="meta"><span>{record_words::imported_kind(one.kind)}</span><span>{one.date}</span></p>
                <strong>{one.title}</strong>" "{hidden}
                <p class="muted small">{one.source}</p>
                {hiding}
            </li>
        }
    };
    let lines = record.imported.into_iter().map(line).collect_view();
    let older = record.older_imported.map(|place| {
        view! { <a class="btn btn-sm" rel="next" href=format!("{base}?imported={place}#imported")>{tr!(Older)}<Icon name="chevron-right" class="icon-dir"/></a> }
    });
    let newest =
        is_later.then(|| view! { <a class="btn btn-sm" href=format!("{base}#imported")>{tr!(RecordToLatest)}</a> });
    let has_pager = older.is_some() || newest.is_some();
    view! {
        <section class="card" aria-labelledby="imported">
            <h2 id="imported">{tr!(RecordImported)}</h2>
            <ul class="statement-list" role="list">{lines}</ul>
            {has_pager.then(|| view! { <nav class="pager no-print" aria-label=tr!(RecordImported)>{newest}{older}</nav> })}
        </section>
    }
    .into_any()
}

#[component]
fn OwnHead() -> impl IntoView {
    view! {
        <PageHead title=tr!(RecordMine) lede=tr!(RecordMineLede)>
            <a class="btn" href="/record/sharing"><Icon name="lock"/>{tr!(RecordWhoCanRead)}</a>
            <a class="btn" href="/record/sharing#family"><Icon name="users"/>{tr!(RecordShareFamily)}</a>
            <a class="btn" href="/record/readers"><Icon name="eye"/>{tr!(RecordWhoViewed)}</a>
            <PrintButton/>
        </PageHead>
        <p class="cluster">
            <a class="btn btn-quiet btn-sm" href="/record/record.pdf" rel="external"><Icon name="download"/>{tr!(RecordDownloadPdf)}</a>
            <a class="btn btn-quiet btn-sm" href="/record/record.json" rel="external"><Icon name="download"/>{tr!(RecordDownloadJson)}</a>
        </p>
        <p class="hint record-ways no-print">{tr!(RecordDataHint)}" "<a href="/account/export">{tr!(RecordYourData)}</a>{tr!(RecordInOneFile)}</p>
    }
    .into_any()
}

#[component]
fn OthersHead(record: RecordView) -> impl IntoView {
    let limit = if record.only_own_entries {
        Some(tr!(RecordOnlyOwn))
    } else if record.only_summary {
        Some(tr!(RecordOnlySummary))
    } else {
        None
    };
    let is_emergency = record.basis == Basis::Emergency;
    view! {
        <PageHead title=record.name tab=tr!(RecordTab) lede=tr!(RecordTabNumber, number = record.number)>
            <PrintButton/>
        </PageHead>
        <div class="note" class:note-warn=is_emergency>
            <Icon name=if is_emergency { "alert" } else { "shield" }/>
            <div>
                <p>{record_words::reading_because(record.basis)}" "{tr!(RecordPatientSees)}</p>
                {limit.map(|limit| view! { <p>{limit}</p> })}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Lines(record: RecordView, here: Here, base: String, hide: ServerAction<HideEntry>) -> impl IntoView {
    let Here { kind: chosen, is_later, .. } = here;
    let link = |value: &str, name: &'static str| {
        let href = if value.is_empty() { base.clone() } else { format!("{base}?kind={value}") };
        let current = (chosen == value).then_some("true");
        view! { <li><a class="chip" href=href aria-current=current>{name}</a></li> }
    };
    let all = link("", tr!(Everything));
    let kinds =
        EntryKind::ALL.into_iter().map(|kind| link(kind.as_str(), record_words::entry_kinds(kind))).collect_view();
    let is_own = record.is_own;
    let list = if record.entries.is_empty() {
        view! { <Nothing is_own is_later filtered=!chosen.is_empty() summary=record.only_summary/> }.into_any()
    } else {
        view! { <Visits entries=record.entries is_own hide/> }.into_any()
    };
    let kind = if chosen.is_empty() { String::new() } else { format!("kind={chosen}&") };
    let older = record.older.map(|before| {
        view! { <a class="btn" rel="next" href=format!("{base}?{kind}before={before}")>{tr!(Older)}<Icon name="chevron-right" class="icon-dir"/></a> }
    });
    let newest = is_later.then(|| view! { <a class="btn" href=base.clone()>{tr!(RecordToLatest)}</a> });
    let has_pager = older.is_some() || newest.is_some();
    view! {
        <nav class="no-print" aria-label=tr!(RecordParts)><ul class="chips" role="list">{all}{kinds}</ul></nav>
        {list}
        {has_pager.then(|| view! { <nav class="pager" aria-label=tr!(RecordPages)>{newest}{older}</nav> })}
    }
    .into_any()
}

#[component]
fn Nothing(is_own: bool, is_later: bool, filtered: bool, summary: bool) -> impl IntoView {
    let (title, text) = match (summary, filtered || is_later, is_own) {
        (true, ..) => (tr!(RecordNotInSummary), tr!(RecordNotInSummaryText)),
        (_, true, _) => (tr!(RecordNothingHere), tr!(RecordNothingOfKind)),
        (_, _, true) => (tr!(RecordNothingYet), tr!(RecordNothingYetOwn)),
        _ => (tr!(RecordNothingYet), tr!(RecordNothingYetOthers)),
    };
    view! { <div class="empty"><Icon name="file-text"/><h2>{title}</h2><p>{text}</p></div> }
}
