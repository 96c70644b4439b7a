//! Who waits for a time with the practitioner, or with anybody of their profession.

use leptos::prelude::*;

use crate::{
    components::{
        flash::Flash,
        form_error::{FormError, action_error},
        loaded::loaded,
        page_head::PageHead,
        waiters::WaiterList,
    },
    server_fns::waitlist::{SetUrgency, WaiterView, waiters},
};

/// The page.
#[component]
pub fn Waitlist() -> impl IntoView {
    let action = ServerAction::<SetUrgency>::new();
    let data = Resource::new(move || action.version().get(), |_| waiters());
    let shown = move |waiters: Vec<WaiterView>| {
        let error = action_error(action);
        view! {
            <PageHead
                title="Who waits"
                lede="Patients who asked for a time with you, or with anybody of your profession. A time that becomes free is offered to the most urgent, then to who has waited longest."
                crumbs=vec![("/practitioner".into(), "Your day".into())]
            />
            <Flash param="saved" text="Saved." error/>
            <FormError error/>
            <WaiterList waiters action next="/practitioner/waitlist?saved=1"/>
        }
        .into_any()
    };
    view! { <div class="wrap">{loaded(data, shown)}</div> }
}
