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
    words::number,
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
                title="Waiting list"
                lede="Patients who've asked for an earlier time. When a time becomes free, we offer it to the most urgent first, then to whoever has waited longest."
                crumbs=vec![("/admin".into(), "Overview".into())]
            />
            <Flash param="saved" text="Saved." error/>
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
                <h2>"No one is waiting"</h2>
                <p>"When a patient asks for an earlier time, they'll appear here. We'll offer them times automatically as they become free."</p>
            </div>
        }
        .into_any();
    }
    let page = asked.page();
    let joint = if page.is_empty() { "" } else { "&" };
    let next = format!("/admin/waitlist?{page}{joint}saved=1");
    let rows: Vec<Row> = rows.into_iter().map(|one| row(one, action, &next)).collect();
    let waiting = match usize::try_from(total).unwrap_or(0) {
        1 => "1 request".to_owned(),
        many => format!("{} requests", number(many)),
    };
    let (kept, at) = (asked.clone(), place.clone());
    let (filters, sort) = (asked.clone(), place.sort.clone());
    view! {
        <Form method="get" action="/admin/waitlist" attr:class="table-tools">
            <SortField list=&WAITLIST asked=filters sort/>
            <button class="btn" type="submit">"Sort"</button>
        </Form>
        <ListTools list=&WAITLIST asked=asked.clone() views keeping/>
        <p class="muted table-count" role="status">{waiting}</p>
        <ListTable list=&WAITLIST caption="Waiting list" asked=kept place=at rows/>
        <ListPages list=&WAITLIST label="Pages of the waiting list" asked place/>
    }
    .into_any()
}

fn row(waiter: WaiterView, action: ServerAction<SetUrgency>, next: &str) -> Row {
    let WaiterView { patient_name, urgency, wish } = waiter;
    let service = wish.service.map(|name| format!(" {name}.")).unwrap_or_default();
    let instead = wish.instead_of.map(|(_, when)| {
        view! { <p class="muted small">{format!("Replaces the appointment on {}, {}", when.long_date, when.time)}</p> }
    });
    let what = view! {
        <div>
            <p><strong>{wish.whom}</strong></p>
            <p>{format!("{}.{service} {}.", wish.place, wish.times)}</p>
            {instead}
        </div>
    };
    let since = view! { <time datetime=wish.at>{wish.ago}</time> };
    let (id, next) = (format!("urgency-{}", wish.id), next.to_owned());
    let whose = format!("the urgency for {patient_name}");
    let label = format!("Urgency for {patient_name}");
    let options = Urgency::ALL.map(|choice| {
        view! { <option value=choice.number() selected=choice == urgency>{choice.label()}</option> }
    });
    let form = view! {
        <ActionForm action attr:class="cluster">
            <input type="hidden" name="id" value=wish.id/>
            <input type="hidden" name="next" value=next/>
            <label class="visually-hidden" for=id.clone()>{label}</label>
            <select id=id name="urgency" class="input-10">{options.collect_view()}</select>
            <Submit
                label="Save"
                context=whose
                busy=action.pending()
                class="btn"
            />
        </ActionForm>
    };
    Row::new(vec![patient_name.into_any(), what.into_any(), since.into_any(), form.into_any()])
}
