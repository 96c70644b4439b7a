//! The list behind the bell.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        notice::NoticeRow,
        page_head::PageHead,
        site::CurrentViewer,
        submit::Submit,
    },
    server_fns::notice::{MarkNoticesRead, notices},
    words::tr,
};

/// The page.
#[component]
pub fn Notices() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    let action = ServerAction::<MarkNoticesRead>::new();
    let error = action_error(action);
    let found = resource(move || action.version().get(), |_| notices());
    // The bell counts them too.
    Effect::new(move || {
        if action.version().get() > 0 {
            viewer.refetch();
        }
    });
    view! {
        <div class="wrap wrap-narrow">
            {loaded(found, move |notices| {
                let is_empty = notices.is_empty();
                let has_unread = notices.iter().any(|notice| !notice.read);
                let rows = notices.into_iter().map(|notice| view! { <NoticeRow notice/> }).collect_view();
                view! {
                    <PageHead title=tr!(Notices)>
                        {has_unread.then(|| view! {
                            <ActionForm action>
                                <Submit label=tr!(NoticesMarkRead) busy=action.pending() class="btn"/>
                            </ActionForm>
                        })}
                    </PageHead>
                    <FormError error/>
                    {if is_empty {
                        view! { <Nothing/> }.into_any()
                    } else {
                        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
                    }}
                }
                .into_any()
            })}
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="bell"/>
            <h2>{tr!(NoticesNothing)}</h2>
            <p>{tr!(NoticesNothingText)}</p>
        </div>
    }
}
