//! One thing done to several users: first what would happen to whom, then what did.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        care_fields::CareFields,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        practitioner_field::PractitionerSearch,
        submit::Submit,
        suggestions::Among,
        table::Table,
        words,
    },
    server_fns::bulk::{CarryOutBulk, bulk},
    views::bulk::{BulkQuery, BulkView, ChosenView},
    words::{counted, number, tr},
};

/// The page.
#[component]
pub fn Bulk() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| BulkQuery {
            deed: query.get("deed").unwrap_or_default(),
            // From the list, or from the form that looks for a practitioner.
            accounts: ["account", "accounts[]"].into_iter().filter_map(|name| query.get_all(name)).flatten().collect(),
            every: query.get("every").unwrap_or_default(),
            q: query.get("q").unwrap_or_default(),
            role: query.get("role").unwrap_or_default(),
            status: query.get("status").unwrap_or_default(),
        })
    });
    let action = ServerAction::<CarryOutBulk>::new();
    let search = PractitionerSearch::of_page("find_practitioner", Among::Practitioners);
    let data = resource(move || wanted.get(), bulk);
    view! {
        <div class="wrap">
            {loaded(data, move |found| view! { <Shown found search action/> }.into_any())}
        </div>
    }
}

fn title(deed: &str) -> &'static str {
    match deed {
        "activate" => tr!(PeopleActivateThese),
        "deactivate" => tr!(PeopleDeactivateThese),
        _ => tr!(PeopleAssignThese),
    }
}

#[component]
fn Shown(found: BulkView, search: PractitionerSearch, action: ServerAction<CarryOutBulk>) -> impl IntoView {
    let BulkView { deed, users, is_done, too_many, changed } = found;
    let crumbs =
        vec![("/admin".to_owned(), tr!(NavOverview).to_owned()), ("/admin/users".to_owned(), tr!(NavUsers).to_owned())];
    if users.is_empty() && !is_done {
        return view! {
            <PageHead title=tr!(PeopleNoOneChosen) crumbs/>
            <div class="empty">
                <Icon name="users"/>
                <h2>{tr!(PeopleChooseFirst)}</h2>
                <p>{tr!(PeopleChooseFirstText)}</p>
                <a class="btn" href="/admin/users">{tr!(PeopleGoToUsers)}</a>
            </div>
        }
        .into_any();
    }
    if is_done {
        return view! { <Done users changed crumbs/> }.into_any();
    }
    let error = action_error(action);
    let going = users.iter().filter(|one| one.why_not.is_empty()).count();
    let ids = users.iter().map(|one| view! { <input type="hidden" name="accounts[]" value=one.id/> }).collect_view();
    let effect = match deed.as_str() {
        "activate" => tr!(PeopleActivateEffect),
        "deactivate" => tr!(PeopleDeactivateAll),
        _ => tr!(PeopleAssignEffect),
    };
    let how_many = match going {
        0 => tr!(PeopleNothingChanges).to_owned(),
        n => format!("{} {effect}", counted!(PeopleChanges, n)),
    };
    let how_many = match users.len() - going {
        0 => how_many,
        left => format!("{how_many} {}", counted!(PeopleLeftAsIs, left)),
    };
    let too_many = too_many.map(|matching| {
        let text = tr!(PeopleInAll, matching = matching, shown = number(users.len()));
        view! { <div class="note"><Icon name="info"/><p>{text}</p></div> }
    });
    let label = match (deed.as_str(), going) {
        ("activate", n) => tr!(PeopleActivateMany, n = number(n)),
        ("deactivate", n) => tr!(PeopleDeactivateMany, n = number(n)),
        (_, n) => tr!(PeopleAssignMany, n = number(n)),
    };
    let class = if deed == "deactivate" { "btn btn-danger" } else { "btn btn-primary" };
    let whom = (deed == "assign").then(|| view! { <CareFields search error/> });
    let submit = (going > 0).then(|| view! { <Submit label busy=action.pending() class/> });
    view! {
        <PageHead title=title(&deed) crumbs/>
        <FormError error/>
        {too_many}
        <p>{how_many}</p>
        <People users is_done=false/>
        <ActionForm action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="deed" value=deed/>
            {ids}
            {whom}
            <div class="form-actions">
                {submit}
                <a class="btn" href="/admin/users">{tr!(PeopleBackToUsers)}</a>
            </div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Done(users: Vec<ChosenView>, changed: usize, crumbs: Vec<(String, String)>) -> impl IntoView {
    let left = users.iter().filter(|one| !one.why_not.is_empty() || one.error.is_some()).count();
    let all = changed + left;
    let text = match left {
        0 => tr!(PeopleDoneForAll, n = number(all)),
        left => tr!(PeopleDoneForSome, n = number(changed), all = number(all), left = number(left)),
    };
    let list = (!users.is_empty()).then(|| view! { <People users is_done=true/> });
    view! {
        <PageHead title=tr!(PeopleWhatWasDone) crumbs/>
        <div class="flash flash-success" role="status"><Icon name="check-circle"/><p>{text}</p></div>
        {list}
        <p><a class="btn" href="/admin/users">{tr!(PeopleBackToUsers)}</a></p>
    }
    .into_any()
}

#[component]
fn People(users: Vec<ChosenView>, is_done: bool) -> impl IntoView {
    let count = users.len();
    let rows = users
        .into_iter()
        .map(|one| {
            let why = one.error.as_ref().map_or(one.why_not, words::app_error);
            let outcome = match (why.is_empty(), is_done) {
                (true, true) => view! { <span class="badge badge-success">{tr!(PeopleDone)}</span> }.into_any(),
                (true, false) => view! { <span class="badge badge-info">{tr!(PeopleWillChange)}</span> }.into_any(),
                (false, true) => view! { <span class="badge badge-warn">{tr!(PeopleNotDone)}</span>" "{why} }.into_any(),
                (false, false) => view! { <span class="badge">{tr!(PeopleLeftOne)}</span>" "{why} }.into_any(),
            };
            view! {
                <tr>
                    <th scope="row" data-label=tr!(PeopleName)><a href=format!("/admin/users/{}", one.id)>{one.name}</a></th>
                    <td data-label=tr!(Email)>{one.email}</td>
                    <td data-label=tr!(PeopleOutcome)><span>{outcome}</span></td>
                </tr>
            }
        })
        .collect_view();
    view! { <Table id="chosen" caption=tr!(PeopleChosenUsers) columns=[tr!(PeopleName), tr!(Email), tr!(PeopleOutcome)] count>{rows}</Table> }
}
