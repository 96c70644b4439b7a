//! Records opened in an emergency, and the review of each.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        time::DateTime,
    },
    server_fns::audit::{ReviewEmergency, emergencies},
    views::audit::EmergencyView,
    words::tr,
};

/// The page.
#[component]
pub fn Emergencies() -> impl IntoView {
    let action = ServerAction::<ReviewEmergency>::new();
    let error = action_error(action);
    let data = resource(move || action.version().get(), |_| emergencies());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(ClinicEmergencies)
                lede=tr!(AuditEmergencyLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            />
            <Flash param="saved" text=tr!(AuditReviewed) error/>
            <FormError error/>
            {loaded(data, move |rows| view! { <Rows rows action/> }.into_any())}
        </div>
    }
}

#[component]
fn Rows(rows: Vec<EmergencyView>, action: ServerAction<ReviewEmergency>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <div class="empty"><Icon name="shield"/><h2>{tr!(AuditNoReviews)}</h2><p>{tr!(AuditNoReviewsText)}</p></div>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(|row| view! { <li><One row action/></li> }).collect_view();
    view! { <ul class="appt-list" role="list">{rows}</ul> }.into_any()
}

#[component]
fn One(row: EmergencyView, action: ServerAction<ReviewEmergency>) -> impl IntoView {
    let id = row.id;
    let why = format!("/record/why?patient={}&practitioner={}", row.patient.0, row.practitioner.0);
    let title = tr!(AuditOpenedRecord, practitioner = row.practitioner.1, patient = row.patient.1);
    let about = title.clone();
    let way_on = match row.review {
        Some((justified, text)) => {
            let (class, word) = if justified { ("badge badge-success", tr!(AuditJustified)) } else { ("badge badge-danger", tr!(AuditUnjustified)) };
            view! { <p><span class=class>{word}</span>" "{text}</p> }.into_any()
        }
        None if row.is_own => view! { <p class="muted">{tr!(AuditOwnAccess)}</p> }.into_any(),
        None => view! {
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=id/>
                <div class="field">
                    <label for=format!("message-{id}")>{tr!(AuditFindings)}</label>
                    <textarea id=format!("message-{id}") name="message" rows="2" maxlength="1000" required=true></textarea>
                </div>
                <fieldset class="fieldset">
                    <legend>{tr!(AuditWasJustified)}</legend>
                    <div class="choices">
                        <label class="choice"><input type="radio" name="justified" value="true" required=true/><span>{tr!(AuditYes)}</span></label>
                        <label class="choice"><input type="radio" name="justified" value="false"/><span>{tr!(AuditNo)}</span></label>
                    </div>
                </fieldset>
                <div><Submit label=tr!(AuditComplete) context=about busy=action.pending() class="btn"/></div>
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <section class="card">
            <h2>{title}</h2>
            <p class="meta"><DateTime when=row.opened/><span>{tr!(AuditUntil, time = row.ends.time)}</span></p>
            <blockquote class="quote">{row.reason}</blockquote>
            {way_on}
            <p><a href=why>{tr!(AuditWhyNow)}</a></p>
        </section>
    }
    .into_any()
}
