//! The page that a reminder leads to: one says that one will come, or goes on to cancel or move a visit. Opening it changes nothing.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded_or, resource},
        page_head::PageHead,
        sentence::linked,
        submit::Submit,
    },
    server_fns::reminder::{WillCome, visits_of_link},
    views::reminder::ComingView,
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Visits() -> impl IntoView {
    let query = use_query_map();
    let token = Memo::new(move |_| query.with(|query| query.get("token").unwrap_or_default()));
    let action = ServerAction::<WillCome>::new();
    let error = action_error(action);
    let data = resource(move || (token.get(), action.version().get()), |(token, _)| visits_of_link(token));
    let shown = move |visits: Vec<ComingView>| {
        let Some(first) = visits.first() else { return view! { <Ended/> }.into_any() };
        let lede = first.when.long_date.clone();
        let title = counted!(VisitsTitle, visits.len());
        let rows = visits.into_iter().map(|visit| view! { <Visit visit token=token.get_untracked() action/> });
        let rows = rows.collect_view();
        view! {
            <PageHead title lede/>
            <Flash param="said" text=tr!(VisitsSaid) error/>
            <FormError error/>
            <ul class="row-list" role="list">{rows}</ul>
            <p class="hint">{tr!(VisitsSignIn)}</p>
        }
        .into_any()
    };
    view! { <div class="wrap wrap-narrow">{loaded_or(data, shown, |_| view! { <Ended/> }.into_any())}</div> }
}

#[component]
fn Visit(visit: ComingView, token: String, action: ServerAction<WillCome>) -> impl IntoView {
    let ComingView { id, when, practitioner, centre, comes } = visit;
    let title = tr!(VisitsWith, span = when.span, practitioner = practitioner);
    let place = tr!(VisitsPlace, centre = centre, zone = when.zone);
    let context = tr!(VisitsAt, time = when.time);
    let of_which = format!(" {}", tr!(VisitsOf, time = when.time));
    let come = if comes {
        view! { <span class="badge badge-success"><Icon name="check" class="icon-sm"/>{tr!(VisitsComing)}</span> }
            .into_any()
    } else {
        view! {
            <ActionForm action>
                <input type="hidden" name="token" value=token/>
                <input type="hidden" name="id" value=id/>
                <Submit label=tr!(VisitsCome) context busy=action.pending() class="btn btn-primary btn-sm"/>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <li class="row">
            <Icon name="calendar"/>
            <div class="row-body">
                <h2>{title}</h2>
                <p class="meta"><span>{place}</span></p>
            </div>
            <div class="row-actions cluster">
                {come}
                <a class="btn btn-sm" href=format!("/appointments/{id}#changing")>
                    {tr!(Move)}<span class="visually-hidden">{of_which.clone()}</span>
                </a>
                <a class="btn btn-sm" href=format!("/appointments/{id}/cancel")>
                    {tr!(Cancel)}<span class="visually-hidden">{of_which}</span>
                </a>
            </div>
        </li>
    }
}

#[component]
fn Ended() -> impl IntoView {
    view! {
        <PageHead title=tr!(LinkEnded)/>
        <p>{linked(tr!(VisitsEnded), &["/patient"])}</p>
    }
}
