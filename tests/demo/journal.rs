//! Files and time.

use std::ffi::{CStr, OsStr};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::raw::c_char;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

fn keep(folder: &Path, entries: u32) -> io::Result<String> {
    let path: PathBuf = folder.join("journal.txt");
    let started = SystemTime::now();
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .read(true)
        .open(&path)?;
    for entry in 0..entries {
        writeln!(
            file,
            "{entry:04} {:?}",
            Duration::from_millis(u64::from(entry) * 1500)
        )?;
    }
    file.seek(SeekFrom::Start(0))?;
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let last = BufReader::new(File::open(&path)?)
        .lines()
        .last()
        .transpose()?
        .unwrap_or_default();
    // A file system may keep its times coarser than the clock: allow two seconds.
    let written = fs::metadata(&path)?.modified()? + Duration::from_secs(2);
    let fresh = written.duration_since(started).is_ok();
    let names: io::Result<Vec<_>> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name()))
        .collect();
    let found = names?
        .iter()
        .any(|name| name.as_os_str() == OsStr::new("journal.txt"));
    fs::remove_file(&path)?;
    let gone = File::open(&path).unwrap_err().kind();
    Ok(format!(
        "{}, last {last:?}, found {found}, fresh {fresh}, then {gone:?}",
        sums::label(&text)
    ))
}

/// Writes a journal in `folder`, reads it back, removes it, and tells what it saw.
#[no_mangle]
pub unsafe extern "C" fn journal_keep(
    folder: *const c_char,
    entries: u32,
    out: *mut c_char,
    capacity: usize,
) {
    let folder = Path::new(OsStr::from_bytes(CStr::from_ptr(folder).to_bytes()));
    let line = keep(folder, entries).unwrap_or_else(|error| format!("error: {error}"));
    let length = line.len().min(capacity - 1);
    std::ptr::copy_nonoverlapping(line.as_ptr(), out.cast(), length);
    *out.add(length) = 0;
}

/// 1 when the steady clock advances by what was slept, or more.
#[no_mangle]
pub extern "C" fn journal_clock_runs() -> i32 {
    let start = Instant::now();
    std::thread::sleep(Duration::from_millis(5));
    i32::from(start.elapsed() >= Duration::from_millis(5))
}
