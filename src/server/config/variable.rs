//! An environment variable.

/// A variable with an invalid value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable} is {given:?}: {expected}")]
pub struct ConfigError {
    pub(super) variable: &'static str,
    pub(super) given: String,
    pub(super) expected: &'static str,
}

/// Whether a variable says yes; no if it is not set.
pub(super) fn yes(get: impl Fn(&'static str) -> Option<String>, variable: &'static str) -> Result<bool, ConfigError> {
    match get(variable).map(|value| value.to_lowercase()).as_deref() {
        None | Some("0" | "false" | "no") => Ok(false),
        Some("1" | "true" | "yes") => Ok(true),
        Some(other) => {
            let expected = match variable {
                "CONSULTA_TRUST_PROXY" => "set it to 1 behind a proxy that sets X-Forwarded-For, else to 0",
                _ => "set it to 1 or 0",
            };
            Err(ConfigError { variable, given: other.to_owned(), expected })
        }
    }
}
