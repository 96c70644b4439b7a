//! A centre's photo, or the building drawn for it.

use leptos::prelude::*;

use crate::domain::photo::{PLACE, sources};

/// A small square of it, beside the centre's name.
#[component]
pub fn PlaceAvatar(
    /// Its path: see [`crate::domain::facade`] for drawings.
    photo: String,
) -> impl IntoView {
    let sizes = sources(&photo, PLACE);
    view! {
        <img
            class="avatar avatar-lg avatar-sq"
            src=photo
            srcset=sizes
            // The square is cut from a picture half as wide again.
            sizes="6.75rem"
            alt=""
            width="72"
            height="72"
            loading="lazy"
        />
    }
}

/// The whole of it, on the centre's own pages.
#[component]
pub fn PlacePhoto(
    /// Its address.
    photo: String,
    /// What it shows; empty for a drawing.
    #[prop(into)]
    alt: String,
) -> impl IntoView {
    let sizes = sources(&photo, PLACE);
    view! {
        <img
            class="place-photo"
            src=photo
            srcset=sizes
            sizes="(min-width: 36rem) 30rem, 100vw"
            alt=alt
            width="960"
            height="640"
            fetchpriority="high"
        />
    }
}
