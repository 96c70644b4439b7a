//! The clinic's choices where its predecessor systems disagreed: a preset, with the clinic's own choices on top. Set by
//! administrators; by managers where it is not about access and signing in; or with `consulta set` by the owner of the machine.

mod affected;
mod history;

use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services,
    administrators::can_sign_in,
    authorise,
    second_factor::again::{self, Besides},
};
use crate::{
    domain::{
        account::{Actor, Again, IdentifierKind, Role},
        audit::{Deed, Subject, Thing},
        directory::Changed,
        form::{Field, FieldError, Problem},
        notice::NoticeKind,
        policy::{Action, Basis, Resource},
        settings::{CATALOGUE, Group, Kind, Preset, Setting, Settings},
        sign_in_name::one_of,
        theme::Logo,
    },
    error::AppError,
    storage::{account, db::Tx, directory, notice, setting},
};

pub use self::history::{changed, changes, changes_of};
pub use crate::storage::setting::SettingChange;

/// The key under which the preset is stored.
const PRESET: &str = "preset";

/// A setting that everyone who may decide on any may decide on.
const ANY: Resource = Resource::Setting(Group::Booking);

/// Whether the actor may change every setting, and so the preset.
#[must_use]
pub fn may_follow(actor: &Actor) -> bool {
    authorise(actor, Action::ManageSettings, Resource::Clinic).is_ok()
}

/// Keys and values as stored: whatever differs from the preset, and the preset itself if it is not our own.
pub type Rows = Vec<(String, String)>;

/// The clinic's settings, and where they come from.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Chosen {
    /// The preset, which applies where nothing else was chosen.
    preset: Preset,
    settings: Settings,
}

/// A setting with its values.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The setting.
    pub setting: &'static Setting,
    /// The effective value.
    pub value: String,
    /// The preset's value.
    pub preset: String,
}

impl Chosen {
    fn read(rows: &[(String, String)]) -> Outcome<Self> {
        let settings = Settings::from_rows(rows.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let preset = rows.iter().find(|(key, _)| key == PRESET).and_then(|(_, value)| value.parse().ok());
        Ok(Self {
            preset: preset.unwrap_or(Preset::Clinic),
            settings: settings.map_err(|e| Failure::Fault(e.to_string()))?,
        })
    }

    fn rows(&self) -> Rows {
        let preset = (self.preset != Preset::Clinic).then(|| (PRESET.to_owned(), self.preset.as_str().to_owned()));
        let defaults = Settings::preset(self.preset);
        let own = CATALOGUE.iter().filter_map(|setting| {
            let value = setting.value(&self.settings);
            (value != setting.value(&defaults)).then(|| (setting.key().to_owned(), value))
        });
        preset.into_iter().chain(own).collect()
    }
}

/// The clinic's preset, and the current settings among those that the actor may change.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn chosen(services: &Services, actor: &Actor) -> Outcome<(Preset, Vec<Choice>)> {
    authorise(actor, Action::ManageSettings, ANY)?;
    let Chosen { preset, settings } = Chosen::read(&setting::all(&mut services.db.read().await?).await?)?;
    let defaults = Settings::preset(preset);
    let may_choose = |group| authorise(actor, Action::ManageSettings, Resource::Setting(group)).is_ok();
    let theirs = CATALOGUE.iter().filter(|setting| may_choose(setting.group));
    let choice = |setting: &'static Setting| Choice {
        setting,
        value: setting.value(&settings),
        preset: setting.value(&defaults),
    };
    Ok((preset, theirs.map(choice).collect()))
}

/// Sets values; settings not named are kept. Returns the previous rows, so that they can be restored.
///
/// # Errors
/// Not allowed; what is wrong with each value: not accepted ([`Problem::OutOfRange`] or [`Problem::NotAChoice`]), or one with which
/// the actor could not sign in again ([`Problem::LocksOut`]).
pub async fn choose(services: &Services, actor: &Actor, values: Rows) -> Outcome<Rows> {
    choose_with(services, actor, values, "").await
}

