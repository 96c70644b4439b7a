//! A practitioner's own profile: what patients read about them, and their photo.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::{self, ActionForm},
        avatar::Avatar,
        document_form::problem_in_address,
        field::{FieldProblem, TextField, problem_of},
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        presentation_fields::PresentationFields,
        submit::Submit,
    },
    domain::form::Field,
    error::AppError,
    server_fns::presentation::{RemovePhoto, SavePresentation, presentation},
    views::presentation::PresentationView,
};

/// What can be done with it.
#[derive(Clone, Copy)]
struct Actions {
    save: ServerAction<SavePresentation>,
    remove: ServerAction<RemovePhoto>,
}

/// The page.
#[component]
pub fn Profile() -> impl IntoView {
    let actions = Actions { save: ServerAction::new(), remove: ServerAction::new() };
    let counts = [successes(actions.save), successes(actions.remove)];
    // Only what succeeded is asked for anew: a refused form keeps what was typed.
    let data = resource(move || counts.map(|count| count.get()), |_| presentation());
    view! {
        <div class="wrap">
            {loaded(data, move |profile| view! { <Page profile actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Page(profile: PresentationView, actions: Actions) -> impl IntoView {
    let query = use_query_map();
    let in_address = Memo::new(move |_| query.with(|query| problem_in_address(query.get_str("problem"))));
    let answered = LatestError::new().of(actions.save).of(actions.remove).signal();
    let error = Signal::derive(move || answered.get().or_else(|| in_address.get()));
    let see = format!("/practitioners/{}", profile.id);
    view! {
        <PageHead title="My profile" lede="This is what patients read when they look for someone like you.">
            <a class="btn" href=see><Icon name="eye"/>"See it as patients do"</a>
        </PageHead>
        <Flash param="saved" text="Saved. Patients see it now." error/>
        <Flash param="added" text="Your new photo is on your profile." error/>
        <Flash param="removed" text="Your photo has been removed. Patients see a drawing instead." error/>
        <FormError error/>
        <Photo profile=profile.clone() actions error/>
        <section class="section" aria-labelledby="about-you">
            <h2 id="about-you">"About you"</h2>
            <ActionForm action=actions.save attr:class="form section-tight" attr:novalidate=true>
                <PresentationFields form=profile.form.clone() error/>
                <TextField
                    field=Field::Phone
                    name="form[phone]"
                    label="Phone"
                    hint="For the clinic. Patients don't see it."
                    kind="tel"
                    autocomplete="tel"
                    optional=true
                    class="input-20"
                    value=profile.form.phone
                    error
                />
                <p class="muted small">"Your name, email address and profession are changed by an administrator."</p>
                <div class="form-actions"><Submit label="Save" busy=actions.save.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// The photo, and the forms for another one and for none. A file is sent by the browser itself, which then opens the page again.
#[component]
fn Photo(profile: PresentationView, actions: Actions, error: Signal<Option<AppError>>) -> impl IntoView {
    let PresentationView { id, name, portrait, has_photo, most_megabytes, .. } = profile;
    let (said, label) = match has_photo {
        true => ("This is your photo.", "Replace photo"),
        false => ("You have no photo yet, so patients see this drawing.", "Add photo"),
    };
    let remove = has_photo.then(|| {
        view! {
            <ActionForm action=actions.remove>
                <Submit label="Remove photo" busy=actions.remove.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        }
    });
    let wrong = move || error.with(|error| problem_of(error.as_ref(), Field::File).is_some());
    let described = move || if wrong() { "file-hint file-error" } else { "file-hint" };
    view! {
        <section class="section" aria-labelledby="photo">
            <h2 id="photo">"Photo"</h2>
            <div class="cluster">
                <Avatar id name photo=Some(portrait) size="avatar-xl"/>
                <div class="stack-s">
                    <p>{said}</p>
                    {remove}
                </div>
            </div>
            <form
                class="form section-tight"
                method="post"
                action=action_form::address("/practitioner/profile/photo")
                enctype="multipart/form-data"
            >
                <div class="field">
                    <label for="file">"Picture"</label>
                    <p class="hint" id="file-hint">
                        {format!(
                            "A JPEG or PNG of up to {most_megabytes} MB. We keep a small square from its middle, without \
                            the place and time it was taken."
                        )}
                    </p>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        accept=".png,.jpg,.jpeg,image/png,image/jpeg"
                        required
                        aria-describedby=described
                        aria-invalid=move || wrong().then_some("true")
                    />
                    <FieldProblem field=Field::File error/>
                </div>
                <div class="form-actions">
                    <button class="btn" type="submit"><Icon name="upload"/>{label}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
