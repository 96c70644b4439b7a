//! Choosing a time: a week of free times at one centre, kept up to date while it is open.

use leptos::prelude::*;

use super::{
    failed::failed,
    query::{moving, query, whom},
};
use crate::{
    components::{
        address::id_in_address,
        booking_steps::{BookingAside, BookingSteps},
        icon::Icon,
        live::on_calendar_change,
        loaded::{loaded_or, resource},
        page_head::PageHead,
        referral::ReferralNote,
        service_facts::service_facts,
        slot_picker::{Errand, SlotPicker},
    },
    domain::address,
    server_fns::booking::week,
    views::{
        booking::{BookeeView, WeekView},
        time_view::TimeView,
    },
    words::{counted, tr},
};

/// The first step.
#[component]
pub fn Picker() -> impl IntoView {
    let (id, centre, service) = (id_in_address(), query("centre"), query("service"));
    let (week_asked, day) = (query("week"), query("day"));
    // A date alone determines its week.
    let monday = Memo::new(move |_| week_asked.with(|week| if week.is_empty() { day.get() } else { week.clone() }));
    let (moving, whom) = (moving(), whom());
    let data = resource(
        move || {
            let whom = whom.get().map(|id| id.to_string()).unwrap_or_default();
            let moving = moving.get().map(|id| id.to_string()).unwrap_or_default();
            (id.get(), centre.get(), service.get(), monday.get(), moving, whom)
        },
        |(id, centre, service, monday, moving, whom)| week(id, centre, service, monday, moving, whom),
    );
    // Set by the first week that arrives: without a valid practitioner, there is nothing to subscribe to.
    let told = RwSignal::new(String::new());
    on_calendar_change(Memo::new(move |_| told.get()), move || data.refetch());
    let (chosen, length) = (RwSignal::new(None), RwSignal::new(1));
    let (turned, missed, asked) = (StoredValue::new(false), query("missed"), query("chosen"));
    let shown = move |week: WeekView| {
        told.set(week.practitioner.id.to_string());
        if chosen.with_untracked(Option::is_none) {
            let asked = asked.get_untracked();
            let mut slots = week.days.iter().flat_map(|day| &day.slots);
            let found = slots.find(|slot| slot.start.to_string() == asked).cloned();
            // Set without notification: the previous week is about to be removed, and this one is not drawn yet.
            chosen.update_untracked(|chosen| *chosen = found);
        }
        let state = Choosing { chosen, length, day, turned, missed: missed.with_untracked(|missed| missed == "1") };
        shown(week, (moving.get_untracked(), whom.get_untracked()), state)
    };
    let failed = move |error| failed(error, moving.get_untracked());
    view! { <div class="wrap">{loaded_or(data, shown, failed)}</div> }
}

/// The state of a choice, whichever week is shown.
#[derive(Clone, Copy)]
struct Choosing {
    chosen: RwSignal<Option<TimeView>>,
    /// The number of consecutive slots.
    length: RwSignal<u16>,
    /// The day in the address.
    day: Memo<String>,
    /// Whether the week was reached by a key.
    turned: StoredValue<bool>,
    /// Whether the form was sent without a time.
    missed: bool,
}

fn shown(week: WeekView, (moving, whom): (Option<i64>, Option<i64>), state: Choosing) -> AnyView {
    let practitioner = week.practitioner.clone();
    let (centre, service) = (week.centre, week.service.id);
    let errand = Errand { practitioner: practitioner.id, centre, service, slots: 1, moving, whom };
    let title = if moving.is_some() { tr!(ChooseNewTime) } else { tr!(ChooseTime) };
    let crumbs = vec![
        ("/search".to_owned(), tr!(FindCare).to_owned()),
        (address::practitioner(practitioner.id), practitioner.name.clone()),
    ];
    let choice = if practitioner.accepting {
        choice(&week, errand, state)
    } else {
        view! { <NotAccepting practitioner=practitioner.clone()/> }.into_any()
    };
    view! {
        <PageHead title crumbs/>
        {moving.map(|id| view! { <Kept id whose=week.for_whom.clone()/> })}
        <BookingSteps step=0/>
        {week.referral.clone().map(|need| view! { <ReferralNote need name=week.practitioner.name.clone()/> })}
        <div class="split picker-page">
            <BookingAside
                practitioner
                centre_name=week.centre_name.clone()
                centre_place=week.centre_place.clone()
                service=week.service.clone()
            />
            {choice}
        </div>
    }
    .into_any()
}

