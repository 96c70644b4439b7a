//! The accounts: searching them, activating or deactivating one, and issuing a code for a new password.

use leptos::prelude::*;

use super::RESET_COMMAND;
use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, LatestError},
        icon::Icon,
        listing::{
            Asked, CHOOSING_SHORTCUTS, Row,
            choosing::{Choosing, every},
            page::{ListPage, Listing, NoRows, OpenList, SoughtField},
            tools::{DayFields, SortField},
        },
        live::on_people_change,
        part_filters::PartFilter,
        submit::Submit,
        table::email_text,
        undo_edit::{Edited, Undoing},
        words,
    },
    domain::{
        account::{AccountStatus, Role},
        address::with_back,
        list::USERS,
        policy::is_staff,
    },
    server_fns::{
        admin::{ConfirmResetCode, IssueResetCode, SetAccountStatus, admin_accounts},
        sought::SearchUsers,
    },
    views::admin::{AccountView, AccountsView, CodeRequestView},
    words::{listed, tr},
};

/// The actions on an account.
#[derive(Clone, Copy)]
struct Actions {
    status: ServerAction<SetAccountStatus>,
    code: ServerAction<IssueResetCode>,
    confirm: ServerAction<ConfirmResetCode>,
    search: ServerAction<SearchUsers>,
}

