//! Decodes JPEG more strictly than viewers do: they paint missing parts of a picture grey.

mod codes;
mod scan;

use image::{DynamicImage, GrayImage, RgbImage};
use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

use crate::domain::document::FileProblem;

const START_OF_SCAN: u8 = 0xda;

/// Refuses what ordinary decoders do not support: lossless, hierarchical and arithmetic coding.
///
/// # Errors
/// The unsupported coding.
pub fn refuse_others(bytes: &[u8]) -> Result<(), FileProblem> {
    let mut rest = bytes.get(2..).ok_or(FileProblem::Damaged)?;
    loop {
        let (kind, after) = codes::marker(rest).ok_or(FileProblem::Damaged)?;
        match kind {
            START_OF_SCAN => return Ok(()),
            // 0xc4, 0xc8 and 0xcc are in this range but do not start frames.
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Err(FileProblem::RareJpeg),
            _ => {}
        }
        let length = after.first_chunk().map(|length| usize::from(u16::from_be_bytes(*length)));
        rest = length.and_then(|length| after.get(length..)).ok_or(FileProblem::Damaged)?;
    }
}

/// The complete picture.
///
/// # Errors
/// The verdict for a file with missing or meaningless parts.
pub fn decode(bytes: &[u8]) -> Result<DynamicImage, FileProblem> {
    if !scan::is_whole(bytes) {
        return Err(FileProblem::Damaged);
    }
    let options = DecoderOptions::default().set_strict_mode(true).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| FileProblem::Damaged)?;
    let is_grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
    let colours = if is_grey { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(decoder.options().jpeg_set_out_colorspace(colours));
    let points = decoder.decode().map_err(|_| FileProblem::Damaged)?;
    let (width, height) = decoder.dimensions().ok_or(FileProblem::Damaged)?;
    let side = |side| u32::try_from(side).map_err(|_| FileProblem::Damaged);
    let (width, height) = (side(width)?, side(height)?);
    let picture = if is_grey {
        GrayImage::from_raw(width, height, points).map(DynamicImage::ImageLuma8)
    } else {
        RgbImage::from_raw(width, height, points).map(DynamicImage::ImageRgb8)
    };
    picture.ok_or(FileProblem::Damaged)
}
