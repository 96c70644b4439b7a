//! The documents of an appointment's patient, for its practitioner.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use crate::{
    components::{
        address::id_in_address,
        document_form::{DocumentForm, problem_in_address},
        document_list::DocumentList,
        flash::Flash,
        icon::Icon,
        loaded::{kept, loaded, resource},
        page_head::PageHead,
    },
    domain::{address, ids::AppointmentId},
    server_fns::document::appointment_documents,
    views::document::PatientDocumentsView,
    words::tr,
};

/// The page.
#[component]
pub fn Documents() -> impl IntoView {
    let query = use_query_map();
    let id = id_in_address();
    let page = Memo::new(move |_| query.with(|query| query.get("page").unwrap_or_default()));
    let added = RwSignal::new(0);
    let data = resource(move || (id.get(), page.get(), added.get()), |(id, page, _)| appointment_documents(id, page));
    let error = RwSignal::new(query.with_untracked(|query| problem_in_address(query.get_str("problem"))));
    let navigate = use_navigate();
    let on_added = Callback::new(move |is_added: bool| {
        added.update(|added| *added += 1);
        if !is_added {
            return;
        }
        let here = format!("/appointments/{}/documents?added=1", id.get_untracked());
        navigate(&here, NavigateOptions { replace: true, ..NavigateOptions::default() });
    });
    let shown = move |view: PatientDocumentsView| {
        let PatientDocumentsView { appointment, patient_name, documents } = view;
        let may_add = documents.may_add;
        let closed = (!may_add).then(|| {
            let text = tr!(ConsultDocumentsClosed);
            view! { <div class="note"><Icon name="lock"/><div><p>{text}</p></div></div> }
        });
        // If the record is closed, there may be others.
        let list = (may_add || !documents.rows.is_empty()).then(|| {
            view! { <DocumentList documents here=address::documents(appointment)/> }
        });
        let crumbs = vec![
            ("/practitioner".to_owned(), tr!(NavDay).to_owned()),
            (address::appointment(appointment), tr!(Appointment).to_owned()),
        ];
        view! {
            <PageHead title=tr!(ConsultDocumentsOf, name = patient_name) tab=tr!(Documents) crumbs/>
            <Flash param="added" text=tr!(ConsultDocumentAdded) error/>
            {closed}
            {list}
        }
        .into_any()
    };
    let form = move |(appointment, most_megabytes, may_add): (AppointmentId, _, bool)| {
        let address = format!("{}/upload", address::documents(appointment));
        may_add.then(|| view! { <DocumentForm address most_megabytes error on_added/> }).into_any()
    };
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, shown)}
            {kept(data, |view| (view.appointment, view.documents.most_megabytes, view.documents.may_add), form)}
        </div>
    }
}
