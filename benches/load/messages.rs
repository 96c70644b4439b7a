//! Messages: how soon one of a thousand signed-in practitioners, each with a page open, sees a patient's message.

use consulta::{domain::ids::ThreadId, service::monotonic};

use crate::{
    Failure,
    boards::{BOARDS, Boards, WANTED},
    client::Connection,
    clinic::{Bookable, Clinic, Patient},
    figures::at,
    report::Report,
    scenarios::book,
    server::Server,
};

const MESSAGES: usize = 200;

pub async fn run(server: &Server, clinic: &Clinic, report: &mut Report) -> Result<(), Failure> {
    let patients = clinic.sign_in_patients(MESSAGES).await?;
    let mut connection = Connection::open(server.address).await?;
    let mut threads = Vec::new();
    for (number, (person, patient)) in clinic.bookable.iter().zip(&patients).enumerate() {
        let Some(slot) = person.free.last() else { continue };
        // The patient may have an appointment then.
        if book(&mut connection, person, slot.starts_at.as_second(), patient, 700_000 + number).await?.is_some() {
            threads.push((begin(&mut connection, person, patient).await?, person, patient));
        }
    }
    let readers = clinic.sign_in(clinic.practitioners.iter().map(|person| person.id.account())).await?;
    let lines = clinic.practitioners.iter().zip(&readers);
    let lines = lines.map(|(person, reader)| (person.id, "/live/me".to_owned(), reader.cookie()));
    let mut open = Boards::open_lines(server, lines).await?;
    let mut heard = Vec::new();
    for (number, (thread, person, patient)) in threads.iter().enumerate() {
        let sent = monotonic::now();
        send(&mut connection, *thread, patient, number).await?;
        heard.push(open.all(person.id, 1, sent).await?);
    }
    heard.sort_unstable();
    let (median, p99) = (at(&heard, 50), at(&heard, 99));
    report.target(
        &format!("{BOARDS} signed-in clients: from sending a message to its reader hearing of it"),
        "p99 at most 200 ms",
        &format!("median {median:.1?}, p99 {p99:.1?}, {} messages", heard.len()),
        p99 <= WANTED,
    );
    Ok(())
}

async fn begin(connection: &mut Connection, person: &Bookable, patient: &Patient) -> Result<ThreadId, Failure> {
    let form = format!("patient={}&practitioner={}", patient.account, person.id);
    let address = format!("/as/{}/api/start_conversation", patient.account);
    let from = format!("/practitioners/{}", person.id);
    let response = connection.post_form(&address, &from, &patient.cookie(), &form).await?;
    let location = response.header("location").unwrap_or_default();
    let thread = location.strip_prefix("/messages/").and_then(|id| id.parse().ok());
    thread.ok_or_else(|| format!("conversation: {} to {location:?}: {:.600}", response.status, response.text()).into())
}

async fn send(connection: &mut Connection, thread: ThreadId, patient: &Patient, number: usize) -> Result<(), Failure> {
    let form = format!("id={thread}&text=Number+{number}&intent=load-message-{number:04}");
    let (address, from) = (format!("/as/{}/api/send_message", patient.account), format!("/messages/{thread}"));
    let response = connection.post_form(&address, &from, &patient.cookie(), &form).await?;
    let location = response.header("location").unwrap_or_default();
    if !location.contains("sent=1") {
        return Err(format!("message: {} to {location:?}: {:.600}", response.status, response.text()).into());
    }
    Ok(())
}
