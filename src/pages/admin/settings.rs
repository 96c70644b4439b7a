//! The clinic's settings, group by group, on top of a preset.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    logo::Logo,
    presets::Presets,
    setting_changes::Changes,
    setting_field::field,
    setting_search::{Search, Wanted},
    setting_words,
};
use crate::{
    components::{
        action_form::ActionForm,
        agreement::Agreement,
        document_form::problem_in_address,
        field::problem_of,
        flash::Flash,
        form_error::{Explained, FormError, LatestError, successes},
        loaded::{loaded, resource},
        page_head::PageHead,
        second_code::SecondStep,
        submit::Submit,
        words::field_error,
    },
    domain::{
        form::{Field, Problem},
        settings::{CATALOGUE, Group, Kind, Preset, Setting},
    },
    error::AppError,
    server_fns::settings::{FollowPreset, RemoveLogo, SaveSettings, UndoSettings, admin_settings},
    views::settings::{SettingView, SettingsView},
    words::tr,
};

#[derive(Clone, Copy)]
struct Actions {
    save: ServerAction<SaveSettings>,
    follow: ServerAction<FollowPreset>,
    undo: ServerAction<UndoSettings>,
    remove: ServerAction<RemoveLogo>,
    error: Signal<Option<AppError>>,
}

/// The page.
#[component]
pub fn Settings() -> impl IntoView {
    let query = use_query_map();
    let (save, follow, undo, remove) =
        (ServerAction::new(), ServerAction::new(), ServerAction::new(), ServerAction::new());
    let answered = LatestError::new().of(save).of(follow).of(undo).of(remove).signal();
    let in_address = Memo::new(move |_| query.with(|query| problem_in_address(query.get_str("problem"))));
    let error = Signal::derive(move || answered.get().or_else(|| in_address.get()));
    let actions = Actions { save, follow, undo, remove, error };
    let of = Memo::new(move |_| query.with(|query| query.get("of").unwrap_or_default()));
    // Reloaded only after a success: a refused form keeps its input.
    let (saved, followed, undone) = (successes(save), successes(follow), successes(undo));
    let data = resource(move || (of.get(), saved.get(), followed.get(), undone.get()), |(of, ..)| admin_settings(of));
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(NavSettings)
                lede=tr!(SetPageLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            />
            <FormError error=actions.error words=Explained::new(named)/>
            {loaded(data, move |settings| view! { <Forms settings of=of.get_untracked() actions/> }.into_any())}
        </div>
    }
}

/// How many appointments a setting affects, with its name: several may say so.
fn named(error: &AppError) -> Option<String> {
    let AppError::Invalid(problems) = error else { return None };
    let problem = problems.iter().find(|problem| matches!(problem.problem, Problem::Affects(_)))?;
    let setting = CATALOGUE.iter().find(|setting| setting.field == problem.field)?;
    Some(tr!(SetProblem, name = setting_words::label(setting), problem = field_error(*problem)))
}

#[component]
fn Forms(settings: SettingsView, of: String, actions: Actions) -> impl IntoView {
    let SettingsView { preset, is_whole, values, can_undo, changes, again } = settings;
    let error = actions.error;
    let wanted = Wanted::of_address();
    let undo = move || {
        can_undo.then(|| {
            view! {
                <ActionForm action=actions.undo ends_document=true>
                    <Submit
                        label=tr!(SetUndo)
                        context=tr!(SetUndoWhat)
                        busy=actions.undo.pending()
                        class="btn btn-quiet btn-sm flash-action"
                    />
                </ActionForm>
            }
        })
    };
    let groups =
        Group::ALL.into_iter().filter_map(|group| one_group(group, preset, &values, (error, wanted))).collect_view();
    let contents = Group::ALL
        .into_iter()
        .filter(|group| CATALOGUE.iter().any(|setting| setting.group == *group && values.contains_key(setting.key())))
        .map(|group| {
            view! { <li><a class="chip" href=format!("#{}", heading_id(group))>{setting_words::group(group)}</a></li> }
        })
        .collect_view();
    let keys: Vec<String> = values.keys().cloned().collect();
    let logo = values.get(Field::ThemeLogo.control()).map(|logo| logo.stored.clone());
    let logo = logo.map(|name| view! { <Logo name remove=actions.remove error/> });
    let presets = is_whole.then(move || view! { <Presets preset values follow=actions.follow again/> });
    let of = Setting::find(&of);
    view! {
        <Flash param="saved" text=tr!(SetSaved) error>{undo}</Flash>
        <Flash param="undone" text=tr!(SetUndone) error/>
        <Flash param="added" text=tr!(SetLogoAdded) error/>
        <Search wanted keys/>
        <nav aria-label=tr!(SetBySubject)><ul class="chips" role="list">{contents}</ul></nav>
        <ActionForm action=actions.save ends_document=true attr:class="form" attr:novalidate=true>
            {groups}
            <SecondStep
                again
                error
                hint=tr!(SetCodeHint)
            />
            <Agreement field=Field::SettingsAgreed name="agreed" label=tr!(SetAgree) ticked=false error/>
            <div class="form-actions"><Submit label=tr!(SetSave) busy=actions.save.pending()/></div>
        </ActionForm>
        {logo}
        {presets}
        <Changes changes of/>
    }
    .into_any()
}

/// The anchor of a group's heading.
fn heading_id(group: Group) -> String {
    format!("group-{group:?}").to_lowercase()
}

fn one_group(
    group: Group,
    preset: Preset,
    values: &HashMap<String, SettingView>,
    (error, wanted): (Signal<Option<AppError>>, Wanted),
) -> Option<AnyView> {
    // Refused settings are shown, whatever the search.
    let is_shown = move |setting: &'static Setting| {
        wanted.admits(setting) || error.with(|error| problem_of(error.as_ref(), setting.field).is_some())
    };
    let settings = CATALOGUE.iter().filter(move |setting| setting.group == group && setting.kind != Kind::Picture);
    let fields = settings.clone().filter_map(|setting| {
        let field = field(setting, preset, values.get(setting.key())?, error);
        Some(view! { <div hidden=move || !is_shown(setting)>{field}</div> }.into_any())
    });
    let fields: Vec<AnyView> = fields.collect();
    // The reader may not change them.
    if fields.is_empty() {
        return None;
    }
    let id = heading_id(group);
    let is_empty = move || !settings.clone().any(is_shown);
    let view = view! {
        <section class="section stack" aria-labelledby=id.clone() hidden=is_empty>
            <h2 id=id.clone()>{setting_words::group(group)}</h2>
            {fields}
        </section>
    };
    Some(view.into_any())
}
