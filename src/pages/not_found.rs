//! For addresses that lead nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{components::failure::Failure, error::AppError};

/// The page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Title text="Page not found"/>
        <div class="wrap"><Failure error=AppError::NotFound/></div>
    }
}
