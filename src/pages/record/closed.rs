//! What a practitioner reads where a record is closed to them, or where there is none: the same, so that it does not tell which.

use leptos::prelude::*;

use crate::{
    components::{failure::Failure, icon::Icon, page_title::PageTitle, site::CurrentViewer},
    domain::account::Role,
    error::AppError,
    server_fns::rendering,
};

/// For practitioners, with the way on in an emergency; for everybody else, that there is no such page.
#[component]
pub fn Closed() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match viewer.await {
                    Ok(viewer) if viewer.is(Role::Practitioner) => view! { <ToPractitioner/> }.into_any(),
                    _ => view! { <Failure error=AppError::NotFound/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn ToPractitioner() -> impl IntoView {
    rendering::set_status(&AppError::NotFound);
    view! {
        <PageTitle text="This record is closed to you"/>
        <section class="error-page">
            <h1>"This record is closed to you"</h1>
            <p>"Either there's no such patient, or you don't have access to their record: there's no visit around now, no referral, and they haven't named you. An appointment you book yourself gives you access once the patient arrives."</p>
            <div class="cluster">
                <a class="btn" href="/practitioner/patients"><Icon name="users"/>"Patients"</a>
                <a class="btn btn-danger" href="/staff/emergency"><Icon name="alert"/>"Open a record in an emergency"</a>
            </div>
        </section>
    }
    .into_any()
}
