//! A record's documents in rows.

use leptos::prelude::*;

use super::{icon::Icon, time::DateTime, words};
use crate::{
    domain::{address, document::MediaType},
    views::document::{DocumentRow, DocumentsView},
    words::tr,
};

/// The icon of a file type.
#[must_use]
pub fn media_icon(media: MediaType) -> &'static str {
    if media.is_image() { "image" } else { "file-text" }
}

/// The name of a file type.
#[must_use]
pub fn media_name(media: MediaType) -> &'static str {
    match media {
        MediaType::Pdf => "PDF",
        MediaType::Png => "PNG",
        MediaType::Jpeg => "JPEG",
    }
}

/// The list, with links to newer and older ones.
#[component]
pub fn DocumentList(
    /// A page of them.
    documents: DocumentsView,
    /// The address of this page.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    let DocumentsView { rows, page, more, .. } = documents;
    let newer = (page > 1).then(|| {
        let href = format!("{here}?page={}", page - 1);
        view! { <a class="btn" rel="prev" href=href><Icon name="chevron-left" class="icon-dir"/>{tr!(Newer)}</a> }
    });
    let older = more.then(|| {
        let href = format!("{here}?page={}", page + 1);
        view! { <a class="btn" rel="next" href=href>{tr!(Older)}<Icon name="chevron-right" class="icon-dir"/></a> }
    });
    let pager = (newer.is_some() || older.is_some())
        .then(|| view! { <nav class="pager" aria-label=tr!(Documents)>{newer}{older}</nav> });
    if rows.is_empty() && page == 1 {
        return view! {
            <div class="empty">
                <Icon name="file-text"/>
                <h2>{tr!(PatientNoDocuments)}</h2>
                <p>{tr!(PatientNoDocumentsText)}</p>
            </div>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(|row| view! { <Row row/> }).collect_view();
    view! { <ul class="row-list" role="list" aria-label=tr!(Documents)>{rows}</ul> {pager} }.into_any()
}

#[component]
fn Row(row: DocumentRow) -> impl IntoView {
    let DocumentRow { id, name, category, media, size, author, is_mine, when, retracted } = row;
    let href = address::document(id);
    let name = if retracted { view! { <s>{name}</s> }.into_any() } else { name.into_any() };
    let error = retracted.then(|| view! { <span class="badge badge-danger">{tr!(StatusEnteredInError)}</span> });
    let by = if is_mine { tr!(PatientAddedByYou).to_owned() } else { tr!(PatientAddedBy, name = author) };
    view! {
        <li class="row">
            <Icon name=media_icon(media)/>
            <div class="row-body">
                <h2 class="document-name"><a href=href>{name}</a></h2>
                <p>{words::category(category)}", "{media_name(media)}", "{size}</p>
                <p class="meta"><span>{by}", "<DateTime when/></span></p>
            </div>
            {error}
        </li>
    }
}