/// Like `choose`, with the code of the actor's second factor: anyone who has one must enter it again to change who reads records,
/// or how people sign in.
///
/// # Errors
/// Also a missing, wrong or used code.
pub async fn choose_with(services: &Services, actor: &Actor, values: Rows, code: &str) -> Outcome<Rows> {
    change(services, actor, Wanted::Values(values), code).await
}

/// Like `choose_with`, unless the change affects existing appointments: then it asks for confirmation first.
///
/// # Errors
/// Also the number of appointments that each value affects ([`Problem::Affects`]), with [`Field::SettingsAgreed`].
pub async fn choose_asking(services: &Services, actor: &Actor, values: Rows, code: &str) -> Outcome<Rows> {
    change(services, actor, Wanted::Asking(values), code).await
}

/// Follows a preset for every setting. Returns the previous rows.
///
/// # Errors
/// Not allowed; a preset with which the actor could not sign in again.
pub async fn follow(services: &Services, actor: &Actor, preset: Preset) -> Outcome<Rows> {
    follow_with(services, actor, preset, "").await
}

/// Like `follow`, with the code of the actor's second factor, as for [`choose_with`].
///
/// # Errors
/// Also a missing, wrong or used code.
pub async fn follow_with(services: &Services, actor: &Actor, preset: Preset, code: &str) -> Outcome<Rows> {
    change(services, actor, Wanted::Preset(preset), code).await
}

/// Restores previous rows.
///
/// # Errors
/// The errors of [`choose`].
pub async fn put_back(services: &Services, actor: &Actor, rows: Rows) -> Outcome<()> {
    change(services, actor, Wanted::Rows(rows), "").await.map(drop)
}

/// Shows another logo, or none. Returns the previous rows.
///
/// # Errors
/// Not allowed; a storage failure.
pub(super) async fn show_logo(services: &Services, actor: &Actor, logo: Option<Logo>) -> Outcome<Rows> {
    change(services, actor, Wanted::Logo(logo), "").await
}

/// Whether the previous rows can be restored without entering a code.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn may_put_back(services: &Services, actor: &Actor, rows: &Rows) -> Outcome<bool> {
    authorise(actor, Action::ManageSettings, ANY)?;
    if again::again(services, actor, Besides::Nothing).await? == Again::default() {
        return Ok(true);
    }
    Ok(!is_sensitive(&setting::all(&mut services.db.read().await?).await?, rows)?)
}

/// Sets one value from the command line, whose caller owns the machine. This process follows immediately, others within a second.
///
/// # Errors
/// An unknown key, or a value that it does not accept; that no administrator could sign in any more; a storage failure.
pub async fn set(services: &Services, key: &str, value: &str) -> Outcome<()> {
    Settings::from_rows([(key, value)]).map_err(|e| Failure::Fault(e.to_string()))?;
    change(services, &Actor::Visitor, Wanted::Row(key.to_owned(), value.to_owned()), "").await.map(drop)
}

#[derive(Clone, Debug)]
enum Wanted {
    Values(Rows),
    /// The same, where no one has yet agreed to its effects.
    Asking(Rows),
    Preset(Preset),
    Rows(Rows),
    /// From the command line.
    Row(String, String),
    Logo(Option<Logo>),
}

impl Wanted {
    /// The rows to be stored, given the current ones.
    fn rows(&self, now: &Rows) -> Outcome<Rows> {
        match self {
            Self::Values(values) | Self::Asking(values) => {
                let Chosen { preset, mut settings } = Chosen::read(now)?;
                let problems: Vec<FieldError> =
                    values.iter().filter_map(|(key, value)| take(&mut settings, key, value.trim())).collect();
                if !problems.is_empty() {
                    return Err(AppError::Invalid(problems).into());
                }
                Ok(Chosen { preset, settings }.rows())
            }
            Self::Preset(preset) => {
                let theme = Chosen::read(now)?.settings.theme;
                Ok(Chosen { preset: *preset, settings: Settings { theme, ..Settings::preset(*preset) } }.rows())
            }
            Self::Logo(logo) => {
                let Chosen { preset, mut settings } = Chosen::read(now)?;
                settings.theme.logo.clone_from(logo);
                Ok(Chosen { preset, settings }.rows())
            }
            Self::Rows(rows) => Chosen::read(rows).map(|_| rows.clone()),
            Self::Row(key, value) => {
                let others = now.iter().filter(|(other, _)| other != key).cloned();
                Ok(others.chain([(key.clone(), value.clone())]).collect())
            }
        }
    }
}

