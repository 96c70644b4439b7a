//! Authentication of calendar apps: a name and an app password, in every request. The cookie is never looked at.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::fault::Fault;
use crate::{
    domain::account::Actor,
    error::AppError,
    request::{AppState, identity::Identity},
    service::{Failure, personal_token, token},
};

/// Authenticates the app, and refuses one without an app password or with too many requests. The server's capabilities are public.
pub async fn know(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if request.method() != Method::OPTIONS
        && let Err(fault) = known(&state, &mut request).await
    {
        return fault.into_response();
    }
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    response
}

async fn known(state: &AppState, request: &mut Request) -> Result<(), Fault> {
    let services = &state.services;
    let mut identity = request.extensions().get::<Identity>().cloned().unwrap_or_default();
    let found = match credentials(request.headers()) {
        Some((name, password)) => personal_token::of_calendar(services, (&name, &password), &identity.address).await,
        None => Err(AppError::NotSignedIn.into()),
    };
    match found {
        Ok(holder) => {
            token::count(services, &holder.actor, &identity.address)?;
            identity.actor = holder.actor.clone();
            request.extensions_mut().insert(holder);
            request.extensions_mut().insert(identity);
            Ok(())
        }
        Err(Failure::Refused(AppError::NotSignedIn)) => {
            token::count(services, &Actor::Visitor, &identity.address)?;
            Err(Fault::no_password())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Name and password of the only `Authorization: Basic` header.
fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    let (only, None) = (sent.next()?, sent.next()) else { return None };
    let (scheme, encoded) = only.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") || encoded.len() > 1_000 {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (name, password) = decoded.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_password_are_sent_once_and_as_basic() {
        let of = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::AUTHORIZATION, HeaderValue::from_static(value));
            }
            credentials(&headers)
        };
        let expected = Some(("Aladdin".to_owned(), "open sesame".to_owned()));

        // From RFC 7617, 2.
        assert_eq!(of(&["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="]), expected);
        assert_eq!(of(&["basic  QWxhZGRpbjpvcGVuIHNlc2FtZQ== "]), expected);
        for wrong in [
            &["Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ=="][..],
            &["Basic"],
            &["Basic QWxhZGRpbg=="],
            &["Basic QWxh!"],
            &["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="],
            &[],
        ] {
            assert_eq!(of(wrong), None, "{wrong:?}");
        }
    }
}
