//! Strings and formatting.

use std::ffi::{c_void, CStr};
use std::fmt::Write;
use std::os::raw::c_char;

/// Copies `text` and a NUL to `out` as far as `capacity` bytes reach.
unsafe fn give(text: &str, out: *mut c_char, capacity: usize) {
    let length = text.len().min(capacity - 1);
    std::ptr::copy_nonoverlapping(text.as_ptr(), out.cast(), length);
    *out.add(length) = 0;
}

/// Each word with a capital, in any script. Bytes that are no UTF-8 become U+FFFD.
#[no_mangle]
pub unsafe extern "C" fn phrase_title(text: *const c_char, out: *mut c_char, capacity: usize) {
    let text = CStr::from_ptr(text).to_string_lossy();
    let words = text.split_whitespace().map(|word| {
        let mut letters = word.chars();
        let first: String = letters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .collect();
        first + &letters.as_str().to_lowercase()
    });
    give(&words.collect::<Vec<_>>().join(" "), out, capacity);
}

/// A line of numbers in several notations.
#[no_mangle]
pub unsafe extern "C" fn phrase_numbers(
    values: *const f64,
    count: usize,
    out: *mut c_char,
    capacity: usize,
) {
    let mut line = String::new();
    for value in std::slice::from_raw_parts(values, count) {
        let _ = write!(line, "[{:>9.3}|{:e}|{:#06x}]", value, value, *value as i64);
    }
    let parsed: f64 = "6.02214076e23".parse().unwrap_or(0.0);
    let _ = write!(line, " {parsed:?} {:p}", std::ptr::null::<c_void>());
    give(&line, out, capacity);
}
