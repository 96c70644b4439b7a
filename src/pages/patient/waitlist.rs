//! A patient's waiting-list requests and offers, kept up to date while the page is open.

use std::time::Duration;

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        live::on_own_change,
        loaded::{followed, resource},
        offer_countdown::OfferCountdown,
        page_head::PageHead,
        submit::Submit,
        time::DateTime,
        wish::WishFacts,
    },
    domain::waitlist::EntryStatus,
    server_fns::waitlist::{AcceptOffer, DeclineOffer, WithdrawWish, waitlist},
    views::waitlist::{OfferView, WaitlistView, WishView},
    words::tr,
};

/// When to reload after an offer's end: the server ends it within the second.
const AFTER_END: Duration = Duration::from_millis(1_500);

/// The actions, created once per page: it shows their errors at its top, even if the offer is gone.
#[derive(Clone, Copy)]
struct Actions {
    accept: ServerAction<AcceptOffer>,
    decline: ServerAction<DeclineOffer>,
    withdraw: ServerAction<WithdrawWish>,
}

/// The page.
#[component]
pub fn Waitlist() -> impl IntoView {
    let actions = Actions { accept: ServerAction::new(), decline: ServerAction::new(), withdraw: ServerAction::new() };
    let done =
        move || (actions.accept.version().get(), actions.decline.version().get(), actions.withdraw.version().get());
    let data = resource(done, |_| waitlist());
    on_own_change(move || data.refetch());
    // Beside the list, which is redrawn without the offer.
    let has_ended = RwSignal::new(false);
    let at_end = Callback::new(move |()| {
        has_ended.set(true);
        set_timeout(move || data.refetch(), AFTER_END);
    });
    let shown = move |list| view! { <List list actions has_ended at_end/> }.into_any();
    view! { <div class="wrap wrap-narrow">{followed(data, shown)}</div> }
}

#[component]
fn List(list: WaitlistView, actions: Actions, has_ended: RwSignal<bool>, at_end: Callback<()>) -> impl IntoView {
    let errors = [action_error(actions.accept), action_error(actions.decline), action_error(actions.withdraw)];
    let error = Signal::derive(move || errors.iter().find_map(|error| error.get()));
    let offers = list.offers.into_iter().map(|offer| view! { <Offer offer actions at_end/> }).collect_view();
    let waiting = if list.waiting.is_empty() {
        view! { <Nothing/> }.into_any()
    } else {
        let rows = list.waiting.into_iter().map(|wish| waiting(wish, actions)).collect_view();
        view! {
            <section class="section" aria-labelledby="waiting">
                <h2 id="waiting">{tr!(WaitingFor)}</h2>
                <ul class="row-list" role="list">{rows}</ul>
            </section>
        }
        .into_any()
    };
    let past = (!list.past.is_empty()).then(|| {
        let rows = list.past.into_iter().map(past).collect_view();
        view! {
            <section class="section" aria-labelledby="past">
                <h2 id="past">{tr!(WaitPastRequests)}</h2>
                <ul class="row-list" role="list">{rows}</ul>
            </section>
        }
    });
    view! {
        <PageHead
            title=tr!(NavWaitingList)
            lede=tr!(WaitLede)
            crumbs=vec![("/patient".into(), tr!(NavAppointments).into())]
        />
        <Flash param="joined" text=tr!(WaitJoined) error/>
        <Flash param="withdrawn" text=tr!(WaitLeft) error/>
        <Flash param="declined" text=tr!(WaitDeclined) error/>
        <FormError error/>
        {move || has_ended.try_get().unwrap_or_default().then(ended)}
        <div class="stack" aria-live="polite">{offers}</div>
        {waiting}
        {past}
    }
    .into_any()
}

fn ended() -> impl IntoView {
    view! {
        <div class="flash flash-warn" role="status">
            <Icon name="hourglass"/>
            <p>{tr!(WaitOfferEnded)}</p>
        </div>
    }
}

#[component]
fn Offer(offer: OfferView, actions: Actions, at_end: Callback<()>) -> impl IntoView {
    let OfferView { id, when, practitioner_name, profession, centre_name, centre_place, service, instead_of, .. } =
        offer;
    let (day, date, time) = (&when.weekday, &when.short_date, &when.time);
    let context = tr!(WaitOfferOf, day = day, date = date, time = time, name = practitioner_name);
    let declined = context.clone();
    let (title, labelled) = (format!("offer-{id}"), format!("offer-{id}"));
    let given_up = instead_of.map(|old| {
        let text = tr!(WaitReplacesYours, date = old.long_date, time = old.time);
        view! { <p class="meta"><Icon name="calendar"/><span>{text}</span></p> }
    });
    view! {
        <article class="next-card" aria-labelledby=labelled>
            <p class="next-label">{tr!(WaitOpened)}</p>
            <h2 class="next-when" id=title><DateTime when/></h2>
            <p class="next-in">{format!("{practitioner_name}, {profession}")}</p>
            <p class="meta"><Icon name="map-pin"/><span dir="auto">{format!("{centre_name}, {centre_place}")}</span></p>
            <p class="meta"><Icon name="file-text"/><span>{service}</span></p>
            {given_up}
            <OfferCountdown until=offer.until until_time=offer.until_time at_end/>
            <div class="cluster">
                <ActionForm action=actions.accept>
                    <input type="hidden" name="id" value=id/>
                    <Submit label=tr!(WaitAccept) context busy=actions.accept.pending() class="btn btn-on-brand"/>
                </ActionForm>
                <ActionForm action=actions.decline>
                    <input type="hidden" name="id" value=id/>
                    <Submit label=tr!(WaitDecline) context=declined busy=actions.decline.pending() class="btn btn-ghost"/>
                </ActionForm>
            </div>
        </article>
    }
    .into_any()
}

fn waiting(wish: WishView, actions: Actions) -> AnyView {
    let context = tr!(WaitOf, whom = wish.whom, times = wish.times);
    let id = wish.id;
    view! {
        <li class="row">
            <Icon name="hourglass"/>
            <div class="row-body"><WishFacts wish own=true/></div>
            <ActionForm action=actions.withdraw attr:class="row-actions">
                <input type="hidden" name="id" value=id/>
                <Submit label=tr!(WaitLeave) context busy=actions.withdraw.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        </li>
    }
    .into_any()
}

fn past(wish: WishView) -> AnyView {
    let became = match wish.status {
        EntryStatus::Booked => tr!(StatusBooked),
        EntryStatus::Withdrawn => tr!(WaitBecameWithdrawn),
        EntryStatus::Expired | EntryStatus::Waiting => tr!(WaitBecameEnded),
    };
    view! {
        <li class="row">
            <Icon name="clock"/>
            <div class="row-body"><WishFacts wish own=true/></div>
            <span class="badge">{became}</span>
        </li>
    }
    .into_any()
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="hourglass"/>
            <h2>{tr!(WaitNone)}</h2>
            <p>
                {tr!(WaitNoneText)}
            </p>
            <a class="btn" href="/search"><Icon name="search"/>{tr!(FindCare)}</a>
        </div>
    }
}
