//! Who looked at the reader's record, or changed something about it.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        time::DateTime,
    },
    server_fns::sharing::record_readers,
    views::sharing::{ReadingView, ReadingsView},
    words::tr,
};

/// The page.
#[component]
pub fn Readers() -> impl IntoView {
    let query = use_query_map();
    let before = Memo::new(move |_| query.with(|query| query.get("before").unwrap_or_default()));
    let data = resource(move || before.get(), record_readers);
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(RecordReadersTitle)
                lede=tr!(RecordReadersLede)
                crumbs=vec![("/record".into(), tr!(RecordMine).into())]
            />
            {loaded(data, |found| view! { <Shown found/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(found: ReadingsView) -> impl IntoView {
    let ReadingsView { rows, older } = found;
    let older = older.map(|seq| {
        view! {
            <nav class="pager" aria-label=tr!(RecordOlderViews)>
                <a class="btn" rel="next" href=format!("/record/readers?before={seq}")>{tr!(Older)}<Icon name="chevron-right" class="icon-dir"/></a>
            </nav>
        }
    });
    if rows.is_empty() {
        return view! { <div class="empty"><Icon name="eye"/><h2>{tr!(RecordNoViews)}</h2><p>{tr!(RecordNoViewsText)}</p></div> }
            .into_any();
    }
    let rows = rows.into_iter().map(|row| view! { <Reading row/> }).collect_view();
    view! { <ul class="row-list" role="list">{rows}</ul> {older} }.into_any()
}

#[component]
fn Reading(row: ReadingView) -> impl IntoView {
    let icon = if row.refused { "lock" } else { "eye" };
    let who = match row.profession.as_str() {
        "" => row.who,
        profession => format!("{}, {profession}", row.who),
    };
    let what = match row.basis.as_str() {
        "" => tr!(RecordDid, what = row.what),
        ground => tr!(RecordDidBecause, what = row.what, ground = ground),
    };
    view! {
        <li class="row">
            <Icon name=icon/>
            <div class="row-body">
                <h2>{who}</h2>
                <p>{what}</p>
                <p class="meta"><DateTime when=row.when/></p>
            </div>
        </li>
    }
    .into_any()
}
