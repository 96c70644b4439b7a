//! Settings decide where the five source systems disagree. Every rule that depends on settings takes a [`Settings`] value as an
//! argument; presets are complete sets of them.

mod activation;
mod catalogue;
mod choice;
mod details;
mod mail;
mod referrers;
mod setting;
mod stored;
mod values;

pub use activation::{Activation, PractitionerActivation};
pub use catalogue::CATALOGUE;
pub use choice::{Asks, CalendarNames, Confirmation, FactorRule, PatientList, Preset, Registration, Visibility};
pub use details::Details;
pub use mail::{PasswordReset, ReminderDays};
pub use referrers::Referrers;
pub use setting::{Group, Kind, MOST_AFFECTED, Reach, Setting, Unit};
pub use stored::SettingError;
pub use values::Settings;
