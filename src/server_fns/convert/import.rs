//! Converts the state of an import to its page's view.

use jiff::Timestamp;

use super::{centre::edit, time_view::ago};
use crate::{
    domain::account::{Again, IdentifierKind},
    error::AppError,
    service::{centre::Listed, import::uploaded::Uploaded},
    views::import::{ImportRunView, ImportView},
};

/// The page.
pub fn view(
    found: Option<Uploaded>,
    centres: &[Listed],
    sign_in_with: Vec<IdentifierKind>,
    now: Timestamp,
    again: Again,
) -> Result<ImportView, AppError> {
    // As on the page that adds a centre.
    let new = edit(centres, "new", None)?;
    let run = found.map(|run| ImportRunView {
        begun: ago(run.begun_at, now),
        id: run.id,
        time_zone: run.time_zone,
        stage: run.stage,
        said: run.said,
        progress: run.progress,
    });
    Ok(ImportView { run, zones: new.zones, zone: new.form.time_zone, again, sign_in_with })
}
