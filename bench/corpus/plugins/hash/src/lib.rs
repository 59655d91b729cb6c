//! Digests: blake3 (assembler objects) and SHA-2.

use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine};
use sha2::{Digest, Sha256, Sha512};

abi::export!(plug_hash_run, work);

fn work() -> Result<String, Box<dyn std::error::Error>> {
    let data = abi::sample(100_000);
    let mut out = [0; 40];
    blake3::Hasher::new_derive_key("corpus")
        .update(&data)
        .finalize_xof()
        .fill(&mut out);
    Ok(format!(
        "{} {} {} {}",
        blake3::hash(&data).to_hex(),
        URL_SAFE_NO_PAD.encode(out),
        URL_SAFE_NO_PAD.encode(Sha256::digest(&data)),
        &URL_SAFE_NO_PAD.encode(Sha512::digest(&data))[..20]
    ))
}