/// Applies one value, or returns what is wrong with it. No form has an unknown key.
fn take(settings: &mut Settings, key: &str, value: &str) -> Option<FieldError> {
    let setting = Setting::find(key)?;
    let value = match setting.kind {
        // The file name is derived from the content, so no one can type it.
        Kind::Picture => return None,
        Kind::Number { may_be_none: true, .. } if value.is_empty() => "none",
        _ => value,
    };
    match setting.choose(settings, value) {
        Some(()) => None,
        None => Some(FieldError::new(setting.field, setting.problem(value))),
    }
}

async fn change(services: &Services, actor: &Actor, wanted: Wanted, code: &str) -> Outcome<Rows> {
    // On the command line there is no one who could be refused.
    match wanted {
        Wanted::Row(..) => {}
        Wanted::Preset(_) => {
            authorise(actor, Action::ManageSettings, Resource::Clinic)?;
        }
        Wanted::Values(_) | Wanted::Asking(_) | Wanted::Rows(_) | Wanted::Logo(_) => {
            authorise(actor, Action::ManageSettings, ANY)?;
        }
    }
    let stored = setting::all(&mut services.db.read().await?).await?;
    let asked = actor.id().is_some() && is_sensitive(&stored, &wanted.rows(&stored)?)?;
    if asked {
        again::ask_again(services, actor, code, Besides::Nothing).await?;
    }
    let by = By::now(services, actor).on(Basis::Administration);
    services
        .change(by, (wanted, asked), |tx, by, (wanted, asked)| {
            Box::pin(async move {
                let actor = &by.actor;
                // First, so that of two simultaneous changes the second starts from the first.
                directory::changed(tx, &[Changed::Settings]).await?;
                let before = setting::all(tx).await?;
                let after = wanted.rows(&before)?;
                // Someone else has changed the same settings meanwhile, and no code was asked for.
                if actor.id().is_some() && !asked && is_sensitive(&before, &after)? {
                    return Err(AppError::Overtaken.into());
                }
                if !matches!(wanted, Wanted::Row(..)) {
                    may_change(actor, (&before, &after))?;
                }
                may_still_sign_in(tx, actor, &after).await?;
                if matches!(wanted, Wanted::Asking(_)) {
                    let (before, after) = (Chosen::read(&before)?.settings, Chosen::read(&after)?.settings);
                    affected::ask_first(tx, (&before, &after), by.at).await?;
                }
                store(tx, by, (&before, &after)).await?;
                tell_of_access(tx, (&before, &after), by.at).await?;
                Ok(before)
            })
        })
        .await
}

/// Whether a change concerns who reads records, how people sign in, or whether a single administrator can let practitioners in.
fn is_sensitive(before: &Rows, after: &Rows) -> Outcome<bool> {
    let (before, after) = (Chosen::read(before)?.settings, Chosen::read(after)?.settings);
    let of_these = |setting: &&Setting| {
        setting.key().starts_with("access.")
            || setting.key().starts_with("auth.")
            || setting.field == Field::PractitionerActivation
    };
    Ok(CATALOGUE.iter().filter(of_these).any(|setting| setting.value(&before) != setting.value(&after)))
}

/// Everything that differs must be the actor's to decide: others may have changed the rest meanwhile, which is not theirs to undo.
fn may_change(actor: &Actor, (before, after): (&Rows, &Rows)) -> Outcome<()> {
    let (before, after) = (Chosen::read(before)?, Chosen::read(after)?);
    if before.preset != after.preset {
        authorise(actor, Action::ManageSettings, Resource::Clinic)?;
    }
    for setting in CATALOGUE {
        if setting.value(&before.settings) != setting.value(&after.settings) {
            authorise(actor, Action::ManageSettings, Resource::Setting(setting.group))?;
        }
    }
    Ok(())
}

