//! One audit row: who did what to which thing, and whether it is in the chain as written.

use leptos::prelude::*;

use super::audit::outcome;
use crate::{
    components::{
        address::id_in_address,
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        time::DateTime,
    },
    domain::list::AUDIT,
    server_fns::audit::audit_row,
    views::audit::{OpenedRowView, StandingView},
    words::tr,
};

/// The page.
#[component]
pub fn AuditRow() -> impl IntoView {
    let id = id_in_address();
    let data = resource(move || id.get(), audit_row);
    view! { <div class="wrap wrap-narrow">{loaded(data, |found| view! { <Shown found/> }.into_any())}</div> }
}

#[component]
fn Shown(found: OpenedRowView) -> impl IntoView {
    let outcome = outcome(&found.row);
    let chain = chain(&found);
    let OpenedRowView { row, actor, patient, has_next, .. } = found;
    let crumbs = vec![(AUDIT.path.to_owned(), tr!(AuditTitle).to_owned())];
    let seq = row.seq;
    let page = move |seq: i64| format!("{}/{seq}", AUDIT.path);
    let before = (seq > 1).then(|| {
        view! { <a class="btn" rel="prev" href=page(seq - 1)><Icon name="chevron-left" class="icon-dir"/>{tr!(AuditRowBefore)}</a> }
    });
    let after = has_next.then(|| {
        view! { <a class="btn" rel="next" href=page(seq + 1)>{tr!(AuditRowAfter)}<Icon name="chevron-right" class="icon-dir"/></a> }
    });
    let said = (!row.said.is_empty()).then(|| view! { <p>{row.said.clone()}</p> });
    let lines = [
        (tr!(AuditToWhat), row.thing.into_any(), true),
        (tr!(ClinicDetails), view! { <code>{row.part.clone()}</code> }.into_any(), !row.part.is_empty()),
        (tr!(AuditWhoseRecord), person(row.patient.clone(), patient), !row.patient.is_empty()),
        (tr!(AuditGround), row.basis.clone().into_any(), !row.basis.is_empty()),
        (tr!(AuditReason), row.reason.clone().into_any(), !row.reason.is_empty()),
    ];
    let lines = lines
        .into_iter()
        .filter(|(.., is_known)| *is_known)
        .map(|(name, value, _)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    let who = if row.actor.is_empty() { tr!(AuditNobody).to_owned() } else { row.actor };
    view! {
        <PageHead title=tr!(AuditRow, n = seq) crumbs/>
        <div class="card">
            <dl class="summary">
                <div><dt>{tr!(When)}</dt><dd><DateTime when=row.when/></dd></div>
                <div><dt>{tr!(ClinicWho)}</dt><dd>{person(who, actor)}</dd></div>
                <div><dt>{tr!(What)}</dt><dd>{said}<code>{row.action}</code></dd></div>
                {lines}
                <div><dt>{tr!(AuditOutcome)}</dt><dd>{outcome}</dd></div>
            </dl>
        </div>
        {chain}
        <nav class="pager" aria-label=tr!(AuditPages)>{before}{after}</nav>
    }
    .into_any()
}

/// A name, linked to the account if the reader may open it.
fn person(name: String, account: Option<i64>) -> AnyView {
    match account {
        Some(id) => view! { <a href=format!("/admin/users/{id}")>{name}</a> }.into_any(),
        None => name.into_any(),
    }
}

/// Whether the row is as written, and the hashes that prove it.
fn chain(found: &OpenedRowView) -> AnyView {
    let (class, icon, text) = match found.standing {
        StandingView::Intact => ("note", "check-circle", tr!(AuditIntact)),
        StandingView::BeforeTheKey => ("note", "info", tr!(AuditBeforeKey)),
        StandingView::BeforeTheChain => ("note", "info", tr!(AuditBeforeChain)),
        StandingView::Broken => ("note note-warn", "alert", tr!(AuditBroken)),
    };
    let hashes = [(tr!(AuditHash), &found.hash), (tr!(AuditHashBefore), &found.prev_hash)];
    let hashes = hashes
        .into_iter()
        .filter(|(_, hash)| !hash.is_empty())
        .map(|(name, hash)| view! { <div><dt>{name}</dt><dd><code>{hash.clone()}</code></dd></div> })
        .collect_view();
    view! {
        <section class="section stack" aria-labelledby="chain">
            <h2 id="chain">{tr!(AuditChain)}</h2>
            <div class=class><Icon name=icon/><p>{text}</p></div>
            <div class="card"><dl class="summary">{hashes}</dl></div>
        </section>
    }
    .into_any()
}
