//! Examines a file's content, whatever its name: images are decoded and re-encoded, so that nothing but the picture is kept; PDFs
//! are parsed. Runs in a separate process (see [`super::checker`]).

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgba, RgbaImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
    metadata::Orientation,
};

use super::{jpeg, pdf, verdict::Kept};
use crate::domain::{
    document::{FileProblem, MediaType},
    photo::Cut,
};

/// The maximum number of pixels of a picture, and its longest side: enough for a large scan or a good camera.
const MOST_POINTS: u64 = 50_000_000;
const LONGEST_SIDE: u32 = 20_000;
/// The maximum memory that a decoder may take, in bytes.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// The longest side of the thumbnail, in pixels.
const PREVIEW_SIDE: u32 = 480;
/// The maximum size of a stored logo: three pixels for each of those where it is shown.
const LOGO: (u32, u32) = (600, 120);
/// High enough for no visible loss.
const JPEG_QUALITY: u8 = 92;

/// Examines a file whose first bytes indicate this type.
///
/// # Errors
/// Why it is refused.
pub fn check(bytes: &[u8], media: MediaType) -> Result<Kept, FileProblem> {
    match media {
        MediaType::Pdf => pdf::check(bytes).map(|()| Kept { bytes: Vec::new(), preview: Vec::new() }),
        MediaType::Png | MediaType::Jpeg => picture(bytes, media),
    }
}

/// A photo cropped from the middle of a picture, and its thumbnail, as JPEG: each with exactly the dimensions that browsers are
/// told.
///
/// # Errors
/// Why the picture is refused.
pub fn photo(bytes: &[u8], media: MediaType, cut: Cut) -> Result<Kept, FileProblem> {
    if !media.is_image() {
        return Err(FileProblem::NotAPicture);
    }
    let picture = decoded(bytes, media)?;
    let (width, height) = proportioned((picture.width(), picture.height()), cut.large);
    let middle = picture.crop_imm((picture.width() - width) / 2, (picture.height() - height) / 2, width, height);
    let sized = |(across, down): (u32, u32)| match width > across {
        true => middle.thumbnail_exact(across, down),
        false => middle.resize_exact(across, down, FilterType::Triangle),
    };
    Ok(Kept {
        bytes: encoded(on_white(sized(cut.large)), MediaType::Jpeg)?,
        preview: encoded(on_white(sized(cut.small)), MediaType::Jpeg)?,
    })
}

/// The largest width and height that fit, with this aspect ratio.
fn proportioned((width, height): (u32, u32), (across, down): (u32, u32)) -> (u32, u32) {
    let fitting = |whole: u32, part: u32, of: u32| {
        let length = u64::from(whole) * u64::from(part) / u64::from(of);
        u32::try_from(length).unwrap_or(u32::MAX).max(1)
    };
    let wide = fitting(height, across, down);
    if wide <= width { (wide, height) } else { (width, fitting(width, down, across)) }
}

/// JPEG has no transparency: the background becomes white.
fn on_white(picture: DynamicImage) -> DynamicImage {
    let mut ground = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    imageops::overlay(&mut ground, &picture.into_rgba8(), 0, 0);
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(ground).into_rgb8())
}

/// A picture scaled down to fit the page header, as PNG: transparency is kept.
///
/// # Errors
/// Why the picture is refused.
pub fn logo(bytes: &[u8], media: MediaType) -> Result<Kept, FileProblem> {
    if !media.is_image() {
        return Err(FileProblem::NotAPicture);
    }
    let picture = decoded(bytes, media)?;
    let is_large = picture.width() > LOGO.0 || picture.height() > LOGO.1;
    let small = if is_large { picture.thumbnail(LOGO.0, LOGO.1) } else { picture };
    Ok(Kept { bytes: encoded(DynamicImage::ImageRgba8(small.into_rgba8()), MediaType::Png)?, preview: Vec::new() })
}

fn picture(bytes: &[u8], media: MediaType) -> Result<Kept, FileProblem> {
    let picture = decoded(bytes, media)?;
    let is_large = picture.width().max(picture.height()) > PREVIEW_SIDE;
    let small = if is_large { picture.thumbnail(PREVIEW_SIDE, PREVIEW_SIDE) } else { picture.clone() };
    let small = if small.color().has_alpha() {
        DynamicImage::ImageRgba8(small.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(small.into_rgb8())
    };
    let preview = encoded(small, MediaType::Png)?;
    Ok(Kept { bytes: encoded(picture, media)?, preview })
}

/// The decoded picture, turned upright.
fn decoded(bytes: &[u8], media: MediaType) -> Result<DynamicImage, FileProblem> {
    let format = if media == MediaType::Png { ImageFormat::Png } else { ImageFormat::Jpeg };
    if media == MediaType::Jpeg {
        jpeg::refuse_others(bytes)?;
    }
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(problem)?;
    // Dimensions announced in the header are checked before anything is decompressed.
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_POINTS || decoder.total_bytes() > MOST_MEMORY {
        return Err(FileProblem::TooManyPoints);
    }
    // The only metadata that matters: the orientation.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = match media {
        MediaType::Jpeg => jpeg::decode(bytes)?,
        _ => DynamicImage::from_decoder(decoder).map_err(problem)?,
    };
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn encoded(picture: DynamicImage, media: MediaType) -> Result<Vec<u8>, FileProblem> {
    let mut out = Cursor::new(Vec::new());
    let done = match (media, picture) {
        (MediaType::Png, picture) => picture.write_to(&mut out, ImageFormat::Png),
        (_, picture @ (DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_))) => {
            JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY).encode_image(&picture)
        }
        (_, picture) => JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY).encode_image(&picture.into_rgb8()),
    };
    done.map_err(problem)?;
    Ok(out.into_inner())
}

fn problem(error: ImageError) -> FileProblem {
    match error {
        ImageError::Limits(_) => FileProblem::TooManyPoints,
        _ => FileProblem::Damaged,
    }
}
