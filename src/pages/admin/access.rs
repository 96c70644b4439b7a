//! Who can read a patient's record, and who looks after them, without any of its content.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        care_fields::CareFields,
        field::TextField,
        flash::Flash,
        form_error::{FormError, LatestError},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        pager::stepper,
        practitioner_field::PractitionerSearch,
        submit::Submit,
        suggestions::Among,
        table::Table,
    },
    domain::{address, form::Field, ids::PatientId},
    error::AppError,
    server_fns::{
        assignment::{AssignPractitioner, EndAssignment, patient_access},
        sought::SearchAccess,
    },
    views::{
        assignment::PatientAccessView,
        record_words,
        sharing::{ReaderView, RelationshipView},
    },
    words::tr,
};

#[derive(Clone, Copy)]
struct Actions {
    assign: ServerAction<AssignPractitioner>,
    end: ServerAction<EndAssignment>,
    look: ServerAction<SearchAccess>,
    error: Signal<Option<AppError>>,
}

/// The page.
#[component]
pub fn Access() -> impl IntoView {
    let query = use_query_map();
    let param = move |name: &'static str| Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()));
    let (patient, page) = (param("patient"), param("page"));
    let (assign, end) = (ServerAction::new(), ServerAction::new());
    let look = ServerAction::new();
    let actions = Actions { assign, end, look, error: LatestError::new().of(assign).of(end).of(look).signal() };
    let search = PractitionerSearch::of_page("find_practitioner", Among::Practitioners).until_sent(assign);
    let data = resource(
        move || (patient.get(), page.get(), assign.version().get(), end.version().get()),
        |(patient, page, ..)| patient_access(patient, page),
    );
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |found| view! { <Shown found asked=patient.get_untracked() search actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(found: PatientAccessView, asked: String, search: PractitionerSearch, actions: Actions) -> impl IntoView {
    let (not_found, sought) = (Signal::stored(found.error.clone()), found.sought.clone());
    let below = match found.patient.clone() {
        Some((id, name, number)) => {
            view! { <Person found id title=format!("{name}, {number}") asked=asked.clone() search actions/> }.into_any()
        }
        None if asked.trim().is_empty() => everyones(found).into_any(),
        None => ().into_any(),
    };
    view! {
        <PageHead
            title=tr!(ClinicRecordAccess)
            lede=tr!(AuditAccessLede)
            crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
        >
            <a class="btn" href="/admin/emergencies"><Icon name="alert"/>{tr!(ClinicEmergencies)}</a>
        </PageHead>
        <Flash param="saved" text=tr!(Saved) error=actions.error/>
        <FormError error=actions.error/>
        <ActionForm action=actions.look keeps_text=false attr:class="table-tools" attr:role="search">
            <TextField field=Field::Patient label=tr!(AuditAccessPatient) value=sought error=not_found/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(Show)}</button>
        </ActionForm>
        {below}
    }
    .into_any()
}

/// All care relationships, latest first.
fn everyones(found: PatientAccessView) -> impl IntoView {
    let PatientAccessView { relationships, page, .. } = found;
    if relationships.is_empty() {
        return view! {
            <div class="empty section">
                <Icon name="stethoscope"/>
                <h2>{tr!(AuditAccessNone)}</h2>
                <p>{tr!(AuditAccessNoneText)}</p>
            </div>
        }
        .into_any();
    }
    let row = |one: RelationshipView| {
        let since = match &one.until {
            Some(until) => tr!(AuditAccessUntil, since = one.since, until = until),
            None => one.since,
        };
        view! {
            <tr>
                <th scope="row" data-label=tr!(Patient)>{one.patient}</th>
                <td data-label=tr!(DeskPractitioner)>
                    <a href=address::practitioner(one.practitioner.0)>{one.practitioner.1}</a>
                </td>
                <td data-label=tr!(PeopleRole)>{record_words::relationship(one.kind)}</td>
                <td data-label=tr!(AuditAccessSince)>{since}</td>
                <td data-label=tr!(AuditAccessSource)>{one.source}</td>
            </tr>
        }
        .into_any()
    };
    let rows = relationships.into_iter().map(row).collect_view();
    let caption = tr!(AuditAccessCaption);
    let columns = [tr!(Patient), tr!(DeskPractitioner), tr!(PeopleRole), tr!(AuditAccessSince), tr!(AuditAccessSource)];
    view! {
        <section class="section">
            <h2>{tr!(AuditAccessWho)}</h2>
            <Table id="mappings" caption columns>{rows}</Table>
            {stepper(tr!(AuditAccessMore), [tr!(DayLater), tr!(DayEarlier)], tr!(AuditAccessEntries), page, |page| format!("/admin/access?page={page}"))}
        </section>
    }
    .into_any()
}

#[component]
fn Person(
    found: PatientAccessView,
    id: PatientId,
    title: String,
    asked: String,
    search: PractitionerSearch,
    actions: Actions,
) -> impl IntoView {
    let readers = found
        .readers
        .into_iter()
        .map(|ReaderView { id: practitioner, name, access }| {
            let can = record_words::reads(access);
            view! {
                <li class="row">
                    <Icon name=if access.is_some() { "eye" } else { "eye-off" }/>
                    <div class="row-body">
                        <h3><a href=format!("/record/why?patient={id}&practitioner={practitioner}")>{name}</a></h3>
                        <p class="muted small">{can}</p>
                    </div>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let open = found.may_read.then(|| {
        view! {
            <a class="btn" href=address::record(id)><Icon name="file-text"/>{tr!(DayOpenRecord)}</a>
        }
    });
    let nobody = readers.is_empty().then(|| view! { <p class="muted">{tr!(AuditAccessNobody)}</p> });
    let back = asked.clone();
    let relationships = found
        .relationships
        .into_iter()
        .map(|one| {
            let kind = record_words::relationship(one.kind);
            let text = match one.until {
                Some(until) => {
                    tr!(RecordCaresUntil, kind = kind, since = one.since, until = until, source = one.source)
                }
                None => tr!(RecordCares, kind = kind, since = one.since, source = one.source),
            };
            let (whose, back) = (format!(": {}", one.practitioner.1), back.clone());
            view! {
                <li class="row">
                    <Icon name="stethoscope"/>
                    <div class="row-body"><h3>{one.practitioner.1}</h3><p class="muted small">{text}</p></div>
                    <ActionForm action=actions.end>
                        <input type="hidden" name="id" value=one.id/>
                        <input type="hidden" name="back" value=back/>
                        <Submit label=tr!(RecordRemove) context=whose busy=actions.end.pending() class="btn btn-quiet btn-sm"/>
                    </ActionForm>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="section" aria-labelledby="readers">
            <h2 id="readers">{title}</h2>
            {open}
            {nobody}
            {(!readers.is_empty()).then(|| view! { <ul class="row-list" role="list">{readers}</ul> })}
        </section>
        <section class="section" aria-labelledby="relationships">
            <h2 id="relationships">{tr!(AuditAccessCares)}</h2>
            {(!relationships.is_empty()).then(|| view! { <ul class="row-list" role="list">{relationships}</ul> })}
            <Assign search asked actions/>
        </section>
    }
    .into_any()
}

#[component]
fn Assign(search: PractitionerSearch, asked: String, actions: Actions) -> impl IntoView {
    view! {
        <ActionForm action=actions.assign attr:class="form card" attr:novalidate=true>
            <h3>{tr!(PeopleAddPractitioner)}</h3>
            <input type="hidden" name="patient" value=asked/>
            <CareFields search error=actions.error/>
            <div class="form-actions"><Submit label=tr!(PeopleAdd) busy=actions.assign.pending()/></div>
        </ActionForm>
    }
    .into_any()
}
