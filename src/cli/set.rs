//! `consulta set`.

use consulta::{
    domain::settings::{Kind, Preset, Setting, Settings},
    service::setting,
};

use super::{AnyError, open};

/// What to change.
#[derive(clap::Args)]
pub struct Args {
    /// Which setting, such as booking.confirmation
    key: String,
    /// Its new value, such as approval
    value: String,
}

/// Changes a setting of the clinic.
pub async fn run(Args { key, value }: Args) -> Result<(), AnyError> {
    if Settings::from_rows([(key.as_str(), value.as_str())]).is_err() {
        let accepted = accepted(&key).ok_or_else(|| format!("there is no setting {key}"))?;
        return Err(format!("{key} can't be {value:?}: choose {accepted}").into());
    }
    let services = open::ready().await?;
    setting::set(&services, &key, &value).await?;
    println!("{key} is now {value}.");
    open::close(&services).await;
    Ok(())
}

/// The values that a setting accepts; `None` if there is no such setting.
fn accepted(key: &str) -> Option<String> {
    if key == "preset" {
        return Some(any_of(&Preset::ALL.map(Preset::as_str)));
    }
    Some(match Setting::find(key)?.kind {
        Kind::One(words) => any_of(words),
        Kind::Several(words) => format!("one or more of {}, separated by commas without spaces", words.join(", ")),
        Kind::Number { least, most, may_be_none: false, .. } => format!("a whole number from {least} to {most}"),
        Kind::Number { least, most, may_be_none: true, .. } => {
            format!("a whole number from {least} to {most}, or none")
        }
        Kind::Text { most } => format!("one line of at most {most} characters"),
        Kind::Colour => "a colour in which text is legible, such as #0a6b7b".to_owned(),
        Kind::Picture => "the logo on the settings page".to_owned(),
    })
}

fn any_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}
