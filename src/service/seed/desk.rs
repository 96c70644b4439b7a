//! Open tasks in a demo clinic that does well: questions to the clinic, applications to work there, answers to reviews, and the
//! demo accounts' notices.

use jiff::{SignedDuration, Timestamp};

use super::super::{Outcome, password};
use crate::{
    domain::{application::ApplicationForm, ids::PractitionerId, rating::Subject, sign_in_name::NamesAsked},
    storage::{
        application,
        contact::{self, NewMessage},
        db::Tx,
        files::new_key,
        rating::{self, NewAnswer},
        seed::notices,
    },
};

/// How far back the demo practitioner's unread notices reach.
const NEWS: SignedDuration = SignedDuration::from_hours(20);
/// The number of latest reviews that are read, and which ones the demo practitioner has yet to answer.
const REVIEWS: i64 = 12;
const UNANSWERED: usize = 2;

/// Questions to the clinic: who, how many hours ago, and what. They are still unanswered.
const QUESTIONS: [(&str, &str, i64, &str); 3] = [
    (
        "Marguerite Dunne",
        "marguerite.dunne@demo.example",
        27,
        "Hello, is there parking for someone with a walking frame? My appointment is on a Thursday morning, and my daughter drives me.",
    ),
    (
        "Tomasz Baran",
        "tomasz.baran@demo.example",
        9,
        "I moved here from Gdańsk. Can you take over my vaccination record if I bring it in Polish, or do I need a translation?",
    ),
    (
        "Ines Carvalho",
        "ines.carvalho@demo.example",
        2,
        "My employer needs a certificate for four days in bed with the flu. Can I have it without coming in, or by video?",
    ),
];

/// The demo practitioner's answers to good reviews and to others.
const THANKS: [&str; 3] = [
    "Thank you for taking the time to write. It is good to hear that the plan helps.",
    "Thank you, I will pass this on to the people at the desk as well.",
    "That is kind of you. See you at the next check-up.",
];
const SORRY: [&str; 2] = [
    "Thank you for saying so. Mornings after a holiday run late; please tell the desk if you are pressed for time, and we'll find a better one.",
    "I am sorry that questions were left open. Send me a message, or ask for a long consultation next time.",
];

/// Writes it for the demo practitioner.
pub(super) async fn write(tx: &mut Tx, practitioner: PractitionerId, at: Timestamp) -> Outcome<()> {
    for (name, email, hours, message) in QUESTIONS {
        let created_at = (at - SignedDuration::from_hours(hours)).as_second();
        let (name, email, message) = (name.to_owned(), email.to_owned(), message.to_owned());
        contact::insert(tx, &NewMessage { name, email, message, language: None, created_at }).await?;
    }
    apply(tx, at - SignedDuration::from_hours(31)).await?;
    answer(tx, practitioner, at).await?;
    Ok(notices::to_practitioner(tx, practitioner, (at - NEWS).as_second()).await?)
}

/// An application to work here. No one knows its secret.
async fn apply(tx: &mut Tx, at: Timestamp) -> Outcome<()> {
    let form = ApplicationForm {
        name: "Noor Haddad".to_owned(),
        email: "noor.haddad@demo.example".to_owned(),
        phone: "(02) 5550 4417".to_owned(),
        profession: "Physiotherapist".to_owned(),
        expertise: "Vestibular care, Knees".to_owned(),
        languages: "English, Arabic".to_owned(),
        qualifications: "BPhty, MSportsPhty".to_owned(),
        centres: vec!["1".to_owned()],
        about: "Seven years at a teaching hospital, the last two with people who fall. I am looking for three days a week, and would \
            gladly run a balance class."
            .to_owned(),
        ..ApplicationForm::default()
    };
    let secret = password::digest(&new_key());
    application::insert(tx, &secret, (&form.parse(&NamesAsked::default())?, None), None, at.as_second()).await?;
    Ok(())
}

/// Answers the demo practitioner's reviews, except the latest ones.
async fn answer(tx: &mut Tx, practitioner: PractitionerId, at: Timestamp) -> Outcome<()> {
    let latest = rating::reviews(tx, Subject::Practitioner(practitioner), false, (REVIEWS, 0)).await?;
    for (place, review) in latest.iter().enumerate().skip(UNANSWERED).step_by(2) {
        let texts = if review.stars.count() >= 4 { &THANKS[..] } else { &SORRY[..] };
        let answered_at = (review.rated_at + SignedDuration::from_hours(20)).min(at);
        let text = texts[(place / 2) % texts.len()];
        let new =
            NewAnswer { rated_at: review.rated_at, before: None, text, at: answered_at, by: practitioner.account() };
        rating::set_answer(tx, review.id, new).await?;
    }
    Ok(())
}
