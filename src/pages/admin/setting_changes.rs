//! The latest changes to all settings, or to one of them: who, from what to what.

use leptos::prelude::*;

use super::setting_words;
use crate::{
    components::{table::Table, time::DateTime},
    domain::settings::{Group, Preset, Setting},
    views::settings::ChangeView,
    words::tr,
};

/// The table; nothing if nothing was ever changed.
#[component]
pub(super) fn Changes(
    /// The changes, latest first.
    changes: Vec<ChangeView>,
    /// The setting, if it is a single one.
    of: Option<&'static Setting>,
) -> impl IntoView {
    if changes.is_empty() {
        return ().into_any();
    }
    let title = match of {
        Some(of) => tr!(SetChangesOf, name = setting_words::label(of)),
        None => tr!(SetChanges).to_owned(),
    };
    let all = of.map(|_| view! { <p><a href="/admin/settings#changes" rel="external">{tr!(SetChangesAll)}</a></p> });
    let rows = changes.into_iter().map(row).collect_view();
    view! {
        <section class="section stack" aria-labelledby="changes">
            <h2 id="changes">{title}</h2>
            {all}
            <Table
                id="setting-changes"
                caption=tr!(SetChangesCaption)
                columns=[tr!(When), tr!(SetSetting), tr!(SetChangeFrom), tr!(SetChangeTo), tr!(SetChangeBy)]
            >
                {rows}
            </Table>
        </section>
    }
    .into_any()
}

fn row(change: ChangeView) -> AnyView {
    let ChangeView { key, old, new, by, when } = change;
    let setting = Setting::find(&key);
    let value = |value: Option<String>| match (value, setting) {
        (None, Some(setting)) if setting.group == Group::Appearance => tr!(SetAsShipped).to_owned(),
        (None, Some(_)) => tr!(SetAsPreset).to_owned(),
        (None, None) => setting_words::preset_name(Preset::Clinic).to_owned(),
        (Some(value), Some(setting)) => setting_words::value(setting, &value),
        (Some(value), None) => {
            value.parse::<Preset>().map_or(value, |preset| setting_words::preset_name(preset).to_owned())
        }
    };
    let name = setting.map_or_else(|| tr!(SetPreset), setting_words::label);
    let by = if by.is_empty() { tr!(SetCommandLine).to_owned() } else { by };
    view! {
        <tr>
            <td data-label=tr!(When)><DateTime when/></td>
            <th scope="row" data-label=tr!(SetSetting)>{name}</th>
            <td data-label=tr!(SetChangeFrom)>{value(old)}</td>
            <td data-label=tr!(SetChangeTo)>{value(new)}</td>
            <td data-label=tr!(SetChangeBy)>{by}</td>
        </tr>
    }
    .into_any()
}
