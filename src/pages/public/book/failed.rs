//! Shown when there is nothing to choose or to review.

use leptos::prelude::*;

use crate::{
    components::{failure::Failure, icon::Icon, page_head::PageHead, words},
    domain::address,
    error::AppError,
    server_fns::rendering,
    words::tr,
};

/// Shown when there is nothing to choose or to review.
pub(super) fn failed(error: AppError, moving: Option<i64>) -> AnyView {
    let (AppError::Move(refusal), Some(id)) = (&error, moving) else {
        return view! { <Failure error/> }.into_any();
    };
    rendering::set_status(&error);
    let here = address::appointment(id);
    view! {
        <PageHead title=tr!(CantBeMoved) crumbs=vec![(here.clone(), tr!(Appointment).to_owned())]/>
        <div class="note note-warn"><Icon name="info"/><div><p>{words::move_refusal(*refusal)}</p></div></div>
        <div class="cluster appt-tools"><a class="btn" href=here>{tr!(BackToAppointment)}</a></div>
    }
    .into_any()
}
