//! Every kind of change to the directory, at random.

use consulta::{
    domain::{
        account::{AccountStatus, Actor},
        centre_form::CentreForm,
        closure::NewClosure,
        content::Place,
        first_hours::FirstHoursForm,
        ids::{AffiliationId, CentreId, ClosureId, PractitionerId, RoomId, ServiceId},
        practitioner_form::{OwnProfileForm, PractitionerForm},
        room_form::RoomForm,
        service_form::ServiceForm,
        slot::{Closure, DatedWindow},
        term::TermForm,
        time::WallMinute,
        user_form::UserForm,
    },
    service::{
        admin, centre,
        closure::{self, Whose},
        content, healthcare_service,
        hours::{self, HoursChange},
        personnel, presentation, room, setting,
        stranded::{Change, Settled},
        term, user,
    },
    storage::directory,
};
use jiff::civil::date;

use crate::support::{Clinic, practitioner_actor, window};

/// A reproducible sequence.
pub struct Dice(pub u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        if of.is_empty() { None } else { Some(of[self.below(of.len())]) }
    }

    fn heads(&mut self) -> bool {
        self.below(2) == 0
    }

    fn name(&mut self) -> String {
        let first = self.one(&["Ann", "ann", "Zoë", "Bea", "Ivo"]).unwrap_or_default();
        let last = self.one(&["Ng", "Müller", "de Souza", "Abbott"]).unwrap_or_default();
        format!("{first} {last}")
    }
}

/// What there is to change.
pub struct World {
    admin: Actor,
    people: Vec<PractitionerId>,
    centres: Vec<CentreId>,
    services: Vec<ServiceId>,
    rooms: Vec<RoomId>,
    closures: Vec<(Option<PractitionerId>, ClosureId)>,
}

impl World {
    pub async fn new(clinic: &Clinic, admin: Actor) -> Self {
        let mut people = Vec::new();
        for name in ["Ann Doctor", "Bea Doctor", "Cas Doctor"] {
            people.push(clinic.practitioner(name).await);
        }
        let hill = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        let (services, rooms, closures) = (Vec::new(), Vec::new(), Vec::new());
        Self { admin, people, centres: vec![clinic.centre, hill], services, rooms, closures }
    }

