//! MediSoft: everyone comes from four files, the directory is for members, and specialists are seen on referral.

mod profiles;

use std::path::Path;

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::Status,
        booking::{BookingRefusal, Target},
        directory::CentreKind,
        form::{Field, FieldError, Problem},
        ids::PractitionerId,
        import::{Ending, Source},
        note::NoteForm,
        notice::NoticeKind,
        prescription::{MedicineForm, PrescriptionForm},
        rating::{RatingForm, Subject},
        referral::{Addressee, ReferralRefusal},
        search::Kind,
        time::Zone,
    },
    error::AppError,
    service::{
        account, agenda,
        availability::{self, WeekQuery},
        booking, consultation, entry,
        hours::{self, HoursChange},
        import::{self, ImportOptions},
        note, prescription, rating, record,
        referral::{self, Sending},
        search::{Found, SearchRequest, search},
        stranded::Settled,
        timeline::{self, RecordQuery},
    },
    storage::appointment::AppointmentFilter,
};
use jiff::SignedDuration;

use super::{book, booking_refusal, newcomer, patient_id, refusal, signs_in, status, told, under, visited};
use crate::{
    http::browser::{application, get},
    service::referral_case::{Referring, letter},
    support::{Clinic, actor, at, cookie, on_both, practitioner_actor, weekdays, window},
};

const CENTRES: &str = "centre_type,abn,name,phone,suburb\n\
    Hospital,1111,Royal Randwick Hospital,93821111,Randwick\n\
    MedicalCentre,1112,Hill Health Service,93855425,Kensington\n";
const PROVIDERS: &str = "provider_email,provider_type,password,first_name,last_name,phone,providerNum,\
    startWorkingHours,endWorkingHours,expertise\n\
    ada@example.org,GP,s3cret-a, Ada, Byron, 0491570156, 2148751135, 09:00,14:30\n\
    ben@example.org,Specialist,s3cret-b,Ben,Okri,0491570157,2148751136,08:30,12:00,Dental\n";
const PATIENTS: &str = "patient_email,password,first_name,last_name,phone,medicare\n\
    pat@example.org,s3cret-p, Pat, Li,0491570158,6771653701\n";
const AFFILIATIONS: &str = "provider_email,health_centre_name\n\
    ada@example.org,Royal Randwick Hospital\n\
    ada@example.org,Hill Health Service\n\
    ben@example.org,Royal Randwick Hospital\n";

/// Imports the four files.
async fn bring_in(clinic: &Clinic) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (source, text) in [
        (Source::Centres, CENTRES),
        (Source::Practitioners, PROVIDERS),
        (Source::Patients, PATIENTS),
        (Source::Affiliations, AFFILIATIONS),
    ] {
        let path: &Path = folder.path();
        std::fs::write(path.join(source.file_name()), text).expect("written");
    }
    let zone = Zone::parse("Australia/Sydney").expect("a zone");
    let report = import::run(&clinic.services, folder.path(), &ImportOptions { zone, dry_run: false }).await;
    let report = report.expect("read");
    assert!(matches!(report.ending, Ending::Stored(_)), "{report}");
}

/// The names of a search's results.
async fn found(clinic: &Clinic, reader: &Actor, request: SearchRequest) -> Vec<String> {
    let directory = clinic.services.directory_for(reader).await.expect("a member");
    let page = search(&clinic.services, &directory, reader, &request).await.expect("searched");
    let name = |one: &Found<'_>| match one {
        Found::Centre(centre) => centre.name.clone(),
        Found::Practitioner { person, .. } => person.name.clone(),
    };
    page.results.iter().map(name).collect()
}

fn words(text: &str) -> SearchRequest {
    SearchRequest { text: text.into(), ..SearchRequest::default() }
}

fn said(text: &str) -> NoteForm {
    NoteForm { text: text.into() }
}

