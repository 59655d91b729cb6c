//! Compresses with zlib's format and with zstd (C objects), and checks what comes back.

use flate2::{read::GzDecoder, write::GzEncoder, Compression};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};

abi::export!(plug_pack_run, work);

fn work() -> Result<String, Box<dyn std::error::Error>> {
    let data = abi::sample(300_000);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(&data)?;
    let gz = encoder.finish()?;
    let mut back = Vec::new();
    GzDecoder::new(gz.as_slice()).read_to_end(&mut back)?;
    let zst = zstd::encode_all(data.as_slice(), 5)?;
    let again = zstd::decode_all(zst.as_slice())?;
    let digest: String = Sha256::digest(&back)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(format!(
        "gz {} zstd {} same={} {digest}",
        gz.len(),
        zst.len(),
        back == data && again == data
    ))
}