/// The page.
#[component]
pub fn Users() -> impl IntoView {
    let actions = Actions {
        status: ServerAction::new(),
        code: ServerAction::new(),
        confirm: ServerAction::new(),
        search: ServerAction::new(),
    };
    let done = move || (actions.status.version().get(), actions.code.version().get(), actions.confirm.version().get());
    let undoing = Undoing::new(|| 0);
    // A page that shows a code once is loaded once: after the action, and not again for its new address.
    let list = OpenList::new(&USERS, done, |asked, again| {
        let part = |name| asked.get(name);
        let (q, role, status) = (part("q"), part("role"), part("status"));
        admin_accounts(q, role, status, part("from"), part("until"), asked.only(), asked.place, again)
    });
    let choosing = Choosing::new(&USERS, "account", list.wanted);
    // A code that is shown once stays.
    let shows_code = move || {
        list.data.with_untracked(|data| {
            data.as_ref().is_some_and(|data| data.as_ref().is_ok_and(|(accounts, _)| accounts.issued.is_some()))
        })
    };
    on_people_change(move || {
        if !shows_code() {
            list.look_again();
        }
    });
    view! {
        <div class="wrap">
            {list.shown_anew(move |accounts, listing| {
                view! { <Shown accounts listing choosing actions undoing/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn Shown(
    accounts: AccountsView,
    listing: Listing,
    choosing: Choosing,
    actions: Actions,
    undoing: Undoing,
) -> impl IntoView {
    let error = LatestError::new()
        .of(actions.status)
        .of(actions.code)
        .of(actions.confirm)
        .of(actions.search)
        .of(undoing.action)
        .signal();
    let issued = accounts.issued.map(|(name, code)| view! { <Code name code/> });
    let asked = listing.asked.clone();
    let back = asked.page();
    let AccountsView { sought, rows, total, place, requests, .. } = accounts;
    let sort = place.sort.clone();
    let every = every(&asked, tr!(PeopleEveryMatch, total = total));
    let bar = bulk(&asked, choosing.bar(&asked, rows.iter().map(|row| row.id).collect()), every);
    let rows = rows.into_iter().map(|account| row(account, actions, back.clone(), choosing)).collect();
    let ways = view! {
        <a class="btn" href="/admin/invitations"><Icon name="send"/>{tr!(PeopleInvite)}</a>
        <a class="btn" href="/admin/users/new"><Icon name="plus"/>{tr!(PeopleAddStaff)}</a>
        <a class="btn" href="/admin/practitioners/new"><Icon name="plus"/>{tr!(PeopleAddPractitioner)}</a>
    };
    let nothing = view! {
        <NoRows icon="users" title=tr!(PeopleNoMatches) text=tr!(PeopleNoMatchesText)>
            <a class="btn" href="/admin/users?view=all">{tr!(PeopleShowEveryone)}</a>
        </NoRows>
    };
    view! {
        <ListPage
            listing
            title=tr!(NavUsers)
            ways=ways.into_any()
            count=total
            bar=Some(bar)
            lead=Some(tr!(PeopleChoose))
            has_actions=true
            rows
            place
            nothing=nothing.into_any()
            pages=tr!(PeoplePages)
            shortcuts=&CHOOSING_SHORTCUTS
        >
            {issued}
            <Flash param="saved" text=tr!(Saved) error/>
            <Edited param="edited" text=tr!(Saved) error undoing/>
            <Flash param="added" text=tr!(PeopleStaffAdded, command = RESET_COMMAND) error/>
            <Flash param="asked" text=tr!(PeopleCodeAsked, command = RESET_COMMAND) error/>
            <Requests requests actions back/>
            <FormError error/>
            <Filters asked sought sort action=actions.search/>
        </ListPage>
    }
    .into_any()
}

#[component]
fn Code(name: String, code: String) -> impl IntoView {
    view! {
        <div class="note issued-code" role="status">
            <Icon name="key"/>
            <div>
                <p>{tr!(PeopleCodeFor, name = name)}" "<strong class="code">{code}</strong></p>
                <p>{tr!(PeopleTellCode)}</p>
                <p>{tr!(PeopleUseCodeAt)}" "<a href="/reset-password">{tr!(PeopleSetPassword)}</a></p>
            </div>
        </div>
    }
}

/// Codes for staff that wait for a second administrator.
#[component]
fn Requests(requests: Vec<CodeRequestView>, actions: Actions, back: String) -> impl IntoView {
    if requests.is_empty() {
        return ().into_any();
    }
    let rows = requests
        .into_iter()
        .map(|one| {
            let (whose, back) = (tr!(PeopleTheCodeFor, name = one.name), back.clone());
            let way = if one.may_confirm {
                view! {
                    <ActionForm action=actions.confirm>
                        <input type="hidden" name="account" value=one.account/>
                        <input type="hidden" name="back" value=back/>
                        <Submit label=tr!(PeopleConfirm) context=whose busy=actions.confirm.pending() class="btn btn-sm"/>
                    </ActionForm>
                }
                .into_any()
            } else {
                view! { <span class="badge">{tr!(PeopleWaitsForOther)}</span> }.into_any()
            };
            view! {
                <li class="row">
                    <Icon name="key"/>
                    <div class="row-body">
                        <h3>{one.name}</h3>
                        <p class="muted small">{tr!(PeopleRequestedBy, name = one.asked_by)}</p>
                    </div>
                    {way}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="requests">
            <h2 id="requests">{tr!(PeopleCodesToConfirm)}</h2>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Filters(asked: Asked, sought: String, sort: String, action: ServerAction<SearchUsers>) -> impl IntoView {
    let (chosen, status) = (asked.get("role"), asked.get("status"));
    let roles: Vec<_> = Role::ALL.into_iter().map(|role| (role.as_str(), words::role(role).to_owned())).collect();
    let statuses = [("active", tr!(PeopleActive)), ("inactive", tr!(PeopleInactive))];
    let statuses = statuses.map(|(value, name)| (value, name.to_owned())).to_vec();
    view! {
        <ActionForm action keeps_text=false attr:class="table-tools" attr:role="search">
            <SoughtField name="q" label=tr!(PeopleFind) value=sought/>
            <PartFilter name="role" label=tr!(PeopleRole) all=tr!(PeopleAll) options=roles chosen/>
            <PartFilter name="status" label=tr!(Status) all=tr!(PeopleAll) options=statuses chosen=status/>
            <DayFields asked=asked.clone() labels=[tr!(PeopleAddedFrom), tr!(PeopleAddedUntil)]/>
            <SortField list=&USERS asked sort is_posted=true/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </ActionForm>
    }
    .into_any()
}

/// The actions on the ticked accounts.
fn bulk(asked: &Asked, choosing: AnyView, every: Option<AnyView>) -> AnyView {
    let matching = asked
        .criteria
        .iter()
        .map(|(name, value)| view! { <input type="hidden" name=*name value=value.clone()/> })
        .collect_view();
    // The checkboxes in the table belong to this form: a row has forms of its own, and forms cannot be nested.
    view! {
        <form id="bulk" class="bulk-bar" method="get" action="/admin/bulk">
            {matching}
            <p>{tr!(PeopleWithTicked)}</p>
            <button class="btn btn-sm" type="submit" name="deed" value="activate">{tr!(PeopleActivate)}</button>
            <button class="btn btn-sm" type="submit" name="deed" value="deactivate">{tr!(PeopleDeactivate)}</button>
            <button class="btn btn-sm" type="submit" name="deed" value="assign">{tr!(PeopleAssign)}</button>
            <button class="btn btn-sm" type="submit" name="deed" value="message">{tr!(PeopleMessage)}</button>
            <button class="btn btn-sm" type="submit" formmethod="get" formaction="/admin/book-several">
                {tr!(ClinicBookSeveral)}
            </button>
            <a class="btn btn-quiet btn-sm" href="/admin/bulk">{tr!(PeopleRuns)}</a>
            {every}
            {choosing}
        </form>
    }
    .into_any()
}

fn row(account: AccountView, actions: Actions, back: String, choosing: Choosing) -> Row {
    let choose = tr!(PeopleChooseName, name = account.name);
    let roles = listed(account.roles.iter().map(|role| words::role(*role)));
    let status = match account.status {
        AccountStatus::Active => view! { <span class="badge badge-success">{tr!(PeopleActive)}</span> }.into_any(),
        AccountStatus::Inactive => {
            let words = match (account.closed.as_str(), account.is_waiting) {
                ("", true) => tr!(PeopleWaitsActivation).to_owned(),
                ("", false) => tr!(PeopleInactive).to_owned(),
                (day, _) => tr!(PeopleClosedByOwner, day = day),
            };
            view! { <span class="badge badge-warn">{words}</span> }.into_any()
        }
    };
    let page = with_back(&format!("/admin/users/{}", account.id), &back);
    let ways = if account.is_self {
        view! { <span class="badge badge-info">{tr!(PeopleYou)}</span> }.into_any()
    } else {
        let label = if is_staff(&account.roles) { tr!(PeopleRequestCode) } else { tr!(PeopleIssueCode) };
        view! { <Ways id=account.id name=account.name.clone() status=account.status label actions back/> }.into_any()
    };
    let tick = choosing.tick(account.id, choose);
    let name = view! { <a href=page data-walk="">{account.name}</a> };
    let cells = vec![
        name.into_any(),
        email_text(account.email),
        view! { <bdi class="nowrap">{account.phone}</bdi> }.into_any(),
        roles.into_any(),
        account.added.into_any(),
        status,
    ];
    Row::new(cells).with_lead(tick).with_actions(ways)
}

#[component]
fn Ways(
    id: i64,
    name: String,
    status: AccountStatus,
    label: &'static str,
    actions: Actions,
    back: String,
) -> impl IntoView {
    let busy = actions.status.pending();
    let (whose, again) = (name.clone(), back.clone());
    let switch = match status {
        AccountStatus::Inactive => view! {
            <ActionForm action=actions.status>
                <input type="hidden" name="account" value=id/>
                <input type="hidden" name="active" value="true"/>
                <input type="hidden" name="back" value=again/>
                <Submit label=tr!(PeopleActivate) context=whose busy class="btn btn-sm"/>
            </ActionForm>
        }
        .into_any(),
        AccountStatus::Active => view! {
            <details class="sure" name="sure">
                <summary class="btn btn-quiet btn-sm">
                    {tr!(PeopleDeactivate)}<span class="visually-hidden">{format!(" {whose}")}</span>
                </summary>
                <ActionForm action=actions.status attr:class="stack-s">
                    <input type="hidden" name="account" value=id/>
                    <input type="hidden" name="active" value="false"/>
                    <input type="hidden" name="back" value=again/>
                    <p>{tr!(PeopleDeactivateEffect, name = whose)}</p>
                    <Submit label=tr!(PeopleYesDeactivate) context=whose busy class="btn btn-danger btn-sm"/>
                </ActionForm>
            </details>
        }
        .into_any(),
    };
    view! {
        <div class="cluster">
            <ActionForm action=actions.code>
                <input type="hidden" name="account" value=id/>
                <input type="hidden" name="back" value=back/>
                <Submit label context=tr!(ForName, name = name) busy=actions.code.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
            {switch}
        </div>
    }
    .into_any()
}
