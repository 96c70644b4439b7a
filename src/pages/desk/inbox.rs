//! Messages to the clinic: those waiting, and those done. Other people's changes show without a reload.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Asked, SHORTCUTS,
            page::{NoRows, OpenList, SoughtField},
            pages::ListPages,
            saved::ListTools,
            tools::{DayFields, ListFiles, SortField},
        },
        live::on_own_change,
        loaded::{drawn, kept, kept_rows},
        page_head::PageHead,
        part_filters::PartFilter,
        shortcuts::ShortcutHelp,
    },
    domain::{inbox::Standing, list::INBOX},
    server_fns::{contact::contact_inbox, sought::SearchInbox},
    views::{
        contact::{InboxQuery, InboxView, MessageView},
        list_view::ListViewsView,
    },
    words::{number, tr},
};

/// The data of the page.
type Found = (InboxView, ListViewsView);

/// The page.
#[component]
pub fn Inbox() -> impl IntoView {
    let OpenList { wanted, keeping, data, .. } = OpenList::new(
        &INBOX,
        || (),
        |asked, _| {
            let part = |name| asked.get(name);
            let query = InboxQuery {
                q: part("q"),
                show: part("show"),
                assigned: part("assigned"),
                from: part("from"),
                until: part("until"),
            };
            contact_inbox(query, asked.place)
        },
    );
    let search = ServerAction::<SearchInbox>::new();
    on_own_change(move || data.refetch());
    let choices = move || {
        let part = move |(found, _): &Found| (wanted.get_untracked(), found.standing, found.counts.clone());
        kept(data, part, |(asked, standing, counts)| view! { <Choices asked standing counts/> }.into_any())
    };
    let filters = move || {
        let part = move |(found, _): &Found| {
            (wanted.get_untracked(), found.sought.clone(), found.place.sort.clone(), found.holders.clone())
        };
        kept(data, part, move |(asked, sought, sort, holders)| {
            view! { <Filters asked sought sort holders search/> }.into_any()
        })
    };
    let tools = move || {
        let part = move |(_, views): &Found| (wanted.get_untracked(), views.clone());
        kept(data, part, move |(asked, views)| {
            view! { <ListTools list=&INBOX asked views keeping has_columns=false/> }.into_any()
        })
    };
    let rows = move || kept_rows(data, |(found, _): &Found| found.messages.clone(), MessageView::clone, row);
    let none = move |(found, _): &Found| {
        let is_narrowed = wanted.get_untracked().criteria.iter().any(|(name, _)| *name != "show");
        found.messages.is_empty().then_some((found.standing, is_narrowed))
    };
    let list = move || {
        kept(data, none, move |none| match none {
            Some((standing, is_narrowed)) => view! { <Nothing standing is_narrowed/> }.into_any(),
            None => view! { <ul class="row-list" role="list">{rows()}</ul> }.into_any(),
        })
    };
    let pages = move || {
        let part = move |(found, _): &Found| (wanted.get_untracked(), found.place.clone());
        kept(data, part, |(asked, place)| {
            view! { <ListPages list=&INBOX label=tr!(InboxPages) asked place/> }.into_any()
        })
    };
    let files = move || {
        let part = move |(found, _): &Found| found.may_export.then(|| wanted.get_untracked().query());
        kept(data, part, |query| query.map(|query| view! { <ListFiles list=&INBOX query/> }).into_any())
    };
    view! {
        <div class="wrap">
            <PageHead title=tr!(ClinicContact) lede=tr!(InboxLede)>{files}</PageHead>
            <FormError error=action_error(search)/>
            {drawn(data, move || {
                view! { {choices()} {filters()} {tools()} <div class="section">{list()}</div> {pages()} }.into_any()
            })}
            <ShortcutHelp shortcuts=&SHORTCUTS/>
        </div>
    }
}

/// The name of a status.
pub(super) fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => tr!(InboxOpen),
        Standing::Assigned => tr!(InboxAssigned),
        Standing::Answered => tr!(InboxAnswered),
        Standing::Closed => tr!(InboxClosed),
    }
}

/// The statuses, with their numbers of messages.
#[component]
fn Choices(asked: Asked, standing: Standing, counts: Vec<(Standing, i64)>) -> impl IntoView {
    let others: Vec<_> = asked.criteria.iter().filter(|(name, _)| *name != "show").cloned().collect();
    let choices = counts
        .into_iter()
        .map(|(one, count)| {
            let criteria = [vec![("show", one.as_str().to_owned())], others.clone()].concat();
            let href = format!("{}?{}", INBOX.path, Asked { criteria, ..asked.clone() }.query());
            let current = (one == standing).then_some("page");
            let count = (count > 0).then(|| view! { " "<span class="count">{number(count)}</span> });
            view! { <a class="chip" href=href aria-current=current>{standing_word(one)}{count}</a> }
        })
        .collect_view();
    view! { <nav class="cluster" aria-label=tr!(InboxWhich)>{choices}</nav> }
}

#[component]
fn Filters(
    asked: Asked,
    sought: String,
    sort: String,
    holders: Vec<(i64, String)>,
    search: ServerAction<SearchInbox>,
) -> impl IntoView {
    let (show, chosen) = (asked.get("show"), asked.get("assigned"));
    view! {
        <ActionForm action=search keeps_text=false attr:class="table-tools" attr:role="search">
            <input type="hidden" name="show" value=show/>
            <SoughtField name="q" label=tr!(Search) value=sought/>
            <PartFilter name="assigned" label=tr!(InboxGiveTo) all=tr!(PeopleAll) options=holders chosen/>
            <DayFields asked=asked.clone()/>
            <SortField list=&INBOX asked sort is_posted=true/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Nothing(standing: Standing, is_narrowed: bool) -> impl IntoView {
    let (title, text) = match (is_narrowed, standing) {
        (true, _) => (tr!(InboxNone), tr!(ClinicNothingMatches)),
        (false, Standing::Open) => (tr!(InboxNoneOpen), tr!(InboxNoneOpenText)),
        (false, _) => (tr!(InboxNone), tr!(InboxNoneText)),
    };
    view! { <NoRows icon="mail" title text/> }
}

fn row(message: MessageView) -> AnyView {
    let MessageView { id, name, start, at, ago, assignee } = message;
    let with = (!assignee.is_empty()).then(|| view! { <span>{tr!(InboxWith, name = assignee)}</span> });
    view! {
        <li class="row">
            <Icon name="mail"/>
            <div class="row-body">
                <h2><a href=format!("/inbox/{id}") data-walk="">{name}</a></h2>
                <p class="message-text">{start}</p>
                <p class="meta"><time datetime=at>{ago}</time>{with}</p>
            </div>
        </li>
    }
    .into_any()
}