on_both! {
    async fn s3_02_s3_32_s3_33_people_come_from_the_files_and_nobody_registers(test) {
        let clinic = under(test, "medisoft").await;

        bring_in(&clinic).await;

        let pat = signs_in(&clinic, "pat@example.org", "s3cret-p").await.expect("signed in");
        signs_in(&clinic, "ada@example.org", "s3cret-a").await.expect("signed in");
        let refused = account::register(&clinic.services, &newcomer("Amal", "Haddad"), "").await;
        assert_eq!(refusal(refused), AppError::RegistrationClosed);
        let (_, profile, _) = consulta::service::profile::own(&clinic.services, &pat).await.expect("their own");
        assert_eq!((profile.name.as_str(), profile.medicare.as_str()), ("Pat Li", "6771653701"));
        assert_eq!(clinic.test.count("select count(*) from account where must_change_password").await, 3);
        assert_eq!(clinic.test.count("select count(*) from account where password_hash like '%s3cret%'").await, 0);
        assert!(refusal(clinic.services.directory_for(&Actor::Visitor).await.map(drop)) == AppError::NotSignedIn);
    }
}

on_both! {
    async fn s3_01_s3_03_s3_04_s3_09_s3_10_places_and_people_name_each_other_with_hours_for_each_place(test) {
        let clinic = under(test, "medisoft").await;
        bring_in(&clinic).await;
        let pat = signs_in(&clinic, "pat@example.org", "s3cret-p").await.expect("signed in");

        let directory = clinic.services.directory_for(&pat).await.expect("a member");
        let of = |name: &str| {
            let mut all = (1..100).filter_map(|id| directory.practitioner(PractitionerId(id)));
            all.find(|one| one.name == name).unwrap_or_else(|| panic!("no {name}"))
        };
        let (ada, ben) = (of("Ada Byron"), of("Ben Okri"));

        assert_eq!((ada.profession.as_str(), ben.profession.as_str()), ("General practitioner", "Specialist"));
        assert_eq!((ben.expertise.as_slice(), ben.requires_referral), (["Dental".to_owned()].as_slice(), true));
        assert_eq!((ada.affiliations.len(), ben.affiliations.len()), (2, 1));
        assert!(ada.affiliations.iter().all(|work| !work.hours.weekly.is_empty()), "hours at each");
        let hospital = directory.centre(ben.affiliations[0].centre).expect("a centre");
        assert_eq!((hospital.kind, hospital.name.as_str()), (CentreKind::Hospital, "Royal Randwick Hospital"));
        let site = application(&clinic.services);
        let reader = cookie(&clinic.services, &pat).await;
        clinic.run("update account set must_change_password = false").await;
        let place = get(&site, &format!("/centres/{}", hospital.id), &reader).await.body;
        assert!(place.contains("Ada Byron") && place.contains(&format!("/practitioners/{}", ben.id)));
        assert!(place.contains("/book/"), "with a button to book there");
        let person = get(&site, &format!("/practitioners/{}", ada.id), &reader).await.body;
        assert!(person.contains("Royal Randwick Hospital") && person.contains("Hill Health Service"));
    }
}

on_both! {
    async fn s3_06_s3_07_s3_08_places_services_and_people_are_found_by_parts_of_words(test) {
        let clinic = under(test, "medisoft").await;
        bring_in(&clinic).await;
        let pat = signs_in(&clinic, "pat@example.org", "s3cret-p").await.expect("signed in");
        let find = async |request| found(&clinic, &pat, request).await;

        assert_eq!(find(words("royal rand")).await[0], "Royal Randwick Hospital");
        let there = SearchRequest { suburb: "Kensington".into(), kind: Some(Kind::Centre), ..SearchRequest::default() };
        assert_eq!(find(there).await, ["Hill Health Service"]);
        let service = SearchRequest { profession: "General practitioner".into(), ..SearchRequest::default() };
        assert!(find(service).await.contains(&"Ada Byron".to_owned()));
        assert_eq!(find(words("OKR")).await, ["Ben Okri"]);
        let field = SearchRequest { specialty: "Dental".into(), kind: Some(Kind::Practitioner), ..SearchRequest::default() };
        assert_eq!(find(field).await, ["Ben Okri"]);
    }
}

