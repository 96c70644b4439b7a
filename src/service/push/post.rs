//! The request to a push service. Its address came from a browser, so it is handled like all such requests
//! ([`crate::service::outgoing`]).

use std::time::Duration;

use reqwest::{
    Client, StatusCode,
    header::{self, HeaderMap},
};

use crate::{
    domain::{network::Reach, not_sent::NotSent, push::Endpoint},
    service::outgoing::{client, reason},
};

/// How long the push service keeps a message for an offline browser, in seconds.
const KEPT: &str = "43200";
/// Of several messages to such a browser, the latest replaces the others.
const ABOUT: &str = "news";

/// The push service's answer.
#[derive(Debug)]
pub(super) enum Answer {
    /// It accepted the message.
    Taken,
    /// The subscription is gone.
    Gone,
    /// It may accept it later, after this many seconds if it said so.
    Later(Option<i64>, NotSent),
    /// It never will.
    Refused(NotSent),
}

/// The HTTP client.
pub(super) struct Post(Client);

impl Post {
    /// Prepares to send.
    pub fn new(reach: Reach, longest: Duration) -> Result<Self, String> {
        client(reach, longest).map(Self)
    }

    /// Sends a message.
    pub async fn send(&self, endpoint: &Endpoint, authorization: &str, body: Vec<u8>) -> Answer {
        let request = self
            .0
            .post(endpoint.as_str())
            .header("ttl", KEPT)
            .header("urgency", "normal")
            .header("topic", ABOUT)
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header(header::AUTHORIZATION, authorization)
            .body(body);
        // The response body is not read: it could be endless.
        match request.send().await {
            Ok(answer) => understood(answer.status(), answer.headers()),
            Err(e) => Answer::Later(None, reason(&e)),
        }
    }
}

fn understood(status: StatusCode, headers: &HeaderMap) -> Answer {
    let why = NotSent::Answered(status.as_u16());
    match status {
        status if status.is_success() => Answer::Taken,
        StatusCode::NOT_FOUND | StatusCode::GONE => Answer::Gone,
        // Some of these are about us and not about the message, and temporary.
        StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN
        | StatusCode::REQUEST_TIMEOUT
        | StatusCode::TOO_MANY_REQUESTS => Answer::Later(pause(headers), why),
        status if status.is_server_error() => Answer::Later(pause(headers), why),
        _ => Answer::Refused(why),
    }
}

/// The seconds to wait, if given in seconds.
fn pause(headers: &HeaderMap) -> Option<i64> {
    let seconds: u32 = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(seconds.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_mean_what_the_standard_says() {
        let meant = |code: u16, pause: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.extend(pause.map(|pause| (header::RETRY_AFTER, header::HeaderValue::from_static(pause))));
            match understood(StatusCode::from_u16(code).expect("a status"), &headers) {
                Answer::Taken => "taken".to_owned(),
                Answer::Gone => "gone".to_owned(),
                Answer::Later(pause, _) => format!("later {}", pause.unwrap_or_default()),
                Answer::Refused(why) => why.stored(),
            }
        };

        for (code, pause, expected) in [
            (201, None, "taken"),
            (200, None, "taken"),
            (404, None, "gone"),
            (410, None, "gone"),
            (429, Some("120"), "later 120"),
            (503, Some("Wed, 21 Oct 2026 07:28:00 GMT"), "later 0"),
            (500, None, "later 0"),
            (403, None, "later 0"),
            (400, None, "answered:400"),
            (413, None, "answered:413"),
            (302, None, "answered:302"),
        ] {
            assert_eq!(meant(code, pause), expected, "{code}");
        }
    }
}
