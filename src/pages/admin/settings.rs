//! How the clinic decides: everything that there is to choose, group by group, over a preset.

use std::collections::HashMap;

use leptos::prelude::*;

use super::{presets::Presets, setting_changes::Changes};
use crate::{
    components::{
        action_form::ActionForm,
        field::{FieldProblem, problem_of},
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        loaded::{loaded, resource},
        page_head::PageHead,
        second_code::SecondCode,
        submit::Submit,
    },
    domain::settings::{CATALOGUE, Group, Kind, Preset, Setting},
    error::AppError,
    server_fns::settings::{FollowPreset, SaveSettings, UndoSettings, admin_settings},
    views::settings::{SettingView, SettingsView},
};

#[derive(Clone, Copy)]
struct Actions {
    save: ServerAction<SaveSettings>,
    follow: ServerAction<FollowPreset>,
    undo: ServerAction<UndoSettings>,
    error: Signal<Option<AppError>>,
}

/// The page.
#[component]
pub fn Settings() -> impl IntoView {
    let (save, follow, undo) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
    let actions = Actions { save, follow, undo, error: LatestError::new().of(save).of(follow).of(undo).signal() };
    // Only what succeeded is asked for anew: a refused form keeps what was typed.
    let (saved, followed, undone) = (successes(save), successes(follow), successes(undo));
    let data = resource(move || (saved.get(), followed.get(), undone.get()), |_| admin_settings());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title="Settings"
                lede="How this clinic works. Changes apply immediately, to everything from then on."
                crumbs=vec![("/admin".into(), "Overview".into())]
            />
            <FormError error=actions.error/>
            {loaded(data, move |settings| view! { <Forms settings actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Forms(settings: SettingsView, actions: Actions) -> impl IntoView {
    let SettingsView { preset, is_whole, values, can_undo, changes, asks_code } = settings;
    let error = actions.error;
    let undo = move || {
        can_undo.then(|| {
            view! {
                <ActionForm action=actions.undo>
                    <Submit
                        label="Undo"
                        context="the last change of settings"
                        busy=actions.undo.pending()
                        class="btn btn-quiet btn-sm flash-action"
                    />
                </ActionForm>
            }
        })
    };
    let groups = Group::ALL.into_iter().filter_map(|group| one_group(group, preset, &values, error)).collect_view();
    let contents = Group::ALL
        .into_iter()
        .filter(|group| CATALOGUE.iter().any(|setting| setting.group == *group && values.contains_key(setting.key())))
        .map(|group| {
            view! { <li><a class="chip" href=format!("#{}", heading_id(group))>{group.label()}</a></li> }
        })
        .collect_view();
    let presets = is_whole.then(move || view! { <Presets preset values follow=actions.follow asks_code/> });
    let changes = is_whole.then(|| view! { <Changes changes/> });
    view! {
        <Flash param="saved" text="Settings saved." error>{undo}</Flash>
        <Flash param="undone" text="Settings restored." error/>
        <nav aria-label="Settings by subject"><ul class="chips" role="list">{contents}</ul></nav>
        <ActionForm action=actions.save attr:class="form" attr:novalidate=true>
            {groups}
            {asks_code.then(|| view! {
                <SecondCode
                    error
                    hint="Only needed if you change how people sign in, or who sees what. From your authenticator app, or a recovery code"
                />
            })}
            <div class="form-actions"><Submit label="Save settings" busy=actions.save.pending()/></div>
        </ActionForm>
        {presets}
        {changes}
    }
    .into_any()
}

/// Where a group's heading can be linked to.
fn heading_id(group: Group) -> String {
    format!("group-{group:?}").to_lowercase()
}

fn one_group(
    group: Group,
    preset: Preset,
    values: &HashMap<String, SettingView>,
    error: Signal<Option<AppError>>,
) -> Option<AnyView> {
    let settings = CATALOGUE.iter().filter(|setting| setting.group == group);
    let fields = settings.filter_map(|setting| Some(field(setting, preset, values.get(setting.key())?, error)));
    let fields: Vec<AnyView> = fields.collect();
    // Not the reader's to decide.
    if fields.is_empty() {
        return None;
    }
    let id = heading_id(group);
    let view = view! {
        <section class="section stack" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{group.label()}</h2>
            {fields}
        </section>
    };
    Some(view.into_any())
}

/// A setting with its label, its hint, and what the preset says where that is something else. What was typed before is in the
/// control's property, and not in its attribute: both are set, so that taking a change back shows.
fn field(setting: &'static Setting, preset: Preset, stored: &SettingView, error: Signal<Option<AppError>>) -> AnyView {
    let id = setting.key();
    let own = (stored.stored != stored.preset)
        .then(|| format!(" {} has: {}.", preset.label(), setting.words(&stored.preset)));
    // As the form was made. A number without a bound is shown as nothing.
    let was = if stored.stored == "none" { String::new() } else { stored.stored.clone() };
    let hint = view! {
        <input type="hidden" name=format!("was[{id}]") value=was/>
        <p class="hint" id=format!("{id}-hint")>
            {setting.hint}
            {own.map(|words| view! { <strong>{words}</strong> })}
        </p>
    };
    let control = Control { setting, value: stored.value.clone(), error };
    match setting.kind {
        Kind::Several(choices) => several(control, choices, hint.into_any()),
        Kind::One(choices) => {
            let options = choices.iter().map(|(word, label)| {
                view! { <option value=*word selected=*word == control.value>{*label}</option> }
            });
            let options = options.collect_view();
            view! {
                <div class="field">
                    <label for=id>{setting.label}</label>
                    {hint}
                    <select
                        id=id
                        name=control.name()
                        prop:value=control.value.clone()
                        aria-describedby=control.described()
                        aria-invalid=control.invalid()
                    >
                        {options}
                    </select>
                    <FieldProblem field=setting.field error/>
                </div>
            }
            .into_any()
        }
        Kind::Number { least, most, unit, may_be_none } => {
            let shown = if control.value == "none" { String::new() } else { control.value.clone() };
            let none = may_be_none.then_some("No limit");
            view! {
                <div class="field">
                    <label for=id>{setting.label}</label>
                    {hint}
                    <div class="cluster">
                        <input
                            id=id
                            name=control.name()
                            class="input-10"
                            type="number"
                            inputmode="numeric"
                            min=least
                            max=most
                            value=shown.clone()
                            prop:value=shown
                            placeholder=none
                            aria-describedby=control.described()
                            aria-invalid=control.invalid()
                        />
                        <span>{unit}</span>
                    </div>
                    <FieldProblem field=setting.field error/>
                </div>
            }
            .into_any()
        }
    }
}

struct Control {
    setting: &'static Setting,
    value: String,
    error: Signal<Option<AppError>>,
}

impl Control {
    fn name(&self) -> String {
        format!("values[{}]", self.setting.key())
    }

    fn is_wrong(&self) -> impl Fn() -> bool + Copy + Send + 'static {
        let (error, field) = (self.error, self.setting.field);
        move || error.with(|error| problem_of(error.as_ref(), field).is_some())
    }

    fn described(&self) -> impl Fn() -> String + Copy + Send + 'static {
        let (is_wrong, id) = (self.is_wrong(), self.setting.key());
        move || if is_wrong() { format!("{id}-hint {id}-error") } else { format!("{id}-hint") }
    }

    fn invalid(&self) -> impl Fn() -> Option<&'static str> + Copy + Send + 'static {
        let is_wrong = self.is_wrong();
        move || is_wrong().then_some("true")
    }
}

fn several(control: Control, choices: &'static [(&'static str, &'static str)], hint: AnyView) -> AnyView {
    let id = control.setting.key();
    let chosen: Vec<&str> = control.value.split(',').collect();
    let boxes = choices.iter().enumerate().map(|(place, (word, label))| {
        view! {
            <label class="choice">
                <input
                    id=(place == 0).then_some(id)
                    type="checkbox"
                    name=format!("several[{id}][]")
                    value=*word
                    checked=chosen.contains(word)
                    prop:checked=chosen.contains(word)
                />
                <span>{*label}</span>
            </label>
        }
    });
    view! {
        <fieldset class="fieldset" aria-describedby=control.described()>
            <legend>{control.setting.label}</legend>
            {hint}
            // Sent where nothing is ticked, to be refused.
            <input type="hidden" name=control.name() value=""/>
            <div class="choices choices-row">{boxes.collect_view()}</div>
            <FieldProblem field=control.setting.field error=control.error/>
        </fieldset>
    }
    .into_any()
}
