//! Turns a queue entry into an email: its recipient, language, text and links. Everything is read when the email is sent, so that
//! it is true then, and an email that has become pointless is not sent.

use jiff::Timestamp;

use super::{
    Mailer,
    letter::{Letter, Unsubscribe},
    link,
    stranger::{self, Recipient},
    words,
};
use crate::{
    domain::{
        account::{AccountStatus, Role},
        appointment::Status,
        calendar_view::local_date,
        ids::AppointmentId,
        notice::{NoticeKind, Topic},
        slot::Slot,
        time::Zone,
    },
    service::{Outcome, Services, calendar_event, email_change::wish::is_anothers, language, reminder},
    storage::{
        account::{self, Account},
        appointment::{self, Appointment},
        calendar_feed,
        db::Conn,
        delivery::{Purpose, Taken},
        email_change,
        mail_link::{self, LinkFor},
        notice::{self, Notice},
    },
    words::{calendar, counted, tr},
};

const HOUR: i64 = 3_600;
/// How long links last: for resetting a password, for activating an account, and for unsubscribing.
const RESET_LASTS: i64 = HOUR;
const VERIFY_LASTS: i64 = 3 * 24 * HOUR;
const UNSUBSCRIBE_LASTS: i64 = 90 * 24 * HOUR;

/// The email and its recipient; `None` if it is no longer needed.
pub(super) async fn compose(
    services: &Services,
    mailer: &Mailer,
    taken: &Taken,
) -> Outcome<Option<(Recipient, Letter)>> {
    let directory = services.directory().await?;
    let mut conn = services.db.read().await?;
    if matches!(taken.purpose, Purpose::Invitation | Purpose::Answer | Purpose::Application | Purpose::Sharing) {
        drop(conn);
        return stranger::compose(services, mailer, taken).await;
    }
    let Some(account) = taken.account else { return Ok(None) };
    let Some(reader) = account::find(&mut conn, account).await? else { return Ok(None) };
    if taken.purpose == Purpose::Verify
        && let Some(address) = &taken.to_address
    {
        drop(conn);
        let reads = language::reader(&directory.settings, reader.language);
        let letter = reads.follow(new_address(services, mailer, &reader, address)).await?;
        // If the address was mistyped, it belongs to someone else, who must not learn a name.
        return Ok(letter.map(|letter| (Recipient { name: String::new(), email: address.clone(), reads }, letter)));
    }
    let awaits = mail_link::awaits_verification(&mut conn, reader.id).await?;
    drop(conn);
    let reads = language::reader(&directory.settings, reader.language);
    let letter = reads.follow(to_account(services, mailer, taken, (&reader, awaits))).await?;
    let email = taken.to_address.clone().unwrap_or(reader.email);
    Ok(letter.map(|letter| (Recipient { name: reader.full_name, email, reads }, letter)))
}

/// An email to someone who has an account, and may have yet to prove that its address is theirs.
async fn to_account(
    services: &Services,
    mailer: &Mailer,
    taken: &Taken,
    (reader, awaits): (&Account, bool),
) -> Outcome<Option<Letter>> {
    let is_active = reader.status == AccountStatus::Active;
    Ok(match taken.purpose {
        Purpose::Test if is_active => Some(Letter {
            subject: tr!(MailTest).to_owned(),
            text: vec![tr!(MailTestText).to_owned()],
            link: Some((tr!(MailTestLink), mailer.page("/admin/mail"))),
            ..Letter::default()
        }),
        Purpose::Reset if is_active => Some(reset(services, mailer, reader).await?),
        Purpose::Verify if !is_active && awaits => Some(verify(services, mailer, reader).await?),
        Purpose::Notice => news(services, mailer, reader, taken).await?,
        Purpose::Test
        | Purpose::Reset
        | Purpose::Verify
        | Purpose::Invitation
        | Purpose::Answer
        | Purpose::Application
        | Purpose::Sharing => None,
    })
}

