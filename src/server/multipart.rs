//! Multipart forms, read within limits: on bytes in total and in each part's head, on the number of parts, and on time.

#[cfg(test)]
mod tests;

use std::{error::Error, time::Duration};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    http::{HeaderMap, Request, header},
};
use futures::{Stream, StreamExt, stream};
use memchr::memmem;
use multer::{Field, Multipart};
use tokio::time::timeout_at;

use crate::service::monotonic::{self, Instant};

/// The allowance for everything around the files of a form, in bytes.
pub const AROUND: usize = 64 * 1024;
/// The maximum length of a part's head, in bytes: its name and type. The parser buffers it whole.
const LONGEST_HEAD: usize = 8 * 1024;
/// The maximum number of parts.
const MOST_PARTS: usize = 16;
/// The minimum speed of an upload: a kilobyte a second, and at most half a minute behind that, however fast it began.
const PATIENCE: Patience = Patience { grace: Duration::from_secs(30), rate: 1_000 };

#[derive(Clone, Copy)]
struct Patience {
    /// The longest wait for the next bytes.
    grace: Duration,
    /// Bytes per second.
    rate: u32,
}

impl Patience {
    /// The new deadline for more bytes, given the previous one (`until`) and this many bytes arriving `now`.
    fn after(self, until: Instant, bytes: usize, now: Instant) -> Instant {
        let earned = Duration::from_secs(u64::try_from(bytes).unwrap_or(u64::MAX)) / self.rate;
        (until + earned).min(now + self.grace)
    }
}

/// Why a form was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// It has more bytes than allowed.
    #[error("the form is too large")]
    TooLarge,
    /// It is not a form, breaks off, or does not arrive.
    #[error("the form is broken")]
    Broken,
}

/// A form that is read part by part.
pub struct Form(Multipart<'static>);

/// A part of it.
pub struct Part<'a>(Field<'static>, std::marker::PhantomData<&'a mut Form>);

impl Form {
    /// The form in a request, whose files may have this many bytes together.
    ///
    /// # Errors
    /// Too large, if that is announced beforehand; broken, if it is no such form.
    pub fn of(request: Request<Body>, most: usize) -> Result<Self, FormError> {
        Self::within(request, most, PATIENCE)
    }

    fn within(request: Request<Body>, most: usize, patience: Patience) -> Result<Self, FormError> {
        let most = most.saturating_add(AROUND);
        let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        if length.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > most) {
            return Err(FormError::TooLarge);
        }
        let boundary = boundary(request.headers()).ok_or(FormError::Broken)?;
        let body = bounded(request.into_body().into_data_stream(), Heads::new(&boundary), most, patience);
        Ok(Self(Multipart::new(body, boundary)))
    }

    /// Whether a request announces a multipart form.
    #[must_use]
    pub fn is_announced(headers: &HeaderMap) -> bool {
        boundary(headers).is_some()
    }

    /// The next part.
    ///
    /// # Errors
    /// If it does not arrive as it should.
    pub async fn next(&mut self) -> Result<Option<Part<'_>>, FormError> {
        let field = self.0.next_field().await.map_err(|e| told(&e))?;
        Ok(field.map(|field| Part(field, std::marker::PhantomData)))
    }
}

impl Part<'_> {
    /// The field's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name().unwrap_or_default()
    }

    /// The file's name.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.file_name().unwrap_or_default()
    }

    /// Whether it belongs to a file field, even if no file was chosen.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.0.file_name().is_some()
    }

    /// The part's bytes. A part that is too large is read to its end all the same: a browser that is still sending would not see
    /// the response.
    ///
    /// # Errors
    /// If it has more than `most`, or does not arrive as it should.
    pub async fn bytes(&mut self, most: usize) -> Result<Vec<u8>, FormError> {
        let (mut kept, mut seen) = (Vec::new(), 0_usize);
        while let Some(chunk) = self.0.chunk().await.map_err(|e| told(&e))? {
            seen = seen.saturating_add(chunk.len());
            if seen <= most {
                kept.extend_from_slice(&chunk);
            } else {
                kept = Vec::new();
            }
        }
        if seen > most { Err(FormError::TooLarge) } else { Ok(kept) }
    }
}

/// The boundary between the parts.
fn boundary(headers: &HeaderMap) -> Option<String> {
    multer::parse_boundary(headers.get(header::CONTENT_TYPE)?.to_str().ok()?).ok()
}

/// The parser's error as one of ours.
fn told(error: &multer::Error) -> FormError {
    let ours = error.source().and_then(|source| source.downcast_ref::<FormError>());
    ours.copied().unwrap_or(FormError::Broken)
}

/// The body, as long as it keeps within the limits.
fn bounded(
    body: BodyDataStream,
    heads: Heads,
    most: usize,
    patience: Patience,
) -> impl Stream<Item = Result<Bytes, FormError>> + Send {
    let until = monotonic::now() + patience.grace;
    stream::try_unfold((body, heads, 0_usize, until), move |(mut body, mut heads, seen, until)| async move {
        let next = timeout_at(until, body.next()).await.map_err(|_| FormError::Broken)?;
        let Some(chunk) = next else { return Ok(None) };
        let chunk = chunk.map_err(|_| FormError::Broken)?;
        let until = patience.after(until, chunk.len(), monotonic::now());
        let seen = seen.saturating_add(chunk.len());
        if seen > most {
            return Err(FormError::TooLarge);
        }
        heads.pass(&chunk)?;
        Ok(Some((chunk, (body, heads, seen, until))))
    })
}

/// The position within the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Preamble,
    Head,
    Contents,
}

/// Tracks where heads begin and end: the parser buffers them whole and scans them again whenever more arrives.
struct Heads {
    place: Place,
    /// The end of a part's contents: a line break and the boundary.
    delimiter: Vec<u8>,
    /// How much of a head, or of what precedes the first part, has been read.
    length: usize,
    parts: usize,
    /// The last bytes, which may begin a delimiter.
    last: Vec<u8>,
}

impl Heads {
    fn new(boundary: &str) -> Self {
        let delimiter = format!("\r\n--{boundary}").into_bytes();
        Self { place: Place::Preamble, delimiter, length: 0, parts: 0, last: Vec::new() }
    }

    fn pass(&mut self, chunk: &[u8]) -> Result<(), FormError> {
        let passing = [self.last.as_slice(), chunk].concat();
        let mut rest = passing.as_slice();
        loop {
            let end = match self.place {
                Place::Preamble => &self.delimiter[2..],
                Place::Head => b"\r\n\r\n",
                Place::Contents => &self.delimiter,
            };
            let found = memmem::find(rest, end);
            let passed = found.unwrap_or(rest.len().saturating_sub(end.len() - 1));
            if self.place != Place::Contents {
                self.length += passed;
            }
            if self.length > LONGEST_HEAD || self.parts > MOST_PARTS {
                return Err(FormError::Broken);
            }
            let Some(at) = found else {
                self.last = rest[passed..].to_vec();
                return Ok(());
            };
            rest = &rest[at + end.len()..];
            self.length = 0;
            self.place = match self.place {
                Place::Head => Place::Contents,
                Place::Preamble | Place::Contents => {
                    self.parts += 1;
                    Place::Head
                }
            };
        }
    }
}