on_both! {
    async fn s3_04_hours_at_two_centres_may_not_clash(test) {
        let clinic = under(test, "medisoft").await;
        let other = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let there = clinic.affiliate(doctor.account(), other, &weekdays("18:00", "19:00")).await;
        let clashing = HoursChange::Week(vec![window(1, "16:30", "18:00")]);

        let refused = hours::change(&clinic.services, &practitioner_actor(doctor), there, clashing, &Settled::default()).await;

        assert_eq!(refusal(refused), AppError::Invalid(vec![FieldError::new(Field::Hours, Problem::Clash)]));
    }
}

on_both! {
    async fn s3_11_a_day_has_forty_eight_half_hours_and_the_free_ones_are_offered(test) {
        let clinic = under(test, "medisoft").await;
        let account = clinic.account("Ann Doctor", Role::Practitioner).await;
        clinic.affiliate(account, clinic.centre, &[window(2, "00:00", "24:00")]).await;
        let doctor = PractitionerId(account.0);
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        let tomorrow = at("08:00") + SignedDuration::from_hours(24);
        booking::book(&clinic.services, &other, clinic.request(doctor, tomorrow)).await.expect("booked");

        let directory = clinic.services.directory_for(&patient).await.expect("a member");
        let query = WeekQuery { practitioner: doctor, centre: clinic.centre, service: None, date: None, moving: None };
        let week = availability::week(&clinic.services, &directory, &patient, query).await.expect("a week");

        let free = &week.days[1].slots;
        assert_eq!(free.len(), 47, "48, of which one is taken");
        assert!(free.iter().all(|slot| slot.starts_at != tomorrow));
        let reader = cookie(&clinic.services, &patient).await;
        let page = get(&application(&clinic.services), &format!("/book/{doctor}?centre={}", clinic.centre), &reader).await;
        assert!(page.body.contains("08:30-09:00"), "each from when until when");
    }
}

on_both! {
    async fn s3_11_a_patient_chooses_one_half_hour_or_several_in_a_row(test) {
        let clinic = under(test, "medisoft").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        booking::book(&clinic.services, &other, clinic.request(doctor, at("11:00"))).await.expect("booked");
        let (app, reader) = (application(&clinic.services), cookie(&clinic.services, &patient).await);
        let review = format!("/book/{doctor}?centre={}&slot={}", clinic.centre, at("10:00").as_second());

        let one = get(&app, &review, &reader).await;
        let two = get(&app, &format!("{review}&slots=2"), &reader).await;

        // Without our script, each available length is a link to its own review.
        assert!(one.body.contains("How long?") && one.body.contains("slots=2"), "{}", one.body);
        assert!(!one.body.contains("slots=3"), "eleven o'clock is taken");
        assert!(two.body.contains("10:00-11:00") && two.body.contains("60 minutes"), "{}", two.body);
        let request = clinic.request_for(Target { slots: 2, ..clinic.target(doctor, at("10:00")) });
        let id = booking::book(&clinic.services, &patient, request).await.expect("booked");
        let seen = booking::appointment(&clinic.services, &patient, id).await.expect("theirs");
        assert_eq!((seen.slot.starts_at, seen.slot.ends_at), (at("10:00"), at("11:00")));
    }
}

on_both! {
    async fn s3_12_s3_13_a_booking_is_final_at_once_and_keeps_its_reason(test) {
        let clinic = under(test, "medisoft").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let mut request = clinic.request(doctor, at("10:00"));
        request.reason = "A cough".into();

        let id = booking::book(&clinic.services, &patient, request).await.expect("booked");

        let seen = booking::appointment(&clinic.services, &me, id).await.expect("theirs");
        assert_eq!((seen.status, seen.reason.as_str()), (Status::Booked, "A cough"));
        assert_eq!(told(&clinic, &patient).await, [NoticeKind::AppointmentBooked]);
        assert_eq!(told(&clinic, &me).await, [NoticeKind::AppointmentReceived]);
    }
}

