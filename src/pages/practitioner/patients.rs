//! A practitioner's patients: a search by name, their visits and links to their records.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{kept, loaded, resource},
        page_head::PageHead,
        pager::stepper,
        table::Table,
    },
    domain::address::{self, escape},
    server_fns::{patient_list::patients, sought::SearchPatients},
    views::patient_list::{PatientView, PatientsView},
    words::tr,
};

/// The page.
#[component]
pub fn Patients() -> impl IntoView {
    let query = use_query_map();
    let part = move |name: &'static str| Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()));
    let (named, page) = (part("q"), part("page"));
    let file = move |kind| format!("/practitioner/patients/patients.{kind}?q={}", escape(&named.get()));
    let search = ServerAction::<SearchPatients>::new();
    let data = resource(move || (named.get(), page.get()), |(named, page)| patients(named, page));
    view! {
        <div class="wrap">
            <PageHead
                title=tr!(NavPatients)
                lede=tr!(DayPatientsText)
                crumbs=vec![("/practitioner".into(), tr!(NavDay).into())]
            >
                <a class="btn" href=move || file("csv") rel="external" download="patients.csv">
                    <Icon name="download"/>{tr!(DayExportCsv)}
                </a>
                <a class="btn" href=move || file("xlsx") rel="external" download="patients.xlsx">
                    <Icon name="download"/>{tr!(DayExportExcel)}
                </a>
                <a class="btn" href=move || file("pdf") rel="external" download="patients.pdf">
                    <Icon name="printer"/>{tr!(DayExportPdf)}
                </a>
                <a class="btn" href="/staff/emergency"><Icon name="alert"/>{tr!(DayEmergencyAccess)}</a>
            </PageHead>
            {kept(data, |found| found.sought.clone(), move |sought| view! { <SearchForm sought search/> }.into_any())}
            <FormError error=action_error(search)/>
            {loaded(data, move |found| view! { <Found found asked=named.get_untracked()/> }.into_any())}
        </div>
    }
}

/// The search names a person, so it is posted, and never appears in an address.
#[component]
fn SearchForm(sought: String, search: ServerAction<SearchPatients>) -> impl IntoView {
    view! {
        <ActionForm action=search keeps_text=false attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="q">{tr!(DayFindPatient)}</label>
                <input id="q" type="search" name="q" maxlength="100" value=sought/>
            </div>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(DayFind)}</button>
        </ActionForm>
    }
    .into_any()
}

/// A page of patients; `asked` is the search text, as it appears in the address.
#[component]
fn Found(found: PatientsView, asked: String) -> impl IntoView {
    let PatientsView { sought: named, patients, page, more, everybody } = found;
    if patients.is_empty() {
        return view! { <Nobody named is_first=page == 1/> }.into_any();
    }
    let all = everybody.then(|| {
        view! {
            <p class="note">
                <Icon name="info"/>
                <span>{tr!(DayAllPatients)}</span>
            </p>
        }
    });
    let address = |page: i64| format!("/practitioner/patients?q={}&page={page}", escape(&asked));
    let pages = stepper(tr!(DayMorePatients), [tr!(Previous), tr!(Next)], tr!(DayOfPage), (page, more), address);
    let rows = patients.into_iter().map(row).collect_view();
    view! {
        {all}
        <Table
            id="patients"
            caption=tr!(DayPatientsCaption)
            columns=&[tr!(DayName), tr!(DayNumber), tr!(DayBorn), tr!(DayLastVisit), tr!(DayNextVisit)]
            has_actions=true
        >
            {rows}
        </Table>
        {pages}
    }
    .into_any()
}

fn row(patient: PatientView) -> AnyView {
    let PatientView { id, name, number, born, is_known, last, next } = patient;
    let or_dash = |text: String| if text.is_empty() { "\u{2013}".to_owned() } else { text };
    let shown = match is_known {
        true => view! { <a href=address::record(id)>{name.clone()}</a> }.into_any(),
        false => name.clone().into_any(),
    };
    let book = format!("/staff/book?patient={}", escape(&number));
    view! {
        <tr>
            <th scope="row" data-label=tr!(DayName)>{shown}</th>
            <td data-label=tr!(DayNumber)>{number}</td>
            <td data-label=tr!(DayBorn)>{or_dash(born)}</td>
            <td data-label=tr!(DayLastVisit)>{or_dash(last)}</td>
            <td data-label=tr!(DayNextVisit)>{or_dash(next)}</td>
            <td class="row-actions">
                <a class="btn btn-quiet btn-sm" href=book>{tr!(Book)}<span class="visually-hidden">" "{tr!(ForName, name = name)}</span></a>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn Nobody(named: String, is_first: bool) -> impl IntoView {
    let (title, text) = match (named.is_empty(), is_first) {
        (true, true) => (tr!(DayNoPatients), tr!(DayNoPatientsText)),
        (_, false) => (tr!(DayNoMorePatients), tr!(DayFirstPage)),
        (false, _) => (tr!(DayNoMatches), tr!(DayNoMatchesText)),
    };
    let all = (!named.is_empty() || !is_first)
        .then(|| view! { <a class="btn" href="/practitioner/patients">{tr!(DayShowAllPatients)}</a> });
    let emergency = (!named.is_empty()).then(|| {
        view! {
            <p>
                {tr!(DayNeedsHelp)}" "
                <a href="/staff/emergency">{tr!(DayOpenEmergency)}</a>
            </p>
        }
    });
    view! { <div class="empty"><Icon name="users"/><h2>{title}</h2><p>{text}</p>{all}{emergency}</div> }.into_any()
}
