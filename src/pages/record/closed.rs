//! What a practitioner sees of a closed or nonexistent record: the same, so that it does not reveal which.

use leptos::prelude::*;

use crate::{
    components::{
        awaited::awaited, failure::Failure, heading::Heading, icon::Icon, page_title::PageTitle, site::CurrentViewer,
    },
    domain::account::Role,
    error::AppError,
    server_fns::rendering,
    words::tr,
};

/// For practitioners, with the link to emergency access; for everyone else, that there is no such page.
#[component]
pub fn Closed() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    awaited(move || async move {
        match viewer.await {
            Ok(viewer) if viewer.is(Role::Practitioner) => view! { <ToPractitioner/> }.into_any(),
            _ => view! { <Failure error=AppError::NotFound/> }.into_any(),
        }
    })
}

#[component]
fn ToPractitioner() -> impl IntoView {
    rendering::set_status(&AppError::NotFound);
    view! {
        <PageTitle text=tr!(RecordClosed)/>
        <section class="error-page">
            <Heading>{tr!(RecordClosed)}</Heading>
            <p>{tr!(RecordClosedText)}</p>
            <div class="cluster">
                <a class="btn" href="/practitioner/patients"><Icon name="users"/>{tr!(NavPatients)}</a>
                <a class="btn btn-danger" href="/staff/emergency"><Icon name="alert"/>{tr!(RecordOpenEmergency)}</a>
            </div>
        </section>
    }
    .into_any()
}
