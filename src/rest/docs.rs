//! The description of the API, for programs and for people. The pages come from this server: no one else learns who reads them.

use axum::{
    Router,
    body::Bytes,
    extract::Request,
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tower_http::compression::CompressionLayer;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::request::AppState;

/// Its scripts and styles are files of ours; it also writes inline styles, and calls the API when someone tries it out.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Responds with the document.
pub fn described(document: String) -> impl Fn() -> std::future::Ready<Response> + Clone + Send + Sync + 'static {
    let text = Bytes::from(document);
    move || std::future::ready(([(header::CONTENT_TYPE, "application/json")], text.clone()).into_response())
}

/// Swagger UI.
pub fn pages() -> Router<AppState> {
    let config = Config::from("/api/openapi.json").validator_url("none");
    Router::from(SwaggerUi::new("/api/docs").config(config))
        .layer(middleware::from_fn(restrict))
        .layer(CompressionLayer::new())
}

async fn restrict(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}
