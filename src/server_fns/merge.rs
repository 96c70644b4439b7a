//! Administrators make one of two files of the same patient.

use leptos::prelude::*;

use crate::{error::AppError, views::merge::MergeView};

/// Finds two patients by number or email address, and leads to their files, side by side.
#[server(endpoint = "find_files")]
pub async fn find_files(
    #[server(default)] patient: String,
    #[server(default)] other_patient: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let (one, other) = crate::service::merge::find(&services, &actor, &patient, &other_patient).await?;
    crate::request::context::redirect(&format!("/admin/merge?one={one}&other={other}"));
    Ok(())
}

/// Two files, side by side.
#[server(endpoint = "files_to_merge", input = server_fn::codec::GetUrl)]
pub async fn files_to_merge(one: String, other: String) -> Result<Option<MergeView>, AppError> {
    use crate::service::second_factor::again::{self, Besides};

    let (services, actor) = crate::request::context::request()?;
    crate::service::merge::may_merge(&actor)?;
    if one.is_empty() || other.is_empty() {
        return Ok(None);
    }
    let key = |id: &str| id.parse().map_err(|_| AppError::NotFound);
    let found = crate::service::merge::compare(&services, &actor, key(&one)?, key(&other)?).await?;
    let again = again::again(&services, &actor, Besides::Nothing).await?;
    Ok(Some(super::convert::merge::view(found, again)))
}

/// Merges one of two files into the one that stays.
#[server(endpoint = "merge_files")]
pub async fn merge_files(
    one: String,
    other: String,
    #[server(default)] staying: String,
    #[server(default)] second_code: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let (from, into) = super::convert::merge::chosen(&one, &other, &staying)?;
    crate::service::merge::merge(&services, &actor, (from, into), &second_code).await?;
    crate::request::context::redirect(&format!("/admin/users/{into}?merged=1"));
    Ok(())
}