async fn reset(services: &Services, mailer: &Mailer, reader: &Account) -> Outcome<Letter> {
    let not_you = tr!(MailResetNotYou).to_owned();
    let subject = tr!(MailReset).to_owned();
    if reader.roles.iter().any(|role| *role != Role::Patient) {
        // Otherwise anyone who can change the email address of staff could read records as them.
        return Ok(Letter { subject, text: vec![tr!(MailResetStaff).to_owned(), not_you], ..Letter::default() });
    }
    let secret = link::make(services, reader.id, (LinkFor::Reset, String::new()), RESET_LASTS).await?;
    Ok(Letter {
        subject,
        text: vec![tr!(MailResetText).to_owned()],
        link: Some((tr!(MailReset), mailer.page(&format!("/reset-password?token={secret}")))),
        after: vec![tr!(MailResetLasts).to_owned(), not_you],
        ..Letter::default()
    })
}

async fn verify(services: &Services, mailer: &Mailer, reader: &Account) -> Outcome<Letter> {
    let secret = link::make(services, reader.id, (LinkFor::Verify, String::new()), VERIFY_LASTS).await?;
    Ok(Letter {
        subject: tr!(MailVerify).to_owned(),
        text: vec![tr!(MailVerifyText).to_owned()],
        link: Some((tr!(MailVerify), mailer.page(&format!("/verify?token={secret}")))),
        after: vec![tr!(MailVerifyLasts).to_owned(), tr!(MailVerifyNotYou).to_owned()],
        ..Letter::default()
    })
}

/// An email to an address that someone wants to switch to; `None` if they no longer do.
async fn new_address(services: &Services, mailer: &Mailer, reader: &Account, address: &str) -> Outcome<Option<Letter>> {
    let now = services.clock.now().as_second();
    let mut conn = services.db.read().await?;
    let wanted = email_change::find(&mut conn, reader.id, now).await?.filter(|wanted| wanted.email == address);
    let Some(wanted) = wanted.filter(|_| reader.status == AccountStatus::Active) else { return Ok(None) };
    let is_anothers = is_anothers(&mut conn, reader.id, address).await?;
    drop(conn);
    let subject = tr!(MailNewAddress).to_owned();
    if is_anothers {
        return Ok(Some(Letter {
            subject,
            text: vec![tr!(MailNewAddressTaken).to_owned()],
            link: Some((tr!(SignIn), mailer.page("/sign-in"))),
            after: vec![tr!(MailNewAddressNotYou).to_owned()],
            ..Letter::default()
        }));
    }
    let lasts = wanted.expires_at.as_second() - now;
    let secret = link::make(services, reader.id, (LinkFor::Verify, wanted.email), lasts).await?;
    Ok(Some(Letter {
        subject,
        text: vec![tr!(MailNewAddressText).to_owned()],
        link: Some((tr!(MailNewAddressLink), mailer.page(&format!("/account/details?code={secret}")))),
        after: vec![tr!(MailVerifyLasts).to_owned(), tr!(MailNewAddressNotYou).to_owned()],
        ..Letter::default()
    }))
}

