//! Networking, on loopback.

use std::ffi::CStr;
use std::io::{self, Read, Write};
use std::net::{
    Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs, UdpSocket,
};
use std::os::raw::c_char;
use std::thread;
use std::time::Duration;

fn tcp(message: &[u8]) -> io::Result<Vec<u8>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let server = thread::spawn(move || -> io::Result<u64> {
        let (mut stream, _) = listener.accept()?;
        let mut reader = stream.try_clone()?;
        io::copy(&mut reader, &mut stream)
    });
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.write_all(message)?;
    stream.shutdown(Shutdown::Write)?;
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply)?;
    server
        .join()
        .map_err(|_| io::Error::from(io::ErrorKind::Other))??;
    Ok(reply)
}

fn udp(message: &[u8]) -> io::Result<Vec<u8>> {
    let (here, there) = (
        UdpSocket::bind("127.0.0.1:0")?,
        UdpSocket::bind("127.0.0.1:0")?,
    );
    there.set_read_timeout(Some(Duration::from_secs(5)))?;
    here.send_to(message, there.local_addr()?)?;
    let mut buffer = [0; 1024];
    let (length, _) = there.recv_from(&mut buffer)?;
    Ok(buffer[..length].to_vec())
}

fn round(message: &[u8]) -> io::Result<String> {
    let resolved = "127.0.0.1:80".to_socket_addrs()?.next();
    let parsed: Result<SocketAddr, _> = "[::ffff:10.0.0.1]:443".parse();
    let refused = "not an address".parse::<Ipv6Addr>().is_err();
    let (stream, datagram) = (tcp(&message.repeat(500))?, udp(message)?);
    Ok(format!(
        "tcp {}; udp {}; {resolved:?} {parsed:?} {refused}",
        sums::label(&stream),
        sums::label(&datagram)
    ))
}

/// Sends `message` to itself over TCP and UDP, and tells what came back.
#[no_mangle]
pub unsafe extern "C" fn echo_round(message: *const c_char, out: *mut c_char, capacity: usize) {
    let line =
        round(CStr::from_ptr(message).to_bytes()).unwrap_or_else(|error| format!("error: {error}"));
    let length = line.len().min(capacity - 1);
    std::ptr::copy_nonoverlapping(line.as_ptr(), out.cast(), length);
    *out.add(length) = 0;
}
