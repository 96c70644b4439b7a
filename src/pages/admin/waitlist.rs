//! Everybody who waits for a time, and how pressing it is.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Asked, ListPages, ListTable, Row, asked,
            saved::{Keeping, ListTools, with_views},
            tools::{DayFields, ListFiles, SortField},
        },
        live::on_list_change,
        loaded::{followed_answer, resource},
        page_head::PageHead,
        part_filters::PartFilters,
        practitioner_field::PractitionerSearch,
        submit::Submit,
        suggestions::Among,
    },
    domain::{list::WAITLIST, waitlist::Urgency},
    server_fns::waitlist::{SetUrgency, admin_waiters},
    views::{
        choices::ChoicesView,
        list_view::ListViewsView,
        waitlist::{WaiterQuery, WaiterView, WaitersView},
    },
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Waitlist() -> impl IntoView {
    let wanted = asked(&WAITLIST);
    let action = ServerAction::<SetUrgency>::new();
    let error = action_error(action);
    let keeping = Keeping::new();
    let search = PractitionerSearch::of_page("find_practitioner", Among::Practitioners);
    // Whether the page looks again by itself.
    let again = StoredValue::new(false);
    let data = resource(
        move || (wanted.get(), action.version().get(), keeping.version()),
        move |(asked, ..)| {
            let again = again.try_update_value(std::mem::take).unwrap_or_default();
            let part = |name| asked.get(name);
            let query = WaiterQuery {
                practitioner: part("practitioner"),
                centre: part("centre"),
                service: part("service"),
                urgency: part("urgency"),
                from: part("from"),
                until: part("until"),
            };
            with_views(&WAITLIST, asked.opens, admin_waiters(query, asked.place, again))
        },
    );
    on_list_change("waitlist", move || {
        again.set_value(true);
        data.refetch();
    });
    let files = move || {
        let kinds = [("csv", tr!(PeopleExportCsv)), ("xlsx", tr!(PeopleExportExcel))];
        view! { <ListFiles base="/admin/waitlist/waitlist" kinds query=wanted.get().query()/> }
    };
    view! {
        <div class="wrap">
            <PageHead
                title=tr!(ClinicWaitingList)
                lede=tr!(ClinicWaitlistLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            >
                {files}
            </PageHead>
            <Flash param="saved" text=tr!(Saved) error/>
            <FormError error/>
            {followed_answer(data, wanted, move |(found, views), asked| {
                view! { <Shown found views asked action keeping search/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn Shown(
    found: WaitersView,
    views: ListViewsView,
    asked: Asked,
    action: ServerAction<SetUrgency>,
    keeping: Keeping,
    search: PractitionerSearch,
) -> impl IntoView {
    let WaitersView { rows, total, choices, place } = found;
    if rows.is_empty() && !asked.is_filtered() {
        return view! {
            <div class="empty">
                <Icon name="hourglass"/>
                <h2>{tr!(ClinicNoOneWaiting)}</h2>
                <p>{tr!(ClinicNoOneWaitingText)}</p>
            </div>
        }
        .into_any();
    }
    let page = asked.page();
    let joint = if page.is_empty() { "" } else { "&" };
    let next = format!("/admin/waitlist?{page}{joint}saved=1");
    let rows: Vec<Row> = rows.into_iter().map(|one| row(one, action, &next)).collect();
    let waiting = counted!(ClinicRequests, usize::try_from(total).unwrap_or(0));
    let (kept, at) = (asked.clone(), place.clone());
    let list = if rows.is_empty() {
        view! {
            <div class="empty">
                <Icon name="hourglass"/>
                <h2>{tr!(PeopleNoMatches)}</h2>
                <p>{tr!(ClinicNothingMatches)}</p>
            </div>
        }
        .into_any()
    } else {
        view! { <ListTable list=&WAITLIST caption=tr!(ClinicWaitingList) asked=kept place=at rows/> }.into_any()
    };
    let sort = place.sort.clone();
    view! {
        <Filters asked=asked.clone() sort choices search/>
        <ListTools list=&WAITLIST asked=asked.clone() views keeping/>
        <p class="muted table-count" role="status">{waiting}</p>
        {list}
        <ListPages list=&WAITLIST label=tr!(ClinicWaitlistPages) asked place/>
    }
    .into_any()
}

#[component]
fn Filters(asked: Asked, sort: String, choices: ChoicesView, search: PractitionerSearch) -> impl IntoView {
    let chosen = [asked.get("centre"), asked.get("service")];
    let urgency = asked.get("urgency");
    let urgencies = Urgency::ALL
        .map(|one| {
            let number = one.number();
            view! { <option value=number selected=urgency == number.to_string()>{urgency_word(one)}</option> }
        })
        .collect_view();
    view! {
        <Form method="get" action=WAITLIST.path attr:class="table-tools" attr:role="search">
            <PartFilters choices chosen search=Some(search)/>
            <div class="field">
                <label for="urgency">{tr!(ClinicListUrgency)}</label>
                <select id="urgency" name="urgency">
                    <option value="">{tr!(PeopleAll)}</option>
                    {urgencies}
                </select>
            </div>
            <DayFields asked=asked.clone()/>
            <SortField list=&WAITLIST asked sort/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </Form>
    }
    .into_any()
}

fn urgency_word(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Routine => tr!(ClinicRoutine),
        Urgency::Soon => tr!(ClinicSoon),
        Urgency::Urgent => tr!(ClinicUrgent),
    }
}

fn row(waiter: WaiterView, action: ServerAction<SetUrgency>, next: &str) -> Row {
    let WaiterView { patient_name, urgency, wish } = waiter;
    let text = match wish.service {
        Some(service) => tr!(ClinicWishOfService, place = wish.place, service = service, times = wish.times),
        None => tr!(ClinicWish, place = wish.place, times = wish.times),
    };
    let instead = wish.instead_of.map(|(_, when)| {
        view! { <p class="muted small">{tr!(ClinicReplaces, date = when.long_date, time = when.time)}</p> }
    });
    let what = view! {
        <div>
            <p><strong>{wish.whom}</strong></p>
            <p>{text}</p>
            {instead}
        </div>
    };
    let since = view! { <time datetime=wish.at>{wish.ago}</time> };
    let (id, next) = (format!("urgency-{}", wish.id), next.to_owned());
    let whose = tr!(ClinicTheUrgencyFor, name = patient_name);
    let label = tr!(ClinicUrgencyFor, name = patient_name);
    let options = Urgency::ALL.map(|choice| {
        view! { <option value=choice.number() selected=choice == urgency>{urgency_word(choice)}</option> }
    });
    let form = view! {
        <ActionForm action attr:class="cluster">
            <input type="hidden" name="id" value=wish.id/>
            <input type="hidden" name="next" value=next/>
            <label class="visually-hidden" for=id.clone()>{label}</label>
            <select id=id name="urgency" class="input-10">{options.collect_view()}</select>
            <Submit
                label=tr!(PeopleSave)
                context=whose
                busy=action.pending()
                class="btn"
            />
        </ActionForm>
    };
    Row::new(vec![patient_name.into_any(), what.into_any(), since.into_any(), form.into_any()])
}
