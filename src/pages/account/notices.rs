//! The list behind the bell, kept up to date while it is open.

use std::hash::Hash;

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        live::on_own_change,
        loaded::{drawn, kept, kept_rows, resource},
        notice::NoticeRow,
        page_head::PageHead,
        submit::Submit,
    },
    server_fns::notice::{MarkNoticesRead, notices},
    views::notice::NoticeView,
    words::tr,
};

/// The page.
#[component]
pub fn Notices() -> impl IntoView {
    let action = ServerAction::<MarkNoticesRead>::new();
    let error = action_error(action);
    let found = resource(move || action.version().get(), |_| notices());
    on_own_change(move || found.refetch());
    let mark_read = move || {
        let has_unread: fn(&Vec<NoticeView>) -> bool = |notices| notices.iter().any(|notice| !notice.read);
        kept(found, has_unread, move |has_unread| {
            let form = has_unread.then(|| {
                view! {
                    <ActionForm action>
                        <Submit label=tr!(NoticesMarkRead) busy=action.pending() class="btn"/>
                    </ActionForm>
                }
            });
            form.into_any()
        })
    };
    let rows = move || kept_rows(found, Vec::clone, which, |notice| view! { <NoticeRow notice/> }.into_any());
    let list = move || {
        kept(found, Vec::is_empty, move |is_empty| {
            if is_empty {
                view! { <Nothing/> }.into_any()
            } else {
                view! { <ul class="row-list" role="list">{rows()}</ul> }.into_any()
            }
        })
    };
    view! {
        <div class="wrap wrap-narrow">
            {drawn(found, move || {
                view! {
                    <PageHead title=tr!(Notices)>{mark_read()}</PageHead>
                    <FormError error/>
                    {list()}
                }
                .into_any()
            })}
        </div>
    }
}

/// Tells a notice from others, but not how long ago it was: a row that is looked at stays as it is.
fn which(notice: &NoticeView) -> impl Clone + Eq + Hash + use<> {
    let NoticeView { kind, appointment, entry, thread, more, read, .. } = *notice;
    (notice.at.clone(), kind, appointment, entry, thread, more, read)
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
