//! Administrators merge two files of the same patient.

use leptos::prelude::*;

use crate::{error::AppError, views::merge::FilesView};

/// Finds two patients by number or email address, and shows their files side by side. If refused, a plain form gets its input back.
#[server(endpoint = "find_files")]
pub async fn find_files(
    #[server(default)] patient: String,
    #[server(default)] other_patient: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::merge::find(&services, &actor, &patient, &other_patient).await;
    let typed = (&patient, &other_patient);
    let (one, other) = crate::request::kept::or_keep(crate::request::kept::FILES, &typed, found).await?;
    crate::request::context::redirect(&format!("/admin/merge?one={one}&other={other}"));
    Ok(())
}

/// Two files, side by side; the search form if there are none.
#[server(endpoint = "files_to_merge", input = server_fn::codec::GetUrl)]
pub async fn files_to_merge(one: String, other: String) -> Result<FilesView, AppError> {
    use crate::{
        request::{kept, session::take_once},
        service::second_factor::again::{self, Besides},
    };

    let (services, actor) = crate::request::context::request()?;
    crate::service::merge::may_merge(&actor)?;
    if one.is_empty() || other.is_empty() {
        let (one, other) = take_once(kept::FILES).await.unwrap_or_default();
        return Ok(FilesView::Finding(one, other));
    }
    let key = |id: &str| id.parse().map_err(|_| AppError::NotFound);
    let found = crate::service::merge::compare(&services, &actor, key(&one)?, key(&other)?).await?;
    let again = again::again(&services, &actor, Besides::Nothing).await?;
    let refused = take_once(kept::MERGE).await;
    Ok(FilesView::Comparing(Box::new(super::convert::merge::view(found, again, refused))))
}

/// Merges one of two files into the one that stays. If refused, a plain form keeps the choice.
#[server(endpoint = "merge_files")]
pub async fn merge_files(
    one: String,
    other: String,
    #[server(default)] staying: String,
    #[server(default)] second_code: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let (from, into) = super::convert::merge::chosen(&one, &other, &staying)?;
    let merged = crate::service::merge::merge(&services, &actor, (from, into), &second_code).await;
    crate::request::kept::or_keep(crate::request::kept::MERGE, &(&one, &other, &staying), merged).await?;
    crate::request::context::redirect(&format!("/admin/users/{into}?merged=1"));
    Ok(())
}