    /// Changes something, or attempts something that is refused. Returns a description.
    pub async fn edit(&mut self, clinic: &Clinic, dice: &mut Dice) -> &'static str {
        let person = dice.one(&self.people).expect("someone");
        let me = practitioner_actor(person);
        let services = &clinic.services;
        match dice.below(21) {
            0 | 1 => self.change_hours(clinic, dice, person).await,
            2 => {
                drop(hours::set_accepting(services, &me, dice.heads()).await);
                "who takes bookings"
            }
            3 => {
                drop(hours::set_requires_referral(services, &me, dice.heads()).await);
                "who is seen on referral"
            }
            4 | 5 => self.close(clinic, dice, person).await,
            6 => self.lift(clinic, dice).await,
            7 | 8 => self.describe(clinic, dice, person).await,
            9 => {
                let form = UserForm {
                    name: dice.name(),
                    email: format!("p{person}@example.org"),
                    phone: "02 9382 2222".into(),
                    ..UserForm::default()
                };
                drop(user::save(services, &self.admin, person.account(), &form).await);
                "a name"
            }
            10 | 11 => {
                let status = if dice.below(3) == 0 { AccountStatus::Inactive } else { AccountStatus::Active };
                drop(admin::set_account_status(services, &self.admin, person.account(), status).await);
                "an account"
            }
            12 => self.begin_work(clinic, dice, person).await,
            13 => self.end_work(clinic, dice, person).await,
            14 | 15 => self.change_centre(clinic, dice).await,
            16 => self.change_service(clinic, dice).await,
            17 => self.change_offers(clinic, dice).await,
            18 => self.change_room(clinic, dice).await,
            19 => self.rename(clinic, dice).await,
            _ => self.change_otherwise(clinic, dice).await,
        }
    }

    async fn works(clinic: &Clinic, dice: &mut Dice, person: PractitionerId) -> Option<AffiliationId> {
        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");
        let work: Vec<_> = directory.practitioner(person)?.affiliations.iter().map(|work| work.id).collect();
        dice.one(&work)
    }

    async fn change_hours(&self, clinic: &Clinic, dice: &mut Dice, person: PractitionerId) -> &'static str {
        let Some(here) = Self::works(clinic, dice, person).await else { return "no hours" };
        let wall = |text| WallMinute::parse(text).expect("a wall time");
        let day = date(2026, 11, 24 + i8::try_from(dice.below(4)).expect("few"));
        let change = if dice.heads() {
            HoursChange::Week(vec![window(1 + i64::from(dice.heads()), "09:00", "12:00")])
        } else {
            HoursChange::AddDate(DatedWindow::new(day, wall("20:00"), wall("21:00")).expect("a window"))
        };
        let settled = Settled::default();
        drop(hours::change(&clinic.services, &practitioner_actor(person), here, change, &settled).await);
        "hours"
    }

    async fn close(&mut self, clinic: &Clinic, dice: &mut Dice, person: PractitionerId) -> &'static str {
        let wall = |text: &str| text.parse().expect("a wall time");
        let ends = if dice.heads() { "2026-12-25T00:00" } else { "2026-12-27T00:00" };
        let centre = dice.one(&self.centres).filter(|_| dice.below(3) > 0);
        let new = NewClosure {
            centre,
            times: Closure::new(wall("2026-12-24T00:00"), wall(ends)).expect("a closure"),
            name: "Away".into(),
            source_uid: None,
        };
        let (who, whose, only, edit) = match dice.heads() {
            true => (practitioner_actor(person), Whose::Own, Some(person), "leave"),
            false => (self.admin.clone(), Whose::Clinics, None, "a holiday"),
        };
        let closed = closure::close(&clinic.services, &who, whose, vec![new], &Settled::default()).await;
        if let Ok(Change::Made(made)) = closed {
            self.closures.extend(made.into_iter().map(|id| (only, id)));
        }
        edit
    }

    async fn lift(&mut self, clinic: &Clinic, dice: &mut Dice) -> &'static str {
        let Some((only, id)) = dice.one(&self.closures) else { return "no closure" };
        let (who, whose) = match only {
            Some(person) => (practitioner_actor(person), Whose::Own),
            None => (self.admin.clone(), Whose::Clinics),
        };
        closure::lift(&clinic.services, &who, whose, &[id]).await.expect("lifted");
        self.closures.retain(|(_, other)| *other != id);
        "a closure that is over"
    }

    async fn describe(&mut self, clinic: &Clinic, dice: &mut Dice, person: PractitionerId) -> &'static str {
        let languages = dice.one(&["", "English, Greek", "greek", "Greek, Dari"]).unwrap_or_default();
        let expertise = dice.one(&["", "Skin checks", "skin checks, Knees", "Dermatology"]).unwrap_or_default();
        let gender = dice.one(&["", "female", "male"]).unwrap_or_default();
        let fee = dice.one(&["", "0", "85"]).unwrap_or_default();
        let own = OwnProfileForm {
            languages: languages.into(),
            expertise: expertise.into(),
            gender: gender.into(),
            fee: fee.into(),
            ..OwnProfileForm::default()
        };
        if dice.heads() {
            drop(presentation::save(&clinic.services, &practitioner_actor(person), &own).await);
            return "what someone says of themselves";
        }
        let is_new = self.people.len() < 6 && dice.heads();
        let number = if is_new { 1_000 + self.people.len() } else { usize::try_from(person.0).expect("positive") };
        let form = PractitionerForm {
            name: dice.name(),
            email: format!("p{number}@example.org"),
            phone: "02 9382 2222".into(),
            profession: dice.one(&["physio", "gp", "specialist"]).unwrap_or_default().into(),
            languages: own.languages,
            expertise: own.expertise,
            gender: own.gender,
            fee: own.fee,
            accepting: "yes".into(),
            ..PractitionerForm::default()
        };
        if is_new {
            let centre = dice.one(&self.centres).expect("a centre");
            let first = FirstHoursForm { centre: centre.to_string(), ..FirstHoursForm::usual() };
            self.people.extend(personnel::add(&clinic.services, &self.admin, &form, &first).await.ok());
            return "someone new";
        }
        drop(personnel::save(&clinic.services, &self.admin, person, &form).await);
        "what is said of someone"
    }

    async fn begin_work(&self, clinic: &Clinic, dice: &mut Dice, person: PractitionerId) -> &'static str {
        let centre = dice.one(&self.centres).expect("a centre");
        let form = FirstHoursForm { centre: centre.to_string(), days: Vec::new(), ..FirstHoursForm::usual() };
        drop(personnel::add_work(&clinic.services, &self.admin, person, &form).await);
        "further work"
    }

    async fn end_work(&self, clinic: &Clinic, dice: &mut Dice, person: PractitionerId) -> &'static str {
        let Some(here) = Self::works(clinic, dice, person).await else { return "no work" };
        let ended = personnel::end_work(&clinic.services, &self.admin, person, here, &Settled::default()).await;
        ended.expect("nothing is booked");
        "work that is over"
    }

    async fn change_centre(&mut self, clinic: &Clinic, dice: &mut Dice) -> &'static str {
        let id = dice.one(&self.centres).filter(|_| self.centres.len() == 5 || dice.below(3) > 0);
        let number = id.map_or_else(|| i64::try_from(self.centres.len()).expect("few"), |id| id.0 + 10);
        let form = CentreForm {
            name: format!("{} {number}", dice.one(&["Quay", "Zoo", "quay"]).unwrap_or_default()),
            kind: "hospital".into(),
            address: dice.one(&["", "1 Main St 2031", "2 Main St"]).unwrap_or_default().into(),
            suburb: dice.one(&["Randwick", "RANDWICK", "Newtown", "Penrith"]).unwrap_or_default().into(),
            phone: String::new(),
            abn: String::new(),
            time_zone: dice.one(&["Australia/Sydney", "Australia/Perth"]).unwrap_or_default().into(),
            zone_agreed: "yes".into(),
        };
        let before = match id {
            Some(id) => centre::find(&clinic.services, &self.admin, id).await.expect("found").centre.abn,
            None => ["51 824 753 556", "53 004 085 616", "83 914 571 673"][self.centres.len() - 2].into(),
        };
        let saved = centre::save(&clinic.services, &self.admin, id, &CentreForm { abn: before, ..form }).await;
        if let (None, Ok(saved)) = (id, &saved) {
            self.centres.push(saved.id);
        }
        "a centre"
    }

    async fn change_service(&mut self, clinic: &Clinic, dice: &mut Dice) -> &'static str {
        let id = dice.one(&self.services).filter(|_| dice.heads());
        if let Some(id) = id.filter(|_| dice.heads()) {
            healthcare_service::set_active(&clinic.services, &self.admin, id, dice.heads()).await.expect("switched");
            return "whether a service is offered";
        }
        let rooms = dice.one(&self.rooms).filter(|_| dice.heads());
        let form = ServiceForm {
            name: format!("{} {}", dice.one(&["Check", "Zest"]).unwrap_or_default(), dice.below(20)),
            mode: dice.one(&["in_person", "online"]).unwrap_or_default().into(),
            price: dice.one(&["", "0", "20"]).unwrap_or_default().into(),
            rooms: rooms.iter().map(ToString::to_string).collect(),
            ..ServiceForm::blank()
        };
        let saved = healthcare_service::save(&clinic.services, &self.admin, id, &form).await;
        if let (None, Ok(saved)) = (id, saved) {
            self.services.push(saved);
        }
        "a service"
    }

    async fn change_offers(&self, clinic: &Clinic, dice: &mut Dice) -> &'static str {
        let Some(id) = dice.one(&self.services) else { return "no service" };
        let chosen: Vec<_> = self.people.iter().copied().filter(|_| dice.heads()).collect();
        let people = healthcare_service::choose_people(&clinic.services, &self.admin, id, &self.people, &chosen).await;
        people.expect("chosen");
        "who offers a service"
    }

    async fn change_room(&mut self, clinic: &Clinic, dice: &mut Dice) -> &'static str {
        if let Some(id) = dice.one(&self.rooms).filter(|_| dice.heads()) {
            room::set_active(&clinic.services, &self.admin, id, dice.heads()).await.expect("switched");
            return "whether a room is used";
        }
        let centre = dice.one(&self.centres).expect("a centre");
        let name = format!("Room {}", self.rooms.len());
        let form = RoomForm { centre: centre.to_string(), name, kind: "room".into() };
        self.rooms.push(room::save(&clinic.services, &self.admin, None, &form).await.expect("a new room"));
        "a room"
    }

    async fn rename(&self, clinic: &Clinic, dice: &mut Dice) -> &'static str {
        let (known, _) = term::list(&clinic.services, &self.admin).await.expect("allowed");
        if let Some(one) = known.get(dice.below(known.len() + 1)) {
            let name = dice.one(&["Hearts", "Bones", "Teeth"]).unwrap_or_default();
            let form = TermForm { term: TermForm::choice(one.kind, &one.name), name: name.into(), merge: "yes".into() };
            drop(term::rename(&clinic.services, &self.admin, &form).await);
        }
        "what practitioners are"
    }

    async fn change_otherwise(&self, clinic: &Clinic, dice: &mut Dice) -> &'static str {
        if dice.heads() {
            let days = dice.one(&["30", "60", "90"]).unwrap_or_default();
            setting::set(&clinic.services, "booking.horizon_days", days).await.expect("set");
            let versions = content::versions(&clinic.services, &self.admin, Place::Notice).await.expect("allowed");
            let (seen, text) =
                (versions.first().map_or(0, |version| version.id), format!("Book up to {days} days ahead."));
            content::save(&clinic.services, &self.admin, Place::Notice, &text, seen).await.expect("saved");
            return "a setting and a text";
        }
        clinic.run("update practitioner set bio = 'Written by another program'").await;
        clinic.write((), |tx, ()| Box::pin(async move { Ok(directory::bump_version(tx).await?) })).await;
        clinic.services.directory_changed().await;
        "something that no one named"
    }
}
