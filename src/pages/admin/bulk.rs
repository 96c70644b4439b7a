//! One deed done to several users: first the preview, then the progress (`bulk_run`).

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    bulk_run::deed_words,
    chosen::{NoOne, Origin, Person, crumbs, is_of_visits, lot_note, origin, people, picked},
};
use crate::{
    components::{
        action_form::ActionForm,
        area_field::AreaField,
        care_fields::CareFields,
        field::TextField,
        form_error::{FormError, action_error},
        listing::choosing::{follow, gone_note},
        loaded::{loaded, resource},
        page_head::PageHead,
        practitioner_field::PractitionerSearch,
        submit::Submit,
        suggestions::Among,
        table::{Table, email_text},
        time::ShortDateTime,
    },
    domain::{form::Field, list::USERS, retention::DAYS_BULK_RUN},
    error::AppError,
    server_fns::bulk::{CarryOutBulk, bulk},
    views::bulk::{BulkQuery, BulkRunView, BulkView, ChosenView, MessageForm},
    words::{counted, number, tr},
};

/// The page.
#[component]
pub fn Bulk() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| BulkQuery {
            deed: query.get("deed").unwrap_or_default(),
            // From the list, or from the form that looks up a practitioner.
            accounts: picked(query, &["account", "accounts[]"]),
            every: query.get("every").unwrap_or_default(),
            q: query.get("q").unwrap_or_default(),
            role: query.get("role").unwrap_or_default(),
            status: query.get("status").unwrap_or_default(),
            from: query.get("from").unwrap_or_default(),
            until: query.get("until").unwrap_or_default(),
            after: query.get("after").unwrap_or_default(),
            undo: query.get("undo").unwrap_or_default(),
            run: query.get("run").unwrap_or_default(),
        })
    });
    let action = ServerAction::<CarryOutBulk>::new();
    // What undoes a run was not chosen in the list.
    follow(action, |sent| sent.undo.is_empty().then_some(&USERS));
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
        "end_care" => tr!(PeopleEndCareThese),
        "call_off" => tr!(ClinicCallOffThese),
        "move_day" => tr!(ClinicMoveBackThese),
        "message" => tr!(PeopleMessageThese),
        _ => tr!(PeopleAssignThese),
    }
}

fn effect(deed: &str) -> &'static str {
    match deed {
        "activate" => tr!(PeopleActivateEffect),
        "deactivate" => tr!(PeopleDeactivateAll),
        "end_care" => tr!(PeopleEndCareEffect),
        "call_off" => tr!(ClinicCallOffLede),
        "move_day" => tr!(ClinicMoveBackEffect),
        "message" => tr!(PeopleMessageEffect),
        _ => tr!(PeopleAssignEffect),
    }
}

fn label(deed: &str, going: usize) -> String {
    let n = number(going);
    match deed {
        "activate" => tr!(PeopleActivateMany, n = n),
        "deactivate" => tr!(PeopleDeactivateMany, n = n),
        "end_care" => tr!(PeopleEndCareMany, n = n),
        "call_off" => tr!(ClinicCallOffMany, n = n),
        "move_day" => tr!(ClinicMoveMany, n = n),
        "message" => tr!(PeopleMessageMany, n = n),
        _ => tr!(PeopleAssignMany, n = n),
    }
}

#[component]
fn Shown(found: BulkView, search: PractitionerSearch, action: ServerAction<CarryOutBulk>) -> impl IntoView {
    let BulkView { deed, key, undo, chosen, gone, lot, run, message, care, runs } = found;
    if chosen.is_empty() {
        return no_one(&deed, runs);
    }
    let error = action_error(action);
    let going = chosen.iter().filter(|one| one.why_not.is_empty()).count();
    // The targets of a run are found by its key.
    let ids = undo.is_empty().then(|| {
        chosen.iter().map(|one| view! { <input type="hidden" name="accounts[]" value=one.id/> }).collect_view()
    });
    let how_many = match going {
        0 => tr!(PeopleNothingChanges).to_owned(),
        n if deed == "message" => format!("{} {}", counted!(PeopleMessageGoes, n), effect(&deed)),
        _ if is_of_visits(&deed) => effect(&deed).to_owned(),
        n => format!("{} {}", counted!(PeopleChanges, n), effect(&deed)),
    };
    let how_many = match chosen.len() - going {
        0 => how_many,
        left => format!("{how_many} {}", counted!(PeopleLeftAsIs, left)),
    };
    let next = lot.as_ref().and_then(|lot| lot.next.clone());
    let lot = lot.map(|lot| lot_note(&deed, lot, &run));
    let class = if matches!(deed.as_str(), "deactivate" | "call_off") { "btn btn-danger" } else { "btn btn-primary" };
    let fields = match deed.as_str() {
        "assign" => Some(view! { <CareFields search error at_first=care/> }.into_any()),
        "message" => Some(view! { <MessageFields message error/> }.into_any()),
        "call_off" => Some(view! { <WhyField error/> }.into_any()),
        _ => None,
    };
    let will = match deed.as_str() {
        "message" => tr!(PeopleMessageGets),
        "call_off" => tr!(ClinicWillCancel),
        _ => tr!(PeopleWillChange),
    };
    let detail = if is_of_visits(&deed) { tr!(When) } else { tr!(Email) };
    let table = people(&deed, detail, chosen.into_iter().map(|one| person(one, will)).collect());
    let Origin { list, back, .. } = origin(&deed);
    let label = label(&deed, going);
    let submit = (going > 0).then(|| view! { <Submit label busy=action.pending() class/> });
    let head = view! { <PageHead title=title(&deed) crumbs=crumbs(&deed)/> };
    let is_filled_in = fields.is_some();
    let form = view! {
        <ActionForm action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="deed" value=deed/>
            <input type="hidden" name="key" value=key/>
            <input type="hidden" name="undo" value=undo/>
            <input type="hidden" name="next" value=next.unwrap_or_default()/>
            {ids}
            {fields}
            <div class="form-actions">
                {submit}
                <a class="btn" href=list.path>{back}</a>
            </div>
        </ActionForm>
    }
    .into_any();
    // A form to fill in comes first, so that no one has to look for it below hundreds of rows.
    let (first, second) = if is_filled_in { (form, table) } else { (table, form) };
    view! {
        {head}
        <FormError error/>
        {lot}
        {gone_note(gone)}
        <p>{how_many}</p>
        {first}
        {second}
    }
    .into_any()
}

