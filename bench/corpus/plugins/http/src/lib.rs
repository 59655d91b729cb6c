//! A hyper server and a hyper client that talk over loopback, HTTP/1 and HTTP/2.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, service::service_fn, Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};

type Failure = Box<dyn std::error::Error>;

abi::export!(plug_http_run, work);

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await?.to_bytes();
    Ok(Response::new(Full::new(Bytes::from(format!(
        "{path} {}",
        abi::checksum(&body)
    )))))
}

async fn talk(listener: &TcpListener, two: bool) -> Result<String, Failure> {
    let address = listener.local_addr()?;
    let serve = async {
        let (stream, _) = listener.accept().await?;
        let io = TokioIo::new(stream);
        tokio::spawn(async move {
            if two {
                let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
                server.serve_connection(io, service_fn(answer)).await
            } else {
                hyper::server::conn::http1::Builder::new()
                    .serve_connection(io, service_fn(answer))
                    .await
            }
        });
        Ok::<_, Failure>(())
    };
    let (served, stream) = tokio::join!(serve, TcpStream::connect(address));
    served?;
    let io = TokioIo::new(stream?);
    let request = Request::post("http://corpus/upload").header("host", "corpus");
    let request = request.body(Full::new(Bytes::from(abi::sample(20_000))))?;
    let response = if two {
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), io).await?;
        tokio::spawn(connection);
        sender.send_request(request).await?
    } else {
        let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await?;
        tokio::spawn(connection);
        sender.send_request(request).await?
    };
    let (status, version) = (response.status(), response.version());
    let body = response.into_body().collect().await?.to_bytes();
    Ok(format!(
        "{version:?} {status} {}",
        String::from_utf8_lossy(&body)
    ))
}

fn work() -> Result<String, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        Ok(format!(
            "{} | {}",
            talk(&listener, false).await?,
            talk(&listener, true).await?
        ))
    })
}
