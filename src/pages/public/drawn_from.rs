//! What the pages that visitors open most are drawn from, to be asked for again without drawing them: so `server/rendered.rs` finds out
//! whether one that was drawn before is what would be drawn by now. All that such a page asks for has to be asked for here, too, or it is
//! drawn each time.

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

/// Whether it is known what the page at this path is drawn from.
#[must_use]
pub fn is_known(path: &str) -> bool {
    matches!(steps(path)[..], [""] | ["search"] | ["centres" | "practitioners", _])
}

/// Asks for all that the page at an address is drawn from. The answers note themselves (`request::sources`).
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

/// As a page's resources ask.
async fn noted<T: Serialize + Send + 'static>(asked: impl Future<Output = Result<T, AppError>> + Send + 'static) {
    drop(Box::pin(of_request(asked)).await);
}