on_both! {
    async fn s3_14_s3_15_s3_16_s3_34_times_that_cannot_be_had_are_refused_each_for_its_reason(test) {
        let clinic = under(test, "medisoft").await;
        let (ann, bob) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await);
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        book(&clinic, &patient, bob, "11:00").await;
        book(&clinic, &other, ann, "12:00").await;
        let wanted = async |who: &Actor, wall: &str| {
            booking_refusal(booking::book(&clinic.services, who, clinic.request(ann, at(wall))).await)
        };

        assert_eq!(wanted(&patient, "07:30").await, BookingRefusal::Past);
        assert_eq!(wanted(&patient, "08:30").await, BookingRefusal::OutsideHours);
        assert_eq!(wanted(&patient, "09:10").await, BookingRefusal::OffGrid);
        assert_eq!(wanted(&patient, "11:00").await, BookingRefusal::PatientBusy);
        assert_eq!(wanted(&patient, "12:00").await, BookingRefusal::Taken);
        let both = actor(ann.account(), &[Role::Patient, Role::Practitioner]);
        assert_eq!(wanted(&both, "10:00").await, BookingRefusal::Oneself);
        let only = booking::book(&clinic.services, &practitioner_actor(ann), clinic.request(bob, at("10:00"))).await;
        assert_eq!(refusal(only), AppError::Forbidden);
    }
}

on_both! {
    async fn s3_18_whoever_is_a_patient_rates_anyone_and_their_latest_rating_counts(test) {
        let clinic = under(test, "medisoft").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (one, two) = (clinic.patient("Pat One").await, clinic.patient("Pat Two").await);
        let stars = |stars: u8| RatingForm { stars: stars.to_string(), review: String::new() };

        for of in [Subject::Practitioner(doctor), Subject::Centre(clinic.centre)] {
            for (who, given) in [(&one, 1), (&two, 4), (&one, 5)] {
                rating::rate(services, who, of, &stars(given)).await.expect("rated without a visit");
            }
            let average = services.averages().await.expect("averages").of(of);
            assert_eq!((average.ratings, average.stars), (2, 9), "4.5 of them, not 4");
        }
    }
}

on_both! {
    async fn s3_19_s3_20_both_sides_list_their_appointments_in_order_with_who_and_where(test) {
        let clinic = under(test, "medisoft").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        for wall in ["15:00", "09:30", "11:00"] {
            book(&clinic, &patient, doctor, wall).await;
        }
        let in_order = [at("09:30"), at("11:00"), at("15:00")];

        let mine = agenda::of_patient(services, &patient, 1).await.expect("their own").upcoming;
        let theirs = agenda::list(services, &me, &AppointmentFilter::default()).await.expect("their own").rows;

        for list in [mine, theirs] {
            assert_eq!(list.iter().map(|one| one.slot.starts_at).collect::<Vec<_>>(), in_order);
        }
        let site = application(services);
        let (patients, doctors) = (cookie(services, &patient).await, cookie(services, &me).await);
        let page = get(&site, "/patient", &patients).await.body;
        assert!(page.contains(&format!("/practitioners/{doctor}")) && page.contains(&format!("/centres/{}", clinic.centre)));
        let page = get(&site, "/practitioner/appointments", &doctors).await.body;
        assert!(page.contains(&format!("/patients/{}/record", patient_id(&patient))), "each leads to the patient's history");
    }
}

