//! One appointment, for either of its parties; and the confirmation, if it has just been booked.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        address::id_in_address,
        appointment_summary::AppointmentSummary,
        flash::Flash,
        form_error::FormError,
        heading::Heading,
        icon::Icon,
        instead::instead,
        live::on_own_change,
        loaded::{followed, resource},
        message_button::MessageButton,
        notice_words::please_move,
        page_head::PageHead,
        page_title::PageTitle,
        print_button::PrintButton,
        rating::RateRows,
        time::DateTime,
        visit_steps::{ConsultButton, VisitActions, VisitSteps, row_id},
        words,
    },
    domain::{
        address,
        appointment::{Status, Step},
    },
    server_fns::appointment::{appointment, left_out},
    views::{appointment::AppointmentView, booking::OccurrenceView},
    words::tr,
};

/// The page.
#[component]
pub fn Appointment() -> impl IntoView {
    let query = use_query_map();
    let id = id_in_address();
    let steps = VisitActions::default();
    let data = resource(move || (id.get(), steps.version()), |(id, _)| appointment(id));
    on_own_change(move || data.refetch());
    let just_booked = Memo::new(move |_| query.with(|query| query.get_str("booked") == Some("1")));
    let shown = move |appointment| page(appointment, just_booked.get_untracked(), steps);
    view! { <div class="wrap wrap-narrow">{followed(data, shown)}</div> }
}

fn page(appointment: AppointmentView, just_booked: bool, actions: VisitActions) -> AnyView {
    let error = actions.error();
    actions.drawn();
    let holds = appointment.status.holds_its_time();
    let head = if holds && just_booked {
        view! { <Confirmation appointment=appointment.clone()/> }.into_any()
    } else {
        plain_head(&appointment)
    };
    let flash = (!holds).then(|| {
        view! { <Flash param="cancelled" text=tr!(AppointmentCancelledNow)/> }
    });
    let is_over = matches!(appointment.status, Status::Fulfilled | Status::Noshow);
    let calendar = (holds && !is_over && !appointment.at_desk).then(|| {
        let href = format!("/appointments/{}/calendar.ics", appointment.id);
        view! { <a class="btn" href=href rel="external"><Icon name="calendar-plus"/>{tr!(AddToCalendar)}</a> }
    });
    let documents = (holds && !appointment.as_patient && !appointment.at_desk).then(|| {
        let href = address::documents(appointment.id);
        view! { <a class="btn" href=href><Icon name="file-text"/>{tr!(Documents)}</a> }
    });
    let message = appointment.may_message.then(|| {
        let to = if appointment.as_patient { &appointment.practitioner_name } else { &appointment.patient_name };
        view! { <MessageButton patient=appointment.patient practitioner=appointment.practitioner to=to.clone()/> }
    });
    view! {
        {flash}
        <Flash param="moved" text=tr!(AppointmentMoved)/>
        <Flash param="approved" text=tr!(ApprovedNow) error/>
        <Flash param="declined" text=tr!(DeclinedNow) error/>
        <Flash param="checked_in" text=tr!(CheckedInNow) error/>
        <Flash param="completed" text=tr!(CompletedNow) error/>
        <Flash param="missed" text=tr!(MissedNow) error/>
        <Flash param="reinstated" text=tr!(ReinstatedNow) error/>
        <Flash param="finished" text=tr!(FinishedNow) error/>
        <Flash param="rated" text=tr!(Rated)/>
        <Flash param="unrated" text=tr!(Unrated)/>
        <FormError error/>
        {head}
        {lapsed(&appointment)}
        {asked(&appointment)}
        <div class="card"><AppointmentSummary appointment=appointment.clone()/></div>
        <div class="cluster appt-tools no-print">{message}{documents}{calendar}<PrintButton/></div>
        {(holds && just_booked && appointment.in_series).then(|| view! { <SeriesMade appointment=appointment.clone()/> })}
        {(holds && just_booked && appointment.as_patient).then(|| next_steps(&appointment))}
        {appointment.may_consult.then(|| view! { <Consult appointment=appointment.clone() actions/> })}
        {(!appointment.steps.is_empty()).then(|| view! { <Steps appointment=appointment.clone() actions/> })}
        {rating(&appointment)}
        {follow_up(&appointment)}
        {referring(&appointment)}
        {instead(&appointment)}
        {changing(&appointment)}
    }
    .into_any()
}

