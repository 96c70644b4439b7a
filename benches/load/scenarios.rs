//! The requests, and their correct answers: each page contains what the database says it should.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use crate::{
    Failure,
    client::{Connection, Response},
    clinic::{Bookable, Clinic, Confirmed, Patient},
    figures::{Figures, Load, run, run_once},
    server::Server,
};

/// How many times a client tries before it gives up a booking.
const TRIES: usize = 4;
/// Bookings per practitioner; each has its own times.
const BOOKINGS_EACH: usize = 3;

/// An address, and texts that its page must contain.
pub struct Page {
    pub address: String,
    pub holds: Vec<String>,
}

impl Page {
    /// Requests the page, and checks it.
    pub async fn ask(&self, connection: &mut Connection) -> Result<(), Failure> {
        let response = connection.get(&self.address, "").await?;
        self.check(&response)
    }

    /// Checks whether an answer is this page.
    pub fn check(&self, response: &Response) -> Result<(), Failure> {
        let text = response.text();
        match self.holds.iter().find(|words| !text.contains(words.as_str())) {
            None if response.status == 200 => Ok(()),
            missing => Err(format!("{}: {} without {missing:?}: {text:.600}", self.address, response.status).into()),
        }
    }
}

pub async fn ask_pages(server: &Server, load: Load, pages: &[Page]) -> Result<Figures, Failure> {
    run(server, load, async |connection, number| pages[number % pages.len()].ask(connection).await).await
}

/// Searches of all kinds: complete and mistyped names, professions, places, filters, further pages.
fn searches(clinic: &Clinic, address: impl Fn(&[(&str, &str)]) -> String, result: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    for (n, person) in clinic.bookable.iter().enumerate().take(100) {
        let centre = &clinic.centres[n % clinic.centres.len()];
        let mut add = |parameters: &[(&str, &str)], words: &str| {
            pages.push(Page { address: address(parameters), holds: vec![words.to_owned(), result.to_owned()] });
        };
        add(&[("q", &person.name)], &person.name);
        add(&[("q", &mistyped(&person.name))], "");
        add(&[("q", "physio")], "Physiotherapist");
        add(&[("q", &format!("gp {}", centre.suburb))], "");
        add(&[("q", &centre.suburb.to_lowercase()), ("kind", "centre")], &centre.suburb);
        add(&[("profession", &person.profession), ("page", "2")], "");
        add(&[("page", &(n % 40).to_string())], "");
        add(&[("suburb", &centre.suburb), ("kind", "practitioner")], &centre.suburb);
    }
    pages
}

/// A name with the two letters before its last exchanged.
fn mistyped(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let length = letters.len();
    if length > 4 {
        letters.swap(length - 3, length - 2);
    }
    letters.into_iter().collect()
}

/// What visitors search for, as whole pages.
pub fn search_pages(clinic: &Clinic) -> Vec<Page> {
    let address = |parameters: &[(&str, &str)]| {
        let parameters: Vec<String> =
            parameters.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
        format!("/search?{}", parameters.join("&"))
    };
    searches(clinic, address, "class=\"result-card\"")
}

pub async fn search_page(server: &Server, clinic: &Clinic, load: Load) -> Result<Figures, Failure> {
    ask_pages(server, load, &search_pages(clinic)).await
}

/// The search page as browsers request it: compressed. The last four bytes of a gzip file give the uncompressed length.
pub async fn search_page_gzip(server: &Server, clinic: &Clinic, load: Load) -> Result<Figures, Failure> {
    let pages = search_pages(clinic);
    run(server, load, async |connection, number| {
        let address = &pages[number % pages.len()].address;
        let response = connection.get(address, "Accept-Encoding: gzip, deflate, br\r\n").await?;
        let length = response.body.last_chunk().map(|bytes| u32::from_le_bytes(*bytes)).unwrap_or_default();
        let is_gzip = response.header("content-encoding") == Some("gzip") && response.body.starts_with(&[0x1f, 0x8b]);
        match response.status {
            200 if is_gzip && (10_000..1_000_000).contains(&length) => Ok(()),
            status => Err(format!("{address}: {status}, gzip: {is_gzip}, {length} bytes").into()),
        }
    })
    .await
}

