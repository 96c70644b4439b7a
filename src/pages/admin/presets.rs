//! Starting over from how another system decided: what would change is shown before anything does.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{action_form::ActionForm, submit::Submit, table::Table},
    domain::settings::{CATALOGUE, Preset, Settings},
    server_fns::settings::FollowPreset,
    views::settings::SettingView,
};

/// The choice of a preset, and under it what that would change.
#[component]
pub(super) fn Presets(
    /// The one that is followed now.
    preset: Preset,
    /// What is stored, by key.
    values: HashMap<String, SettingView>,
    /// Takes it over.
    follow: ServerAction<FollowPreset>,
    /// Whether the reader has to enter the code of their second step.
    asks_code: bool,
) -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|query| query.get("preset")?.parse::<Preset>().ok()));
    let options = move || {
        let chosen = wanted.get().unwrap_or(preset);
        let option = |one: Preset| {
            let now = if one == preset { " (in use)" } else { "" };
            view! { <option value=one.as_str() selected=one == chosen>{format!("{}{now}", one.label())}</option> }
        };
        Preset::ALL.into_iter().map(option).collect_view()
    };
    view! {
        <section class="section stack" aria-labelledby="presets">
            <h2 id="presets">"Start over from a preset"</h2>
            <p class="muted">
                "A preset sets everything on this page the way a particular system does. You'll see what would change first."
            </p>
            <form class="form" method="get" action="/admin/settings#presets">
                <div class="field">
                    <label for="preset">"Preset"</label>
                    <select id="preset" name="preset">{options}</select>
                </div>
                <div class="form-actions"><button class="btn">"Show what would change"</button></div>
            </form>
            {move || wanted.get().map(|wanted| view! { <Changes wanted values=values.clone() follow asks_code/> })}
        </section>
    }
    .into_any()
}

/// What following the preset would change, and the button that does it.
#[component]
fn Changes(
    wanted: Preset,
    values: HashMap<String, SettingView>,
    follow: ServerAction<FollowPreset>,
    asks_code: bool,
) -> impl IntoView {
    let after = Settings::preset(wanted);
    let rows: Vec<AnyView> = CATALOGUE
        .iter()
        .filter_map(|setting| {
            let (now, then) = (&values.get(setting.key())?.stored, setting.value(&after));
            (*now != then).then(|| {
                view! {
                    <tr>
                        <th scope="row">{setting.label}</th>
                        <td data-label="Now">{setting.words(now)}</td>
                        <td data-label="After">{setting.words(&then)}</td>
                    </tr>
                }
                .into_any()
            })
        })
        .collect();
    if rows.is_empty() {
        return view! { <p role="status">{format!("Nothing would change: everything is already set as in {}.", wanted.label())}</p> }.into_any();
    }
    let title = match rows.len() {
        1 => format!("{} would change 1 setting", wanted.label()),
        count => format!("{} would change {count} settings", wanted.label()),
    };
    view! {
        <h3>{title.clone()}</h3>
        <Table id="preset-changes" caption=title columns=&["Setting", "Now", "After"]>{rows}</Table>
        <ActionForm action=follow attr:class="form-actions cluster">
            <input type="hidden" name="preset" value=wanted.as_str()/>
            {asks_code.then(|| view! {
                <div class="field">
                    <label for="preset-code">"Code from your authenticator app, or a recovery code"</label>
                    <input id="preset-code" name="second_code" class="input-20" autocomplete="one-time-code"/>
                </div>
            })}
            <Submit label="Replace my settings" busy=follow.pending()/>
            <a class="btn btn-quiet" href="/admin/settings">"Keep my settings"</a>
        </ActionForm>
    }
    .into_any()
}
