//! Booking for a patient: first who, where and on which day, then one of the free times, or with a reason any other.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::newcomer::Newcomer;
use crate::{
    components::{
        action_form::ActionForm,
        field::TextField,
        flash::Flash,
        form_error::{FormError, LatestError},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        practitioner_field::{PractitionerField, PractitionerSearch},
        series::{HowOften, SeriesTimes},
        service_facts::service_facts,
        submit::Submit,
        suggestions::Among,
    },
    domain::{address::escape, form::Field, time::WallMinute},
    error::AppError,
    server_fns::staff::{AddPatient, FindPatient, StaffBook, staff_week},
    views::staff::{MatchView, StaffWeekQuery, StaffWeekView},
    words::{counted, listed, tr},
};

/// The page.
#[component]
pub fn Book() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let part = |name| query.get(name).unwrap_or_default();
            StaffWeekQuery {
                practitioner: part("practitioner"),
                patient: part("patient"),
                centre: part("centre"),
                service: part("service"),
                date: part("date"),
                time: part("time"),
                follow_up: part("follow_up"),
                weeks: part("weeks"),
                slot: part("slot"),
                every: part("every"),
                times: part("times"),
                sought: part("sought"),
            }
        })
    });
    let action = ServerAction::<StaffBook>::new();
    let adding = ServerAction::<AddPatient>::new();
    let finding = ServerAction::<FindPatient>::new();
    // What was refused for one patient says nothing of the next.
    Effect::watch(
        move || finding.version().get(),
        move |_, _, _| {
            action.clear();
            adding.clear();
        },
        false,
    );
    let data = resource(move || (asked.get(), action.version().get()), |(asked, _)| staff_week(asked));
    let search = PractitionerSearch::of_page("find_practitioner", Among::Colleagues).posted();
    let page = move |view| page(view, search, Doing { action, adding, finding });
    view! { <div class="wrap wrap-narrow">{loaded(data, page)}</div> }
}

/// What the forms of the page do.
#[derive(Clone, Copy)]
struct Doing {
    action: ServerAction<StaffBook>,
    adding: ServerAction<AddPatient>,
    finding: ServerAction<FindPatient>,
}

fn page(staff: StaffWeekView, search: PractitionerSearch, doing: Doing) -> AnyView {
    let Doing { action, adding, finding } = doing;
    let refused = LatestError::new().of(action).of(adding).of(finding).signal();
    let typed = staff.patient_problem.clone();
    let error = Signal::derive(move || refused.get().or_else(|| typed.clone()));
    let title = match staff.follows {
        Some(_) => tr!(BookFollowUp).to_owned(),
        None => tr!(DeskBookFor, name = staff.week.practitioner.name),
    };
    let follows = staff.follows.map(|(visit, weeks)| view! { <InWeeks visit weeks/> });
    let whose = staff.patient.clone();
    let by_referral = staff.needs_referral.then(|| {
        view! {
            <div class="note note-warn">
                <Icon name="warning"/>
                <div>
                    <p>
                        {tr!(DeskByReferral)}
                    </p>
                </div>
            </div>
        }
    });
    let matches = (!staff.matches.is_empty()).then(|| view! { <Matches staff=staff.clone()/> });
    let form = whose.map(|patient| view! { <BookForm staff=staff.clone() patient action error/> });
    let (home, name) = match (&staff.desk, &staff.anyone) {
        (Some(_), _) => (format!("/desk?centre={}&date={}", staff.week.centre, staff.date), tr!(NavDesk)),
        (None, Some(_)) => ("/admin/appointments".to_owned(), tr!(NavAllAppointments)),
        (None, None) => ("/practitioner".to_owned(), tr!(NavDay)),
    };
    let newcomer = staff.desk.is_some().then(|| view! { <Newcomer staff=staff.clone() action=adding/> });
    view! {
        <PageHead title crumbs=vec![(home, name.to_owned())]/>
        <Flash param="added" text=tr!(DeskPatientAdded) error/>
        <FormError error/>
        {follows}
        <WhichForm staff search error action=finding/>
        {matches}
        {newcomer}
        {by_referral}
        {form}
    }
    .into_any()
}

/// How long after the visit its follow-up is to be.
#[component]
fn InWeeks(visit: i64, weeks: i64) -> impl IntoView {
    let links = [1, 2, 4, 6, 12, 26]
        .map(|n| {
            let text = counted!(DeskNumberWeeks, usize::try_from(n).unwrap_or_default());
            let href = format!("/staff/book?follow_up={visit}&weeks={n}");
            view! { <a class="chip" href=href aria-current=(n == weeks).then_some("page")>{text}</a> }
        })
        .into_iter()
        .collect_view();
    view! { <nav class="chips book-weeks" aria-label=tr!(DeskInWeeks)><span aria-hidden="true">{tr!(DeskIn)}</span>{links}</nav> }
}

