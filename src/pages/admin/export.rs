//! Requesting a copy of everything held about someone who asked the clinic for it. Only they can download it.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    server_fns::data_export::{AskExportFor, export_for},
    views::data_export::{DataExportView, ExportForView},
    words::tr,
};

/// The page.
#[component]
pub fn ExportFor() -> impl IntoView {
    let id = id_in_address();
    let action = ServerAction::<AskExportFor>::new();
    let data = resource(move || (id.get(), action.version().get()), |(id, _)| export_for(id));
    view! { <div class="wrap wrap-narrow">{loaded(data, move |found| standing(found, action))}</div> }
}

fn standing(found: ExportForView, action: ServerAction<AskExportFor>) -> AnyView {
    let ExportForView { id, name, may_ask, export } = found;
    let crumbs = vec![
        ("/admin".to_owned(), tr!(NavOverview).to_owned()),
        ("/admin/users".to_owned(), tr!(NavUsers).to_owned()),
        (format!("/admin/users/{id}"), name.clone()),
    ];
    let is_under_way = matches!(export, DataExportView::UnderWay(..));
    let said = match export {
        DataExportView::Nothing => None,
        DataExportView::UnderWay(..) => Some(("note", "hourglass", tr!(PeopleExportUnderWay, name = name))),
        DataExportView::Ready { until, .. } => {
            Some(("note", "check-circle", tr!(PeopleExportReady, name = name, until = until)))
        }
        DataExportView::Failed => Some(("note note-danger", "alert", tr!(PeopleExportFailed).to_owned())),
    };
    let said = said.map(|(class, icon, text)| {
        view! { <div class=class role="status"><Icon name=icon/><p>{text}</p></div> }
    });
    let next = match (may_ask, is_under_way) {
        (false, _) => {
            let why = tr!(PeopleExportInactive, name = name);
            view! { <p class="note note-warn"><Icon name="info"/><span>{why}</span></p> }.into_any()
        }
        (true, true) => {
            view! { <p><a href=format!("/admin/users/{id}/export")>{tr!(AccExportLook)}</a></p> }.into_any()
        }
        (true, false) => view! {
            <ActionForm action attr:class="section-tight">
                <input type="hidden" name="account" value=id/>
                <div class="form-actions">
                    <Submit label=tr!(PeopleExportPrepare) busy=action.pending()/>
                    <a class="btn" href=format!("/admin/users/{id}")>{tr!(PeopleGoBack)}</a>
                </div>
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <PageHead title=tr!(PeopleExportWho, name = name) lede=tr!(PeopleExportLede) crumbs/>
        <FormError error=action_error(action)/>
        <p>{tr!(PeopleExportEffect, name = name)}</p>
        {said}
        {next}
    }
    .into_any()
}
