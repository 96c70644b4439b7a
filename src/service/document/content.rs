//! What is in a file, whatever it is called: images are decoded and encoded anew, so that nothing but the picture is kept;
//! PDFs are parsed.

use std::io::Cursor;

use bytes::Bytes;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    metadata::Orientation,
};
use tokio::sync::Semaphore;

use super::pdf;
use crate::{
    domain::document::{FileProblem, MediaType},
    service::{Failure, Outcome},
};

/// How many files are looked at in one process at once: a picture takes some hundred megabytes while it is.
static PLACES: Semaphore = Semaphore::const_new(2);

/// The most points of a picture, and the longest side: a large scan, a good camera.
const MOST_POINTS: u64 = 50_000_000;
const LONGEST_SIDE: u32 = 20_000;
/// The most memory that a decoder may take, in bytes.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// The longest side of the small picture.
const PREVIEW_SIDE: u32 = 480;
/// Fine enough that nothing is lost to the eye.
const JPEG_QUALITY: u8 = 92;

/// A file as it is kept.
#[derive(Debug)]
pub struct Checked {
    /// What it is.
    pub media: MediaType,
    /// Its bytes.
    pub bytes: Bytes,
    /// A small picture of it, as PNG.
    pub preview: Option<Bytes>,
}

/// Looks at a file, on a thread that may be busy for a while.
///
/// # Errors
/// Why it is not taken.
pub async fn check(bytes: Vec<u8>) -> Outcome<Result<Checked, FileProblem>> {
    let place = PLACES.acquire().await.map_err(|e| Failure::Fault(e.to_string()))?;
    let looked = tokio::task::spawn_blocking(move || {
        // Given back when the work is done, also where nobody waits for it any more.
        let _place = place;
        check_now(bytes)
    });
    // A parser that gives up on a file for good: the file's fault.
    Ok(looked.await.unwrap_or(Err(FileProblem::Damaged)))
}

fn check_now(bytes: Vec<u8>) -> Result<Checked, FileProblem> {
    if bytes.is_empty() {
        return Err(FileProblem::Missing);
    }
    match MediaType::sniff(&bytes).ok_or(FileProblem::WrongKind)? {
        MediaType::Pdf => {
            pdf::check(&bytes)?;
            Ok(Checked { media: MediaType::Pdf, bytes: bytes.into(), preview: None })
        }
        media => picture(&bytes, media),
    }
}

fn picture(bytes: &[u8], media: MediaType) -> Result<Checked, FileProblem> {
    let format = if media == MediaType::Png { ImageFormat::Png } else { ImageFormat::Jpeg };
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(problem)?;
    // What the head promises is refused before any of it is unpacked.
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_POINTS || decoder.total_bytes() > MOST_MEMORY {
        return Err(FileProblem::TooManyPoints);
    }
    // The one thing in the metadata that matters: which side is up.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(problem)?;
    picture.apply_orientation(orientation);
    let small =
        if width.max(height) > PREVIEW_SIDE { picture.thumbnail(PREVIEW_SIDE, PREVIEW_SIDE) } else { picture.clone() };
    let small = if small.color().has_alpha() {
        DynamicImage::ImageRgba8(small.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(small.into_rgb8())
    };
    let preview = Some(encoded(small, MediaType::Png)?);
    Ok(Checked { media, bytes: encoded(picture, media)?, preview })
}

fn encoded(picture: DynamicImage, media: MediaType) -> Result<Bytes, FileProblem> {
    let mut out = Cursor::new(Vec::new());
    let done = match (media, picture) {
        (MediaType::Png, picture) => picture.write_to(&mut out, ImageFormat::Png),
        (_, picture @ (DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_))) => {
            JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY).encode_image(&picture)
        }
        (_, picture) => JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY).encode_image(&picture.into_rgb8()),
    };
    done.map_err(problem)?;
    Ok(out.into_inner().into())
}

fn problem(error: ImageError) -> FileProblem {
    match error {
        ImageError::Limits(_) => FileProblem::TooManyPoints,
        _ => FileProblem::Damaged,
    }
}
