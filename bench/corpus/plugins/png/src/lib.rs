//! Writes and reads back a PNG picture.

abi::export!(plug_png_run, work);

fn work() -> Result<String, Box<dyn std::error::Error>> {
    let pixels = abi::sample(64 * 48 * 3);
    let mut file = Vec::new();
    {
        let mut encoder = png::Encoder::new(&mut file, 64, 48);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.add_itxt_chunk("Title".to_owned(), "corpus".to_owned())?;
        encoder.write_header()?.write_image_data(&pixels)?;
    }
    let mut reader = png::Decoder::new(file.as_slice()).read_info()?;
    let mut back = vec![0; reader.output_buffer_size()];
    let info = reader.next_frame(&mut back)?;
    let mut crc = flate2::Crc::new();
    crc.update(&back);
    Ok(format!(
        "{}x{} same={} crc={:08x}",
        info.width,
        info.height,
        back == pixels,
        crc.sum()
    ))
}
