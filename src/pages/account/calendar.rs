//! The secret address with which a calendar program can subscribe to the reader's appointments.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    server_fns::calendar_feed::{RenewCalendarFeed, RevokeCalendarFeed, calendar_feed},
    views::calendar_feed::CalendarFeedView,
    words::tr,
};

/// The page.
#[component]
pub fn Calendar() -> impl IntoView {
    let renew = ServerAction::<RenewCalendarFeed>::new();
    let revoke = ServerAction::<RevokeCalendarFeed>::new();
    let error = Signal::derive(move || action_error(renew).get().or_else(|| action_error(revoke).get()));
    let data = resource(move || (renew.version().get(), revoke.version().get()), |_| calendar_feed());
    let shown = move |feed: CalendarFeedView| {
        let has_one = !feed.since.is_empty();
        let (label, text) = if has_one {
            (tr!(AccFeedNew), tr!(AccFeedSince, since = feed.since))
        } else {
            (tr!(AccFeedCreate), tr!(AccFeedNone).to_owned())
        };
        view! {
            <PageHead
                title=tr!(AccCalendar)
                lede=tr!(AccFeedLede)
                crumbs=vec![("/account".into(), tr!(YourAccount).into())]
            />
            <Flash param="revoked" text=tr!(AccFeedRevoked) error/>
            <FormError error/>
            {feed.address.map(|address| view! { <New address/> })}
            <section class="card">
                <p>{text}</p>
                <p class="hint">
                    {tr!(AccFeedWho)}
                </p>
                <div class="cluster">
                    <ActionForm action=renew><Submit label busy=renew.pending() class="btn btn-primary"/></ActionForm>
                    {has_one.then(|| view! {
                        <ActionForm action=revoke><Submit label=tr!(AccFeedTurnOff) busy=revoke.pending() class="btn"/></ActionForm>
                    })}
                </div>
            </section>
        }
        .into_any()
    };
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

/// The address, which is shown only once.
#[component]
fn New(address: String) -> impl IntoView {
    let full = RwSignal::new(address.clone());
    // Only the browser knows the host name by which it reached the clinic.
    Effect::new(move || {
        if let Ok(origin) = window().location().origin() {
            full.set(format!("{origin}{address}"));
        }
    });
    view! {
        <section class="note note-success" aria-labelledby="new-address">
            <Icon name="check"/>
            <div class="stack">
                <h2 id="new-address">{tr!(AccFeedYours)}</h2>
                <p>{tr!(AccFeedCopy)}</p>
                <p><a class="secret" rel="external" href=move || full.get()>{move || full.get()}</a></p>
            </div>
        </section>
    }
}
