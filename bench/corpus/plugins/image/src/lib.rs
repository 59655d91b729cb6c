//! Scales a picture and passes it through several file formats.

use image::{imageops::FilterType, DynamicImage, ImageFormat, RgbImage};
use rayon::prelude::*;
use std::io::Cursor;

abi::export!(plug_image_run, work);

fn work() -> Result<String, Box<dyn std::error::Error>> {
    let pixels = RgbImage::from_raw(96, 64, abi::sample(96 * 64 * 3)).ok_or("wrong size")?;
    let picture = DynamicImage::ImageRgb8(pixels)
        .resize(48, 48, FilterType::Triangle)
        .grayscale();
    let formats = [
        ImageFormat::Bmp,
        ImageFormat::Gif,
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::Tiff,
    ];
    let lines: Result<Vec<String>, image::ImageError> = formats
        .par_iter()
        .map(|format| {
            let mut file = Cursor::new(Vec::new());
            picture.to_rgb8().write_to(&mut file, *format)?;
            let back = image::load_from_memory_with_format(file.get_ref(), *format)?.to_luma8();
            let near = back
                .iter()
                .zip(picture.to_luma8().iter())
                .all(|(a, b)| a.abs_diff(*b) < 40);
            Ok(format!(
                "{format:?}:{}x{}:{near}",
                back.width(),
                back.height()
            ))
        })
        .collect();
    Ok(lines?.join(" "))
}
