//! Who offers a service: searched by name and profession, chosen individually or all matches at once. Anyone not shown is
//! unaffected, so that a list of thousands can be processed in parts.

use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

use super::service_edit::ServiceTabs;
use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        pager::pager,
        submit::Submit,
    },
    domain::address::escape,
    server_fns::healthcare_service::{ChooseAllServicePeople, ChooseServicePeople, admin_service_people},
    views::healthcare_service::{OffererView, PeopleQuery, ServicePeopleView},
    words::{counted, tr},
};

/// The actions on the people shown.
#[derive(Clone, Copy)]
struct Actions {
    shown: ServerAction<ChooseServicePeople>,
    all: ServerAction<ChooseAllServicePeople>,
}

/// The query for a page of the list.
fn at(query: &PeopleQuery, page: usize) -> String {
    let PeopleQuery { q, profession, offers, .. } = query;
    format!("q={}&profession={}&offers={}&page={page}", escape(q), escape(profession), escape(offers))
}

/// The page.
#[component]
pub fn ServicePeople() -> impl IntoView {
    let query = use_query_map();
    let id = id_in_address();
    let query = Memo::new(move |_| {
        query.with(|query| {
            let part = |name| query.get(name).unwrap_or_default();
            PeopleQuery { q: part("q"), profession: part("profession"), offers: part("offers"), page: part("page") }
        })
    });
    let actions = Actions { shown: ServerAction::new(), all: ServerAction::new() };
    let done = move || (actions.shown.version().get(), actions.all.version().get());
    let data = resource(move || (id.get(), query.get(), done()), |(id, query, _)| admin_service_people(id, query));
    view! {
        <div class="wrap">
            {loaded(data, move |people| {
                view! { <List people query=query.get_untracked() actions/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn List(people: ServicePeopleView, query: PeopleQuery, actions: Actions) -> impl IntoView {
    let error = Signal::derive(move || action_error(actions.shown).get().or_else(|| action_error(actions.all).get()));
    let (id, page, pages) = (people.id, people.page, people.pages);
    let crumbs = vec![("/admin".into(), tr!(NavOverview).into()), ("/admin/services".into(), tr!(NavServices).into())];
    let found = counted!(Practitioners, people.total);
    let off = (!people.active).then(|| {
        view! { <div class="note"><Icon name="info"/><div><p>{tr!(ClinicNotBookable)}</p></div></div> }
    });
    let list = if people.rows.is_empty() {
        view! { <Nobody id/> }.into_any()
    } else {
        view! { <People people=people.clone() query=query.clone() actions/> }.into_any()
    };
    let here = format!("/admin/services/{id}/practitioners");
    view! {
        <PageHead title=people.name.clone() crumbs/>
        <ServiceTabs id practitioners=people.offering about_people=true/>
        <Flash param="created" text=tr!(ClinicServiceAdded) error/>
        <Flash param="saved" text=tr!(Saved) error/>
        <FormError error/>
        {off}
        <p class="muted admin-lede">
            {tr!(ClinicPeopleText)}
        </p>
        <Filters here=here.clone() professions=people.professions query=query.clone()/>
        <p class="muted table-count" role="status">{found}</p>
        {list}
        {pager(tr!(PeoplePractitionerPages), page, pages, |page| format!("{here}?{}", at(&query, page)))}
    }
    .into_any()
}

#[component]
fn Filters(here: String, professions: Vec<String>, query: PeopleQuery) -> impl IntoView {
    let chosen = query.profession;
    let professions = professions
        .into_iter()
        .map(|profession| {
            let is_chosen = profession == chosen;
            view! { <option value=profession.clone() selected=is_chosen>{profession.clone()}</option> }
        })
        .collect_view();
    let offers = [("", tr!(PeopleAll)), ("yes", tr!(ClinicOffering)), ("no", tr!(ClinicNotOffering))]
        .map(|(value, label)| view! { <option value=value selected=query.offers == value>{label}</option> })
        .collect_view();
    view! {
        <Form method="get" action=here attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="q">{tr!(PeopleName)}</label>
                <input id="q" name="q" type="search" autocomplete="off" value=query.q/>
            </div>
            <div class="field">
                <label for="profession">{tr!(Profession)}</label>
                <select id="profession" name="profession">
                    <option value="">{tr!(PeopleAll)}</option>
                    {professions}
                </select>
            </div>
            <div class="field">
                <label for="offers">{tr!(ClinicWho)}</label>
                <select id="offers" name="offers">{offers}</select>
            </div>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </Form>
    }
}

#[component]
fn Nobody(id: i64) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="users"/>
            <h2>{tr!(PeopleNoMatches)}</h2>
            <p>{tr!(ClinicTryName)}</p>
            <a class="btn" href=format!("/admin/services/{id}/practitioners")>{tr!(PeopleShowEveryone)}</a>
        </div>
    }
}

#[component]
fn People(people: ServicePeopleView, query: PeopleQuery, actions: Actions) -> impl IntoView {
    let back = at(&query, people.page);
    let again = back.clone();
    let rows = people.rows.iter().map(one).collect_view();
    view! {
        <ActionForm action=actions.shown>
            <input type="hidden" name="service" value=people.id/>
            <input type="hidden" name="back" value=again/>
            <fieldset class="fieldset people-choices">
                <legend class="visually-hidden">{tr!(ClinicWhoOffers)}</legend>
                {rows}
            </fieldset>
            <div class="form-actions">
                <Submit label=tr!(ClinicSaveChoices) busy=actions.shown.pending()/>
            </div>
        </ActionForm>
        <All id=people.id total=people.total query back actions/>
    }
    .into_any()
}

fn one(person: &OffererView) -> AnyView {
    view! {
        <label class="choice">
            <input type="hidden" name="shown[]" value=person.id/>
            <input type="checkbox" name="chosen[]" value=person.id checked=person.offers/>
            <span>
                <strong>{person.name.clone()}</strong>
                <span class="hint">{person.about.clone()}</span>
            </span>
        </label>
    }
    .into_any()
}

/// Adding or removing everyone who matches the filter, on this page and the others.
#[component]
fn All(id: i64, total: usize, query: PeopleQuery, back: String, actions: Actions) -> impl IntoView {
    let fields = move |offer: bool| {
        let (PeopleQuery { q, profession, offers, .. }, back) = (query.clone(), back.clone());
        view! {
            <input type="hidden" name="service" value=id/>
            <input type="hidden" name="offer" value=offer.to_string()/>
            <input type="hidden" name="query[q]" value=q/>
            <input type="hidden" name="query[profession]" value=profession/>
            <input type="hidden" name="query[offers]" value=offers/>
            <input type="hidden" name="back" value=back/>
        }
    };
    let busy = actions.all.pending();
    let (add, remove) = (fields(true), fields(false));
    let (have, have_not) = (counted!(ClinicHaveOffer, total), counted!(ClinicHaveNotOffer, total));
    view! {
        <section class="section" aria-labelledby="all-found">
            <h2 id="all-found">{tr!(ClinicEveryoneMatching)}</h2>
            <div class="cluster">
                <ActionForm action=actions.all>
                    {add}
                    <Submit label=have busy class="btn"/>
                </ActionForm>
                <details class="sure">
                    <summary class="btn btn-quiet">{have_not}</summary>
                    <ActionForm action=actions.all attr:class="stack-s">
                        {remove}
                        <p>{tr!(ClinicRemoveEffect)}</p>
                        <Submit label=tr!(ClinicYesRemove) busy class="btn btn-danger btn-sm"/>
                    </ActionForm>
                </details>
            </div>
        </section>
    }
    .into_any()
}
