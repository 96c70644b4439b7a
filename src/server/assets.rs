//! The built files: scripts and styles under names that change with their content, fonts and pictures under fixed ones.
//! Compressed at build time, never while serving.

use std::path::Path;

use axum::{
    Router,
    http::{HeaderValue, Response, StatusCode, header},
};
use leptos::config::LeptosOptions;
use tower::ServiceBuilder;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use crate::request::AppState;

pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_MONTH: &str = "public, max-age=2592000";

/// Routes for everything under the site's folder.
pub fn routes(site_root: &Path) -> Router<AppState> {
    let folder = |name: &str, cache: &'static str| {
        ServiceBuilder::new()
            .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, move |answer: &Response<_>| {
                kept(answer, cache)
            }))
            .service(ServeDir::new(site_root.join(name)).precompressed_br().precompressed_gzip())
    };
    let file = |name: &str| {
        ServiceBuilder::new()
            .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, |answer: &Response<_>| {
                kept(answer, A_MONTH)
            }))
            .service(tower_http::services::ServeFile::new(site_root.join(name)))
    };
    Router::new()
        .nest_service("/pkg", folder("pkg", FOR_EVER))
        // Scripts and WebAssembly, below the hash of their build: app::shell says why.
        .nest_service("/build/{hash}/pkg", folder("pkg", FOR_EVER))
        .nest_service("/fonts", folder("fonts", A_MONTH))
        .nest_service("/icons", folder("icons", A_MONTH))
        .nest_service("/photos", folder("photos", A_MONTH))
        .route_service("/favicon.svg", file("favicon.svg"))
        .route_service("/robots.txt", file("robots.txt"))
}

/// Checks the files that a build leaves beside the program and in the site's folder: without either, no page can be served.
///
/// # Errors
/// Which file or folder is missing, and what creates it.
pub fn check(options: &LeptosOptions) -> Result<(), String> {
    let program = std::env::current_exe().map_err(|e| format!("where this program lies is not known: {e}"))?;
    let hashes = program.with_file_name(&*options.hash_file);
    let scripts = Path::new(&*options.site_root).join(&*options.site_pkg_dir);
    for (path, is_there, what) in [
        (&hashes, hashes.is_file(), "it lies beside the program"),
        (&scripts, scripts.is_dir(), "set CONSULTA_SITE_ROOT to the folder it lies in"),
    ] {
        if !is_there {
            let path = path.display();
            return Err(format!(
                "{path} is not there, and no page can be served without it: `cargo leptos build` makes it; {what}"
            ));
        }
    }
    Ok(())
}

/// Only existing files are cached: one that this process does not have yet may already exist elsewhere.
fn kept<B>(answer: &Response<B>, how: &'static str) -> Option<HeaderValue> {
    let is_there = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
    is_there.then_some(HeaderValue::from_static(how))
}
