//! What a practitioner has to know first: allergies, always in view, and what the patient has and takes. Earlier data can be looked
//! up.

use leptos::prelude::*;

use super::{chart::Chart, lines::Lines};
use crate::{
    components::icon::Icon,
    domain::address,
    views::consultation::{ConsultationView, StatementView},
    words::tr,
};

/// The allergies; they stay in view while the page is scrolled.
#[component]
pub fn Allergies(
    /// The recorded allergies, most severe first.
    allergies: Vec<StatementView>,
    /// Whether the reader may not see them.
    is_closed: bool,
) -> impl IntoView {
    let warns = is_closed || !allergies.is_empty();
    let text = if is_closed {
        tr!(ConsultAllergiesClosed).into_any()
    } else if allergies.is_empty() {
        tr!(ConsultNoAllergies).into_any()
    } else {
        let all = allergies
            .into_iter()
            .map(|one| {
                let detail = (!one.detail.is_empty()).then(|| format!(" ({})", one.detail));
                view! { <li><strong>{one.name}</strong>{detail}</li> }
            })
            .collect_view();
        view! { <ul role="list" class="allergy-list">{all}</ul> }.into_any()
    };
    view! {
        <section class="allergies" class:allergies-warn=warns aria-labelledby="allergies">
            <Icon name=if warns { "warning" } else { "info" }/>
            <h2 id="allergies">{tr!(ConsultAllergies)}</h2>
            <div>{text}</div>
        </section>
    }
}

/// The patient's conditions and medications.
#[component]
pub fn Glance(
    /// The consultation.
    consultation: ConsultationView,
) -> impl IntoView {
    let ConsultationView { appointment, is_closed, conditions, medications, diagnoses, prescriptions, .. } =
        consultation;
    let no_condition = conditions.is_empty() && diagnoses.is_empty();
    let no_medicine = medications.is_empty() && prescriptions.is_empty();
    let found = diagnoses
        .into_iter()
        .map(|one| {
            let by = format!("{}, {}, {}", one.body, one.author, one.at.text);
            view! { <li><a href=one.href>{one.title}</a>" "<span class="muted">{by}</span></li> }
        })
        .collect_view();
    let prescribed = prescriptions
        .into_iter()
        .map(|one| {
            let by = format!("{}, {}", one.author, one.at.text);
            let replace = one.is_own.then(|| {
                let href = format!("{}?replace={}#prescribe", address::consultation(appointment), one.id);
                view! { " "<a href=href rel="external">{tr!(ConsultReplace)}<span class="visually-hidden">{format!(" {}", one.medicines.join("; "))}</span></a> }
            });
            view! {
                <li>
                    <a href=address::prescription(one.id)>{one.medicines.join("; ")}</a>
                    " "<span class="muted">{by}</span>
                    {replace}
                </li>
            }
        })
        .collect_view();
    let nothing_there = if is_closed { tr!(ConsultClosed) } else { tr!(ConsultNone) };
    let none = |nothing: bool| nothing.then(|| view! { <p class="muted">{nothing_there}</p> });
    view! {
        <section class="card card-tight">
            <h2>{tr!(ConsultConditions)}</h2>
            {none(no_condition)}
            <ul class="plain-list">{found}{statements(conditions)}</ul>
        </section>
        <section class="card card-tight">
            <h2>{tr!(ConsultMedicines)}</h2>
            {none(no_medicine)}
            <ul class="plain-list">{prescribed}{statements(medications)}</ul>
        </section>
    }
    .into_any()
}

/// The patient's history, measurements and the latest entries.
#[component]
pub fn Past(
    /// The consultation.
    consultation: ConsultationView,
) -> impl IntoView {
    let ConsultationView { patient, is_closed, history, charts, latest, .. } = consultation;
    let past = (!history.is_empty()).then(|| {
        view! { <section class="card card-tight"><h2>{tr!(ConsultHistory)}</h2><ul class="plain-list">{statements(history)}</ul></section> }
    });
    let measured = (!charts.is_empty()).then(|| {
        let charts = charts.into_iter().map(|chart| view! { <Chart chart/> }).collect_view();
        view! { <section class="card card-tight"><h2>{tr!(ConsultMeasurements)}</h2><div class="measures">{charts}</div></section> }
    });
    // Those who have written nothing have no access to a closed record.
    let whole = (!is_closed || !latest.is_empty())
        .then(|| view! { <p><a href=address::record(patient)>{tr!(ConsultFullRecord)}</a></p> });
    let entries = if latest.is_empty() {
        let text = if is_closed { tr!(ConsultYouWroteNothing) } else { tr!(ConsultNothingWritten) };
        view! { <p class="muted">{text}</p> }.into_any()
    } else {
        view! { <Lines lines=latest/> }.into_any()
    };
    view! {
        {past}
        {measured}
        <section class="card card-tight">
            <h2>{tr!(ConsultLatest)}</h2>
            {entries}
            {whole}
        </section>
    }
    .into_any()
}

/// The patient's own statements, marked as such.
fn statements(all: Vec<StatementView>) -> impl IntoView {
    all.into_iter()
        .map(|one| {
            let told = match one.detail.as_str() {
                "" => tr!(ConsultReported).to_owned(),
                detail => tr!(ConsultReportedDetail, detail = detail),
            };
            view! { <li>{one.name}" "<span class="muted">{told}</span></li> }
        })
        .collect_view()
}
