//! Converts use cases' results to the views of `server_fns::waitlist`.

use jiff::Timestamp;

use super::{choices::choices, listing, referral, time_view::ago, waitlist_words};
use crate::{
    domain::{
        account::Actor,
        address::escape,
        ids::{AppointmentId, CentreId, ServiceId},
        ordering::{Order, Page, WaiterColumn},
        time::Zone,
        waitlist::{EntryStatus, Urgency, Whom, Wish},
    },
    error::AppError,
    service::{
        Outcome, Services,
        directory::Directory,
        sought,
        waitlist::{Entry, Offer, Opened, WaiterFilter, Waiting, WishFor, WishForm, Wishable, place_of},
    },
    views::{
        listing::PlaceQuery,
        time_view::TimeView,
        waitlist::{
            MadeOfferView, OfferView, OpenedWishView, TypedWish, WaiterQuery, WaiterView, WaitersView, WaitlistView,
            WishFormView, WishView,
        },
    },
    words::{calendar, language, tr},
};

/// The reader's wishes and offers.
pub fn own(directory: &Directory, own: Waiting, now: Timestamp) -> WaitlistView {
    let offers = own.offers.iter().filter_map(|offer| {
        let entry = own.entries.iter().find(|entry| entry.id == offer.entry)?;
        self::offer(directory, offer, entry)
    });
    let offers = offers.collect();
    let (waiting, past): (Vec<_>, Vec<_>) =
        own.entries.into_iter().partition(|entry| entry.status == EntryStatus::Waiting);
    let views = |entries: Vec<Entry>| entries.iter().map(|entry| wish(directory, entry, now)).collect();
    WaitlistView { offers, waiting: views(waiting), past: views(past) }
}

fn offer(directory: &Directory, offer: &Offer, entry: &Entry) -> Option<OfferView> {
    let person = directory.practitioner(offer.practitioner)?;
    let centre = directory.centre(offer.centre)?;
    Some(OfferView {
        id: offer.id.0,
        when: TimeView::new(&centre.zone, &offer.slot),
        practitioner_name: person.name.clone(),
        profession: person.profession.clone(),
        centre_name: centre.name.clone(),
        centre_place: centre.place(),
        service: directory
            .service(offer.service)
            .map(|service| service.name_in(language()).to_owned())
            .unwrap_or_default(),
        instead_of: instead_of(entry).map(|(_, when)| when),
        until: offer.expires_at.as_second(),
        until_time: calendar::clock_at(&centre.zone, offer.expires_at),
    })
}

/// The appointment to be brought forward: its key, and its time.
fn instead_of(entry: &Entry) -> Option<(i64, TimeView)> {
    let zone = Zone::parse(entry.before_zone.as_deref()?).ok()?;
    Some((entry.instead_of?.0, TimeView::instant(&zone, entry.wish.before?)))
}

fn wish(directory: &Directory, entry: &Entry, now: Timestamp) -> WishView {
    let wish = &entry.wish;
    let service =
        wish.service.and_then(|id| directory.service(Some(id))).map(|service| service.name_in(language()).to_owned());
    let centre = wish.centre.and_then(|id| directory.centre(id));
    WishView {
        id: entry.id.0,
        whom: waitlist_words::whom(directory, &wish.whom),
        place: centre
            .map_or_else(|| tr!(WaitAnyCentre).to_owned(), |centre| format!("{}, {}", centre.name, centre.suburb)),
        service,
        times: waitlist_words::times(&wish.times),
        instead_of: instead_of(entry),
        status: entry.status,
        at: entry.created_at.to_string(),
        ago: ago(entry.created_at, now),
    }
}

/// The waiting list, for staff.
pub fn waiters(directory: &Directory, found: Vec<Entry>, now: Timestamp) -> Vec<WaiterView> {
    found.into_iter().map(|entry| waiter(directory, entry, now)).collect()
}

fn waiter(directory: &Directory, entry: Entry, now: Timestamp) -> WaiterView {
    WaiterView { wish: wish(directory, &entry, now), patient_name: entry.patient_name, urgency: entry.urgency }
}

/// One request, with the offers made for it.
pub fn opened(directory: &Directory, opened: Opened, now: Timestamp) -> OpenedWishView {
    let Opened { entry, number, offers } = opened;
    let zone = directory.clinic_zone();
    OpenedWishView {
        patient: entry.patient,
        asked: TimeView::instant(&zone, entry.created_at),
        offers: offers.iter().map(|offer| made_offer(directory, offer, &zone)).collect(),
        booking: number.map_or_else(String::new, |number| booking_for(&entry, &number)),
        waiter: waiter(directory, entry, now),
    }
}

