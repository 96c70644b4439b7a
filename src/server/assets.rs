//! The built files: scripts and styles under names that change with their content, fonts and pictures under fixed ones.
//! Compressed at build time, never while serving.

use std::path::Path;

use axum::{
    Router,
    http::{HeaderValue, header},
};
use tower::ServiceBuilder;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use super::AppState;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_MONTH: &str = "public, max-age=2592000";

/// Routes for everything under the site's folder.
pub fn routes(site_root: &Path) -> Router<AppState> {
    let folder = |name: &str, cache: &'static str| {
        ServiceBuilder::new()
            .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static(cache)))
            .service(ServeDir::new(site_root.join(name)).precompressed_br().precompressed_gzip())
    };
    let file = |name: &str| {
        ServiceBuilder::new()
            .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static(A_MONTH)))
            .service(tower_http::services::ServeFile::new(site_root.join(name)))
    };
    Router::new()
        .nest_service("/pkg", folder("pkg", FOR_EVER))
        // Scripts and WebAssembly, below the hash of their build: app::shell says why.
        .nest_service("/build/{hash}/pkg", folder("pkg", FOR_EVER))
        .nest_service("/fonts", folder("fonts", A_MONTH))
        .nest_service("/photos", folder("photos", A_MONTH))
        .route_service("/favicon.svg", file("favicon.svg"))
        .route_service("/robots.txt", file("robots.txt"))
}
