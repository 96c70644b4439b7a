//! A practitioner's weekly hours at each centre, edited in place, and whether they take bookings.

use leptos::prelude::*;

use crate::{
    components::{
        accepting::Accepting,
        flash::Flash,
        form_error::{FormError, action_error},
        hours_editor::HoursEditor,
        icon::Icon,
        loaded::loaded,
        page_head::PageHead,
        submit::Submit,
        words,
    },
    domain::form::{Field, FieldError, Problem},
    server_fns::availability::{HoursView, PlaceHoursView, SaveHours, SetAccepting, hours},
};

/// The page.
#[component]
pub fn Hours() -> impl IntoView {
    let save = ServerAction::<SaveHours>::new();
    let switch = ServerAction::<SetAccepting>::new();
    // A refusal counts too: what was refused comes back in place, with what is wrong.
    let data = Resource::new(move || (save.version().get(), switch.version().get()), |_| hours());
    view! { <div class="wrap">{loaded(data, move |hours| view! { <Week hours save switch/> }.into_any())}</div> }
}

#[component]
fn Week(hours: HoursView, save: ServerAction<SaveHours>, switch: ServerAction<SetAccepting>) -> impl IntoView {
    let error = Signal::derive(move || action_error(save).get().or_else(|| action_error(switch).get()));
    let places = hours.places.into_iter().map(|place| view! { <Place place action=save/> }).collect_view();
    view! {
        <PageHead
            title="Your hours"
            lede="Patients can book you within these hours, week after week."
            crumbs=vec![("/practitioner".into(), "Your day".into())]
        />
        <Flash param="saved" text="Saved. Patients see it at once." error/>
        <FormError error/>
        <div class="hours-head">
            <Accepting accepting=hours.accepting action=switch next="/practitioner/hours?saved=1"/>
            <div class="note">
                <Icon name="info"/>
                <div>
                    <p>"Changing your hours moves no appointment: those that are booked stay."</p>
                    <p>"To remove hours, clear both times and save. Midnight as an end is 00:00."</p>
                </div>
            </div>
        </div>
        {places}
    }
    .into_any()
}

#[component]
fn Place(place: PlaceHoursView, action: ServerAction<SaveHours>) -> impl IntoView {
    let heading = format!("centre-{}", place.affiliation);
    let labelled = heading.clone();
    let refused = place.refused.then(|| {
        let text = words::field_error(FieldError::new(Field::Hours, Problem::Clash));
        view! { <p class="field-error"><Icon name="alert"/><span>{text}</span></p> }
    });
    view! {
        <section class="section" aria-labelledby=labelled id=place.refused.then_some(Field::Hours.control())>
            <div class="section-head">
                <h2 id=heading>{place.centre.clone()}</h2>
                <p class="meta"><Icon name="globe"/><span>{place.zone}</span></p>
            </div>
            <ActionForm action attr:class="stack" attr:novalidate=true>
                <input type="hidden" name="affiliation" value=place.affiliation/>
                <HoursEditor windows=place.windows centre=place.centre.clone()/>
                {refused}
                <div class="form-actions">
                    <Submit
                        label="Save hours"
                        context=format!("at {}", place.centre)
                        busy=action.pending()
                        class="btn btn-primary"
                    />
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}
