//! What makes the site an app on a device: its manifest, what runs in the background (`sw.js`), and the page it shows offline. All of it is
//! the same for everyone, and nothing here looks at who is asking.

use axum::{
    Router,
    extract::State,
    http::{HeaderName, header},
    response::IntoResponse,
    routing::get,
};
use leptos::config::LeptosOptions;
use serde_json::json;

use crate::{
    domain::theme::PRODUCT,
    request::{AppState, build},
    service::{Services, password::digest},
};

const WORKER: &str = include_str!("installable/sw.js");
const OFFLINE: &str = include_str!("installable/offline.html");
const OFFLINE_SCRIPT: &str = include_str!("installable/offline.js");

/// What the page needs that is shown offline, besides the styles.
const FILES: [&str; 5] =
    ["/offline.js", "/favicon.svg", "/fonts/catamaran-latin.woff2", "/fonts/lora-latin.woff2", "/icons/icon-192.png"];

/// What runs in the background may ask this server, and nothing else.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";
const OFFLINE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// How the clinic looks on a device. The colours are those of the light theme: there is one set for both.
struct Brand {
    name: String,
    /// Around the page.
    theme: String,
    /// While it starts.
    background: &'static str,
}

impl Brand {
    fn of(services: &Services) -> Self {
        let look = services.directory.latest().map(|directory| directory.settings.theme.clone()).unwrap_or_default();
        let theme = look.secondary.map_or_else(|| "#132b67".to_owned(), |colour| colour.to_string());
        let configured = services.mail.as_ref().map_or(PRODUCT, |mail| mail.clinic());
        Self { name: look.own_name().unwrap_or(configured).to_owned(), theme, background: "#f6f8fa" }
    }
}

/// The routes, outside all that is about who is signed in.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/manifest.webmanifest", get(manifest))
        .route("/sw.js", get(worker))
        .route("/offline", get(offline))
        .route("/offline.js", get(offline_script))
}

async fn manifest(State(state): State<AppState>) -> impl IntoResponse {
    let Brand { name, theme, background } = Brand::of(&state.services);
    let png = |file: &str, size: u16, purpose: &str| json!({ "src": format!("/icons/{file}"), "sizes": format!("{size}x{size}"), "type": "image/png", "purpose": purpose });
    let svg = |file: &str, purpose: &str| json!({ "src": format!("/icons/{file}"), "sizes": "any", "type": "image/svg+xml", "purpose": purpose });
    let shortcut = |name: &str, url: &str| json!({ "name": name, "url": url });
    let manifest = json!({
        "id": "/",
        "name": name,
        "short_name": name,
        "description": "Find care, book it and keep its record.",
        "lang": "en",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": theme,
        "background_color": background,
        "categories": ["health", "medical"],
        "icons": [
            svg("icon.svg", "any"),
            png("icon-192.png", 192, "any"),
            png("icon-512.png", 512, "any"),
            svg("maskable.svg", "maskable"),
            png("maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            shortcut("Find care", "/search"),
            shortcut("Your appointments", "/patient"),
            shortcut("Messages", "/messages"),
        ],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], manifest.to_string())
}

/// Asked for again on every visit: it names the build it belongs to, so a new one replaces it and what it kept.
async fn worker(State(state): State<AppState>) -> impl IntoResponse {
    let written = written(&state.leptos, &Brand::of(&state.services));
    let policy = (header::CONTENT_SECURITY_POLICY, WORKER_POLICY);
    let kind = (header::CONTENT_TYPE, "text/javascript; charset=utf-8");
    ([kind, policy, (header::CACHE_CONTROL, "no-cache")], written)
}

fn written(options: &LeptosOptions, brand: &Brand) -> String {
    let build = build::of(options);
    let files: Vec<&str> = FILES.into_iter().chain([build.stylesheet.as_str()]).collect();
    let files = json!(files).to_string();
    let parts = [&build.scripts, &files, &page(options, brand), OFFLINE_SCRIPT, WORKER];
    let version: String = digest(&parts.concat()).chars().take(16).collect();
    let name = json!(brand.name).to_string();
    WORKER
        .replace("'{{version}}'", &json!(version).to_string())
        .replace("['{{files}}']", &files)
        // Last: nothing is looked for in what the clinic calls itself.
        .replace("'{{name}}'", &name)
}

async fn offline(State(state): State<AppState>) -> impl IntoResponse {
    let page = page(&state.leptos, &Brand::of(&state.services));
    let robots = (HeaderName::from_static("x-robots-tag"), "noindex");
    let kind = (header::CONTENT_TYPE, "text/html; charset=utf-8");
    ([kind, robots, (header::CONTENT_SECURITY_POLICY, OFFLINE_POLICY)], page)
}

fn page(options: &LeptosOptions, brand: &Brand) -> String {
    let name = brand.name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    OFFLINE.replace("{{styles}}", &build::of(options).stylesheet).replace("{{name}}", &name)
}

async fn offline_script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], OFFLINE_SCRIPT)
}
