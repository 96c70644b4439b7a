//! One thing done to several users: first what would happen to whom, then what did.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        field::FieldProblem,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        table::Table,
        words,
    },
    domain::{access::RelationshipKind, form::Field},
    error::AppError,
    server_fns::bulk::{CarryOutBulk, bulk},
    views::{
        bulk::{BulkQuery, BulkView, ChosenView},
        record_words,
    },
};

/// The page.
#[component]
pub fn Bulk() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| BulkQuery {
            deed: query.get("deed").unwrap_or_default(),
            accounts: query.get_all("account").unwrap_or_default(),
            every: query.get("every").unwrap_or_default(),
            q: query.get("q").unwrap_or_default(),
            role: query.get("role").unwrap_or_default(),
            status: query.get("status").unwrap_or_default(),
        })
    });
    let action = ServerAction::<CarryOutBulk>::new();
    let data = resource(move || wanted.get(), bulk);
    view! {
        <div class="wrap">
            {loaded(data, move |found| view! { <Shown found action/> }.into_any())}
        </div>
    }
}

fn title(deed: &str) -> &'static str {
    match deed {
        "activate" => "Activate these users?",
        "deactivate" => "Deactivate these users?",
        _ => "Assign these patients to a practitioner",
    }
}

#[component]
fn Shown(found: BulkView, action: ServerAction<CarryOutBulk>) -> impl IntoView {
    let BulkView { deed, users, practitioners, is_done, too_many, changed } = found;
    let crumbs = vec![("/admin".to_owned(), "Overview".to_owned()), ("/admin/users".to_owned(), "Users".to_owned())];
    if users.is_empty() && !is_done {
        return view! {
            <PageHead title="No one chosen" crumbs/>
            <div class="empty">
                <Icon name="users"/>
                <h2>"Choose some users first"</h2>
                <p>"Tick the boxes beside their names, then choose what to do. If you chose everyone who matches, no one does now."</p>
                <a class="btn" href="/admin/users">"Go to users"</a>
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
        "activate" => "They can sign in again, and we'll let them know.",
        "deactivate" => "They'll be signed out and can't sign in until you activate them again. Nothing is deleted.",
        _ => "The practitioner can read their records. Each patient is told.",
    };
    let how_many = match going {
        0 => "Nothing would change for any of them.".to_owned(),
        1 => format!("This changes 1 user. {effect}"),
        n => format!("This changes {n} users. {effect}"),
    };
    let left = users.len() - going;
    let how_many = match left {
        0 => how_many,
        1 => format!("{how_many} 1 is left as is: the table says why."),
        n => format!("{how_many} {n} are left as they are: the table says why."),
    };
    let too_many = too_many.map(|matching| {
        let text = format!("In all, {matching}. These are the first {}. Do it again for the others.", users.len());
        view! { <div class="note"><Icon name="info"/><p>{text}</p></div> }
    });
    let label = match (deed.as_str(), going) {
        ("activate", n) => format!("Activate {n}"),
        ("deactivate", n) => format!("Deactivate {n}"),
        (_, n) => format!("Assign {n}"),
    };
    let class = if deed == "deactivate" { "btn btn-danger" } else { "btn btn-primary" };
    let whom = (deed == "assign").then(|| view! { <Whom practitioners error/> });
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
                <a class="btn" href="/admin/users">"Back to users"</a>
            </div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Whom(practitioners: Vec<(i64, String)>, error: Signal<Option<AppError>>) -> impl IntoView {
    let people = practitioners.into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view();
    let kinds = RelationshipKind::ALL
        .into_iter()
        .map(|kind| view! { <option value=kind.as_str()>{record_words::relationship(kind)}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for="practitioner">"Practitioner"</label>
            <select id="practitioner" name="practitioner" required=true>
                <option value="" selected=true>"Choose a practitioner"</option>
                {people}
            </select>
            <FieldProblem field=Field::Practitioner error/>
        </div>
        <div class="field">
            <label for="scope">"Role"</label>
            <select id="scope" name="scope">{kinds}</select>
        </div>
        <div class="field">
            <label for="trusted_until">"Last day "<span class="optional">"(temporary only)"</span></label>
            <input id="trusted_until" name="trusted_until" type="date"/>
            <FieldProblem field=Field::TrustedUntil error/>
        </div>
    }
    .into_any()
}

#[component]
fn Done(users: Vec<ChosenView>, changed: usize, crumbs: Vec<(String, String)>) -> impl IntoView {
    let left = users.iter().filter(|one| !one.why_not.is_empty() || one.error.is_some()).count();
    let all = changed + left;
    let text = match left {
        0 => format!("Done for all {all}."),
        left => format!("Done for {changed} of {all}. {left} left as they were: the table says why."),
    };
    let list = (!users.is_empty()).then(|| view! { <People users is_done=true/> });
    view! {
        <PageHead title="What was done" crumbs/>
        <div class="flash flash-success" role="status"><Icon name="check-circle"/><p>{text}</p></div>
        {list}
        <p><a class="btn" href="/admin/users">"Back to users"</a></p>
    }
    .into_any()
}

#[component]
fn People(users: Vec<ChosenView>, is_done: bool) -> impl IntoView {
    let rows = users
        .into_iter()
        .map(|one| {
            let why = one.error.as_ref().map_or(one.why_not, words::app_error);
            let outcome = match (why.is_empty(), is_done) {
                (true, true) => view! { <span class="badge badge-success">"Done"</span> }.into_any(),
                (true, false) => view! { <span class="badge badge-info">"Will change"</span> }.into_any(),
                (false, true) => view! { <span class="badge badge-warn">"Not done"</span>" "{why} }.into_any(),
                (false, false) => view! { <span class="badge">"Left as is"</span>" "{why} }.into_any(),
            };
            view! {
                <tr>
                    <th scope="row" data-label="Name"><a href=format!("/admin/users/{}", one.id)>{one.name}</a></th>
                    <td data-label="Email">{one.email}</td>
                    <td data-label="Outcome"><span>{outcome}</span></td>
                </tr>
            }
        })
        .collect_view();
    view! { <Table id="chosen" caption="Chosen users" columns=&["Name", "Email", "Outcome"]>{rows}</Table> }
}
