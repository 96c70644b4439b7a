//! Choosing a preset: what would change is shown before anything does.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::setting_words;
use crate::{
    components::{
        action_form::ActionForm, form_error::action_error, second_code::SecondStep, submit::Submit, table::Table,
    },
    domain::{
        account::Again,
        settings::{CATALOGUE, Group, Preset, Setting, Settings},
    },
    server_fns::settings::FollowPreset,
    views::settings::SettingView,
    words::{counted, tr},
};

/// The choice of a preset, and below it what that would change.
#[component]
pub(super) fn Presets(
    /// The preset that is currently followed.
    preset: Preset,
    /// The stored values, by key.
    values: HashMap<String, SettingView>,
    /// The action that follows it.
    follow: ServerAction<FollowPreset>,
    /// Whether the reader has to enter their second-factor code.
    again: Again,
) -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|query| query.get("preset")?.parse::<Preset>().ok()));
    let choices = move || {
        let chosen = wanted.get().unwrap_or(preset);
        let choice = |one: Preset| {
            let (name, text) = setting_words::preset(one);
            let name = if one == preset { tr!(SetPresetInUse, name = name) } else { name.to_owned() };
            view! {
                <label class="choice">
                    <input type="radio" name="preset" value=one.as_str() checked=one == chosen/>
                    <span>{name}<span class="hint">{text}</span></span>
                </label>
            }
        };
        Preset::ALL.into_iter().map(choice).collect_view()
    };
    view! {
        <section class="section stack" aria-labelledby="presets">
            <h2 id="presets">{tr!(SetPresets)}</h2>
            <p class="muted">{tr!(SetPresetsText)}</p>
            <Comparison values=values.clone() preset/>
            <form class="form" method="get" action="/admin/settings#presets">
                <fieldset class="fieldset">
                    <legend>{tr!(SetPreset)}</legend>
                    <div class="choices">{choices}</div>
                </fieldset>
                <div class="form-actions"><button class="btn">{tr!(SetPresetShow)}</button></div>
            </form>
            {move || wanted.get().map(|wanted| view! { <Changes wanted values=values.clone() follow again/> })}
        </section>
    }
    .into_any()
}

/// The settings that presets decide: everything except the clinic's appearance.
fn of_presets() -> impl Iterator<Item = &'static Setting> {
    CATALOGUE.iter().filter(|setting| setting.group != Group::Appearance)
}

/// The differences between presets, side by side, with the current values.
#[component]
fn Comparison(values: HashMap<String, SettingView>, preset: Preset) -> impl IntoView {
    let all = Preset::ALL.map(Settings::preset);
    let row = |setting: &'static Setting| {
        let theirs = all.iter().map(|settings| setting.value(settings)).collect::<Vec<_>>();
        let now = &values.get(setting.key())?.stored;
        theirs.iter().any(|value| *value != theirs[0]).then(|| {
            let cells = theirs.iter().zip(Preset::ALL).map(|(value, of)| {
                let same = (value == now).then(|| view! { " "<span class="visually-hidden">{tr!(SetAsNow)}</span> });
                let class = if value == now { "is-same" } else { "" };
                view! { <td class=class data-label=setting_words::preset_name(of)>{setting_words::value(setting, value)}{same}</td> }
            });
            view! {
                <tr>
                    <th scope="row">{setting_words::label(setting)}</th>
                    <td data-label=tr!(SetNow)><strong>{setting_words::value(setting, now)}</strong></td>
                    {cells.collect_view()}
                </tr>
            }
            .into_any()
        })
    };
    let rows: Vec<AnyView> = of_presets().filter_map(row).collect();
    let count = rows.len();
    let columns: Vec<_> =
        [tr!(SetSetting), tr!(SetNow)].into_iter().chain(Preset::ALL.map(setting_words::preset_name)).collect();
    view! {
        <details class="disclosure">
            <summary>{tr!(SetCompare)}</summary>
            <p class="muted">{tr!(SetFollowing, name = setting_words::preset_name(preset))}</p>
            <Table
                id="preset-comparison"
                caption=tr!(SetSideBySide)
                columns
                count
            >
                {rows}
            </Table>
        </details>
    }
    .into_any()
}

/// What following the preset would change, and the button that does it.
#[component]
fn Changes(
    wanted: Preset,
    values: HashMap<String, SettingView>,
    follow: ServerAction<FollowPreset>,
    again: Again,
) -> impl IntoView {
    let (after, name) = (Settings::preset(wanted), setting_words::preset_name(wanted));
    let rows: Vec<AnyView> = of_presets()
        .filter_map(|setting| {
            let (now, then) = (&values.get(setting.key())?.stored, setting.value(&after));
            (*now != then).then(|| {
                view! {
                    <tr>
                        <th scope="row">{setting_words::label(setting)}</th>
                        <td data-label=tr!(SetNow)>{setting_words::value(setting, now)}</td>
                        <td data-label=tr!(SetAfter)>{setting_words::value(setting, &then)}</td>
                    </tr>
                }
                .into_any()
            })
        })
        .collect();
    if rows.is_empty() {
        return view! { <p role="status">{tr!(SetNothingChanges, name = name)}</p> }.into_any();
    }
    let title = counted!(SetWouldChange, rows.len(), name = name);
    view! {
        <h3>{title.clone()}</h3>
        <Table id="preset-changes" caption=title columns=[tr!(SetSetting), tr!(SetNow), tr!(SetAfter)]>{rows}</Table>
        <ActionForm action=follow attr:class="form-actions cluster">
            <input type="hidden" name="preset" value=wanted.as_str()/>
            <SecondStep again error=action_error(follow)>
                <div class="field">
                    <label for="preset-code">{tr!(SetCode)}</label>
                    <input id="preset-code" name="second_code" class="input-20" autocomplete="one-time-code"/>
                </div>
            </SecondStep>
            <Submit label=tr!(SetReplace) busy=follow.pending()/>
            <a class="btn btn-quiet" href="/admin/settings">{tr!(SetKeep)}</a>
        </ActionForm>
    }
    .into_any()
}
