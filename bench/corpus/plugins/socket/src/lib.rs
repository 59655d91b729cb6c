//! A WebSocket conversation over loopback.

use std::net::{TcpListener, TcpStream};
use tungstenite::Message;

type Failure = Box<dyn std::error::Error>;

abi::export!(plug_socket_run, work);

fn serve(listener: &TcpListener) -> Result<usize, String> {
    let (stream, _) = listener.accept().map_err(|error| error.to_string())?;
    let mut socket = tungstenite::accept(stream).map_err(|error| error.to_string())?;
    let mut count = 0;
    loop {
        match socket.read() {
            Ok(Message::Close(_)) | Err(_) => return Ok(count),
            Ok(message) => {
                count += 1;
                socket
                    .send(Message::text(abi::checksum(&message.into_data())))
                    .map_err(|error| error.to_string())?;
            }
        }
    }
}

fn work() -> Result<String, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = std::thread::spawn(move || serve(&listener));
    let target = url::Url::parse(&format!("ws://{address}/chat"))?;
    let (mut socket, response) =
        tungstenite::client(target.as_str(), TcpStream::connect(address)?)?;
    let mut replies = Vec::new();
    for message in [
        serde_json::json!({"hello": [1, 2]}).to_string(),
        "x".repeat(70_000),
    ] {
        socket.send(Message::text(message))?;
        replies.push(socket.read()?.into_text()?.to_string());
    }
    socket.close(None)?;
    while socket.read().is_ok() {}
    let count = server.join().map_err(|_| "the server panicked")??;
    Ok(format!(
        "{} {count} {}",
        response.status(),
        replies.join(" ")
    ))
}
