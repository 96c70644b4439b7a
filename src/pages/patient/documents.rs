//! A patient's own documents.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use crate::{
    components::{
        document_form::{DocumentForm, problem_in_address},
        document_list::DocumentList,
        flash::Flash,
        loaded::{kept, loaded, resource},
        page_head::PageHead,
    },
    server_fns::document::documents,
    views::document::DocumentsView,
    words::tr,
};

/// The page.
#[component]
pub fn Documents() -> impl IntoView {
    let query = use_query_map();
    let page = Memo::new(move |_| query.with(|query| query.get("page").unwrap_or_default()));
    let added = RwSignal::new(0);
    let data = resource(move || (page.get(), added.get()), |(page, _)| documents(page));
    let error = RwSignal::new(query.with_untracked(|query| problem_in_address(query.get_str("problem"))));
    let navigate = use_navigate();
    let on_added = Callback::new(move |is_added: bool| {
        added.update(|added| *added += 1);
        if !is_added {
            return;
        }
        navigate("/documents?added=1", NavigateOptions { replace: true, ..NavigateOptions::default() });
    });
    let shown = move |documents: DocumentsView| view! { <DocumentList documents here="/documents"/> }.into_any();
    let form = move |most_megabytes| {
        view! { <DocumentForm address="/documents/upload" most_megabytes error on_added/> }.into_any()
    };
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(MyDocuments)
                lede=tr!(PatientDocumentsLede)
            />
            <Flash param="added" text=tr!(PatientDocumentAdded) error/>
            {loaded(data, shown)}
            {kept(data, |documents| documents.most_megabytes, form)}
        </div>
    }
}
