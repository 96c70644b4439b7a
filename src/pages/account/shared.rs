//! What others share with the reader: their records, booking for them, and invitations to either.

use leptos::prelude::*;

use super::invitations::{Invitations, may_read};
use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::action_error,
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        time::DateTime,
    },
    domain::address,
    server_fns::sharing::{AcceptInvitation, EndTrust, entrusted_records},
    views::sharing::ProxyView,
    words::tr,
};

/// The page.
#[component]
pub fn SharedWithMe() -> impl IntoView {
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title=tr!(NavShared) lede=tr!(AccSharedLede)/>
            <Shared says_none=true/>
        </div>
    }
}

/// What others share with the reader, or have offered to.
#[component]
pub fn Shared(
    /// Whether to say so if there is nothing.
    #[prop(optional)]
    says_none: bool,
) -> impl IntoView {
    let accept = ServerAction::<AcceptInvitation>::new();
    view! {
        <Invitations accept/>
        <Flash param="accepted" text=tr!(AccSharedAccepted) error=action_error(accept)/>
        <Entrusted accept says_none/>
    }
}

/// The records that others share with the reader.
#[component]
fn Entrusted(accept: ServerAction<AcceptInvitation>, says_none: bool) -> impl IntoView {
    let end = ServerAction::<EndTrust>::new();
    let data = resource(move || (accept.version().get(), end.version().get()), |_| entrusted_records());
    loaded(data, move |records: Vec<ProxyView>| {
        if records.is_empty() {
            let none = || {
                view! {
                    <div class="empty">
                        <Icon name="users"/>
                        <h2>{tr!(AccSharedNone)}</h2>
                        <p>{tr!(AccSharedNoneText)}</p>
                    </div>
                }
            };
            return says_none.then(none).into_any();
        }
        let rows = records
            .into_iter()
            .map(|one| {
                let text = may_read(one.scope, one.books, &one.until);
                let upcoming = one.upcoming.into_iter().map(|found| {
                    let href = address::appointment(found.id);
                    let with = tr!(AccWith, name = found.practitioner_name);
                    view! { <li><a href=href>{with}" "<DateTime when=found.when/></a></li> }
                });
                let upcoming = upcoming.collect_view();
                let find =
                    one.books.then(|| view! { <p><a href="/search">{tr!(AccFindCareFor, name = one.name)}</a></p> });
                let whose = tr!(AccToTheirRecord, name = one.name);
                view! {
                    <li class="row">
                        <Icon name="file-text"/>
                        <div class="row-body">
                            <h3><a href=address::record(one.patient)>{tr!(AccTheirRecord, name = one.name)}</a></h3>
                            <p class="muted small">{text}</p>
                            <ul class="plain-list">{upcoming}</ul>
                            {find}
                        </div>
                        <ActionForm action=end>
                            <input type="hidden" name="id" value=one.id/>
                            <Submit label=tr!(AccGiveUp) context=whose busy=end.pending() class="btn btn-quiet btn-sm"/>
                        </ActionForm>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="section" aria-labelledby="entrusted">
                <h2 id="entrusted">{tr!(AccSharedRecords)}</h2>
                <ul class="row-list" role="list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}