/// The email about a notice.
async fn news(services: &Services, mailer: &Mailer, reader: &Account, taken: &Taken) -> Outcome<Option<Letter>> {
    let Some(id) = taken.notice else { return Ok(None) };
    let mut conn = services.db.read().await?;
    let Some(notice) = notice::find(&mut conn, reader.id, id).await? else { return Ok(None) };
    let is_active = reader.status == AccountStatus::Active;
    if !is_active && !is_parting(reader, &notice) {
        return Ok(None);
    }
    let subject = if notice.subject.is_empty() { words::subject(&notice) } else { notice.subject.as_str() };
    let mut letter = Letter { subject: subject.to_owned(), ..Letter::default() };
    // No page is open to someone who has closed their account.
    if is_active {
        let (label, path) = words::link(&notice);
        // The clinic's own text for an email; only announcements have one.
        let written = notice.text.lines().map(str::trim).filter(|line| !line.is_empty());
        letter.text.extend(written.map(str::to_owned));
        if letter.text.is_empty() {
            letter.text.push(words::sentence(&notice).to_owned());
        }
        letter.link = Some((label, mailer.page(&path)));
    }
    if let Some(patient) = notice.patient.as_deref().filter(|_| notice.of_entrusted) {
        letter.text.insert(0, tr!(MailAbout, name = patient));
    }
    let found = match notice.appointment_id {
        Some(id) => appointment::find(&mut conn, id).await?,
        None => None,
    };
    let series = match &found {
        Some(first) if notice.more > 0 => rest_of_series(&mut conn, first).await?,
        _ => Vec::new(),
    };
    let clinic = calendar_feed::clinic(&mut conn).await?;
    drop(conn);
    let is_pointless = match notice.kind {
        // They have already read it.
        NoticeKind::MessageReceived => notice.read,
        NoticeKind::AppointmentBooked
        | NoticeKind::AppointmentApproved
        | NoticeKind::AppointmentMoved
        | NoticeKind::AppointmentHandedOver => {
            // Later changes have emails of their own.
            !takes_back(&notice) && found.as_ref().is_none_or(|found| !found.status.holds_its_time())
        }
        _ => false,
    };
    if is_pointless {
        return Ok(None);
    }
    match (notice.kind, found) {
        (NoticeKind::AppointmentReminder, _) => {
            let Some(first) = notice.appointment_id else { return Ok(None) };
            if !remind(services, mailer, reader, first, &mut letter).await? {
                return Ok(None);
            }
        }
        (_, Some(found)) if words::has_facts(&notice) => {
            let names = services.directory().await?.settings.calendar_names;
            let with = if notice.is_practitioner {
                names.of(&found.patient_name)
            } else {
                Some(found.practitioner_name.clone())
            };
            if notice.receipt && found.status == Status::Pending {
                letter.text.push(tr!(MailRequestedText).to_owned());
            }
            letter.facts = facts(&notice, &found, with.clone());
            let visits = (&found, series.as_slice());
            letter.calendar = entry(mailer, reader, (&notice, visits), (clinic.as_str(), with), services.clock.now());
        }
        _ => {}
    }
    if is_active {
        let topic = taken.topic.unwrap_or_else(|| notice.kind.topic());
        letter.unsubscribe = unsubscribe(services, mailer, reader, topic).await?;
    }
    Ok(Some(letter))
}

/// Whether a notice takes a visit out of the calendar of someone who has closed their account, and was written by then.
fn is_parting(reader: &Account, notice: &Notice) -> bool {
    takes_back(notice) && reader.closed_at.is_some_and(|closed| notice.created_at <= closed)
}

/// Whether a notice cancels an entry in its reader's calendar.
fn takes_back(notice: &Notice) -> bool {
    match notice.kind {
        NoticeKind::AppointmentCancelled | NoticeKind::AppointmentDeclined | NoticeKind::AppointmentLapsed => true,
        // A receipt is about the appointment that was handed over, not about its replacement.
        NoticeKind::AppointmentHandedOver => notice.receipt,
        _ => false,
    }
}

/// When, with whom and where, as of the notice, unless that has changed.
fn facts(notice: &Notice, found: &Appointment, with: Option<String>) -> Vec<(&'static str, String)> {
    let slot = match notice.starts_at {
        Some(then) if then != found.slot.starts_at && notice.kind != NoticeKind::AppointmentMoved => {
            Slot { starts_at: then, ends_at: then + found.slot.ends_at.duration_since(found.slot.starts_at) }
        }
        _ => found.slot,
    };
    let mut facts = vec![(tr!(When), when(&found.zone, &slot))];
    facts.extend(with.map(|with| (if notice.is_practitioner { tr!(Patient) } else { tr!(With) }, with)));
    facts.push((tr!(WhereItIs), calendar_event::place(found)));
    if let Some(more) = usize::try_from(notice.more).ok().filter(|more| *more > 0) {
        facts.push((tr!(MailAnd), counted!(MailMoreInSeries, more)));
    }
    facts
}

