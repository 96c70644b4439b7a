//! A centre's photo: the forms to replace and to remove it.

use leptos::prelude::*;

use crate::{
    components::{action_form::ActionForm, picture_form::PictureForm, place_photo::PlacePhoto, submit::Submit},
    error::AppError,
    server_fns::centre::RemoveCentrePhoto,
    views::centre::CentrePhotoView,
    words::tr,
};

#[component]
pub(super) fn Photo(
    /// The centre's key.
    id: i64,
    /// The current picture.
    photo: CentrePhotoView,
    /// The action that removes it.
    remove: ServerAction<RemoveCentrePhoto>,
    /// The last response to a form on the page.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let CentrePhotoView { address, is_photo, most_megabytes } = photo;
    let (said, label) = match is_photo {
        true => (tr!(ClinicPhotoShown), tr!(PracticeReplacePhoto)),
        false => (tr!(ClinicPhotoNone), tr!(PracticeAddPhoto)),
    };
    let remove = is_photo.then(|| {
        view! {
            <ActionForm action=remove>
                <input type="hidden" name="id" value=id/>
                <Submit label=tr!(PracticeRemovePhoto) busy=remove.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="photo">
            <h2 id="photo">{tr!(PracticePhoto)}</h2>
            <PlacePhoto photo=address alt=""/>
            <div class="cluster"><p>{said}</p>{remove}</div>
            <PictureForm to=format!("/admin/centres/{id}/photo") of_place=true most_megabytes label error/>
        </section>
    }
    .into_any()
}
