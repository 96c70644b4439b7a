//! Asking for confirmation before a change affects existing appointments.

use jiff::Timestamp;

use crate::{
    domain::{
        form::{Field, FieldError, Problem},
        settings::{CATALOGUE, MOST_AFFECTED, Settings},
    },
    error::AppError,
    service::Outcome,
    storage::{appointment, db::Tx},
};

/// Refuses a change that affects existing appointments, and says how many.
pub(super) async fn ask_first(tx: &mut Tx, (before, after): (&Settings, &Settings), now: Timestamp) -> Outcome<()> {
    let mut problems = Vec::new();
    for setting in CATALOGUE.iter().filter(|setting| setting.value(before) != setting.value(after)) {
        let Some(reach) = setting.reach() else { continue };
        let count = appointment::count_coming(tx, reach, now, i64::from(MOST_AFFECTED) + 1).await?;
        if count > 0 {
            let count = u16::try_from(count).unwrap_or(u16::MAX);
            problems.push(FieldError::new(setting.field, Problem::Affects(count)));
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    problems.push(FieldError::new(Field::SettingsAgreed, Problem::Missing));
    Err(AppError::Invalid(problems).into())
}
