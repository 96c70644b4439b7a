//! One request on the waiting list: what is wished for, since when, the offers made, and the possible actions.

use leptos::prelude::*;

use super::waitlist::{urgency_form, wished};
use crate::{
    components::{
        address::id_in_address,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        time::DateTime,
    },
    domain::{
        address,
        list::WAITLIST,
        waitlist::{EntryStatus, OfferStatus},
    },
    server_fns::waitlist::{SetUrgency, admin_waiter},
    views::waitlist::{MadeOfferView, OpenedWishView, WaiterView},
    words::tr,
};

/// The page.
#[component]
pub fn Waiter() -> impl IntoView {
    let id = id_in_address();
    let action = ServerAction::<SetUrgency>::new();
    let data = resource(move || (id.get(), action.version().get()), |(id, _)| admin_waiter(id));
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |found| view! { <Shown found action/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(found: OpenedWishView, action: ServerAction<SetUrgency>) -> impl IntoView {
    let OpenedWishView { waiter, patient, asked, offers, booking } = found;
    let error = action_error(action);
    let crumbs = vec![
        ("/admin".to_owned(), tr!(NavOverview).to_owned()),
        (WAITLIST.path.to_owned(), tr!(ClinicWaitingList).to_owned()),
    ];
    let WaiterView { patient_name, wish, .. } = &waiter;
    let status = wish.status;
    let what = wished(wish);
    let of_patient = format!("/admin/users/{patient}");
    let todo = (status == EntryStatus::Waiting).then(|| view! { <Todo waiter=waiter.clone() booking action/> });
    view! {
        <PageHead title=tr!(ClinicWaiterOf, name = patient_name) tab=tr!(ClinicWaitingList) crumbs/>
        <Flash param="saved" text=tr!(Saved) error/>
        <FormError error/>
        <div class="card">
            <dl class="summary">
                <div><dt>{tr!(Patient)}</dt><dd><a href=of_patient>{patient_name.clone()}</a></dd></div>
                <div><dt>{tr!(ClinicListWish)}</dt><dd>{what}</dd></div>
                <div><dt>{tr!(ClinicListAsked)}</dt><dd><DateTime when=asked/></dd></div>
                <div><dt>{tr!(Status)}</dt><dd><span class="badge">{status_word(status)}</span></dd></div>
            </dl>
        </div>
        {todo}
        <Offers offers/>
    }
    .into_any()
}

/// The status of a request.
fn status_word(status: EntryStatus) -> &'static str {
    match status {
        EntryStatus::Waiting => tr!(ClinicWaiterWaits),
        EntryStatus::Booked => tr!(ClinicWaiterBooked),
        EntryStatus::Withdrawn => tr!(ClinicWaiterWithdrawn),
        EntryStatus::Expired => tr!(ClinicWaiterEnded),
    }
}

/// The possible actions while it waits.
#[component]
fn Todo(waiter: WaiterView, booking: String, action: ServerAction<SetUrgency>) -> impl IntoView {
    let next = format!("{}/{}?saved=1", WAITLIST.path, waiter.wish.id);
    let book = (!booking.is_empty()).then(|| {
        view! { <p><a class="btn" href=booking><Icon name="calendar-plus"/>{tr!(ClinicWaiterBook)}</a></p> }
    });
    view! {
        <section class="section stack" aria-labelledby="to-do">
            <h2 id="to-do">{tr!(ClinicListUrgency)}</h2>
            {urgency_form(&waiter, action, next)}
            {book}
            <p class="muted">{tr!(ClinicWaiterLeaves)}</p>
        </section>
    }
    .into_any()
}

#[component]
fn Offers(offers: Vec<MadeOfferView>) -> impl IntoView {
    let list = match offers.is_empty() {
        true => view! { <p class="muted">{tr!(ClinicWaiterNoOffers)}</p> }.into_any(),
        false => {
            let rows = offers.into_iter().map(offer).collect_view();
            view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
        }
    };
    view! {
        <section class="section" aria-labelledby="offers">
            <h2 id="offers">{tr!(ClinicWaiterOffers)}</h2>
            {list}
        </section>
    }
    .into_any()
}

fn offer(offer: MadeOfferView) -> AnyView {
    let MadeOfferView { when, practitioner: (id, name), centre, service, made, status } = offer;
    let (class, word) = match status {
        OfferStatus::Open => ("badge badge-info", tr!(ClinicOfferOpen)),
        OfferStatus::Accepted => ("badge badge-success", tr!(ClinicOfferAccepted)),
        OfferStatus::Declined => ("badge", tr!(ClinicOfferDeclined)),
        OfferStatus::Expired => ("badge", tr!(ClinicOfferExpired)),
    };
    let whom = (!name.is_empty()).then(|| view! { <p><a href=address::practitioner(id)>{name}</a></p> });
    let centre = (!centre.is_empty()).then(|| view! { <p>{centre}</p> });
    let service = (!service.is_empty()).then(|| view! { <p>{service}</p> });
    let made = tr!(ClinicOfferedAt, date = made.long_date, time = made.time);
    view! {
        <li class="row">
            <Icon name="clock"/>
            <div class="row-body">
                <h3><DateTime when/></h3>
                {whom}
                {centre}
                {service}
                <p class="meta">{made}</p>
            </div>
            <span class=class>{word}</span>
        </li>
    }
    .into_any()
}