/// The patient and the practitioner.
fn both(appointment: &AppointmentView) -> String {
    let AppointmentView { patient_name, practitioner_name, .. } = appointment;
    tr!(PersonWithPerson, patient = patient_name, practitioner = practitioner_name)
}

fn plain_head(appointment: &AppointmentView) -> AnyView {
    let (home, title) = if appointment.at_desk {
        (("/desk", tr!(NavDesk)), both(appointment))
    } else if appointment.by_proxy {
        (("/account", tr!(YourAccount)), both(appointment))
    } else if appointment.as_patient {
        (("/patient", tr!(NavAppointments)), tr!(AppointmentWith, name = appointment.practitioner_name))
    } else {
        (("/practitioner", tr!(NavDay)), tr!(AppointmentWith, name = appointment.patient_name))
    };
    view! { <PageHead title tab=tr!(Appointment) crumbs=vec![(home.0.to_owned(), home.1.to_owned())]/> }.into_any()
}

#[component]
fn Confirmation(appointment: AppointmentView) -> impl IntoView {
    let AppointmentView { when, practitioner_name, patient_name, centre_name, is_online, by_proxy, .. } = appointment;
    let (name, practitioner, place) = (patient_name, practitioner_name, centre_name);
    let (title, icon, text) = match (appointment.status, by_proxy, is_online) {
        (Status::Pending, true, _) => {
            (tr!(RequestSent), "hourglass", tr!(HoldingForName, name = name, practitioner = practitioner))
        }
        (Status::Pending, false, _) => (tr!(RequestSent), "hourglass", tr!(HoldingForYou, practitioner = practitioner)),
        (_, true, true) => (tr!(ItsBooked), "check", tr!(ExpectsNameOnline, practitioner = practitioner, name = name)),
        (_, true, false) => {
            let text = tr!(ExpectsNameAt, practitioner = practitioner, name = name, place = place);
            (tr!(ItsBooked), "check", text)
        }
        (_, false, true) => (tr!(YoureBooked), "check", tr!(ExpectsYouOnline, practitioner = practitioner)),
        (_, false, false) => (tr!(YoureBooked), "check", tr!(ExpectsYouAt, practitioner = practitioner, place = place)),
    };
    view! {
        <PageTitle text=title/>
        <section class="confirm">
            <span class="confirm-icon"><Icon name=icon/></span>
            <Heading>{title}</Heading>
            <p class="confirm-when"><DateTime when/></p>
            <p class="muted">{text}</p>
        </section>
    }
}

/// What happens after booking or requesting it, and what to do until then.
fn next_steps(appointment: &AppointmentView) -> AnyView {
    let told = if appointment.status == Status::Pending {
        tr!(WillAnswer, name = appointment.practitioner_name)
    } else {
        tr!(IfAnythingChanges).to_owned()
    };
    let until = match appointment.limit_minutes {
        0 => tr!(ChangeUntilStart).to_owned(),
        minutes => tr!(ChangeUntilBefore, lead = words::lead(minutes)),
    };
    let about = (!appointment.by_proxy).then(|| {
        view! {
            <li>
                <a href="/record/about">{tr!(TellUsAboutYou)}</a>
                {tr!(AboutYouText)}
            </li>
        }
    });
    view! {
        <section class="section no-print" aria-labelledby="next-steps">
            <h2 id="next-steps">{tr!(WhatHappensNext)}</h2>
            <ul class="prose">
                <li>{told}</li>
                <li>{until}</li>
                {about}
            </ul>
        </section>
    }
    .into_any()
}

