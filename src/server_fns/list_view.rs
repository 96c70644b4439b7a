//! Saved views of lists.

use leptos::prelude::*;

use crate::{error::AppError, views::list_view::ListViewsView};

/// The reader's views of a list and the shared ones. A reader who opens the list without a query is redirected to its default view.
#[server(endpoint = "list_views", input = server_fn::codec::GetUrl)]
pub async fn list_views(list: String, #[server(default)] opens: bool) -> Result<ListViewsView, AppError> {
    use crate::domain::list::List;

    let (services, actor) = crate::request::context::request()?;
    let list = List::parse(&list).ok_or(AppError::NotFound)?;
    let mut found = crate::service::list_view::of(&services, &actor, list).await?;
    for view in &mut found.0 {
        view.query = crate::service::sought::sealed_query(&services, &actor, list, &view.query)?;
    }
    let known = crate::service::list_view::Known::now(&services, &actor, list).await?;
    let shown = super::convert::list_view::views(&known, &actor, list, found);
    let first = shown.views.iter().find(|view| view.own && view.is_default && view.gone.is_empty());
    if let Some(view) = first.filter(|view| opens && !view.query.is_empty()) {
        crate::request::context::redirect(&format!("{}?{}", list.path, view.query));
    }
    Ok(shown)
}

/// Saves a list's query under a name, and shows it.
#[server(endpoint = "save_list_view")]
pub async fn save_list_view(
    list: String,
    #[server(default)] view_query: String,
    #[server(default)] view_name: String,
    #[server(default)] shared: bool,
    #[server(default)] is_default: bool,
) -> Result<(), AppError> {
    use crate::{
        domain::list::List,
        service::{
            list_view::{self, Keeping},
            sought,
        },
    };

    let (services, actor) = crate::request::context::request()?;
    let list = List::parse(&list).ok_or(AppError::NotFound)?;
    let keeping = Keeping { name: view_name, shared, is_default };
    let asked = sought::read_query(&services, &actor, list, &view_query)?;
    list_view::save(&services, &actor, list, &asked, &keeping).await?;
    let query = list.query(&asked).map_err(|problem| AppError::Invalid(vec![problem]))?;
    let query = sought::sealed_query(&services, &actor, list, &query)?;
    let joint = if query.is_empty() { "" } else { "&" };
    crate::request::context::redirect(&format!("{}?{query}{joint}view_saved=1", list.path));
    Ok(())
}

/// Changes a view's name, sharing and default.
#[server(endpoint = "change_list_view")]
pub async fn change_list_view(
    id: String,
    #[server(default)] view_name: String,
    #[server(default)] shared: bool,
    #[server(default)] is_default: bool,
) -> Result<(), AppError> {
    use crate::service::list_view::{self, Keeping};

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let keeping = Keeping { name: view_name, shared, is_default };
    let list = list_view::change(&services, &actor, id, &keeping).await?;
    crate::request::context::redirect(&format!("{}?view_saved=1", list.path));
    Ok(())
}

/// Removes obsolete criteria from a view, and shows it.
#[server(endpoint = "repair_list_view")]
pub async fn repair_list_view(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let (list, query) = crate::service::list_view::repair(&services, &actor, id).await?;
    let query = crate::service::sought::sealed_query(&services, &actor, list, &query)?;
    let joint = if query.is_empty() { "" } else { "&" };
    crate::request::context::redirect(&format!("{}?{query}{joint}view_saved=1", list.path));
    Ok(())
}

/// Deletes a view.
#[server(endpoint = "remove_list_view")]
pub async fn remove_list_view(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let list = crate::service::list_view::remove(&services, &actor, id).await?;
    crate::request::context::redirect(&format!("{}?view_removed=1", list.path));
    Ok(())
}
