//! What of a request has not been read when it is answered. The next request on the connection begins behind it.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderValue, header},
    response::Response,
};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use tokio::{
    sync::oneshot::{Receiver, Sender, channel},
    time::timeout,
};

/// How much of it is read and forgotten, in bytes.
const MOST: usize = 64 * 1024;
/// How long it may take to arrive.
const PATIENCE: Duration = Duration::from_secs(1);

/// The body of a request, which is given back when it is dropped before its end.
pub struct Lent {
    body: Option<Incoming>,
    back: Option<Sender<Incoming>>,
}

impl Lent {
    pub fn new(body: Incoming) -> (Self, Unread) {
        // Most requests have none, and nothing to give back.
        if body.is_end_stream() {
            return (Self { body: None, back: None }, Unread(None));
        }
        let (back, unread) = channel();
        (Self { body: Some(body), back: Some(back) }, Unread(Some(unread)))
    }
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = self.body.as_mut() else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(context));
        if frame.is_none() {
            self.body = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let unread = self.body.take().filter(|body| !body.is_end_stream());
        if let (Some(unread), Some(back)) = (unread, self.back.take()) {
            drop(back.send(unread));
        }
    }
}

/// What of a body was given back.
pub struct Unread(Option<Receiver<Incoming>>);

impl Unread {
    /// Reads a short rest before the answer is sent; says in it that the connection ends, if there is more.
    pub async fn before(mut self, mut response: Response) -> Response {
        let Some(Ok(rest)) = self.0.as_mut().map(Receiver::try_recv) else { return response };
        let is_short = usize::try_from(rest.size_hint().lower()).is_ok_and(|size| size <= MOST);
        let is_read = is_short && matches!(timeout(PATIENCE, to_bytes(Body::new(rest), MOST)).await, Ok(Ok(_)));
        if !is_read {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
