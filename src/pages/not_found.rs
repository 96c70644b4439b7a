//! The page for unknown addresses.

use leptos::prelude::*;

use crate::{
    components::{failure::Failure, page_title::PageTitle},
    error::AppError,
    words::tr,
};

/// The page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <PageTitle text=tr!(PageNotFound)/>
        <div class="wrap"><Failure error=AppError::NotFound/></div>
    }
}