/// Whose name is the one that was typed: each a link to their free times.
#[component]
fn Matches(staff: StaffWeekView) -> impl IntoView {
    let StaffWeekView { week, date, time, typed, matches, more_matches, .. } = staff;
    let count = match (matches.len(), more_matches) {
        (n @ 1, _) | (n, false) => counted!(DeskMatches, n, typed = typed),
        (_, true) => tr!(DeskManyMatches, typed = typed),
    };
    let service = week.service.id.map(|id| id.to_string()).unwrap_or_default();
    let rest = format!(
        "&practitioner={}&centre={}&service={service}&date={date}&time={}",
        week.practitioner.id,
        week.centre,
        escape(&time)
    );
    let rows = matches
        .into_iter()
        .map(|MatchView { name, number, born, last }| {
            let href = format!("/staff/book?patient={}{rest}", escape(&number));
            let born = (!born.is_empty()).then(|| tr!(DeskBorn, date = born));
            let last = (!last.is_empty()).then(|| tr!(DeskLastVisit, date = last));
            let facts = listed([Some(number), born, last].into_iter().flatten());
            view! {
                <li class="row">
                    <Icon name="user"/>
                    <div class="row-body"><h3><a href=href>{name}</a></h3><p>{facts}</p></div>
                </li>
            }
        })
        .collect_view();
    let narrow = more_matches.then(|| view! { <p class="muted">{tr!(DeskMoreMatches)}</p> });
    view! {
        <section class="section" aria-labelledby="matches">
            <h2 id="matches">{count}</h2>
            <p class="muted">{tr!(DeskChoosePatient)}</p>
            <ul class="row-list" role="list">{rows}</ul>
            {narrow}
        </section>
    }
}

/// Who, where, what and on which day.
#[component]
fn WhichForm(
    staff: StaffWeekView,
    search: PractitionerSearch,
    error: Signal<Option<AppError>>,
    action: ServerAction<FindPatient>,
) -> impl IntoView {
    let StaffWeekView { week, date, patient, recent, time, typed, anyone, desk, .. } = staff;
    // One's own, or chosen from those into whose calendars the reader books.
    let hint = if desk.is_some() { tr!(DeskPatientHint) } else { tr!(DeskOwnPatientHint) };
    let whose = match anyone {
        Some(practitioner) => {
            let (field, label, at_first) = (Field::Practitioner, tr!(DeskPractitioner), Some(practitioner));
            view! { <PractitionerField search field label error at_first/> }.into_any()
        }
        None => view! { <input type="hidden" name="practitioner" value=week.practitioner.id/> }.into_any(),
    };
    let time = (!time.is_empty()).then(|| view! { <input type="hidden" name="time" value=time/> });
    let centre = week.centre;
    let centres = week
        .centres
        .iter()
        .map(|(id, name)| view! { <option value=*id selected=*id == centre>{name.clone()}</option> })
        .collect_view();
    let service = week.service.id;
    let services = week
        .services
        .iter()
        .map(|kind| {
            let text = tr!(DeskVisitFacts, service = kind.name, facts = service_facts(kind));
            view! { <option value=kind.id.map(|id| id.to_string()).unwrap_or_default() selected=kind.id == service>{text}</option> }
        })
        .collect_view();
    let names = recent.into_iter().map(|(name, number)| view! { <option value=number>{name}</option> }).collect_view();
    let number = patient.map_or(typed, |(_, number)| number);
    view! {
        <ActionForm action attr:class="form card">
            {whose}
            {time}
            <TextField
                field=Field::Patient
                label=tr!(Patient)
                hint
                value=number
                list="recent-patients"
                error
            />
            <datalist id="recent-patients">{names}</datalist>
            <div class="field">
                <label for="centre">{tr!(Centre)}</label>
                <select id="centre" name="centre">{centres}</select>
            </div>
            <div class="field">
                <label for="service">{tr!(KindOfVisit)}</label>
                <select id="service" name="service">{services}</select>
            </div>
            <div class="field">
                <label for="date">{tr!(DeskDay)}</label>
                <input class="input-10" type="date" id="date" name="date" value=date/>
            </div>
            <div class="form-actions">
                <button class="btn" type="submit"><Icon name="search"/>{tr!(DeskShowFree)}</button>
            </div>
        </ActionForm>
    }
}

