//! A checksum that two of the demo's libraries depend on: an ordinary crate of one's own.

/// CRC-32, as in ISO 3309 (the one of zip and Ethernet).
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0_u32; 256];
    for (index, entry) in table.iter_mut().enumerate() {
        *entry = (0..8).fold(index as u32, |crc, _| {
            if crc & 1 == 1 {
                0xedb8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            }
        });
    }
    !bytes.iter().fold(!0, |crc, byte| {
        table[((crc ^ u32::from(*byte)) & 0xff) as usize] ^ (crc >> 8)
    })
}

/// The checksum as it is printed.
pub fn label(bytes: &[u8]) -> String {
    format!("{} bytes, crc {:08x}", bytes.len(), crc32(bytes))
}
