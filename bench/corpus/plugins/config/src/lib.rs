//! Settings in TOML, a document in XML, and the URLs in them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Deserialize, Serialize)]
struct Settings {
    name: String,
    ports: Vec<u16>,
    sources: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Feed {
    #[serde(rename = "@lang")]
    lang: String,
    #[serde(default)]
    item: Vec<String>,
}

abi::export!(plug_config_run, work);

fn work() -> Result<String, Box<dyn std::error::Error>> {
    let settings: Settings = toml::from_str(
        "name = 'corpus'\nports = [80, 8080]\n[sources]\na = 'https://müller.example/../x?q=ä#top'\nb = 'file:///tmp/b c'\n",
    )?;
    let urls: Result<Vec<String>, _> = settings
        .sources
        .values()
        .map(|text| url::Url::parse(text).map(|url| url.to_string()))
        .collect();
    let feed: Feed =
        quick_xml::de::from_str("<feed lang='de'><item>a &amp; b</item><item>c</item></feed>")?;
    let written = toml::to_string_pretty(&settings)?;
    let wrong = toml::from_str::<Settings>("name = 3").unwrap_err();
    let wrong = abi::checksum(wrong.to_string().as_bytes());
    Ok(format!(
        "{} {} {:?} {} {wrong}",
        urls?.join(" "),
        feed.lang,
        feed.item,
        abi::checksum(written.as_bytes())
    ))
}
