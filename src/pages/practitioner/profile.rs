//! A practitioner's own profile: what patients read about them, and their photo.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        avatar::Avatar,
        document_form::problem_in_address,
        field::TextField,
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::{drawn, kept, resource},
        page_head::PageHead,
        picture_form::PictureForm,
        presentation_fields::PresentationFields,
        rating::rating_text,
        submit::Submit,
    },
    domain::{address, form::Field, practitioner_form::OwnProfileForm},
    error::AppError,
    server_fns::presentation::{RemovePhoto, SavePresentation, presentation},
    views::presentation::PresentationView,
    words::tr,
};

type Answer = Signal<Option<AppError>>;

#[derive(Clone, Copy)]
struct Actions {
    save: ServerAction<SavePresentation>,
    remove: ServerAction<RemovePhoto>,
}

/// The page: the photo and the form are each redrawn only when they have changed, so that input stays while a photo is removed.
#[component]
pub fn Profile() -> impl IntoView {
    let actions = Actions { save: ServerAction::new(), remove: ServerAction::new() };
    let counts = [successes(actions.save), successes(actions.remove)];
    // Only a success reloads the data: a refused form keeps what was typed.
    let data = resource(move || counts.map(|count| count.get()), |_| presentation());
    let query = use_query_map();
    let in_address = Memo::new(move |_| query.with(|query| problem_in_address(query.get_str("problem"))));
    let answered = LatestError::new().of(actions.save).of(actions.remove).signal();
    let error = Signal::derive(move || answered.get().or_else(|| in_address.get()));
    let page = move || {
        view! {
            {kept(data, PresentationView::without_form, move |profile| head(&profile, error))}
            {kept(data, PresentationView::without_form, move |profile| view! { <Photo profile actions error/> }.into_any())}
            {kept(data, |profile| profile.form.clone(), move |form| view! { <About form actions error/> }.into_any())}
        }
        .into_any()
    };
    view! { <div class="wrap">{drawn(data, page)}</div> }
}

fn head(profile: &PresentationView, error: Answer) -> AnyView {
    let see = address::practitioner(profile.id);
    let centre = |(id, name): &(i64, String)| view! { <dd><a href=address::centre(id)>{name.clone()}</a></dd> };
    let centres = (!profile.centres.is_empty()).then(|| {
        let all = profile.centres.iter().map(centre).collect_view();
        view! { <div><Icon name="map-pin"/><dt>{tr!(KindCentres)}</dt>{all}</div> }
    });
    view! {
        <PageHead title=tr!(NavProfile) lede=tr!(PracticeProfileText)>
            <a class="btn" href=see><Icon name="eye"/>{tr!(PracticeSeeAsPatients)}</a>
        </PageHead>
        <Flash param="saved" text=tr!(PracticeProfileSaved) error/>
        <Flash param="added" text=tr!(PracticePhotoAdded) error/>
        <Flash param="removed" text=tr!(PracticePhotoRemoved) error/>
        <FormError error/>
        <dl class="facts">
            <div><Icon name="star"/><dt>{tr!(Rating)}</dt><dd>{rating_text(profile.average)}</dd></div>
            {centres}
        </dl>
    }
    .into_any()
}

#[component]
fn About(form: OwnProfileForm, actions: Actions, error: Answer) -> impl IntoView {
    let phone = form.phone.clone();
    view! {
        <section class="section" aria-labelledby="about-you">
            <h2 id="about-you">{tr!(PracticeAboutYou)}</h2>
            <ActionForm action=actions.save attr:class="form section-tight" attr:novalidate=true>
                <PresentationFields form error/>
                <TextField
                    field=Field::Phone
                    name="form[phone]"
                    label=tr!(Phone)
                    hint=tr!(PracticePhoneHint)
                    kind="tel"
                    autocomplete="tel"
                    optional=true
                    class="input-20"
                    value=phone
                    error
                />
                <p class="muted small">{tr!(PracticeChangedByAdmin)}</p>
                <div class="form-actions"><Submit label=tr!(PracticeSave) busy=actions.save.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// The photo, and the forms to replace and remove it. The browser submits a file itself, and then opens the page again.
#[component]
fn Photo(profile: PresentationView, actions: Actions, error: Answer) -> impl IntoView {
    let PresentationView { id, name, portrait, has_photo, most_megabytes, .. } = profile;
    let (said, label) = match has_photo {
        true => (tr!(PracticeYourPhoto), tr!(PracticeReplacePhoto)),
        false => (tr!(PracticeNoPhoto), tr!(PracticeAddPhoto)),
    };
    let remove = has_photo.then(|| {
        view! {
            <ActionForm action=actions.remove>
                <Submit label=tr!(PracticeRemovePhoto) busy=actions.remove.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        }
    });
    view! {
        <section class="section" aria-labelledby="photo">
            <h2 id="photo">{tr!(PracticePhoto)}</h2>
            <div class="cluster">
                <Avatar id name photo=Some(portrait) size="avatar-xl"/>
                <div class="stack-s">
                    <p>{said}</p>
                    {remove}
                </div>
            </div>
            <PictureForm to="/practitioner/profile/photo" most_megabytes label error/>
        </section>
    }
    .into_any()
}
