//! Records that were opened in an emergency, and the review of each.

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
                title="Emergency access"
                lede="Records that practitioners opened in an emergency, without any other grounds. Decide whether each was justified. The patient has been told."
                crumbs=vec![("/admin".into(), "Overview".into())]
            />
            <Flash param="saved" text="Reviewed." error/>
            <FormError error/>
            {loaded(data, move |rows| view! { <Rows rows action/> }.into_any())}
        </div>
    }
}

#[component]
fn Rows(rows: Vec<EmergencyView>, action: ServerAction<ReviewEmergency>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <div class="empty"><Icon name="shield"/><h2>"Nothing to review"</h2><p>"No records have been opened in an emergency."</p></div>
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
    let title = format!("{} opened {}'s record", row.practitioner.1, row.patient.1);
    let about = title.clone();
    let way_on = match row.review {
        Some((justified, text)) => {
            let (class, word) = if justified { ("badge badge-success", "Justified") } else { ("badge badge-danger", "Not justified") };
            view! { <p><span class=class>{word}</span>" "{text}</p> }.into_any()
        }
        None if row.is_own => view! { <p class="muted">"This is your own access, so another administrator will review it."</p> }.into_any(),
        None => view! {
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=id/>
                <div class="field">
                    <label for=format!("message-{id}")>"Your findings"</label>
                    <textarea id=format!("message-{id}") name="message" rows="2" maxlength="1000" required=true></textarea>
                </div>
                <fieldset class="fieldset">
                    <legend>"Was it justified? If not, the record is closed again straight away, and both are told"</legend>
                    <div class="choices">
                        <label class="choice"><input type="radio" name="justified" value="true" required=true/><span>"Yes"</span></label>
                        <label class="choice"><input type="radio" name="justified" value="false"/><span>"No"</span></label>
                    </div>
                </fieldset>
                <div><Submit label="Complete review" context=about busy=action.pending() class="btn"/></div>
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <section class="card">
            <h2>{title}</h2>
            <p class="meta"><DateTime when=row.opened/><span>"until "{row.ends.time}</span></p>
            <blockquote class="quote">{row.reason}</blockquote>
            {way_on}
            <p><a href=why>"Why they can read it now"</a></p>
        </section>
    }
    .into_any()
}