/// Only the results, as the page requests them while someone types.
pub async fn search_fragment(server: &Server, clinic: &Clinic, load: Load) -> Result<Figures, Failure> {
    let address = |parameters: &[(&str, &str)]| {
        let parameters: Vec<String> =
            parameters.iter().map(|(key, value)| format!("input%5B{key}%5D={}", encode(value))).collect();
        format!("/api/search?{}", parameters.join("&"))
    };
    ask_pages(server, load, &searches(clinic, address, "\"id\":")).await
}

/// The profile of everyone who can be booked.
pub fn profile_pages(clinic: &Clinic) -> Vec<Page> {
    let page = |person: &Bookable| Page {
        address: format!("/practitioners/{}", person.id),
        holds: vec![person.name.clone(), person.title.clone(), format!("/book/{}?centre=", person.id)],
    };
    clinic.bookable.iter().map(page).collect()
}

pub async fn profile(server: &Server, clinic: &Clinic, load: Load) -> Result<Figures, Failure> {
    ask_pages(server, load, &profile_pages(clinic)).await
}

pub async fn week_page(server: &Server, clinic: &Clinic, load: Load) -> Result<Figures, Failure> {
    let page = |person: &Bookable| Page {
        address: format!("/book/{}?centre={}&week={}", person.id, person.centre, person.first_date),
        holds: vec![person.name.clone(), format!("value=\"{}\"", person.free[0].starts_at.as_second())],
    };
    ask_pages(server, load, &clinic.bookable.iter().map(page).collect::<Vec<_>>()).await
}

/// Only a week, as the page requests it when someone turns to the next.
pub async fn week_fragment(server: &Server, clinic: &Clinic, load: Load) -> Result<Figures, Failure> {
    let page = |person: &Bookable| Page {
        address: format!("/api/week?practitioner={}&centre={}&week={}", person.id, person.centre, person.first_date),
        holds: vec![person.name.clone(), format!("\"start\":{}", person.free[0].starts_at.as_second())],
    };
    ask_pages(server, load, &clinic.bookable.iter().map(page).collect::<Vec<_>>()).await
}

/// A booking to be made, at any of these times.
struct Wish<'a> {
    person: &'a Bookable,
    starts: Vec<i64>,
}

/// This many bookings that do not compete for the same times.
fn wishes(clinic: &Clinic, count: usize) -> Vec<Wish<'_>> {
    let nth = |n: usize| {
        clinic.bookable.iter().filter_map(move |person| {
            let times = person.free.get(n * TRIES..(n + 1) * TRIES)?;
            Some(Wish { person, starts: times.iter().map(|slot| slot.starts_at.as_second()).collect() })
        })
    };
    (0..BOOKINGS_EACH).flat_map(nth).take(count).collect()
}

/// Bookings by as many patients, sent as a form by a browser without JavaScript. Also returns the number of refusals.
pub async fn bookings(server: &Server, clinic: &Clinic, load: Load) -> Result<(Figures, usize), Failure> {
    share_of_bookings(server, clinic, load, (0, 1)).await
}

/// The same for one of several equal parts of the bookings, counted from 0.
pub async fn share_of_bookings(
    server: &Server,
    clinic: &Clinic,
    load: Load,
    (part, parts): (usize, usize),
) -> Result<(Figures, usize), Failure> {
    let wishes: Vec<Wish<'_>> =
        wishes(clinic, load.requests * load.rounds * parts).into_iter().skip(part).step_by(parts).collect();
    let load = Load { requests: wishes.len() / load.rounds, ..load };
    let patients = clinic.sign_in_patients(wishes.len() * parts).await?;
    let patients: Vec<Patient> = patients.into_iter().skip(part).step_by(parts).collect();
    let confirmed = RefCell::new(Vec::new());
    let refused = Cell::new(0);
    let figures = run_once(server, load, async |connection, number| {
        let (wish, patient) = (&wishes[number], &patients[number]);
        for start in &wish.starts {
            match book(connection, wish.person, *start, patient, number).await? {
                Some(made) => {
                    confirmed.borrow_mut().push(made);
                    return Ok(());
                }
                None => refused.set(refused.get() + 1),
            }
        }
        Err(format!("{} free times of {} were refused", wish.starts.len(), wish.person.name).into())
    })
    .await?;
    let confirmed = confirmed.into_inner();
    clinic.has_all(&confirmed).await?;
    for made in confirmed.iter().step_by(100) {
        let holds = clinic.bookable.iter().filter(|person| person.id == made.practitioner);
        let holds = holds.map(|person| person.name.clone()).collect();
        let page = Page { address: format!("/appointments/{}?booked=1", made.id), holds };
        let cookie = patients.iter().find(|patient| patient.account == made.patient).map(Patient::cookie);
        let mut connection = Connection::open(server.address).await?;
        page.check(&connection.get(&page.address, &cookie.unwrap_or_default()).await?)?;
    }
    Ok((figures, refused.get()))
}

