//! Everybody who waits for a time, and how pressing it is.

use leptos::prelude::*;

use crate::{
    components::{
        flash::Flash,
        form_error::{FormError, action_error},
        loaded::loaded,
        page_head::PageHead,
        waiters::WaiterList,
    },
    server_fns::waitlist::{SetUrgency, WaiterView, admin_waiters},
};

/// The page.
#[component]
pub fn Waitlist() -> impl IntoView {
    let action = ServerAction::<SetUrgency>::new();
    let data = Resource::new(move || action.version().get(), |_| admin_waiters());
    let shown = move |waiters: Vec<WaiterView>| {
        let error = action_error(action);
        view! {
            <PageHead
                title="Who waits"
                lede="Patients who asked for an earlier time. A time that becomes free is offered to the most urgent, then to who has waited longest."
                crumbs=vec![("/admin".into(), "Overview".into())]
            />
            <Flash param="saved" text="Saved." error/>
            <FormError error/>
            <WaiterList waiters action next="/admin/waitlist?saved=1"/>
        }
        .into_any()
    };
    view! { <div class="wrap">{loaded(data, shown)}</div> }
}
