//! What practitioners prepare for their messages: absence messages for patients, and quick replies.

use jiff::{Timestamp, civil::Date};

use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        form::{Field, FieldError, Problem},
        ids::{PractitionerId, QuickReplyId},
        message_setup::{self as rules, Away, AwayForm, MOST_REPLIES},
        policy::Action,
        time::Zone,
    },
    error::AppError,
    service::{Outcome, Services, as_practitioner, directory::Directory},
    storage::{
        db::Conn,
        lock,
        message::setup::{self as stored, AwayMessage, QuickReply},
    },
};

/// The whole set-up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The message that patients read; `None` unless the practitioner is away.
    pub away: Option<AwayMessage>,
    /// Today's date in the practitioner's time zone.
    pub today: Date,
    /// Their quick replies, oldest first.
    pub replies: Vec<QuickReply>,
}

/// The time zone of a practitioner's absence: that of the first centre where they work.
fn zone_of(directory: &Directory, me: PractitionerId) -> Zone {
    let first = directory.practitioner(me).and_then(|person| person.affiliations.first());
    first.and_then(|work| directory.centre(work.centre)).map_or_else(Zone::utc, |centre| centre.zone.clone())
}

/// The actor's own set-up.
///
/// # Errors
/// Not allowed for anyone but practitioners.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<Setup> {
    let (me, _) = as_practitioner(actor, Action::EditPresentation)?;
    let now = services.clock.now();
    let today = zone_of(&*services.directory().await?, me).tz().to_datetime(now).date();
    let conn = &mut services.db.read().await?;
    let away = stored::away(conn, me).await?.filter(|away| away.ends_at > now);
    Ok(Setup { away, today, replies: stored::replies(conn, me).await? })
}

/// Sets the actor as away until the end of a day.
///
/// # Errors
/// Not allowed; each field's problem.
pub async fn go_away(services: &Services, actor: &Actor, form: &AwayForm) -> Outcome<()> {
    let (me, by) = services.as_practitioner(actor, Action::EditPresentation)?;
    let now = by.at;
    let zone = zone_of(&*services.directory().await?, me);
    let away = form.parse(zone.tz().to_datetime(now).date())?;
    let new = AwayMessage { last_day: away.last_day.to_string(), ends_at: end_of(&away, &zone)?, body: away.text };
    let work = services.change(by, (me, new), |tx, by, (me, new)| {
        Box::pin(async move {
            stored::put_away(tx, *me, new).await?;
            by.did(tx, Deed::MessageAway, *me);
            Ok(())
        })
    });
    work.await
}

/// The midnight after the last day.
fn end_of(away: &Away, zone: &Zone) -> Outcome<Timestamp> {
    let next = away.last_day.tomorrow().map_err(|_| AppError::BadRequest)?;
    let midnight = next.to_zoned(zone.tz().clone()).map_err(|_| AppError::BadRequest)?;
    Ok(midnight.timestamp())
}

/// Sets the actor as back.
///
/// # Errors
/// Not allowed.
pub async fn come_back(services: &Services, actor: &Actor) -> Outcome<()> {
    let (me, by) = services.as_practitioner(actor, Action::EditPresentation)?;
    let work = services.change(by, me, |tx, by, me| {
        Box::pin(async move {
            stored::delete_away(tx, *me).await?;
            by.did(tx, Deed::MessageBack, *me);
            Ok(())
        })
    });
    work.await
}

/// Adds one of the actor's quick replies or, with a key, changes it.
///
/// # Errors
/// Not allowed; an empty or too long text, or too many; not found for someone else's.
pub async fn save_reply(services: &Services, actor: &Actor, id: Option<QuickReplyId>, text: &str) -> Outcome<()> {
    let (me, by) = services.as_practitioner(actor, Action::EditPresentation)?;
    let work = services.change(by, (me, id, rules::quick_reply(text)?), |tx, by, (me, id, text)| {
        Box::pin(async move {
            lock::account(tx, me.account()).await?;
            if let Some(id) = id {
                if !stored::change_reply(tx, *id, *me, text).await? {
                    return Err(AppError::NotFound.into());
                }
            } else {
                if stored::replies(tx, *me).await?.len() >= MOST_REPLIES {
                    return Err(FieldError::new(Field::QuickReply, Problem::OutOfRange).into());
                }
                stored::insert_reply(tx, *me, text, by.second()).await?;
            }
            by.did(tx, Deed::MessageSaveReply, *me);
            Ok(())
        })
    });
    work.await
}

/// Removes one of the actor's quick replies.
///
/// # Errors
/// Not allowed; not found for someone else's.
pub async fn remove_reply(services: &Services, actor: &Actor, id: QuickReplyId) -> Outcome<()> {
    let (me, by) = services.as_practitioner(actor, Action::EditPresentation)?;
    let work = services.change(by, (me, id), |tx, by, (me, id)| {
        Box::pin(async move {
            if !stored::delete_reply(tx, *id, *me).await? {
                return Err(AppError::NotFound.into());
            }
            by.did(tx, Deed::MessageRemoveReply, *me);
            Ok(())
        })
    });
    work.await
}

/// One of the actor's quick replies.
///
/// # Errors
/// Not allowed; not found for someone else's.
pub(super) async fn reply(services: &Services, actor: &Actor, id: QuickReplyId) -> Outcome<String> {
    let (me, _) = as_practitioner(actor, Action::EditPresentation)?;
    let own = stored::replies(&mut services.db.read().await?, me).await?;
    Ok(own.into_iter().find(|one| one.id == id.0).map(|one| one.body).ok_or(AppError::NotFound)?)
}

/// The absence message that a practitioner's patients read now.
pub(super) async fn away_now(conn: &mut Conn, of: PractitionerId, now: Timestamp) -> Outcome<Option<AwayMessage>> {
    Ok(stored::away(conn, of).await?.filter(|away| away.ends_at > now))
}
