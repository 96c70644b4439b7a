//! A setting as a field of the form.

use leptos::prelude::*;

use super::{setting_units, setting_words};
use crate::{
    components::field::{FieldProblem, problem_of},
    domain::{
        settings::{Group, Kind, Preset, Setting},
        theme::Colour,
    },
    error::AppError,
    views::settings::SettingView,
    words::tr,
};

/// A setting with its label, its hint, and the preset's value if that differs. The typed value is in the control's property, and
/// not in its attribute: both are set, so that undoing a change shows.
pub(super) fn field(
    setting: &'static Setting,
    preset: Preset,
    stored: &SettingView,
    error: Signal<Option<AppError>>,
) -> AnyView {
    let (id, label) = (setting.key(), setting_words::label(setting));
    // Presets don't include the clinic's appearance.
    let differs = setting.group != Group::Appearance && stored.stored != stored.preset;
    let own = differs.then(|| {
        tr!(
            SetPresetHas,
            preset = setting_words::preset_name(preset),
            value = setting_words::value(setting, &stored.preset)
        )
    });
    let history = stored.has_history.then(|| {
        view! {
            <p class="hint">
                <a href=format!("/admin/settings?of={id}#changes") rel="external">
                    {tr!(SetHistory)}" "<span class="visually-hidden">{tr!(SetHistoryOf, name = label)}</span>
                </a>
            </p>
        }
    });
    // As the form was rendered. A number without a limit is shown as empty.
    let was = if stored.stored == "none" { String::new() } else { stored.stored.clone() };
    let hint = view! {
        <input type="hidden" name=format!("was[{id}]") value=was/>
        <p class="hint" id=format!("{id}-hint")>
            {setting_words::hint(setting)}
            {own.map(|words| view! { " "<strong>{words}</strong> })}
        </p>
        {history}
    };
    let control = Control { setting, value: stored.value.clone(), error };
    match setting.kind {
        Kind::Several(choices) => several(control, choices, hint.into_any()),
        Kind::One(choices) => {
            let options = choices.iter().map(|word| {
                let said = setting_words::choice(setting, word);
                view! { <option value=*word selected=*word == control.value>{said}</option> }
            });
            let options = options.collect_view();
            view! {
                <div class="field">
                    <label for=id>{label}</label>
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
        Kind::Text { most } => view! {
            <div class="field">
                <label for=id>{label}</label>
                {hint}
                <input
                    id=id
                    name=control.name()
                    maxlength=most
                    autocomplete="off"
                    value=control.value.clone()
                    prop:value=control.value.clone()
                    aria-describedby=control.described()
                    aria-invalid=control.invalid()
                />
                <FieldProblem field=setting.field error/>
            </div>
        }
        .into_any(),
        Kind::Colour => view! {
            <div class="field">
                <label for=id>{label}</label>
                {hint}
                <div class="cluster">
                    <input
                        id=id
                        name=control.name()
                        class="input-10"
                        maxlength="7"
                        autocomplete="off"
                        spellcheck="false"
                        value=control.value.clone()
                        prop:value=control.value.clone()
                        aria-describedby=control.described()
                        aria-invalid=control.invalid()
                    />
                    {Colour::parse(&stored.stored).map(swatch)}
                </div>
                <FieldProblem field=setting.field error/>
            </div>
        }
        .into_any(),
        // It has a form of its own.
        Kind::Picture => ().into_any(),
        Kind::Number { least, most, unit, may_be_none } => {
            let shown = if control.value == "none" { String::new() } else { control.value.clone() };
            let none = may_be_none.then(|| tr!(SetNoLimit));
            view! {
                <div class="field">
                    <label for=id>{label}</label>
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
                        <span>{setting_units::unit(unit)}</span>
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

fn several(control: Control, choices: &'static [&'static str], hint: AnyView) -> AnyView {
    let id = control.setting.key();
    let chosen: Vec<&str> = control.value.split(',').collect();
    let boxes = choices.iter().enumerate().map(|(place, word)| {
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
                <span>{setting_words::choice(control.setting, word)}</span>
            </label>
        }
    });
    view! {
        <fieldset class="fieldset" aria-describedby=control.described()>
            <legend>{setting_words::label(control.setting)}</legend>
            {hint}
            // Sent if nothing is ticked, to be refused.
            <input type="hidden" name=control.name() value=""/>
            <div class="choices choices-row">{boxes.collect_view()}</div>
            <FieldProblem field=control.setting.field error=control.error/>
        </fieldset>
    }
    .into_any()
}

/// A colour swatch: as a picture, because pages have no inline styles.
fn swatch(colour: Colour) -> AnyView {
    view! {
        <svg class="swatch" viewBox="0 0 24 24" aria-hidden="true">
            <rect width="24" height="24" rx="6" fill=colour.to_string()></rect>
        </svg>
    }
    .into_any()
}
