//! A TLS handshake between two rustls ends in memory, with ring's cryptography (C and assembler objects).

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};
use std::io::{Read, Write};
use std::sync::Arc;

abi::export!(plug_tls_run, work);

fn talk(
    version: &'static rustls::SupportedProtocolVersion,
) -> Result<String, Box<dyn std::error::Error>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = rcgen::generate_simple_self_signed(["corpus.test".to_owned()])?;
    let certificate = key.cert.der().clone();
    let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.key_pair.serialize_der()));
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone())?;
    let server = ServerConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[version])?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], secret)?;
    let client = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut server = ServerConnection::new(Arc::new(server))?;
    let mut client = ClientConnection::new(Arc::new(client), ServerName::try_from("corpus.test")?)?;

    client.writer().write_all(&abi::sample(5_000))?;
    let mut received = Vec::new();
    while received.len() < 5_000 {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire)?;
        }
        let mut rest = wire.as_slice();
        while !rest.is_empty() {
            server.read_tls(&mut rest)?;
            let state = server.process_new_packets()?;
            let mut plain = vec![0; state.plaintext_bytes_to_read()];
            server.reader().read_exact(&mut plain)?;
            received.extend(plain);
        }
        wire.clear();
        while server.wants_write() {
            server.write_tls(&mut wire)?;
        }
        let mut rest = wire.as_slice();
        while !rest.is_empty() {
            client.read_tls(&mut rest)?;
            client.process_new_packets()?;
        }
    }
    Ok(format!(
        "{:?} {}",
        client.protocol_version().ok_or("no version")?,
        abi::checksum(&received)
    ))
}

fn work() -> Result<String, Box<dyn std::error::Error>> {
    Ok(format!(
        "{} {}",
        talk(&rustls::version::TLS12)?,
        talk(&rustls::version::TLS13)?
    ))
}