fn made_offer(directory: &Directory, offer: &Offer, clinic: &Zone) -> MadeOfferView {
    let (person, centre) = (directory.practitioner(offer.practitioner), directory.centre(offer.centre));
    let service = directory.service(offer.service).map(|service| service.name_in(language()).to_owned());
    MadeOfferView {
        when: TimeView::new(centre.map_or(clinic, |centre| &centre.zone), &offer.slot),
        practitioner: (offer.practitioner, person.map(|person| person.name.clone()).unwrap_or_default()),
        centre: centre.map(|centre| centre.name.clone()).unwrap_or_default(),
        service: service.unwrap_or_default(),
        made: TimeView::instant(clinic, offer.created_at),
        status: offer.status,
    }
}

/// Where staff book what a request waits for, for the patient with this number.
fn booking_for(entry: &Entry, number: &str) -> String {
    let Wish { whom, centre, service, .. } = &entry.wish;
    let practitioner = match whom {
        Whom::Practitioner(id) => Some(id.0),
        Whom::Profession(_) => None,
    };
    let known =
        [("practitioner", practitioner), ("centre", centre.map(|id| id.0)), ("service", service.map(|id| id.0))];
    let known = known.into_iter().filter_map(|(name, id)| Some(format!("&{name}={}", id?)));
    format!("/staff/book?patient={}{}", escape(number), known.collect::<String>())
}

/// A query with its sealed name as typed.
pub fn asked(services: &Services, actor: &Actor, query: WaiterQuery) -> Outcome<WaiterQuery> {
    Ok(WaiterQuery { patient: sought::read(services, actor, &query.patient)?, ..query })
}

/// The filter of a query on the waiting list, in the clinic's time zone.
pub fn filter(query: &WaiterQuery, list: &PlaceQuery, zone: &Zone) -> WaiterFilter {
    let (from, until) = listing::days(&query.from, &query.until, zone);
    WaiterFilter {
        patient: query.patient.clone(),
        practitioner: query.practitioner.parse().ok(),
        centre: query.centre.parse().ok(),
        service: query.service.parse().ok(),
        urgency: Urgency::parse(&query.urgency),
        from,
        until,
        order: listing::order(list, Order::down(WaiterColumn::Urgency)),
        edge: listing::edge(list),
        place: None,
        limit: 0,
    }
}

/// A page of the matching waiting list entries.
pub fn everybody(
    reader: listing::Reader<'_>,
    directory: &Directory,
    (found, total): (Page<Entry>, i64),
    asked: &WaiterFilter,
    now: Timestamp,
) -> WaitersView {
    WaitersView {
        sought: asked.patient.clone(),
        place: listing::place(reader, asked.order, &found, |entry| (entry.id.0, place_of(entry))),
        rows: waiters(directory, found.rows, now),
        total,
        choices: choices(directory, asked.practitioner),
    }
}

/// The initial form; with the last input, if it was refused.
pub fn form(
    about: Wishable,
    typed: Option<TypedWish>,
    (centre, service): (String, String),
) -> Result<WishFormView, AppError> {
    let Wishable { directory, practitioner, moving, today, need } = about;
    let person = directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let places = person.affiliations.iter().filter_map(|affiliation| directory.centre(affiliation.centre));
    let offered = directory.services_of(person);
    let typed = typed.unwrap_or_else(|| TypedWish {
        whom: "practitioner".into(),
        centre,
        service,
        weekdays: (1..=7).map(|day: u8| day.to_string()).collect(),
        ..TypedWish::default()
    });
    Ok(WishFormView {
        practitioner: person.id.0,
        practitioner_name: person.name.clone(),
        profession: person.profession.to_lowercase(),
        centres: places.map(|centre| (centre.id.0, format!("{}, {}", centre.name, centre.suburb))).collect(),
        services: offered.map(|service| (service.id.map(|id| id.0), service.name_in(language()).to_owned())).collect(),
        moving: moving.as_ref().map(|found| (found.id.0, TimeView::new(&found.zone, &found.slot))),
        referral: referral::need(need)?,
        today: today.to_string(),
        typed,
    })
}

/// The wish in a form.
pub fn wished((practitioner, moving): (&str, &str), typed: &TypedWish) -> Result<(WishFor, WishForm), AppError> {
    let blank_or = |text: &str| match text {
        "" => Ok(None),
        text => text.parse::<i64>().map(Some).map_err(|_| AppError::NotFound),
    };
    let wanted = WishFor {
        practitioner: practitioner.parse().map_err(|_| AppError::NotFound)?,
        anybody: typed.whom == "profession",
        centre: blank_or(&typed.centre)?.map(CentreId),
        service: blank_or(&typed.service)?.map(ServiceId),
        instead_of: blank_or(moving)?.map(AppointmentId),
    };
    let form = WishForm {
        weekdays: typed.weekdays.clone(),
        from: typed.from.clone(),
        until: typed.until.clone(),
        latest_on: typed.latest_on.clone(),
    };
    Ok((wanted, form))
}
