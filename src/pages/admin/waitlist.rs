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
            tools::SortField,
        },
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::{list::WAITLIST, waitlist::Urgency},
    server_fns::waitlist::{SetUrgency, admin_waiters},
    views::{
        list_view::ListViewsView,
        waitlist::{WaiterView, WaitersView},
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
    let data = resource(
        move || (wanted.get(), action.version().get(), keeping.version()),
        |(asked, ..)| with_views(&WAITLIST, asked.opens, admin_waiters(asked.place)),
    );
    view! {
        <div class="wrap">
            <PageHead
                title=tr!(ClinicWaitingList)
                lede=tr!(ClinicWaitlistLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            />
            <Flash param="saved" text=tr!(Saved) error/>
            <FormError error/>
            {loaded(data, move |(found, views)| {
                view! { <Shown found views asked=wanted.get_untracked() action keeping/> }.into_any()
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
) -> impl IntoView {
    let WaitersView { rows, total, place } = found;
    if rows.is_empty() {
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
    let (filters, sort) = (asked.clone(), place.sort.clone());
    view! {
        <Form method="get" action="/admin/waitlist" attr:class="table-tools">
            <SortField list=&WAITLIST asked=filters sort/>
            <button class="btn" type="submit">{tr!(PeopleSort)}</button>
        </Form>
        <ListTools list=&WAITLIST asked=asked.clone() views keeping/>
        <p class="muted table-count" role="status">{waiting}</p>
        <ListTable list=&WAITLIST caption=tr!(ClinicWaitingList) asked=kept place=at rows/>
        <ListPages list=&WAITLIST label=tr!(ClinicWaitlistPages) asked place/>
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