fn choice(week: &WeekView, errand: Errand, state: Choosing) -> AnyView {
    let Choosing { chosen, length, day, turned, missed } = state;
    let is_empty = week.days.iter().all(|day| day.slots.is_empty() && day.full.is_empty());
    let times = if is_empty {
        view! { <EmptyWeek week=week.clone() errand/> }.into_any()
    } else {
        view! { <SlotPicker week=week.clone() errand chosen length day turned missed/> }.into_any()
    };
    // An empty week says so itself.
    let next_free = (!is_empty).then(|| next_free(week, errand, "btn btn-sm picker-next"));
    let horizon = week.horizon_days.map(|days| {
        let text = counted!(BookingHorizon, usize::from(days));
        view! { <p class="zone-note"><Icon name="calendar"/><span>{text}</span></p> }
    });
    view! {
        <div class="picker">
            {centres(week, errand)}
            {kinds(week, errand)}
            <div class="picker-head">
                <div class="picker-nav">
                    {turn(errand, week.previous.as_deref(), "prev", tr!(PreviousWeek), "chevron-left")}
                    <h2 class="picker-title" aria-live="polite">{week.title.clone()}</h2>
                    {turn(errand, week.next.as_deref(), "next", tr!(NextWeek), "chevron-right")}
                </div>
                {next_free}
            </div>
            <p class="zone-note"><Icon name="globe"/><span>{tr!(AllTimesIn, zone = week.zone)}</span></p>
            {horizon}
            {times}
            {jump(errand)}
            {wait(week, errand)}
            <p class="picker-why">
                <a href=why_address(errand)>{tr!(CantSeeTime)}</a>
            </p>
        </div>
    }
    .into_any()
}

fn why_address(errand: Errand) -> String {
    errand.address().replacen('?', "/why?", 1)
}

/// The centres to choose from, if there are several.
fn centres(week: &WeekView, errand: Errand) -> Option<AnyView> {
    (week.centres.len() > 1).then(|| {
        let links = week.centres.iter().map(|(id, name)| {
            let href = Errand { centre: *id, ..errand }.address();
            let current = (*id == errand.centre).then_some("true");
            view! { <li><a class="chip" href=href data-noscroll="" aria-current=current>{name.clone()}</a></li> }
        });
        view! { <nav aria-label=tr!(Centre)><ul class="chips" role="list">{links.collect_view()}</ul></nav> }.into_any()
    })
}

/// The kinds of visit to choose from, if there are several. An appointment being moved keeps its kind.
fn kinds(week: &WeekView, errand: Errand) -> Option<AnyView> {
    (week.services.len() > 1 && errand.moving.is_none()).then(|| {
        let links = week.services.iter().map(|service| {
            let href = Errand { service: service.id, ..errand }.address();
            let current = (service.id == errand.service).then_some("true");
            view! {
                <li>
                    <a class="chip" href=href data-noscroll="" aria-current=current>
                        {service.name.clone()}
                        <span class="chip-note">{service_facts(service)}</span>
                    </a>
                </li>
            }
        });
        view! { <nav aria-label=tr!(KindOfVisit)><ul class="chips" role="list">{links.collect_view()}</ul></nav> }
            .into_any()
    })
}

