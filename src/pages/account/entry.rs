//! A single entry of a record: its text, its earlier versions, and its author's options.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        area_field::AreaField,
        consultation::lines::kind_name,
        field::TextField,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::{form::Field, ids::EntryId, record::EntryKind},
    error::AppError,
    server_fns::{
        diagnosis::ResolveDiagnosis,
        entry::{RetractEntry, entry},
        note::AmendNote,
    },
    views::entry::EntryView,
    words::tr,
};

#[derive(Clone, Copy)]
struct Actions {
    amend: ServerAction<AmendNote>,
    resolve: ServerAction<ResolveDiagnosis>,
    retract: ServerAction<RetractEntry>,
}

/// The page.
#[component]
pub fn Entry() -> impl IntoView {
    let id = id_in_address();
    let actions = Actions { amend: ServerAction::new(), resolve: ServerAction::new(), retract: ServerAction::new() };
    let Actions { amend, resolve, retract } = actions;
    let version = move || amend.version().get() + resolve.version().get() + retract.version().get();
    let data = resource(move || (id.get(), version()), |(id, _)| entry(id));
    let errors = [action_error(amend), action_error(resolve), action_error(retract)];
    let error = Signal::derive(move || errors.iter().find_map(|error| error.get()));
    view! { <div class="wrap wrap-narrow">{loaded(data, move |found| page(found, actions, error))}</div> }
}

fn page(found: EntryView, actions: Actions, error: Signal<Option<AppError>>) -> AnyView {
    let kind = kind_name(found.kind);
    let taken_back = error_note(found.error.clone());
    let own = found.is_author && found.error.is_none();
    let body = (!found.body.is_empty()).then(|| view! { <p class="pre">{found.body.clone()}</p> });
    let amended = found.amended.clone().map(|(at, reason)| {
        view! { <p class="muted">{tr!(AccAmended, at = at.text, reason = reason)}</p> }
    });
    let facts = found
        .facts
        .iter()
        .map(|(name, text)| view! { <div><dt>{name.clone()}</dt><dd>{text.clone()}</dd></div> })
        .collect_view();
    let earlier = (!found.earlier.is_empty()).then(|| {
        let versions = found
            .earlier
            .iter()
            .cloned()
            .map(|version| {
                view! {
                    <li class="card card-tight">
                        <h3>{tr!(AccVersion, number = version.number)}" "<time datetime=version.at.iso>{version.at.text}</time></h3>
                        <p class="pre">{version.body}</p>
                        <p class="muted">{tr!(AccAmendedBecause, reason = version.reason)}</p>
                    </li>
                }
            })
            .collect_view();
        view! { <section class="section"><h2>{tr!(AccEarlierVersions)}</h2><ul role="list" class="stack">{versions}</ul></section> }
    });
    let amend =
        (own && found.kind == EntryKind::Note).then(|| amend_form(found.id, found.body.clone(), actions.amend, error));
    let resolve = found.may_resolve.then(|| {
        view! {
            <section class="section">
                <h2>{tr!(AccResolved)}</h2>
                <ActionForm action=actions.resolve>
                    <input type="hidden" name="id" value=found.id/>
                    <Submit label=tr!(AccMarkResolved) busy=actions.resolve.pending() class="btn"/>
                </ActionForm>
            </section>
        }
    });
    let retract = own.then(|| view! { <RetractForm id=found.id action=actions.retract error/> });
    view! {
        <PageHead title=found.title.clone() tab=kind lede=tr!(AccKindBy, kind = kind, author = found.author)/>
        <Flash param="saved" text=tr!(Saved) error/>
        <FormError error/>
        {taken_back}
        <article class="card">
            <p class="meta"><Icon name="clock"/><time datetime=found.at.iso.clone()>{found.at.text.clone()}</time></p>
            {body}
            {amended}
            <dl class="consult-person">{facts}</dl>
        </article>
        {earlier}
        {amend}
        {resolve}
        {retract}
    }
    .into_any()
}

/// When and why it was retracted.
fn error_note(error: Option<(crate::views::time_view::MomentView, String)>) -> Option<AnyView> {
    error.map(|(at, reason)| {
        let text = tr!(AccErrorByAuthor, at = at.text, reason = reason);
        view! { <p class="note note-warn"><Icon name="warning"/><span>{text}</span></p> }.into_any()
    })
}

fn amend_form(id: EntryId, body: String, amend: ServerAction<AmendNote>, error: Signal<Option<AppError>>) -> AnyView {
    view! {
        <section class="section" aria-labelledby="amend">
            <h2 id="amend">{tr!(AccAmend)}</h2>
            <ActionForm action=amend attr:class="form card">
                <input type="hidden" name="id" value=id/>
                <AreaField
                    field=Field::Note
                    name="note"
                    label=tr!(AccNote)
                    hint=tr!(AccNoteHint)
                    value=body
                    error
                />
                <TextField field=Field::AmendReason name="reason" label=tr!(AccReasonForChange) error/>
                <div class="form-actions"><Submit label=tr!(AccSaveVersion) busy=amend.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// Retracts an entry as an error.
#[component]
pub fn RetractForm(
    /// The entry's key.
    id: EntryId,
    /// The action that retracts it.
    action: ServerAction<RetractEntry>,
    /// The page's last error.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    view! {
        <section class="section no-print" aria-labelledby="retract">
            <h2 id="retract">{tr!(StatusEnteredInError)}</h2>
            <ActionForm action attr:class="form card">
                <input type="hidden" name="id" value=id/>
                <TextField
                    field=Field::Reason
                    name="reason"
                    label=tr!(AccWhyError)
                    hint=tr!(AccWhyErrorHint)
                    error
                />
                <div class="form-actions"><Submit label=tr!(AccMarkError) busy=action.pending() class="btn"/></div>
            </ActionForm>
        </section>
    }
}