/// The reason, for the people concerned.
#[component]
fn WhyField(error: Signal<Option<AppError>>) -> impl IntoView {
    view! {
        <AreaField
            field=Field::CancelReason
            name="reason"
            label=tr!(ClinicWhyCancel)
            hint=tr!(ClinicWhyCancelHint)
            value=String::new()
            error
            rows=2
        />
    }
    .into_any()
}

/// The message to them.
#[component]
fn MessageFields(message: MessageForm, error: Signal<Option<AppError>>) -> impl IntoView {
    view! {
        <TextField
            field=Field::AnnouncementSubject
            name="message[subject]"
            label=tr!(PeopleMessageSubject)
            value=message.subject
            error
        />
        <AreaField
            field=Field::AnnouncementText
            name="message[text]"
            label=tr!(PeopleMessageText)
            hint=tr!(PeopleMessageHint)
            value=message.text
            error
            rows=8
        />
    }
    .into_any()
}

/// A chosen person, and whether it would be done to them.
fn person(one: ChosenView, will: &'static str) -> Person {
    let outcome = match one.why_not.is_empty() {
        true => view! { <span class="badge badge-info">{will}</span> }.into_any(),
        false => view! { <span class="badge">{tr!(PeopleLeftOne)}</span>" "{one.why_not} }.into_any(),
    };
    let detail = match one.when {
        Some(when) => view! { <ShortDateTime when/> }.into_any(),
        None => email_text(one.email),
    };
    Person { href: one.href, name: one.name, detail, outcome }
}

/// Says that no one was chosen, and shows the reader's earlier runs: all that is requested if nothing is to be done.
fn no_one(deed: &str, runs: Vec<BulkRunView>) -> AnyView {
    if runs.is_empty() {
        return view! { <NoOne/> }.into_any();
    }
    if deed.is_empty() {
        return view! {
            <PageHead title=tr!(PeopleRuns) crumbs=crumbs(deed)/>
            {earlier(runs)}
        }
        .into_any();
    }
    view! {
        <NoOne/>
        <div class="section stack">
            <h2>{tr!(PeopleRuns)}</h2>
            {earlier(runs)}
        </div>
    }
    .into_any()
}

/// The reader's earlier runs.
fn earlier(runs: Vec<BulkRunView>) -> AnyView {
    let rows = runs
        .into_iter()
        .map(|run| {
            let (done, total) = run.progress;
            let how_far = tr!(PeopleRunSettled, done = number(done), total = number(total));
            view! {
                <tr>
                    <th scope="row" data-label=tr!(PeopleRunWhat)>
                        <a href=format!("/admin/bulk/{}", run.id)>{deed_words(&run.deed)}</a>
                    </th>
                    <td data-label=tr!(PeopleRunStarted)>{run.asked}</td>
                    <td data-label=tr!(PeopleRunHowFar)>{how_far}</td>
                </tr>
            }
        })
        .collect_view();
    let columns = [tr!(PeopleRunWhat), tr!(PeopleRunStarted), tr!(PeopleRunHowFar)];
    view! {
        <Table id="runs" caption=tr!(PeopleRuns) columns>{rows}</Table>
        <p class="muted">{counted!(PeopleRunsKept, usize::try_from(DAYS_BULK_RUN).unwrap_or_default())}</p>
    }
    .into_any()
}