on_both! {
    async fn s3_21_s3_22_s3_23_s3_24_s3_25_a_history_is_read_and_added_to_by_whoever_the_patient_books_with(test) {
        let clinic = under(test, "medisoft").await;
        let services = &clinic.services;
        let hill = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        let (first, second) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await);
        let elsewhere = clinic.account("Else Where", Role::Practitioner).await;
        clinic.affiliate(elsewhere, hill, &weekdays("09:00", "17:00")).await;
        let (ann, bob) = (practitioner_actor(first), practitioner_actor(second));
        let stranger = practitioner_actor(PractitionerId(elsewhere.0));
        let patient = clinic.patient("Pat Ient").await;
        let seen = book(&clinic, &patient, first, "09:00").await;
        consultation::open(services, &ann, seen).await.expect("opened");
        let written = note::add(services, &ann, seen, &said("Fell on the hand")).await.expect("noted").expect("not empty");
        let medicine = MedicineForm { medicine: "Paracetamol".into(), dose: "500 mg".into(), frequency: "daily".into(), ..MedicineForm::default() };
        let form = PrescriptionForm { diagnosis: "Sprain".into(), medicines: vec![medicine], ..PrescriptionForm::default() };
        prescription::sign(services, &ann, seen, &form, false).await.expect("signed");
        let query = RecordQuery::of(patient_id(&patient));
        let read = async |who: &Actor| timeline::read(services, who, query).await.map(|page| page.entries.len());
        assert_eq!(refusal(read(&bob).await), AppError::NotFound, "not before the patient has booked");

        book(&clinic, &patient, second, "10:00").await;

        assert_eq!(read(&bob).await.expect("now"), 2);
        assert_eq!(refusal(note::amend(services, &bob, written, "Mine", "because").await), AppError::NotFound);
        assert_eq!(refusal(entry::retract(services, &bob, written, "because").await), AppError::NotFound);
        assert_eq!(refusal(read(&stranger).await), AppError::NotFound, "at a centre that was not visited");
    }
}

on_both! {
    async fn s3_28_s3_29_s3_30_s3_31_a_letter_opens_the_specialist_and_the_appointment_the_history(test) {
        let clinic = under(test, "medisoft").await;
        let services = &clinic.services;
        let skin = clinic.specialist("Skye Skin", "Dermatology").await;
        let me = practitioner_actor(skin);
        let case = Referring::new(&clinic).await;
        let of = patient_id(&case.patient);
        let field = SearchRequest { specialty: "Dermatology".into(), kind: Some(Kind::Practitioner), ..SearchRequest::default() };
        assert_eq!(found(&clinic, &case.patient, field).await, ["Skye Skin"]);
        assert_eq!(booking_refusal(case.book(&clinic, skin, at("10:00")).await), BookingRefusal::NeedsReferral);

        let sent = case.send(&clinic, Addressee::Practitioner(skin), letter("1", "2027-01-31")).await.expect("sent");

        referral::open(services, &me, sent).await.expect("their letter");
        assert!(told(&clinic, &me).await.contains(&NoticeKind::ReferralReceived));
        let before = record::open(services, &me, of, "timeline").await.expect("the summary").reach;
        case.book(&clinic, skin, at("10:00")).await.expect("booked");
        let after = record::open(services, &me, of, "timeline").await.expect("the history").reach;
        assert!(before < after);
    }
}

on_both! {
    async fn s3_29_only_general_practitioners_refer(test) {
        let clinic = under(test, "medisoft").await;
        let physio = clinic.practitioner("Fay Physio").await;
        let fay = "update practitioner set profession = 'Physiotherapist'
            where id = (select id from account where full_name = 'Fay Physio')";
        clinic.run(fay).await;
        let skin = clinic.specialist("Skye Skin", "Dermatology").await;
        let patient = clinic.patient("Pat Ient").await;
        let seen = book(&clinic, &patient, physio, "09:00").await;
        let to = Addressee::Practitioner(skin);
        let sending = Sending { appointment: seen, to, form: letter("1", "2027-01-31"), intent: "one-intent".into() };

        let refused = referral::send(&clinic.services, &practitioner_actor(physio), sending).await;

        assert_eq!(refusal(refused), AppError::Referral(ReferralRefusal::NotAReferrer));
        assert_eq!(clinic.test.count("select count(*) from referral").await, 0);
    }
}

on_both! {
    async fn s3_34_an_addition_of_nothing_is_nothing_and_a_new_history_is_empty(test) {
        let clinic = under(test, "medisoft").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let query = RecordQuery::of(patient_id(&patient));
        assert!(timeline::read(services, &patient, query).await.expect("their own").entries.is_empty());
        let id = visited(&clinic, &patient, doctor, "09:30").await;

        assert_eq!(note::add(services, &me, id, &said(" \n")).await.expect("nothing to do"), None);

        assert_eq!(status(&clinic, &patient, id).await, Status::Fulfilled);
        assert!(timeline::read(services, &patient, query).await.expect("their own").entries.is_empty());
    }
}
