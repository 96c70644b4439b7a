//! Live boards: a thousand open pages that wait for changes, their cost while nothing happens, and how soon they hear of a booking.

use std::time::Duration;

use consulta::{
    domain::ids::PractitionerId,
    service::monotonic::{self, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
};

use crate::{
    Failure,
    client::Connection,
    clinic::{Bookable, Clinic, Patient},
    figures::at,
    report::Report,
    scenarios::book,
    server::Server,
};

pub const BOARDS: usize = 1_000;
/// A little more than two heartbeats.
const IDLE: Duration = Duration::from_secs(32);
const BOOKINGS: usize = 200;
/// A board that has not received a change by then never will.
const PATIENCE: Duration = Duration::from_secs(10);
pub const WANTED: Duration = Duration::from_millis(200);

/// Open boards, or other event streams of practitioners; dropping this closes them.
pub struct Boards {
    heard: UnboundedReceiver<(PractitionerId, Instant)>,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Boards {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Boards {
    /// Opens them, and waits for the first event of each.
    async fn open(server: &Server, of: impl Iterator<Item = PractitionerId>) -> Result<Self, Failure> {
        let lines = of.map(|practitioner| (practitioner, format!("/live/practitioners/{practitioner}"), String::new()));
        Self::open_lines(server, lines).await
    }

    /// The same for streams with these addresses and headers.
    pub async fn open_lines(
        server: &Server,
        lines: impl Iterator<Item = (PractitionerId, String, String)>,
    ) -> Result<Self, Failure> {
        let (tell, heard) = unbounded_channel();
        let mut boards = Self { heard, tasks: Vec::new() };
        for (practitioner, path, headers) in lines.take(BOARDS) {
            let mut stream = TcpStream::connect(server.address).await?;
            let request = format!(
                "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n{headers}\r\n",
                server.address
            );
            stream.write_all(request.as_bytes()).await?;
            boards.tasks.push(tokio::spawn(watch(stream, practitioner, tell.clone())));
        }
        let began = monotonic::now();
        for _ in 0..boards.tasks.len() {
            boards.next(began).await?;
        }
        Ok(boards)
    }

    async fn next(&mut self, since: Instant) -> Result<(PractitionerId, Instant), Failure> {
        let left = PATIENCE.saturating_sub(since.elapsed());
        let word = tokio::time::timeout(left, self.heard.recv()).await.map_err(|_| "a board heard nothing")?;
        word.ok_or_else(|| "the boards were closed".into())
    }

    /// Waits until this many boards of a practitioner have received an event.
    pub async fn all(&mut self, of: PractitionerId, count: usize, since: Instant) -> Result<Duration, Failure> {
        let mut last = since;
        for _ in 0..count {
            let (who, when) = self.next(since).await?;
            if who != of {
                return Err(format!("a line of {who} heard of what concerns {of}").into());
            }
            last = last.max(when);
        }
        Ok(last.duration_since(since))
    }
}

/// Reports each "changed" event.
async fn watch(mut stream: TcpStream, of: PractitionerId, tell: UnboundedSender<(PractitionerId, Instant)>) {
    const WORD: &[u8] = b"event: changed";
    let mut unread: Vec<u8> = Vec::new();
    while stream.read_buf(&mut unread).await.is_ok_and(|count| count > 0) {
        let now = monotonic::now();
        while let Some(found) = unread.windows(WORD.len()).position(|bytes| bytes == WORD) {
            unread.drain(..found + WORD.len());
            if tell.send((of, now)).is_err() {
                return;
            }
        }
        let kept = unread.len().min(WORD.len() - 1);
        unread.drain(..unread.len() - kept);
    }
}

pub async fn run(server: &Server, clinic: &Clinic, report: &mut Report) -> Result<(), Failure> {
    let patients = clinic.sign_in_patients(2 * BOOKINGS).await?;
    let before = server.memory()?;
    let everybody = clinic.practitioners.iter().map(|person| person.id).cycle();
    let mut boards = Boards::open(server, everybody).await?;
    let cpu = server.cpu()?;
    let began = monotonic::now();
    tokio::time::sleep(IDLE).await;
    let idle = (server.cpu()? - cpu).as_secs_f64() / began.elapsed().as_secs_f64() * 100.0;
    let memory = server.memory()?;
    report.noted("1,000 live boards, idle: CPU of one core", &format!("{idle:.2} %"));
    report.bytes("1,000 live boards, idle: memory, and what they added", memory, memory.saturating_sub(before));
    // One board watches each practitioner: one receives a booking's event, and 999 ignore it.
    let wishes: Vec<(&Bookable, i64)> = clinic
        .bookable
        .iter()
        .filter_map(|person| Some((person, person.free.get(5)?.starts_at.as_second())))
        .take(BOOKINGS)
        .collect();
    let (took, rest) = patients.split_at(BOOKINGS);
    measure(server, &mut boards, &wishes, took, 1, "a board of its own", report).await?;
    drop(boards);
    // All of them watch one practitioner: all receive a booking's event.
    let busiest = clinic.bookable.iter().max_by_key(|person| person.free.len()).ok_or("nobody can be booked")?;
    let mut boards = Boards::open(server, std::iter::repeat(busiest.id)).await?;
    let wishes: Vec<(&Bookable, i64)> =
        busiest.free.iter().map(|slot| (busiest, slot.starts_at.as_second())).take(BOOKINGS).collect();
    measure(server, &mut boards, &wishes, rest, BOARDS, "the last of 1,000 boards", report).await
}

/// Books one appointment after another. The time includes the booking itself, as it starts when the form is sent.
async fn measure(
    server: &Server,
    boards: &mut Boards,
    wishes: &[(&Bookable, i64)],
    patients: &[Patient],
    watching: usize,
    who: &str,
    report: &mut Report,
) -> Result<(), Failure> {
    let mut connection = Connection::open(server.address).await?;
    let (mut heard, mut after) = (Vec::new(), Vec::new());
    for (number, ((person, start), patient)) in wishes.iter().zip(patients).enumerate() {
        let sent = monotonic::now();
        if book(&mut connection, person, *start, patient, 500_000 + number).await?.is_none() {
            continue;
        }
        let answered = sent.elapsed();
        let last = boards.all(person.id, watching, sent).await?;
        heard.push(last);
        after.push(last.saturating_sub(answered));
    }
    heard.sort_unstable();
    after.sort_unstable();
    let (median, p99) = (at(&heard, 50), at(&heard, 99));
    eprintln!(
        "{who}: {} bookings, heard after the answer: median {:.1?}, p99 {:.1?}",
        heard.len(),
        at(&after, 50),
        at(&after, 99)
    );
    let measured = format!("median {median:.1?}, p99 {p99:.1?}");
    report.target(
        &format!("from sending a booking to {who} hearing of it"),
        "p99 at most 200 ms",
        &measured,
        p99 <= WANTED,
    );
    Ok(())
}
