//! Fetches JSON with reqwest from a server on loopback that answers compressed.

use flate2::{write::GzEncoder, Compression};
use std::io::Write;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

type Failure = Box<dyn std::error::Error>;

abi::export!(plug_fetch_run, work);

async fn serve(listener: tokio::net::TcpListener) -> std::io::Result<()> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(br#"{"tracks": [3, 1, 2], "next": null}"#)?;
    let body = encoder.finish()?;
    let (mut stream, _) = listener.accept().await?;
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await?;
    stream.shutdown().await
}

fn work() -> Result<String, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/tracks", listener.local_addr()?);
        tokio::spawn(serve(listener));
        let client = reqwest::Client::builder()
            .no_proxy()
            .user_agent("corpus")
            .build()?;
        let response = client
            .get(&url)
            .query(&[("sort", "by name")])
            .send()
            .await?;
        let (status, query) = (response.status(), response.url().query().map(str::to_owned));
        let json: serde_json::Value = response.json().await?;
        Ok(format!("{status} {query:?} {json}"))
    })
}
