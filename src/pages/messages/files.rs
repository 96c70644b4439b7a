//! The files of a message, and those attached to the next one.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        document_list::{media_icon, media_name},
        form_error::{FormError, action_error},
        icon::Icon,
        submit::Submit,
    },
    server_fns::message::RemoveAttachment,
    views::message::AttachmentView,
    words::tr,
};

/// The files of a message.
pub fn sent_files(files: Vec<AttachmentView>) -> Option<AnyView> {
    let rows = files.iter().map(|file| view! { <li>{named(file)}</li> }).collect_view();
    (!files.is_empty()).then(|| view! { <ul class="bubble-files" role="list">{rows}</ul> }.into_any())
}

/// A link to it, with its type and size.
fn named(file: &AttachmentView) -> AnyView {
    let AttachmentView { id, name, media, size } = file.clone();
    // A picture opens beside the conversation; a PDF is downloaded.
    let beside = media.is_image().then_some("_blank");
    view! {
        <Icon name=media_icon(media)/>
        <a href=format!("/attachments/{id}") rel="external" target=beside>{name}</a>
        <span class="meta">{media_name(media)}", "{size}</span>
    }
    .into_any()
}

/// The files attached to the next message, each with a button to remove it.
pub fn waiting_files(files: Vec<AttachmentView>, remove: ServerAction<RemoveAttachment>) -> AnyView {
    let error = action_error(remove);
    let rows = files
        .iter()
        .map(|file| {
            let (id, context) = (file.id, file.name.clone());
            let named = named(file);
            view! {
                <li>
                    {named}
                    <ActionForm action=remove>
                        <input type="hidden" name="id" value=id/>
                        <Submit label=tr!(MsgRemove) context busy=remove.pending() class="btn btn-quiet btn-sm"/>
                    </ActionForm>
                </li>
            }
        })
        .collect_view();
    let list = (!files.is_empty()).then(|| {
        view! {
            <section class="composer-waiting" aria-labelledby="waiting-files">
                <h2 id="waiting-files">{tr!(MsgWaiting)}</h2>
                <ul class="bubble-files" role="list">{rows}</ul>
            </section>
        }
    });
    view! { <FormError error/> {list} }.into_any()
}