#[component]
fn BookForm(
    staff: StaffWeekView,
    patient: (String, String),
    action: ServerAction<StaffBook>,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let is_series = !staff.series.is_empty();
    let reason = match (staff.reason.as_str(), staff.follows) {
        ("", Some(_)) => tr!(DeskFollowUp).to_owned(),
        (typed, _) => typed.to_owned(),
    };
    // Whoever comes again and again is not checked in for all of it, and no rule is set aside many times for one reason.
    let here = staff.desk.as_ref().filter(|desk| desk.is_today && !is_series).map(|_| {
        view! {
            <label class="choice field">
                <input type="checkbox" name="form[arrived]" value="true"/>
                <span>{tr!(DeskHereNow)}</span>
            </label>
        }
    });
    let other = (!is_series).then(|| view! { <AnotherTime error/> });
    let label = if is_series { tr!(BookThese) } else { tr!(DeskBookThis) };
    let times = if is_series { series_times(&staff) } else { free_times(&staff) };
    let repeat = repeat(&staff);
    let StaffWeekView { week, date, intent, .. } = staff;
    view! {
        <ActionForm action attr:class="form book-form" attr:novalidate=true>
            <h2>{format!("{} ({})", patient.0, patient.1)}</h2>
            <input type="hidden" name="form[practitioner]" value=week.practitioner.id/>
            <input type="hidden" name="form[patient]" value=patient.1/>
            <input type="hidden" name="form[centre]" value=week.centre/>
            <input type="hidden" name="form[service]" value=week.service.id.map(|id| id.to_string()).unwrap_or_default()/>
            <input type="hidden" name="form[date]" value=date/>
            <input type="hidden" name="form[intent]" value=intent/>
            {times}
            {other}
            <TextField field=Field::Reason name="form[reason]" label=tr!(ReasonForVisit) value=reason optional=true error/>
            {here}
            <div class="form-actions">
                <Submit label busy=action.pending() class="btn btn-primary btn-lg"/>
            </div>
            // After the button that books: the first one in a form is what Enter presses.
            {repeat}
        </ActionForm>
    }
}

/// The free times of the day.
fn free_times(staff: &StaffWeekView) -> AnyView {
    let StaffWeekView { week, date, time, chosen, .. } = staff;
    let day = week.days.iter().find(|day| day.date == *date);
    let heading = day.map_or_else(|| date.clone(), |day| day.long.clone());
    let slots = day.map(|day| day.slots.clone()).unwrap_or_default();
    let none = slots.is_empty().then(|| view! { <p class="muted">{tr!(DeskNoFree)}</p> });
    // The one that was chosen before, or from the wanted time on, where one is wanted.
    let from = WallMinute::parse(time).ok();
    let known = slots.iter().find(|slot| Some(slot.start) == *chosen);
    let wanted = slots.iter().find(|slot| from.is_some_and(|from| slot.minute >= from.minutes()));
    let chosen = known.or(wanted).map(|slot| slot.start);
    let times = slots
        .into_iter()
        .map(|slot| {
            view! {
                <label class="time">
                    <input type="radio" name="form[slot]" value=slot.start checked=chosen == Some(slot.start) aria-label=slot.span.clone()/>
                    <span>{slot.time.clone()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{tr!(DeskFreeOn, day = heading)}</legend>
            <p class="hint">{tr!(DeskTimesIn, zone = week.zone)}</p>
            {none}
            <div class="times">{times}</div>
        </fieldset>
    }
    .into_any()
}

/// The times of a series.
fn series_times(staff: &StaffWeekView) -> AnyView {
    let first = staff.series.first().map(|time| time.slot.start);
    view! {
        <input type="hidden" name="form[slot]" value=first/>
        <p class="hint">{tr!(DeskTimesIn, zone = staff.week.zone)}</p>
        <SeriesTimes series=staff.series.clone() is_request=false part_of="form"/>
    }
    .into_any()
}

/// Leads to this page again, with the times of a series, or without. A follow-up is one visit.
fn repeat(staff: &StaffWeekView) -> Option<AnyView> {
    let count = staff.series.len();
    let button = |what: &'static str, class: &'static str, label: &'static str| {
        view! { <button class=class type="submit" name="form[show]" value=what>{label}</button> }
    };
    staff.follows.is_none().then(|| {
        view! {
            <details class="disclosure" open=count.gt(&0)>
                <summary>{tr!(RepeatThis)}</summary>
                <HowOften names=("form[show_every]", "form[show_times]") count/>
                <div class="form-actions">
                    {button("series", "btn", tr!(ShowDates))}
                    {(count > 0).then(|| button("once", "btn btn-quiet", tr!(JustOnce)))}
                </div>
            </details>
        }
        .into_any()
    })
}

/// Any other time, against the rules.
#[component]
fn AnotherTime(error: Signal<Option<AppError>>) -> impl IntoView {
    view! {
        <details class="field">
            <summary>{tr!(DeskOverride)}</summary>
            <TextField
                field=Field::OtherTime
                name="form[other_time]"
                kind="time"
                label=tr!(DeskOtherTime)
                hint=tr!(DeskOtherTimeHint)
                class="input-10"
                optional=true
                error
            />
            <TextField
                field=Field::OverrideReason
                name="form[override_reason]"
                label=tr!(DeskOverrideWhy)
                hint=tr!(DeskOverrideHint)
                optional=true
                error
            />
        </details>
    }
}
