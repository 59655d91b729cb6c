//! What every plugin exports: one C function that does its work and writes one line of text.
//!
//! `size_t plug_NAME_run(char *out, size_t capacity)` writes at most `capacity` bytes, the terminating NUL
//! included, and returns the length of the text without it. The text is the same in every run.

use std::ffi::c_char;
use std::fmt::Write;
use std::panic::{catch_unwind, UnwindSafe};

/// Runs `work` and writes what it returns to `out`. No panic crosses the border to C.
///
/// # Safety
/// `out` points to at least `capacity` writable bytes.
pub unsafe fn reply(
    out: *mut c_char,
    capacity: usize,
    work: impl FnOnce() -> Result<String, Box<dyn std::error::Error>> + UnwindSafe,
) -> usize {
    let text = match catch_unwind(work) {
        Ok(Ok(text)) => text,
        Ok(Err(error)) => format!("error: {error}"),
        Err(_) => "panicked".to_owned(),
    };
    if capacity == 0 {
        return 0;
    }
    let length = text.len().min(capacity - 1);
    std::ptr::copy_nonoverlapping(text.as_ptr(), out.cast::<u8>(), length);
    *out.add(length) = 0;
    length
}

/// FNV-1a, to put much output into few characters.
pub fn checksum(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut text = String::new();
    let _ = write!(text, "{hash:016x}");
    text
}

/// Bytes that look like measured data: they compress, but not to nothing.
pub fn sample(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..length)
        .map(|index| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (index / 16) as u8 ^ (state & 7) as u8
        })
        .collect()
}

/// Defines the plugin's C function from a Rust one that returns the text.
#[macro_export]
macro_rules! export {
    ($name:ident, $work:path) => {
        /// # Safety
        /// `out` points to at least `capacity` writable bytes.
        #[no_mangle]
        pub unsafe extern "C" fn $name(out: *mut std::ffi::c_char, capacity: usize) -> usize {
            $crate::reply(out, capacity, $work)
        }
    };
}
