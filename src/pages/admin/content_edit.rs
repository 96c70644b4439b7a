//! One of the clinic's own texts: its content, its preview, and its history.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::contents::{place_hint, place_name};
use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        area_field::AreaField,
        content::blocks,
        flash::Flash,
        form_error::{Explained, FormError, LatestError, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        text_languages::TextLanguages,
        time::DateTime,
    },
    domain::{content::Edition, form::Field, language::Language},
    error::AppError,
    server_fns::content::{RestoreContent, SaveContent, admin_content},
    views::content::{Block, ContentView, VersionView},
    words::tr,
};

#[derive(Clone, Copy)]
struct Actions {
    save: ServerAction<SaveContent>,
    restore: ServerAction<RestoreContent>,
    error: Signal<Option<AppError>>,
}

/// The page.
#[component]
pub fn ContentEdit() -> impl IntoView {
    let (id, query) = (id_in_address(), use_query_map());
    let (save, restore) = (ServerAction::new(), ServerAction::new());
    let actions = Actions { save, restore, error: LatestError::new().of(save).of(restore).signal() };
    let (saved, restored) = (successes(save), successes(restore));
    let language = Memo::new(move |_| query.with(|query| query.get_str("language").unwrap_or_default().to_owned()));
    let is_preview = Memo::new(move |_| query.with(|query| query.get_str("preview") == Some("1")));
    // Reloaded only after a success: a refused form keeps its input.
    let data = resource(
        move || (id.get(), language.get(), is_preview.get(), saved.get(), restored.get()),
        |(id, language, is_preview, ..)| admin_content(id, language, is_preview),
    );
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |content| view! { <Page content actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Page(content: ContentView, actions: Actions) -> impl IntoView {
    let ContentView { edition: Edition { place, language }, text, version, preview, versions } = content;
    let error = actions.error;
    let crumbs = vec![("/admin".into(), tr!(NavOverview).into()), ("/admin/content".into(), tr!(SetContents).into())];
    let link = format!("[{}](https://{})", tr!(SetContentWords), tr!(SetContentAddress));
    let words = Explained::new(|error| (*error == AppError::Overtaken).then(|| tr!(SetContentOvertaken).to_owned()));
    view! {
        <PageHead title=place_name(place) lede=place_hint(place) crumbs>
            <a class="btn" href=place.page()><Icon name="eye"/>{tr!(SetContentSeePage)}</a>
        </PageHead>
        <Flash param="saved" text=tr!(SetContentSaved) error/>
        <Flash param="restored" text=tr!(SetContentRestored) error/>
        <FormError error words/>
        <TextLanguages page=format!("/admin/content/{}", place.as_str()) chosen=language/>
        {preview.map(|text| view! { <Preview text/> })}
        <ActionForm action=actions.save attr:class="form" attr:novalidate=true>
            <input type="hidden" name="id" value=place.as_str()/>
            <input type="hidden" name="language" value=tag(language)/>
            <input type="hidden" name="version" value=version/>
            <AreaField
                field=Field::ContentText
                name="text"
                label=tr!(SetContentText)
                hint=tr!(SetContentHint, link = link)
                value=text
                rows=14
                optional=true
                error
            />
            <div class="form-actions">
                <button class="btn" type="submit" name="doing" value="preview"><Icon name="eye"/>{tr!(SetContentPreview)}</button>
                <Submit label=tr!(PeopleSave) busy=actions.save.pending()/>
            </div>
        </ActionForm>
        <History edition=Edition { place, language } versions restore=actions.restore/>
    }
    .into_any()
}

#[component]
fn Preview(text: Vec<Block>) -> impl IntoView {
    let shown = match text.is_empty() {
        true => view! { <p class="muted">{tr!(SetContentPreviewNone)}</p> }.into_any(),
        false => blocks(text),
    };
    view! {
        <section class="section card" aria-labelledby="preview">
            <h2 id="preview">{tr!(SetContentPreview)}</h2>
            <p class="note" role="status"><Icon name="info"/><span>{tr!(SetContentUnsaved)}</span></p>
            <div class="prose section-tight">{shown}</div>
        </section>
    }
    .into_any()
}

/// The earlier versions of the text, each with a way to restore it.
#[component]
fn History(edition: Edition, versions: Vec<VersionView>, restore: ServerAction<RestoreContent>) -> impl IntoView {
    if versions.is_empty() {
        return ().into_any();
    }
    let latest = versions.first().map(|version| version.id);
    let row = move |version: VersionView| {
        let VersionView { id, text, by, when } = version;
        let said = tr!(SetContentOfTime, date = when.long_date, time = when.time);
        let text = if text.is_empty() { tr!(SetContentNone).to_owned() } else { text };
        let action = match latest == Some(id) {
            true => view! { <p class="muted">{tr!(SetContentShown)}</p> }.into_any(),
            false => view! {
                <ActionForm action=restore>
                    <input type="hidden" name="id" value=edition.place.as_str()/>
                    <input type="hidden" name="language" value=tag(edition.language)/>
                    <input type="hidden" name="version" value=id/>
                    <Submit label=tr!(SetContentRestore) context=said busy=restore.pending() class="btn btn-sm"/>
                </ActionForm>
            }
            .into_any(),
        };
        view! {
            <li class="row">
                <div class="row-body">
                    <h3><DateTime when/></h3>
                    <p class="meta"><span>{by}</span></p>
                    <p class="message-text">{text}</p>
                </div>
                {action}
            </li>
        }
    };
    let rows = versions.into_iter().map(row).collect_view();
    view! {
        <section class="section" aria-labelledby="history">
            <h2 id="history">{tr!(SetContentHistory)}</h2>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

/// The language's name in forms; empty for everyone's text.
fn tag(language: Option<Language>) -> &'static str {
    language.map_or("", Language::tag)
}