/// Someone who changes how people sign in must still be able to sign in themselves. On the command line it is enough if one
/// administrator can; a clinic that has none yet may choose anything.
async fn may_still_sign_in(tx: &mut Tx, actor: &Actor, rows: &Rows) -> Outcome<()> {
    let accepted = Chosen::read(rows)?.settings.login_identifiers;
    let Some(id) = actor.id() else { return one_still_signs_in(tx, &accepted).await };
    for kind in account::identifier_kinds(tx, id).await? {
        if accepted.contains(&kind) {
            return Ok(());
        }
    }
    Err(FieldError::new(Field::LoginIdentifiers, Problem::LocksOut).into())
}

async fn one_still_signs_in(tx: &mut Tx, accepted: &[IdentifierKind]) -> Outcome<()> {
    let administrators = account::of_role(tx, Role::Administrator).await?;
    for id in &administrators {
        if can_sign_in(tx, *id, accepted).await? {
            return Ok(());
        }
    }
    if administrators.is_empty() {
        return Ok(());
    }
    let names = one_of(&accepted.iter().map(|kind| kind.noun()).collect::<Vec<_>>());
    Err(Failure::Fault(format!(
        "no administrator could sign in any more: none of them has a {names}. Give one of them a {names} first, on their own account \
        page or under Users, or make a further administrator with consulta create-admin; then try again"
    )))
}

/// Tells every administrator if the rules on who reads records have changed: that applies immediately, to the whole clinic.
async fn tell_of_access(tx: &mut Tx, (before, after): (&Rows, &Rows), at: Timestamp) -> Outcome<()> {
    let (before, after) = (Chosen::read(before)?.settings, Chosen::read(after)?.settings);
    let of_access = CATALOGUE.iter().filter(|setting| setting.key().starts_with("access."));
    if of_access.into_iter().all(|setting| setting.value(&before) == setting.value(&after)) {
        return Ok(());
    }
    for administrator in account::of_role(tx, Role::Administrator).await? {
        notice::insert(tx, administrator, NoticeKind::AccessSettingsChanged, None, at.as_second()).await?;
    }
    Ok(())
}

async fn store(tx: &mut Tx, by: &By, (before, after): (&Rows, &Rows)) -> Outcome<()> {
    let value = |rows: &Rows, key: &str| rows.iter().find(|(kept, _)| kept == key).map(|(_, value)| value.clone());
    let gone = before.iter().map(|(key, _)| key).filter(|key| value(after, key).is_none());
    let changed = after.iter().filter(|row| !before.contains(row)).map(|(key, _)| key);
    let settled = Chosen::read(before).ok().zip(Chosen::read(after).ok());
    let holds_on = |key: &str| {
        let both = settled.as_ref().zip(Setting::find(key));
        both.is_some_and(|((was, is), setting)| setting.value(&was.settings) == setting.value(&is.settings))
    };
    for key in gone.chain(changed) {
        let (old, new) = (value(before, key), value(after, key));
        match &new {
            Some(new) => setting::put(tx, key, new).await?,
            None => setting::remove(tx, key).await?,
        }
        // It was stored although the preset says the same: nothing changes.
        if new.is_none() && holds_on(key) {
            continue;
        }
        setting::record_change(tx, key, (old.as_deref(), new.as_deref()), by.actor.id(), by.second()).await?;
        // The audit contains the catalogue's words and numbers, never what someone typed.
        let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "preset".to_owned());
        let part = match Setting::find(key).is_some_and(Setting::is_written) {
            true => format!("{key}: changed"),
            false => format!("{key}: {}, was {}", word(&new), word(&old)),
        };
        by.did(tx, Deed::SettingSet, Subject::any(Thing::Setting).part(&part));
    }
    Ok(())
}