/// A note that no one answered the request, if that is how it ended.
fn lapsed(appointment: &AppointmentView) -> Option<AnyView> {
    let text = match (appointment.has_lapsed, appointment.as_patient) {
        (false, _) => return None,
        (true, true) => {
            tr!(LapsedYours)
        }
        (true, false) => tr!(LapsedTheirs),
    };
    Some(view! { <div class="note note-warn"><Icon name="hourglass"/><div><p>{text}</p></div></div> }.into_any())
}

/// A note that its patient was asked to choose another time, and how.
fn asked(appointment: &AppointmentView) -> Option<AnyView> {
    let (closed, name) = appointment.asked.as_ref()?;
    let text = please_move((closed, name), &appointment.practitioner_name, &appointment.when, appointment.by_proxy);
    let choose = appointment.may_cancel.then(|| {
        let href = appointment.moving();
        view! { <p><a class="btn btn-sm" href=href><Icon name="calendar"/>{tr!(ChooseAnotherTime)}</a></p> }
    });
    let view = view! {
        <div class="note note-warn no-print"><Icon name="clock"/><div><p>{text}</p>{choose}</div></div>
    };
    Some(view.into_any())
}

/// All dates of a series that was just booked, and those left out.
#[component]
fn SeriesMade(appointment: AppointmentView) -> impl IntoView {
    let query = use_query_map();
    let starts = move || query.with(|query| query.get("left_out").unwrap_or_default());
    let id = appointment.id.to_string();
    let left_out = resource(
        move || (id.clone(), starts()),
        |(id, starts)| async move { if starts.is_empty() { Ok(Vec::new()) } else { left_out(id, starts).await } },
    );
    let made = appointment.series.into_iter().map(|(id, when)| {
        view! { <li><a href=address::appointment(id)><DateTime when/></a></li> }
    });
    view! {
        <section class="section" aria-labelledby="series-made">
            <h2 id="series-made">{tr!(AllTimesOfSeries)}</h2>
            <ul class="series-times" role="list">{made.collect_view()}</ul>
            <Transition>
                {move || Suspend::new(async move {
                    let times = left_out.await.unwrap_or_default();
                    (!times.is_empty()).then(|| {
                        let times = times.into_iter().map(|OccurrenceView { slot, refusal }| {
                            let why = refusal.map_or(tr!(NotChosen), words::series_refusal);
                            view! { <li><DateTime when=slot/>" "<span class="muted small">{why}</span></li> }
                        });
                        view! {
                            <h3>{tr!(LeftOut)}</h3>
                            <ul class="series-times" role="list">{times.collect_view()}</ul>
                        }
                    })
                })}
            </Transition>
        </section>
    }
}

/// The practitioner's options.
#[component]
fn Steps(appointment: AppointmentView, actions: VisitActions) -> impl IntoView {
    view! {
        <section id=row_id(appointment.id) class="section no-print" aria-labelledby="steps">
            <h2 id="steps">{tr!(ThisVisit)}</h2>
            <VisitSteps id=appointment.id steps=appointment.steps whom=appointment.patient_name actions/>
        </section>
    }
}

/// The link to rate the visit, for a patient who has been there.
fn rating(appointment: &AppointmentView) -> Option<AnyView> {
    if appointment.to_rate.is_empty() {
        return None;
    }
    let view = view! {
        <section class="section no-print" aria-labelledby="how-it-was">
            <h2 id="how-it-was">{tr!(HowWasIt)}</h2>
            <p>{tr!(HowWasItText)}</p>
            <RateRows rows=appointment.to_rate.clone() appointment=appointment.id/>
        </section>
    };
    Some(view.into_any())
}

