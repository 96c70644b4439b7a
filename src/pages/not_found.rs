//! For addresses that lead nowhere.

use leptos::prelude::*;

use crate::{
    components::{failure::Failure, page_title::PageTitle},
    error::AppError,
};

/// The page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <PageTitle text="Page not found"/>
        <div class="wrap"><Failure error=AppError::NotFound/></div>
    }
}
