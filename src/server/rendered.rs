//! Pages rendered for visitors, to be sent again.
//!
//! A page is drawn from its address, the language and theme of its reader, how the clinic looks, and the answers to what it asks for. When an address is asked for again, so are these answers, which costs a fraction of drawing them. If they are the same, the page is
//! sent as it was drawn, with a nonce of its own. So it is never older than one that is drawn for the request: a time that was booked
//! before it is not free in the answers, whichever process booked it.
//!
//! Only requests that carry nothing but how pages should look take part: anyone with a session, a refused form or a cookie that is
//! not ours gets a page rendered for them alone, which is not kept.

mod page;
mod shelf;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::{
    prelude::provide_context,
    reactive::{computed::ScopedFuture, owner::Owner},
};
use tokio::time::timeout;

pub use self::page::SentAgain;
use self::{
    page::{DrawnFrom, Page},
    shelf::{Asked, Shelf},
};
use crate::{
    pages::public::drawn_from,
    request::{
        identity::Identity,
        look::{self, DirectoryVersion},
        sources::Sources,
        theme,
    },
    service::Services,
    words,
};

/// The cookies that determine how pages look.
const LOOKS: [&str; 2] = ["theme", "language"];
/// Longer addresses are only their sender's own.
const LONGEST_ADDRESS: usize = 512;
/// How long to wait for a page that another request is rendering: one that is stuck must not hold up all others.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The kept pages of this process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Pages(Arc<Shelf>);

/// Sends a kept page if rendering would still produce the same. Of many simultaneous requests for the same page, one renders it.
pub async fn keep(
    State((services, Pages(shelf))): State<(Arc<Services>, Pages)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let Some(asked) = asked(&parts) else { return next.run(Request::from_parts(parts, body)).await };
    if let Some(again) = again(&shelf, &asked, &parts, &services).await {
        return again;
    }
    let turn = shelf.turn(&asked);
    let drawing = turn.try_lock().ok();
    if drawing.is_none() {
        drop(timeout(LONGEST_WAIT, turn.lock()).await);
        if let Some(again) = again(&shelf, &asked, &parts, &services).await {
            return again;
        }
    }
    let (look, sources) = (look::of(&parts.extensions), Sources::default());
    parts.extensions.insert(sources.clone());
    let (head, body) = next.run(Request::from_parts(parts, body)).await.into_parts();
    let body = match to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(e) => {
            tracing::error!(error = %e, "a page broke off");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let from = sources.all().map(|answers| DrawnFrom { look, answers });
    if let Some(page) = from.and_then(|from| Page::of(from, &head, &body)) {
        shelf.put(asked, page);
    }
    drop(drawing);
    Response::from_parts(head, Body::from(body))
}

/// The page kept for this, if its inputs are unchanged.
async fn again(shelf: &Shelf, asked: &Asked, parts: &Parts, services: &Arc<Services>) -> Option<Response> {
    let page = shelf.find(asked)?;
    let answers = answers_now(&asked.address, parts.clone(), services.clone()).await?;
    let DirectoryVersion(directory) = *parts.extensions.get()?;
    page.is_from(&DrawnFrom { look: look::of(&parts.extensions), answers }).then(|| page.again(directory)).flatten()
}

/// The inputs from which the page at an address would be rendered now.
async fn answers_now(address: &str, mut parts: Parts, services: Arc<Services>) -> Option<BTreeSet<String>> {
    let sources = Sources::default();
    parts.extensions.insert(sources.clone());
    let owner = Owner::new();
    let asking = owner.with(|| {
        provide_context(parts);
        provide_context(services);
        ScopedFuture::new_untracked(drawn_from::ask(address))
    });
    asking.await;
    sources.all()
}

/// What a visitor asks for, if nothing else of the request can tell in the page.
fn asked(parts: &Parts) -> Option<Asked> {
    let address = parts.uri.path_and_query()?.as_str();
    let is_visitor = parts.extensions.get::<Identity>().is_some_and(|identity| identity.account.is_none());
    let takes_part = parts.method == Method::GET
        && drawn_from::is_known(parts.uri.path())
        && address.len() <= LONGEST_ADDRESS
        && is_visitor
        && says_only_how_pages_look(&parts.headers);
    takes_part.then(|| Asked {
        address: address.to_owned(),
        reader: words::reader(),
        theme: theme::chosen(&parts.headers),
    })
}

fn says_only_how_pages_look(headers: &HeaderMap) -> bool {
    let is_look = |pair: &str| {
        let name = pair.split('=').next().unwrap_or_default().trim();
        pair.trim().is_empty() || LOOKS.contains(&name)
    };
    headers.get_all(header::COOKIE).iter().all(|sent| sent.to_str().is_ok_and(|sent| sent.split(';').all(is_look)))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn any_cookie_but_those_of_language_and_theme_keeps_a_request_out() {
        let takes_part = |cookie: &'static str| {
            says_only_how_pages_look(&HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookie))]))
        };

        for looks in ["", "theme=dark", "language=de; theme=light", "theme="] {
            assert!(takes_part(looks), "{looks}");
        }
        for more in ["consulta=1", "theme=dark; consulta_refused=x", "a=theme", "=x", "Theme=dark", "x"] {
            assert!(!takes_part(more), "{more}");
        }
        assert!(says_only_how_pages_look(&HeaderMap::new()));
    }
}
