//! Converts between the clinic's settings and the views of `server_fns::settings`.

use std::collections::{HashMap, HashSet};

use crate::{
    domain::{
        account::{Actor, Again},
        settings::{CATALOGUE, Setting, Settings},
        time::Zone,
    },
    service::setting::{self, Chosen, SettingChange},
    views::{
        settings::{ChangeView, SettingView, SettingsView},
        time_view::TimeView,
    },
};

/// The clinic's settings, with refused input. The caller adds the rest of the page.
pub fn view(
    actor: &Actor,
    chosen: &Chosen,
    typed: &HashMap<String, String>,
    (changes, changed): (Vec<SettingChange>, &HashSet<String>),
    zone: &Zone,
) -> SettingsView {
    let defaults = Settings::preset(chosen.preset);
    let value = |setting: &Setting| {
        let stored = setting.value(&chosen.settings);
        let value = typed.get(setting.key()).unwrap_or(&stored).clone();
        let has_history = changed.contains(setting.key());
        (setting.key().to_owned(), SettingView { value, stored, preset: setting.value(&defaults), has_history })
    };
    SettingsView {
        preset: chosen.preset,
        values: CATALOGUE.iter().filter(|setting| setting::may_choose(actor, setting.group)).map(value).collect(),
        is_whole: setting::may_follow(actor),
        can_undo: false,
        again: Again::default(),
        changes: changes.into_iter().map(|one| change(one, zone)).collect(),
    }
}

fn change(found: SettingChange, zone: &Zone) -> ChangeView {
    let SettingChange { key, old_value, new_value, by, at } = found;
    ChangeView { key, old: old_value, new: new_value, by: by.unwrap_or_default(), when: TimeView::instant(zone, at) }
}

/// All values of a form: for settings that take several, all of them.
pub fn typed(mut values: HashMap<String, String>, several: HashMap<String, Vec<String>>) -> HashMap<String, String> {
    values.extend(several.into_iter().map(|(key, chosen)| (key, chosen.join(","))));
    values
}
