//! When a practitioner is away: what is coming, and adding to it. What the clinic has closed stands there too.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        closures::{ClosureFields, ClosureRow},
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::loaded,
        page_head::PageHead,
        submit::Submit,
    },
    error::AppError,
    server_fns::closure::{AddClosure, ClosureView, ClosuresView, RemoveClosure, closures, coming_closures},
};

/// The page.
#[component]
pub fn Closures() -> impl IntoView {
    let query = use_query_map();
    let typed = query.with_untracked(|query| query.get_str("typed") == Some("1"));
    let (add, remove) = (ServerAction::<AddClosure>::new(), ServerAction::<RemoveClosure>::new());
    let error = LatestError::new().of(add).of(remove).signal();
    let form = Resource::new(|| (), move |()| closures(typed));
    let coming = Resource::new(move || (add.version().get(), remove.version().get()), |_| coming_closures());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title="Time off"
                lede="Nobody can book you then, whatever your hours say."
                crumbs=vec![
                    ("/practitioner".into(), "Your day".into()),
                    ("/practitioner/hours".into(), "Your hours".into()),
                ]
            />
            <Flash param="added" text="Added. Nobody can book you then." error/>
            <Flash param="removed" text="Removed. Patients can book you again then." error/>
            <FormError error/>
            {loaded(coming, move |rows| view! { <Coming rows remove/> }.into_any())}
            {loaded(form, move |form| view! { <Add form action=add error/> }.into_any())}
        </div>
    }
}

#[component]
fn Coming(rows: Vec<ClosureView>, remove: ServerAction<RemoveClosure>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <div class="empty">
                <Icon name="calendar-x"/>
                <h2>"No time off is coming"</h2>
                <p>"Add your leave below. Appointments that you have then are shown to you first."</p>
            </div>
        }
        .into_any();
    }
    let rows = rows
        .into_iter()
        .map(|closure| {
            if closure.is_clinics {
                return view! {
                    <ClosureRow closure everywhere="All centres">
                        <span class="badge badge-info">"Closed by the clinic"</span>
                    </ClosureRow>
                }
                .into_any();
            }
            let (id, context) = (closure.id, closure.when.clone());
            view! {
                <ClosureRow closure everywhere="All your centres">
                    <ActionForm action=remove>
                        <input type="hidden" name="id" value=id/>
                        <Submit label="Remove" context busy=remove.pending() class="btn btn-sm"/>
                    </ActionForm>
                </ClosureRow>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="coming">
            <h2 id="coming">"Coming"</h2>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Add(form: ClosuresView, action: ServerAction<AddClosure>, error: Signal<Option<AppError>>) -> impl IntoView {
    let fields = NodeRef::<html::Form>::new();
    let added = successes(action);
    Effect::watch(
        move || added.get(),
        move |_, _, _| {
            if let Some(fields) = fields.get_untracked() {
                fields.reset();
            }
        },
        false,
    );
    view! {
        <section class="section" aria-labelledby="add">
            <h2 id="add">"Add time off"</h2>
            <ActionForm action node_ref=fields attr:class="form" attr:novalidate=true>
                <ClosureFields
                    centres=form.centres
                    everywhere="All my centres"
                    name_hint="For you and the clinic, such as leave. Patients read only that you are away."
                    typed=form.typed.unwrap_or_default()
                    error
                />
                <div class="form-actions"><Submit label="Add time off" busy=action.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}
