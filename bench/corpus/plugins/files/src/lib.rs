//! Asynchronous files and channels with tokio, compressed with zstd on the way.

use bytes::{Bytes, BytesMut};
use futures_util::{stream, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

type Failure = Box<dyn std::error::Error>;

abi::export!(plug_files_run, work);

async fn round_trip(index: usize) -> Result<Bytes, std::io::Error> {
    let path = std::env::temp_dir().join(format!("corpus-{}-{index}", std::process::id()));
    let packed = zstd::encode_all(abi::sample(10_000 * (index + 1)).as_slice(), 3)?;
    let mut file = tokio::fs::File::create(&path).await?;
    file.write_all(&packed).await?;
    file.flush().await?;
    let mut file = tokio::fs::File::open(&path).await?;
    let mut bytes = BytesMut::new();
    while file.read_buf(&mut bytes).await? > 0 {}
    tokio::fs::remove_file(&path).await?;
    Ok(Bytes::from(zstd::decode_all(bytes.as_ref())?))
}

fn work() -> Result<String, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let (sender, mut receiver) = tokio::sync::mpsc::channel(4);
        let files: Vec<_> = stream::iter(0..6)
            .map(round_trip)
            .buffered(3)
            .collect()
            .await;
        tokio::spawn(async move {
            for file in files.into_iter().flatten() {
                if sender.send(file).await.is_err() {
                    return;
                }
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        });
        let mut sums = Vec::new();
        while let Some(file) = receiver.recv().await {
            sums.push(format!("{}:{}", file.len(), &abi::checksum(&file)[..6]));
        }
        Ok(sums.join(" "))
    })
}