/// `Tuesday 24 November 2026, 09:30-10:00 (Sydney time)`: in the centre's local time.
fn when(zone: &Zone, slot: &Slot) -> String {
    let date = calendar::long_date(local_date(zone, slot.starts_at));
    tr!(MailWhen, date = date, time = calendar::span(zone, slot), zone = calendar::zone_label(zone))
}

/// The calendar entry, or those of a series, for an email that says what was agreed, or that it no longer is.
fn entry(
    mailer: &Mailer,
    reader: &Account,
    (notice, (found, series)): (&Notice, (&Appointment, &[Appointment])),
    (clinic, with): (&str, Option<String>),
    now: Timestamp,
) -> Option<(&'static str, String)> {
    let is_told = match notice.kind {
        _ if takes_back(notice) => !found.status.holds_its_time(),
        NoticeKind::AppointmentBooked
        | NoticeKind::AppointmentApproved
        | NoticeKind::AppointmentHandedOver
        | NoticeKind::AppointmentReceived => found.status != Status::Pending && found.status.holds_its_time(),
        // Even if the new time awaits an answer: the old one is over.
        NoticeKind::AppointmentMoved => found.status.holds_its_time(),
        _ => false,
    };
    let (organiser, with) = (mailer.address(), with.as_deref());
    is_told.then(|| match series {
        [] => calendar_event::invitation(found, (clinic, organiser, reader.email.as_str()), with, now),
        all => calendar_event::publication(all, (clinic, organiser), with, now),
    })
}

/// An appointment and the later ones of its series, between the same two people.
async fn rest_of_series(conn: &mut Conn, first: &Appointment) -> Outcome<Vec<Appointment>> {
    let Some(series) = first.series else { return Ok(Vec::new()) };
    let mut all = appointment::of_series(conn, series, first.slot.starts_at).await?;
    all.retain(|one| (one.patient, one.practitioner) == (first.patient, first.practitioner));
    Ok(all)
}

/// The visits of a day, and the page on which their patient says whether they will come; false if no visit is upcoming any more.
async fn remind(
    services: &Services,
    mailer: &Mailer,
    reader: &Account,
    first: AppointmentId,
    letter: &mut Letter,
) -> Outcome<bool> {
    let now = services.clock.now();
    let (day, visits) = reminder::visits_with(&mut services.db.read().await?, first, now).await?;
    let Some(last) = visits.last() else { return Ok(false) };
    let lasts = last.slot.starts_at.duration_since(now).as_secs();
    for visit in &visits {
        letter.facts.push((tr!(When), when(&visit.zone, &visit.slot)));
        letter.facts.push((tr!(With), visit.practitioner_name.clone()));
        letter.facts.push((tr!(WhereItIs), calendar_event::place(visit)));
    }
    // It is about the visits that the email names, wherever one of them is moved.
    let subject = format!("{first} {day}");
    let secret = link::make(services, reader.id, (LinkFor::Visits, subject), lasts).await?;
    letter.link = Some((tr!(MailSayIfComing), mailer.page(&format!("/visits?token={secret}"))));
    Ok(true)
}

/// How to unsubscribe from a topic, where that is possible.
async fn unsubscribe(
    services: &Services,
    mailer: &Mailer,
    reader: &Account,
    topic: Topic,
) -> Outcome<Option<Unsubscribe>> {
    if !topic.is_optional() {
        return Ok(None);
    }
    let subject = topic.as_str().to_owned();
    let secret = link::make(services, reader.id, (LinkFor::Unsubscribe, subject), UNSUBSCRIBE_LASTS).await?;
    Ok(Some(Unsubscribe {
        one_click: mailer.page(&format!("/mail/unsubscribe/{secret}")),
        page: mailer.page(&format!("/unsubscribe?token={secret}")),
        choices: mailer.page("/account/notifications"),
    }))
}
