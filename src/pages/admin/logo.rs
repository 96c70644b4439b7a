//! The clinic's logo: the forms to replace and to remove it. The browser itself uploads a file, and then reloads the page.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::{self, ActionForm},
        icon::Icon,
        picture_form::PictureField,
        submit::Submit,
    },
    domain::theme,
    error::AppError,
    server_fns::settings::RemoveLogo,
    words::tr,
};

#[component]
pub(super) fn Logo(
    /// The name of the logo; empty for none.
    name: String,
    /// The action that removes it.
    remove: ServerAction<RemoveLogo>,
    /// The last response to a form on the page.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let shown = theme::Logo::parse(&name);
    let (said, label) = match shown {
        Some(_) => (tr!(SetLogoShown), tr!(SetLogoReplace)),
        None => (tr!(SetLogoNone), tr!(SetLogoAdd)),
    };
    let remove = shown.is_some().then(|| {
        view! {
            <ActionForm action=remove ends_document=true>
                <Submit label=tr!(SetLogoRemove) busy=remove.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        }
    });
    let picture = shown.map(|logo| {
        view! { <img class="brand-logo" src=logo.address() alt=tr!(SetLogoYours) width=logo.width height=logo.height/> }
    });
    view! {
        <section class="section stack" aria-labelledby="logo">
            <h2 id="logo">{tr!(SetLogo)}</h2>
            <div class="cluster">{picture}<p>{said}</p>{remove}</div>
            <form
                class="form"
                method="post"
                action=action_form::address("/admin/settings/logo")
                enctype="multipart/form-data"
                novalidate
            >
                <PictureField label=tr!(SetPicture) hint=tr!(SetPictureHint) most_megabytes=theme::Logo::MOST_MEGABYTES error/>
                <div class="form-actions">
                    <button class="btn" type="submit"><Icon name="upload"/>{label}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
