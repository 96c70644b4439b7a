//! Reviewing the booking: what will be booked, the reason, and the one button that books it.

use leptos::prelude::*;

use super::{
    errand::{Booking, Form, errand},
    failed::failed,
    for_whom::ForWhom,
    holding::Holding,
    how_long::HowLong,
    query::{moving, query, whom},
    review_forms::{BookForm, MoveForm, PatientsOnly, SignInFirst},
};
use crate::{
    components::{
        address::id_in_address,
        booking_steps::BookingSteps,
        form_error::{Explained, FormError, action_error},
        hold_countdown::let_go,
        icon::Icon,
        loaded::{resource, skeleton},
        page_head::PageHead,
        referral::ReferralNote,
        service_facts::length_and_mode,
        site::CurrentViewer,
        slot_picker::Errand,
        time::DateTime,
    },
    domain::{account::Role, address, booking::BookingRefusal},
    error::AppError,
    server_fns::{
        appointment::RescheduleAppointment,
        booking::{self, nearest, review},
    },
    views::{
        booking::{ReviewQuery, ReviewView},
        time_view::TimeView,
        viewer::Viewer,
    },
    words::{counted, listed, tr},
};

/// The second step.
#[component]
pub fn Review() -> impl IntoView {
    let (id, centre, service, slot) = (id_in_address(), query("centre"), query("service"), query("slot"));
    let (slots, moving, every, times) = (query("slots"), moving(), query("every"), query("times"));
    let whom = whom();
    let CurrentViewer(viewer) = expect_context();
    let asked = Memo::new(move |_| ReviewQuery {
        practitioner: id.get(),
        centre: centre.get(),
        service: service.get(),
        slot: slot.get(),
        slots: slots.get(),
        moving: moving.get().map(|id| id.to_string()).unwrap_or_default(),
        every: every.get(),
        times: times.get(),
        whom: whom.get().map(|id| id.to_string()).unwrap_or_default(),
    });
    let data = resource(move || asked.get(), review);
    let (action, reschedule) = (Booking::new(), ServerAction::<RescheduleAppointment>::new());
    let holding = ServerAction::<booking::HoldTime>::new();
    let keeping = ServerAction::<booking::KeepTime>::new();
    let errors = [action_error(action), action_error(reschedule), action_error(holding), action_error(keeping)];
    let error = Signal::derive(move || errors.into_iter().find_map(|error| error.get()));
    let nearest = resource(
        move || (centre.get(), starts(error)),
        |(centre, starts)| async move { if starts.is_empty() { Ok(Vec::new()) } else { nearest(centre, starts).await } },
    );
    // A hold is released when the page is left, not when it is redrawn. Only the browser ever notes one.
    let kept = StoredValue::new(None);
    on_cleanup(move || {
        if let Some(Some(slot)) = kept.try_get_value() {
            let_go(slot);
        }
    });
    let form = Form {
        action,
        moving: moving.get_untracked(),
        reschedule,
        holding,
        keeping,
        error,
        nearest,
        kept,
        reason: RwSignal::new(String::new()),
    };
    // An error about one time, or one person, does not apply to the next.
    Effect::watch(
        move || (slot.get(), slots.get(), whom.get()),
        move |_, _, _| {
            action.clear();
            reschedule.clear();
            holding.clear();
            keeping.clear();
        },
        false,
    );
    view! {
        <div class="wrap wrap-narrow">
            <Transition fallback=skeleton>
                {move || Suspend::new(async move {
                    let viewer = viewer.await.unwrap_or_default();
                    match data.await {
                        Ok(review) => shown(review, &viewer, form, asked.get_untracked()),
                        Err(error) => failed(error, form.moving),
                    }
                })}
            </Transition>
        </div>
    }
}

/// The free times that came with a refusal, as `nearest` takes them.
fn starts(error: Signal<Option<AppError>>) -> String {
    error.with(|error| match error {
        Some(AppError::Booking { nearest, .. }) => nearest.iter().map(i64::to_string).collect::<Vec<_>>().join(","),
        _ => String::new(),
    })
}

fn shown(review: ReviewView, viewer: &Viewer, form: Form, query: ReviewQuery) -> AnyView {
    let crumbs = vec![
        ("/search".to_owned(), tr!(FindCare).to_owned()),
        (address::practitioner(review.practitioner.id), review.practitioner.name.clone()),
    ];
    let title = if form.moving.is_some() { tr!(CheckNewTime) } else { tr!(CheckBooking) };
    let stands_in_the_way = review.in_the_way.map(|id| {
        view! { <p><a class="btn" href=address::appointment(id)><Icon name="calendar"/>{tr!(SeeYourAppointment)}</a></p> }
    });
    let is_refused = {
        let unavailable = review.unavailable.is_some();
        move || unavailable || form.error.with(|error| matches!(error, Some(AppError::Booking { .. })))
    };
    let way_on = if review.unavailable.is_some() {
        // A button would only fail.
        ().into_any()
    } else if viewer.account.is_none() {
        let (review, action, registration_open) = (review.clone(), form.holding, viewer.registration_open);
        view! { <div hidden=is_refused><SignInFirst review action registration_open/></div> }.into_any()
    } else if let Some(id) = form.moving {
        let review = review.clone();
        view! { <div hidden=is_refused><MoveForm review form id/></div> }.into_any()
    } else if review.referral.as_ref().is_some_and(|need| need.held.is_none()) {
        // The note above says what is missing, and where to get it.
        ().into_any()
    } else if viewer.is(Role::Patient) || review.whom.is_some() {
        let review = review.clone();
        view! { <div hidden=is_refused><BookForm review form/></div> }.into_any()
    } else if review.entrusting.is_empty() {
        view! { <PatientsOnly/> }.into_any()
    } else {
        // The choice above has to be made first.
        ().into_any()
    };
    let for_whom = (viewer.account.is_some() && form.moving.is_none()).then(
        || view! { <ForWhom review=review.clone() errand=errand(&review, form) is_patient=viewer.is(Role::Patient)/> },
    );
    // A visitor's slot stays held while they sign in.
    let kept = if viewer.account.is_some() { form.kept } else { StoredValue::new(None) };
    let explained = explained(&review);
    let unavailable = review.unavailable.clone();
    let error = Signal::derive(move || form.error.get().or_else(|| unavailable.clone()));
    view! {
        <PageHead title crumbs/>
        <BookingSteps step=1/>
        <FormError error words=explained/>
        {stands_in_the_way}
        {nearest_times(&review, form)}
        {review.referral.clone().map(|need| view! { <ReferralNote need name=review.practitioner.name.clone()/> })}
        <Holding query starts=review.slot.start hold=review.hold.clone() offer=review.offer form kept/>
        {for_whom}
        <HowLong review=review.clone() errand=errand(&review, form)/>
        <div class="card">{summary(&review, errand(&review, form))}</div>
        {way_on}
    }
    .into_any()
}