/// The link to book a follow-up, for a practitioner whose patient is there or has been.
fn follow_up(appointment: &AppointmentView) -> Option<AnyView> {
    if appointment.as_patient || appointment.at_desk || !appointment.status.leads_to_another() {
        return None;
    }
    let href = format!("/staff/book?follow_up={}", appointment.id);
    let view = view! {
        <section class="section no-print" aria-labelledby="follow-up">
            <h2 id="follow-up">{tr!(NextVisit)}</h2>
            <p>{tr!(NextVisitFor, name = appointment.patient_name)}</p>
            <a class="btn" href=href><Icon name="calendar-plus"/>{tr!(BookFollowUp)}</a>
        </section>
    };
    Some(view.into_any())
}

/// The link to write a referral, for its practitioner.
fn referring(appointment: &AppointmentView) -> Option<AnyView> {
    appointment.may_refer.then(|| {
        let href = address::referring(appointment.id);
        view! {
            <section class="section no-print" aria-labelledby="referring">
                <h2 id="referring">{tr!(ReferOn)}</h2>
                <p>{tr!(ReferOnText)}</p>
                <a class="btn" href=href><Icon name="file-text"/>{tr!(ReferPatient)}</a>
            </section>
        }
        .into_any()
    })
}

/// The link to its consultation.
#[component]
fn Consult(appointment: AppointmentView, actions: VisitActions) -> impl IntoView {
    let AppointmentView { id, patient_name: whom, is_ahead: ahead, .. } = appointment;
    let open = if appointment.status == Status::Fulfilled {
        let href = address::consultation(id);
        view! { <a class="btn" href=href><Icon name="file-text"/>{tr!(SeeConsultation)}</a> }.into_any()
    } else {
        view! { <ConsultButton id whom ahead actions/> }.into_any()
    };
    view! {
        <section class="section no-print" aria-labelledby="consult">
            <h2 id="consult">{tr!(Consultation)}</h2>
            {open}
        </section>
    }
}

/// The links to move or cancel it, as long as that is possible.
fn changing(appointment: &AppointmentView) -> Option<AnyView> {
    let (id, again) = (appointment.id, appointment.again());
    let open = appointment.status.is_open();
    // If a request can be declined, cancelling it would be the same.
    let declines = appointment.steps.contains(&Step::Decline);
    let view = match (appointment.may_cancel, appointment.as_patient) {
        (true, as_patient) => {
            let text = if as_patient {
                tr!(ChangePatientText)
            } else if appointment.at_desk {
                tr!(ChangeDeskText)
            } else if declines {
                tr!(MoveRequestText)
            } else {
                tr!(ChangePractitionerText)
            };
            let earlier = (as_patient && !appointment.by_proxy).then(|| {
                let href = format!("/waitlist/join?moving={id}");
                view! { <a class="btn" href=href><Icon name="hourglass"/>{tr!(AskEarlier)}</a> }
            });
            let cancel = (!declines).then(|| {
                let href = address::cancelling(id);
                view! { <a class="btn" href=href><Icon name="calendar-x"/>{tr!(CancelAppointment)}</a> }
            });
            view! {
                <p>{text}</p>
                <div class="cluster">
                    <a class="btn" href=appointment.moving()><Icon name="calendar"/>{tr!(MoveAppointment)}</a>
                    {earlier}
                    {cancel}
                </div>
            }
            .into_any()
        }
        (false, true) if open => {
            let until = words::lead(appointment.limit_minutes);
            let text = match appointment.limit_minutes {
                0 => tr!(NoLongerChange).to_owned(),
                _ => tr!(ChangeUntilPhone, lead = until),
            };
            view! { <p>{text}</p> }.into_any()
        }
        (false, true) => {
            view! { <a class="btn" href=again><Icon name="calendar-plus"/>{tr!(BookAnother)}</a> }.into_any()
        }
        (false, false) => return None,
    };
    let title = match (open, declines) {
        (true, true) => tr!(ChooseAnotherTime),
        (true, false) => tr!(ChangeOrCancel),
        (false, _) => tr!(BookAgain),
    };
    let view = view! {
        <section class="section no-print" aria-labelledby="changing">
            <h2 id="changing">{title}</h2>
            {view}
        </section>
    };
    Some(view.into_any())
}
