//! Reads, changes and writes JSON with serde.

use base64::{engine::general_purpose::STANDARD, Engine};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Deserialize, Serialize)]
struct Track {
    title: String,
    seconds: f64,
    #[serde(default)]
    tags: BTreeMap<String, serde_json::Value>,
    cover: Option<String>,
}

abi::export!(plug_json_run, work);

fn work() -> Result<String, Box<dyn std::error::Error>> {
    let mut tracks: Vec<Track> = serde_json::from_str(
        r#"[{"title": "Ümläut", "seconds": 61.25, "tags": {"year": 1977, "live": true}},
            {"title": "b", "seconds": 1e-3, "cover": null}]"#,
    )?;
    tracks[1].cover = Some(STANDARD.encode(abi::sample(48)));
    let text = serde_json::to_string_pretty(&tracks)?;
    let wrong = serde_json::from_str::<Vec<Track>>("[{\"title\": 3}]").unwrap_err();
    Ok(format!(
        "{} bytes {} ({wrong})",
        text.len(),
        abi::checksum(text.as_bytes())
    ))
}
