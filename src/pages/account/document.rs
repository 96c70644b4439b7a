//! One document: its details, its author, and its file.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        document_list::{media_icon, media_name},
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        time::DateTime,
        words,
    },
    domain::{address, ids::EntryId},
    error::AppError,
    server_fns::document::{RetractDocument, document},
    views::document::DocumentView,
    words::tr,
};

/// The page.
#[component]
pub fn Document() -> impl IntoView {
    let id = id_in_address();
    let retract = ServerAction::<RetractDocument>::new();
    let data = resource(move || (id.get(), retract.version().get()), |(id, _)| document(id));
    let error = action_error(retract);
    view! { <div class="wrap wrap-narrow">{loaded(data, move |found| page(found, retract, error))}</div> }
}

fn page(found: DocumentView, retract: ServerAction<RetractDocument>, error: Signal<Option<AppError>>) -> AnyView {
    let DocumentView { row, patient, patient_name, as_patient, has_file, has_preview, hidden, retracted_reason } =
        found;
    let crumbs = if as_patient {
        vec![("/documents".to_owned(), tr!(MyDocuments).to_owned())]
    } else {
        vec![(address::record(patient), tr!(AccRecordOf, name = patient_name))]
    };
    let (id, size) = (row.id, row.size.clone());
    let title = row.name.clone();
    let taken_back = row.retracted.then(|| {
        let reason = (!retracted_reason.is_empty()).then(|| view! { <p>{retracted_reason}</p> });
        let who = if has_file { tr!(AccFileOnlyYou) } else { tr!(AccFileGone) };
        view! {
            <div class="note note-danger">
                <Icon name="alert"/>
                <div><p><strong>{tr!(AccEnteredInError)}</strong>" "{who}</p>{reason}</div>
            </div>
        }
    });
    let file = has_file.then(|| {
        let address = format!("{}/file", address::document(id));
        let download = format!("{address}?download=1");
        let picture = has_preview.then(|| {
            let alt = tr!(AccThumbnail, name = row.name);
            view! {
                <a class="document-preview" href=address.clone() rel="external" target="_blank">
                    <img src=format!("{}/preview", address::document(id)) alt=alt/>
                </a>
            }
        });
        let open = has_preview.then(|| {
            view! {
                <a class="btn btn-primary" href=address rel="external" target="_blank"><Icon name="eye"/>{tr!(AccOpen)}</a>
            }
        });
        let class = if has_preview { "btn" } else { "btn btn-primary" };
        view! {
            {picture}
            <div class="cluster no-print">
                {open}
                <a class=class href=download rel="external" download>
                    <Icon name="download"/>
                    {tr!(AccDownload, size = size)}
                </a>
            </div>
        }
    });
    let who = if row.is_mine { tr!(AccYou).to_owned() } else { row.author.clone() };
    let patient = (!as_patient).then(|| view! { <div><dt>{tr!(Patient)}</dt><dd>{patient_name}</dd></div> });
    let hidden = hidden.then(|| {
        view! { <p class="meta"><Icon name="eye-off"/><span>{tr!(AccHidden)}</span></p> }
    });
    let may_retract = row.is_mine && !row.retracted;
    view! {
        <PageHead title tab=tr!(AccDocument) crumbs/>
        <FormError error/>
        {taken_back}
        <div class="card">
            <dl class="summary">
                {patient}
                <div><dt>{tr!(AccType)}</dt><dd>{words::category(row.category)}</dd></div>
                <div>
                    <dt>{tr!(AccFile)}</dt>
                    <dd class="meta"><Icon name=media_icon(row.media)/>{tr!(AccFileOf, kind = media_name(row.media), size = size)}</dd>
                </div>
                <div><dt>{tr!(AccAddedBy)}</dt><dd>{who}</dd></div>
                <div><dt>{tr!(AccAddedOn)}</dt><dd><DateTime when=row.when/></dd></div>
            </dl>
            {hidden}
            {file}
        </div>
        {may_retract.then(|| view! { <Retract id retract/> })}
    }
    .into_any()
}

/// Asks for confirmation: it cannot be undone.
#[component]
fn Retract(id: EntryId, retract: ServerAction<RetractDocument>) -> impl IntoView {
    view! {
        <details class="disclosure section no-print">
            <summary>{tr!(AccMistake)}</summary>
            <ActionForm action=retract attr:class="form">
                <input type="hidden" name="id" value=id/>
                <p>{tr!(AccMistakeText)}</p>
                <div class="field">
                    <label for="reason">{tr!(AccWhy)}" "<span class="optional">{tr!(Optional)}</span></label>
                    <p class="hint" id="reason-hint">{tr!(AccWhyHint)}</p>
                    <input id="reason" name="reason" maxlength="200" autocomplete="off" aria-describedby="reason-hint"/>
                </div>
                <div class="form-actions">
                    <Submit label=tr!(AccMarkError) busy=retract.pending() class="btn btn-danger"/>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
