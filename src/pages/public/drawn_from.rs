//! The data behind the pages that visitors open most, loaded without rendering them: `server/rendered.rs` uses this to check
//! whether a cached page is still current. Everything that such a page loads has to be loaded here too, or it is rendered each
//! time.

use leptos_router::location::RequestUrl;
use serde::Serialize;

use super::search::answer_to;
use crate::{
    components::search_query::from_address,
    error::AppError,
    server_fns::{
        directory::{centre, practitioner},
        home::home,
        rendering::of_request,
        search::facets,
        viewer::{unread, viewer},
    },
};

/// Whether the data behind the page at this path are known.
#[must_use]
pub fn is_known(path: &str) -> bool {
    matches!(steps(path)[..], [""] | ["search"] | ["centres" | "practitioners", _])
}

/// Loads all data behind the page at an address. The sources record themselves (`request::sources`).
pub async fn ask(address: &str) {
    let Ok(url) = RequestUrl::new(address).parse() else { return };
    let query = url.search_params();
    let reviews = query.get("reviews").unwrap_or_default();
    noted(viewer()).await;
    noted(unread()).await;
    match steps(url.path())[..] {
        [""] => noted(home()).await,
        ["search"] => {
            noted(facets()).await;
            noted(answer_to(from_address(query))).await;
        }
        ["centres", id] => noted(centre(id.to_owned(), reviews)).await,
        ["practitioners", id] => noted(practitioner(id.to_owned(), reviews)).await,
        _ => {}
    }
}

fn steps(path: &str) -> Vec<&str> {
    path.trim_start_matches('/').split('/').collect()
}

/// As a page's resources load them.
async fn noted<T: Serialize + Send + 'static>(asked: impl Future<Output = Result<T, AppError>> + Send + 'static) {
    drop(Box::pin(of_request(asked)).await);
}
