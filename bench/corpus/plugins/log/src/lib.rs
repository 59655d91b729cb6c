//! Structured logging with tracing, written as JSON and read back.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing::{debug, info, info_span, warn};
use tracing_subscriber::{fmt::MakeWriter, EnvFilter};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .map_err(|_| io::ErrorKind::Other)?
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Lines;
    fn make_writer(&'a self) -> Lines {
        self.clone()
    }
}

abi::export!(plug_log_run, work);

fn work() -> Result<String, Box<dyn std::error::Error>> {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .without_time()
        .with_env_filter(EnvFilter::new("info,plug_log[play{track=7}]=debug"))
        .with_writer(lines.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        debug!("unheard");
        let _span = info_span!("play", track = 7).entered();
        info!(seconds = 3.5, "started");
        warn!(error = %io::ErrorKind::BrokenPipe, "stopped");
    });
    let text = String::from_utf8(lines.0.lock().map_err(|_| "poisoned")?.clone())?;
    let levels: Result<Vec<String>, serde_json::Error> = text
        .lines()
        .map(|line| Ok(serde_json::from_str::<serde_json::Value>(line)?["level"].to_string()))
        .collect();
    let tracks = regex::Regex::new("\"track\":7")?.find_iter(&text).count();
    Ok(format!(
        "{} tracks={tracks} {}",
        levels?.join(" "),
        abi::checksum(text.as_bytes())
    ))
}
