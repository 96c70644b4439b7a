//! The page that a reminder links to: confirming, cancelling or moving a visit, without signing in. Opening it changes nothing,
//! because email scanners open links.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::visits_change::{CancelVisit, MoveVisit, ended, page};
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
    let part = move |name: &'static str| Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()));
    let (token, cancelled, moved) = (part("token"), part("cancel"), part("move"));
    let shown = move || match (cancelled.get().is_empty(), moved.get().is_empty()) {
        (true, true) => view! { <Coming token/> }.into_any(),
        (false, _) => view! { <CancelVisit token id=cancelled/> }.into_any(),
        (true, false) => view! { <MoveVisit token id=moved week=part("week")/> }.into_any(),
    };
    view! { <div class="wrap wrap-narrow">{shown}</div> }
}

#[component]
fn Coming(token: Memo<String>) -> impl IntoView {
    let action = ServerAction::<WillCome>::new();
    let error = action_error(action);
    let data = resource(move || (token.get(), action.version().get()), |(token, _)| visits_of_link(token));
    let shown = move |visits: Vec<ComingView>| {
        let done = view! {
            <Flash param="said" text=tr!(VisitsSaid) error/>
            <Flash param="cancelled" text=tr!(AppointmentCancelledNow) error/>
            <Flash param="moved" text=tr!(AppointmentMoved) error/>
        };
        let Some(first) = visits.first() else {
            return view! {
                <PageHead title=tr!(VisitsNone)/>
                {done}
                <p>{linked(tr!(VisitsSeeAll), &["/patient"])}</p>
            }
            .into_any();
        };
        let lede = first.when.long_date.clone();
        let title = counted!(VisitsTitle, visits.len());
        let late =
            visits.iter().any(|visit| !visit.may_change).then(|| view! { <p class="hint">{tr!(VisitsTooLate)}</p> });
        let rows = visits.into_iter().map(|visit| view! { <Visit visit token=token.get_untracked() action/> });
        let rows = rows.collect_view();
        view! {
            <PageHead title lede/>
            {done}
            <FormError error/>
            <ul class="row-list" role="list">{rows}</ul>
            {late}
        }
        .into_any()
    };
    loaded_or(data, shown, ended)
}

#[component]
fn Visit(visit: ComingView, token: String, action: ServerAction<WillCome>) -> impl IntoView {
    let ComingView { id, when, practitioner, centre, comes, may_change } = visit;
    let title = tr!(VisitsWith, span = when.span, practitioner = practitioner);
    let place = tr!(VisitsPlace, centre = centre, zone = when.zone);
    let context = tr!(VisitsAt, time = when.time);
    let of_which = format!(" {}", tr!(VisitsOf, time = when.time));
    let change = may_change.then(|| {
        let page = page(&token);
        view! {
            <a class="btn btn-sm" href=format!("{page}&move={id}")>
                {tr!(Move)}<span class="visually-hidden">{of_which.clone()}</span>
            </a>
            <a class="btn btn-sm" href=format!("{page}&cancel={id}")>
                {tr!(Cancel)}<span class="visually-hidden">{of_which}</span>
            </a>
        }
    });
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
            <div class="row-actions cluster">{come}{change}</div>
        </li>
    }
}
