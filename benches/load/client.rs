//! A small HTTP/1.1 client over one kept-alive connection: enough to query our own server, and cheap, because it shares the machine
//! with it. The scenarios check the responses.

use std::{borrow::Cow, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::Failure;

/// A connection, with data read but not yet consumed.
pub struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
}

/// A response; header names are in lower case.
pub struct Response {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, unread: Vec::with_capacity(64 * 1024) })
    }

    /// Requests an address with further headers, each ended by a line break.
    pub async fn get(&mut self, path: &str, headers: &str) -> Result<Response, Failure> {
        let host = self.stream.peer_addr()?;
        self.exchange(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n")).await
    }

    /// Sends a form as one of our own pages does in a browser.
    pub async fn post_form(&mut self, path: &str, from: &str, headers: &str, form: &str) -> Result<Response, Failure> {
        let host = self.stream.peer_addr()?;
        let length = form.len();
        self.exchange(&format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nReferer: http://{host}{from}\r\n\
             Accept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\
             {headers}\r\n{form}"
        ))
        .await
    }

    async fn exchange(&mut self, request: &str) -> Result<Response, Failure> {
        self.stream.write_all(request.as_bytes()).await?;
        let head = self.read_head().await?;
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let status = status.ok_or("the answer has no status")?;
        let mut response = Response { status, headers, body: Vec::new() };
        response.body = if response.header("transfer-encoding") == Some("chunked") {
            self.read_chunks().await?
        } else {
            let length = response.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            self.take(length).await?
        };
        Ok(response)
    }

    async fn read_head(&mut self) -> Result<String, Failure> {
        let end = self.find(b"\r\n\r\n").await?;
        let head = self.take(end + 4).await?;
        Ok(String::from_utf8_lossy(&head).into_owned())
    }

    async fn read_chunks(&mut self) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        loop {
            let end = self.find(b"\r\n").await?;
            let line = self.take(end + 2).await?;
            let length = usize::from_str_radix(String::from_utf8_lossy(&line).trim(), 16)?;
            let chunk = self.take(length + 2).await?;
            if length == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&chunk[..length]);
        }
    }

    /// The offset of a mark, reading until it arrives.
    async fn find(&mut self, mark: &[u8]) -> Result<usize, Failure> {
        loop {
            if let Some(at) = self.unread.windows(mark.len()).position(|bytes| bytes == mark) {
                return Ok(at);
            }
            self.fill().await?;
        }
    }

    async fn take(&mut self, length: usize) -> Result<Vec<u8>, Failure> {
        while self.unread.len() < length {
            self.fill().await?;
        }
        let rest = self.unread.split_off(length);
        Ok(std::mem::replace(&mut self.unread, rest))
    }

    async fn fill(&mut self) -> Result<(), Failure> {
        if self.stream.read_buf(&mut self.unread).await? == 0 {
            return Err("the server closed the connection in the middle of an answer".into());
        }
        Ok(())
    }
}
