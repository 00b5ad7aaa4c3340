//! `WebDriver` over a plain socket: one request a connection, JSON both ways.

use super::{Outcome, Trouble};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// Longer than anything that a test waits for in one request.
const TIMEOUT: Duration = Duration::from_mins(2);

/// A driver's address.
pub(super) struct Wire {
    address: SocketAddr,
}

impl Wire {
    pub(super) fn new(port: u16) -> Self {
        Self { address: (Ipv4Addr::LOCALHOST, port).into() }
    }

    /// Sends `GET` and gives the answer's `value`.
    pub(super) fn get(&self, path: &str) -> Outcome<Value> {
        self.send("GET", path, "")
    }

    /// Sends `POST` and gives the answer's `value`.
    pub(super) fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        self.send("POST", path, &body.to_string())
    }

    /// Sends `DELETE` and gives the answer's `value`.
    pub(super) fn delete(&self, path: &str) -> Outcome<Value> {
        self.send("DELETE", path, "")
    }

    fn send(&self, method: &str, path: &str, body: &str) -> Outcome<Value> {
        let text = self
            .exchange(method, path, body)
            .map_err(|error| Trouble(format!("{method} {path}: {error}")))?;
        let (head, content) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut answer: Value = serde_json::from_str(content)
            .map_err(|error| Trouble(format!("{method} {path}: {error} in {head}\n{content}")))?;
        let value = answer.get_mut("value").map(Value::take).unwrap_or_default();
        if head.split(' ').nth(1) == Some("200") {
            return Ok(value);
        }
        let said = |member: &str| value.get(member).and_then(Value::as_str).unwrap_or_default();
        Err(Trouble(format!("{method} {path}: {} {}", said("error"), said("message"))))
    }

    fn exchange(&self, method: &str, path: &str, body: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&self.address, TIMEOUT)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        let (host, length) = (self.address, body.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

/// A port that nothing listens on at this moment.
pub(super) fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Trouble::new)?;
    Ok(listener.local_addr().map_err(Trouble::new)?.port())
}