/// The link to another week; inactive at the ends.
fn turn(errand: Errand, to: Option<&str>, rel: &'static str, label: &'static str, icon: &'static str) -> AnyView {
    let href = to.map(|monday| errand.picker(monday, ""));
    let is_end = href.is_none();
    view! {
        <a
            class="btn btn-icon"
            href=href
            rel=rel
            data-noscroll=""
            aria-label=label
            role=is_end.then_some("link")
            aria-disabled=is_end.then_some("true")
        >
            <Icon name=icon class="icon-dir"/>
        </a>
    }
    .into_any()
}

/// A form to jump to any bookable date; any other leads to the nearest bookable one.
fn jump(errand: Errand) -> AnyView {
    let Errand { practitioner, centre, service, moving, whom, .. } = errand;
    view! {
        <form class="table-tools" method="get" action=format!("/book/{practitioner}")>
            <input type="hidden" name="centre" value=centre/>
            {service.map(|id| view! { <input type="hidden" name="service" value=id/> })}
            {moving.map(|id| view! { <input type="hidden" name="moving" value=id/> })}
            {whom.map(|id| view! { <input type="hidden" name="whom" value=id/> })}
            <div class="field">
                <label for="jump">{tr!(GoToDate)}</label>
                <input id="jump" name="day" type="date" required=true/>
            </div>
            <button class="btn" type="submit">{tr!(ShowTimes)}</button>
        </form>
    }
    .into_any()
}

/// The link to the waiting list.
fn wait(week: &WeekView, errand: Errand) -> Option<AnyView> {
    errand.waiting_list(week.may_wait).map(|href| {
        view! {
            <p class="picker-why">
                {tr!(NothingSuits)}" "
                <a href=href>{tr!(TellMeEarlier)}</a>
            </p>
        }
        .into_any()
    })
}

/// The earliest free time as a link to its day.
fn next_free(week: &WeekView, errand: Errand, class: &'static str) -> Option<AnyView> {
    week.next_free.as_ref().map(|(slot, monday)| {
        let href = errand.picker(monday, &slot.day);
        let text = tr!(NextFreeAt, day = slot.weekday, date = slot.short_date, time = slot.time);
        view! { <a class=class href=href data-noscroll=""><Icon name="zap"/>{text}</a> }.into_any()
    })
}

#[component]
fn Kept(id: i64, whose: Option<String>) -> impl IntoView {
    let moving = match whose {
        Some(name) => tr!(MovingFor, name = name),
        None => tr!(Moving).to_owned(),
    };
    view! {
        <div class="note">
            <Icon name="info"/>
            <div>
                <p>
                    {moving}" "
                    <a href=address::appointment(id)>{tr!(KeepCurrentTime)}</a>
                </p>
            </div>
        </div>
    }
}

#[component]
fn EmptyWeek(week: WeekView, errand: Errand) -> impl IntoView {
    let (text, way_on) = match next_free(&week, errand, "btn btn-primary") {
        Some(link) => (tr!(GoToNextFree), link),
        None => (
            tr!(NoTimesComing),
            view! { <a class="btn btn-primary" href="/search"><Icon name="search"/>{tr!(FindAnother)}</a> }.into_any(),
        ),
    };
    view! {
        <div class="empty">
            <Icon name="calendar-x"/>
            <h2>{tr!(NoTimesThisWeek)}</h2>
            <p>{text}</p>
            {way_on}
        </div>
    }
}

#[component]
fn NotAccepting(practitioner: BookeeView) -> impl IntoView {
    let others = format!("/search?profession={}", crate::domain::address::escape(&practitioner.profession));
    view! {
        <div class="empty">
            <Icon name="info"/>
            <h2>{tr!(NameNotTaking, name = practitioner.name)}</h2>
            <p>{tr!(ExistingUnaffected)}</p>
            <a class="btn btn-primary" href=others><Icon name="search"/>{tr!(FindSomeoneElse)}</a>
        </div>
    }
}
