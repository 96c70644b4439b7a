//! The latest changes of settings, or of one of them: who, from what to what.

use leptos::prelude::*;

use crate::{
    components::{table::Table, time::DateTime},
    domain::settings::{Group, Preset, Setting},
    views::settings::ChangeView,
};

/// The table; nothing where nothing was ever changed.
#[component]
pub(super) fn Changes(
    /// The changes, the latest first.
    changes: Vec<ChangeView>,
    /// Of which setting, if of one.
    of: Option<&'static Setting>,
) -> impl IntoView {
    if changes.is_empty() {
        return ().into_any();
    }
    let title = of.map_or_else(|| "Latest changes".to_owned(), |of| format!("Changes to \u{201c}{}\u{201d}", of.label));
    let all = of.map(|_| view! { <p><a href="/admin/settings#changes" rel="external">"See the latest changes to all settings"</a></p> });
    let rows = changes.into_iter().map(row).collect_view();
    view! {
        <section class="section stack" aria-labelledby="changes">
            <h2 id="changes">{title}</h2>
            {all}
            <Table id="setting-changes" caption="Latest changes of settings" columns=&["When", "Setting", "From", "To", "By"]>
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
        (None, Some(setting)) if setting.group == Group::Appearance => "As shipped".to_owned(),
        (None, Some(_)) => "As in the preset".to_owned(),
        (None, None) => Preset::Clinic.label().to_owned(),
        (Some(value), Some(setting)) => setting.words(&value),
        (Some(value), None) => value.parse::<Preset>().map_or(value, |preset| preset.label().to_owned()),
    };
    let name = setting.map_or("Preset", |setting| setting.label);
    let by = if by.is_empty() { "The command line".to_owned() } else { by };
    view! {
        <tr>
            <td data-label="When"><DateTime when/></td>
            <th scope="row" data-label="Setting">{name}</th>
            <td data-label="From">{value(old)}</td>
            <td data-label="To">{value(new)}</td>
            <td data-label="By">{by}</td>
        </tr>
    }
    .into_any()
}