/// The refusals that can say more if the day and the clinic's limits are known.
fn explained(review: &ReviewView) -> Explained {
    let (day, is_for_another) = (review.slot.long_date.clone(), review.whom.is_some());
    Explained::new(move |error| match error {
        AppError::Booking { refusal: BookingRefusal::DayFull, limit: Some(limit), .. } => {
            let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
            Some(if is_for_another {
                counted!(DayFullTheirs, limit, day = day)
            } else {
                counted!(DayFullYours, limit, day = day)
            })
        }
        _ => None,
    })
}

fn summary(review: &ReviewView, errand: Errand) -> AnyView {
    let ReviewView { practitioner, slot, .. } = review;
    let other_time = errand.picker(&slot.day, &slot.day);
    let other_place = errand.address();
    let other_person = errand.moving.is_none().then(|| {
        view! { <dd class="summary-action"><a href="/search">{tr!(Change)}" "<span class="visually-hidden">{tr!(ThePractitioner)}</span></a></dd> }
    });
    let fee = review
        .service
        .price
        .clone()
        .or(practitioner.fee.clone())
        .map(|fee| view! { <div><dt>{tr!(Fee)}</dt><dd>{fee}</dd></div> });
    let left = review.places_left.map(|left| tr!(PlacesLeft, left = left, seats = review.service.seats));
    let how = listed([Some(length_and_mode(&review.service)), left].into_iter().flatten());
    let for_whom = review.for_whom.clone().map(|name| view! { <div><dt>{tr!(For)}</dt><dd>{name}</dd></div> });
    view! {
        <dl class="summary">
            {for_whom}
            <div>
                <dt>{tr!(When)}</dt>
                <dd>
                    <DateTime when=slot.clone()/>
                    <br/>
                    <span class="muted small">{format!("{}, {}", slot.span, slot.zone)}</span>
                </dd>
                <dd class="summary-action"><a href=other_time>{tr!(Change)}" "<span class="visually-hidden">{tr!(TheTime)}</span></a></dd>
            </div>
            <div>
                <dt>{tr!(With)}</dt>
                <dd>
                    {practitioner.name.clone()}
                    <br/>
                    <span class="muted small">{practitioner.profession.clone()}</span>
                </dd>
                {other_person}
            </div>
            <div>
                <dt>{tr!(WhereItIs)}</dt>
                <dd>
                    {review.centre_name.clone()}
                    <br/>
                    <span class="muted small">{review.centre_place.clone()}</span>
                </dd>
                <dd class="summary-action"><a href=other_place>{tr!(Change)}" "<span class="visually-hidden">{tr!(TheCentre)}</span></a></dd>
            </div>
            <div>
                <dt>{tr!(What)}</dt>
                <dd>
                    {review.service.name.clone()}
                    <br/>
                    <span class="muted small">
                        {how}
                        {review.service.on_request.then(|| tr!(NeedsApproval))}
                    </span>
                </dd>
            </div>
            {fee}
        </dl>
    }
    .into_any()
}

/// Free times near the refused one, each as a link to its own review.
fn nearest_times(review: &ReviewView, form: Form) -> AnyView {
    let review = review.clone();
    view! {
        <Transition>
            {move || {
                let review = review.clone();
                Suspend::new(async move {
                    let refused = form.nearest.await.unwrap_or_default();
                    let times = if refused.is_empty() { review.nearest.clone() } else { refused };
                    (!times.is_empty()).then(|| view! { <Nearest errand=errand(&review, form) times/> })
                })
            }}
        </Transition>
    }
    .into_any()
}

#[component]
fn Nearest(errand: Errand, times: Vec<TimeView>) -> impl IntoView {
    let links = times.into_iter().map(|slot| {
        let text = format!("{} {}, {}", slot.weekday, slot.short_date, slot.time);
        view! { <li><a class="btn btn-sm" href=errand.review(slot.start)>{text}</a></li> }
    });
    view! {
        <section class="nearest" aria-labelledby="nearest">
            <h2 id="nearest">{tr!(NearestTimes)}</h2>
            <ul class="cluster" role="list">{links.collect_view()}</ul>
        </section>
    }
}
