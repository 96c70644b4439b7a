//! A patient's record: as it is read, by the patient and by whoever has a ground, and what patients say of themselves.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::{
    domain::{
        policy::Basis,
        profile::ProfileForm,
        record::EntryKind,
        statement::{Severity, StatementKind},
    },
    error::AppError,
};

/// The one fact about a patient that their summary tells, too.
pub const BORN: &str = "Date of birth";

/// A page of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// The patient's key.
    pub patient: i64,
    /// Their name.
    pub name: String,
    /// Their number at this clinic.
    pub number: String,
    /// Facts about them: `Date of birth`, `29 February 1988`.
    pub facts: Vec<(String, String)>,
    /// Whether it is the reader's own.
    pub is_own: bool,
    /// On what ground the reader sees it.
    pub basis: Basis,
    /// Whether only what the reader wrote themself is shown.
    pub only_own_entries: bool,
    /// Whether the lines of the record are beyond the reader's ground.
    pub only_summary: bool,
    /// What the patient says of their health.
    pub statements: Vec<StatementView>,
    /// The medicines of prescriptions that run, a line each, where the summary is all that is shown.
    pub prescribed: Vec<String>,
    /// The lines, the latest first.
    pub entries: Vec<EntryView>,
    /// Today's date at the clinic, for what is printed: `24 November 2026`.
    pub today: String,
    /// Where the older lines go on, as the query's `before`.
    pub older: Option<String>,
}

/// What a patient says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementView {
    /// Its key.
    pub id: i64,
    /// What about.
    pub kind: StatementKind,
    /// What.
    pub name: String,
    /// More on it; may be empty.
    pub detail: String,
    /// How bad an allergy is.
    pub severity: Option<Severity>,
    /// Since when; may be empty.
    pub since: String,
}

/// A line of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// Its key.
    pub id: i64,
    /// What it is.
    pub kind: EntryKind,
    /// It in one line.
    pub title: String,
    /// When it was written, by the clock of the centre.
    pub when: TimeView,
    /// Who wrote it.
    pub author: String,
    /// Their profession; may be empty.
    pub profession: String,
    /// Where; may be empty.
    pub centre: String,
    /// The appointment that it belongs to.
    pub appointment: Option<i64>,
    /// What it says, a paragraph each.
    pub paragraphs: Vec<String>,
    /// What is to be known about it: `Written 3 times`, `Stopped: rash`.
    pub remarks: Vec<String>,
    /// Where to read it by itself.
    pub href: Option<String>,
    /// Whether the patient hides it.
    pub hidden: bool,
    /// Why its author took it back, where they did.
    pub retracted: Option<String>,
}

/// What a patient says of themself, to be edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutView {
    /// The number at this clinic.
    pub number: String,
    /// What stands in the form: as it was typed where it was refused.
    pub form: ProfileForm,
    /// Whether patients sign in with the number of their card, so that another one takes the password.
    pub card_signs_in: bool,
    /// What they say of their health.
    pub statements: Vec<StatementView>,
    /// A statement that was typed and refused.
    pub typed: Option<TypedStatement>,
}

/// A statement as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedStatement {
    /// What about.
    pub statement_kind: String,
    /// What.
    pub statement_name: String,
    /// More on it.
    pub detail: String,
    /// How bad.
    pub severity: String,
    /// Since when.
    pub since: String,
}

/// A page of a record: the reader's own where no patient is named.
#[server(endpoint = "record", input = server_fn::codec::GetUrl)]
pub async fn record(patient: String, kind: String, before: String) -> Result<RecordView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::record::record(&services, &actor, &patient, &kind, &before).await
}

/// What the reader says of themself.
#[server(endpoint = "about_me", input = server_fn::codec::GetUrl)]
pub async fn about_me() -> Result<AboutView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::record::about(&services, &actor).await
}

/// Stores what the reader says of themself. The password is needed where the number changes with which they sign in.
#[server(endpoint = "save_profile")]
pub async fn save_profile(form: ProfileForm, #[server(default)] current_password: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::record::save_profile(&services, &actor, form, &current_password).await?;
    super::context::redirect("/record/about?saved=1");
    Ok(())
}

/// Adds what the reader says of their health.
#[server(endpoint = "add_statement")]
pub async fn add_statement(statement: TypedStatement) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::record::add_statement(&services, &actor, statement).await?;
    super::context::redirect("/record/about?said=1#health");
    Ok(())
}

/// Ends a statement of the reader's.
#[server(endpoint = "end_statement")]
pub async fn end_statement(id: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::profile::end(&services, &actor, id).await?;
    super::context::redirect("/record/about?ended=1#health");
    Ok(())
}

/// Hides a line of the reader's own record from practitioners and family, or shows it again.
#[server(endpoint = "hide_entry")]
pub async fn hide_entry(id: String, hidden: bool) -> Result<(), AppError> {
    use crate::service::sharing::{Change, change};

    let (services, actor) = super::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    change(&services, &actor, Change::Hide(id, hidden)).await?;
    super::context::redirect("/record");
    Ok(())
}