/// The appointment, or `None` if the time is not available.
pub async fn book(
    connection: &mut Connection,
    person: &Bookable,
    start: i64,
    patient: &Patient,
    number: usize,
) -> Result<Option<Confirmed>, Failure> {
    let from = format!("/book/{}?centre={}&slot={start}", person.id, person.centre);
    let form = format!(
        "practitioner={}&centre={}&slot={start}&reason=Under+load&intent=load-{start}-{number:08}",
        person.id, person.centre
    );
    // As named by the page rendered for this patient.
    let address = format!("/as/{}/api/book", patient.account);
    let response = connection.post_form(&address, &from, &patient.cookie(), &form).await?;
    let location = response.header("location").unwrap_or_default();
    let confirmed = location.strip_prefix("/appointments/").and_then(|rest| rest.strip_suffix("?booked=1"));
    match (response.status, confirmed.and_then(|id| id.parse().ok())) {
        (302, Some(id)) => {
            Ok(Some(Confirmed { id, patient: patient.account, practitioner: person.id, starts_at: start }))
        }
        (302, None) if location.contains("__err=") && location.contains("/book/") => Ok(None),
        (status, _) => Err(format!("booking: {status} to {location:?}: {:.600}", response.text()).into()),
    }
}

/// What a first page loads: bytes on the wire by file type.
#[derive(Default)]
pub struct Transfer {
    pub script: usize,
    pub style: usize,
    pub page: usize,
}

/// Loads the first page and the files that it and its scripts reference, like a browser with brotli support.
pub async fn transfer(server: &Server) -> Result<Transfer, Failure> {
    let mut connection = Connection::open(server.address).await?;
    let page = connection.get("/", "Accept-Encoding: gzip\r\n").await?.body.len();
    let text = connection.get("/", "").await?.text().into_owned();
    let words = |text: &str| text.split(['"', '\'', '`']).map(str::to_owned).collect::<BTreeSet<String>>();
    let mut files: BTreeSet<String> = words(&text).into_iter().filter(|word| is_file(word)).collect();
    // A script imports the one that loads the other pages.
    for script in files.clone().iter().filter(|file| file.ends_with(".js")) {
        let folder = script.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = connection.get(script, "").await?.text().into_owned();
        let imported = words(&text).into_iter().filter(|word| word.starts_with("./__wasm_split."));
        files.extend(imported.map(|word| word.replacen('.', folder, 1)));
    }
    let mut transfer = Transfer { page, ..Transfer::default() };
    for file in &files {
        let response = connection.get(file, "Accept-Encoding: gzip, br\r\n").await?;
        let cache = response.header("cache-control").unwrap_or_default();
        if response.status != 200 || response.header("content-encoding") != Some("br") || !cache.contains("immutable") {
            return Err(format!("{file}: {}, not brotli or not immutable", response.status).into());
        }
        match file.rsplit('.').next() {
            Some("js" | "wasm") => transfer.script += response.body.len(),
            _ => transfer.style += response.body.len(),
        }
    }
    if transfer.script == 0 {
        return Err(format!("the first page names no scripts: {text:.600}").into());
    }
    Ok(transfer)
}

/// Whether a word of a page is the address of a built file.
fn is_file(word: &str) -> bool {
    word.starts_with('/') && word.contains("/pkg/")
}

/// A value in a query.
pub fn encode(value: &str) -> String {
    let mut encoded = String::new();
    for byte in value.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
