//! PDF files, read back by a library that had no part in writing them.

use consulta::{
    domain::{
        language::Language,
        prescription::{MedicineForm, PrescriptionForm},
        theme::Logo,
    },
    server::pdf::Document,
    service::{booking, clinic_logo::Letterhead, consultation, prescription},
    words::Reader,
};
use lopdf::{Document as File, Object};

use super::browser::{application, get, get_bytes};
use crate::{
    service::document::png,
    support::{Clinic, TestDb, at, cookie, practitioner_actor},
};

/// A file's text, page by page.
pub fn pages(bytes: &[u8]) -> Vec<String> {
    let file = File::load_mem(bytes).expect("a PDF");
    let numbers: Vec<u32> = file.get_pages().into_keys().collect();
    numbers.iter().map(|number| file.extract_text(&[*number]).expect("its text")).collect()
}

/// Text without spaces and line breaks, which PDF readers guess.
pub fn packed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn a_document_holds_every_word_that_was_put_in() {
    let mut document = Document::new("Prescription", "Randwick Medical Centre, Consulta");
    document
        .heading("Medicines")
        .paragraph("Pour Zoë Nguyễn, née Škvorecká: 500 µg ≥ 2 fois.\nΑλφα Жук")
        .small("Signed by Dr Jack")
        .definitions(&[("Patient", "Zoë Nguyễn"), ("Nothing", " ")])
        .table(&["Medicine", "Dose"], &[vec!["Amoxicillin".into(), "500 mg".into()]]);

    let bytes = document.render().expect("a file");

    let pages = pages(&bytes);
    assert_eq!(pages.len(), 1);
    let text = packed(&pages[0]);
    for words in [
        "Prescription",
        "Pour Zoë Nguyễn, née Škvorecká: 500 µg ≥ 2 fois.",
        "Αλφα Жук",
        "Amoxicillin",
        "500 mg",
        "Randwick Medical Centre, Consulta",
        "Page 1 of 1",
    ] {
        assert!(text.contains(&packed(words)), "{words} is not in {text}");
    }
    assert!(!text.contains("Nothing"));
    assert!(bytes.len() < 60_000, "only what is used of the fonts is embedded: {}", bytes.len());
}

/// Words in Arabic letters in the order of the file: from left to right.
pub fn from_the_left(words: &str) -> String {
    words.chars().rev().collect()
}

#[test]
fn a_document_is_set_in_each_language_and_holds_names_in_letters_of_all() {
    for (language, number) in [
        (Language::English, "Page 1 of 1".to_owned()),
        (Language::German, "Seite 1 von 1".to_owned()),
        (Language::French, "Page 1 sur 1".to_owned()),
        (Language::Spanish, "Página 1 de 1".to_owned()),
        (Language::Arabic, from_the_left("الصفحة 1 من 1")),
        (Language::Chinese, "第 1 页，共 1 页".to_owned()),
    ] {
        let reader = Reader { language, ..Reader::default() };
        let mut document = reader.read(|| Document::new("王小明", "Consulta"));
        document
            .heading("劉德華")
            .paragraph("请于饭后服药（每日三次），并多喝水。")
            .definitions(&[("محمد", "يعاني من السعال"), ("Жук", "+61 2 9876 5432")])
            .table(&["Zoë Nguyễn", "喆"], &[vec!["Amoxicillin 500 mg".into(), "محمد بن سعيد".into()]]);

        let bytes = document.render().expect("a file");

        let text = packed(&pages(&bytes).concat());
        let arabic = ["محمد", "يعاني من السعال", "محمد بن سعيد"].map(from_the_left);
        let others = [
            "王小明",
            "劉德華",
            "请于饭后服药（每日三次），并多喝水。",
            "Жук",
            "+61 2 9876 5432",
            "Zoë Nguyễn",
            "喆",
            "Amoxicillin 500 mg",
            number.as_str(),
        ];
        for words in arabic.iter().map(String::as_str).chain(others) {
            assert!(text.contains(&packed(words)), "{language:?}: {words} is not in {text}");
        }
        assert!(bytes.len() < 80_000, "{language:?}: only what is used of the fonts is embedded: {}", bytes.len());
    }
}

#[test]
fn a_document_has_the_clinics_logo_at_its_head_and_its_name_at_its_foot() {
    let logo = Logo::new("ab".repeat(32), (60, 20));
    let clinic = Letterhead { name: "Harbour Clinic".into(), logo: Some((logo, png(60, 20).into())) };

    let bytes = Document::new("Record", "Pat Ient").by(clinic).render().expect("a file");

    assert!(packed(&pages(&bytes)[0]).contains("HarbourClinic·PatIent"));
    let file = File::load_mem(&bytes).expect("a PDF");
    let is_picture = |object: &&Object| {
        let kind = object.as_stream().and_then(|stream| stream.dict.get(b"Subtype")).and_then(Object::as_name);
        kind.is_ok_and(|kind| kind == b"Image")
    };
    assert!(file.objects.values().any(|object| is_picture(&object)), "no picture");
}

#[test]
fn a_long_document_goes_on_over_numbered_pages_with_its_table_s_head_on_each() {
    let mut document = Document::new("Record", "Consulta");
    let rows: Vec<Vec<String>> = (0..200).map(|row| vec![format!("row{row}end"), "words ".repeat(row % 40)]).collect();
    document.paragraph(&"Much text. ".repeat(400)).table(&["Number", "Words"], &rows);

    let pages = pages(&document.render().expect("a file"));

    assert!(pages.len() > 5);
    for (index, page) in pages.iter().enumerate() {
        let number = format!("Page{}of{}", index + 1, pages.len());
        assert!(packed(page).contains(&number), "{number}");
    }
    assert!(pages[2..].iter().all(|page| page.contains("Number")));
    let all = packed(&pages.concat());
    assert!((0..200).all(|row| all.contains(&format!("row{row}end"))));
}

#[test]
fn a_document_across_has_pages_that_are_wider_than_high() {
    let size = |document: Document| {
        let file = File::load_mem(&document.render().expect("a file")).expect("a PDF");
        let size = |object: &Object| object.as_dict().ok()?.get(b"MediaBox").ok()?.as_array().ok().cloned();
        let edges = file.objects.values().find_map(size).expect("a page with a size");
        [2, 3].map(|at: usize| edges[at].as_float().expect("a number"))
    };
    let mut wide = Document::new("Users", "Consulta").across();
    wide.table(&["Name", "Email"], &[vec!["Pat Ient".into(), "pat@example.org".into()]]);

    let [width, height] = size(wide);

    assert!(width > height, "{width} x {height}");
    assert_eq!(size(Document::new("Users", "Consulta")), [height, width]);
}

#[test]
fn a_compact_document_in_halves_holds_more_than_twice_as_much_on_a_page() {
    let rows: Vec<Vec<String>> = (0..160).map(|row| vec![format!("row{row}end"), "words".into()]).collect();
    let printed = |mut document: Document| {
        document.table(&["Number", "Words"], &rows);
        pages(&document.render().expect("a file"))
    };

    let (wide, narrow) =
        (printed(Document::new("Day", "Consulta")), printed(Document::new("Day", "Consulta").compact().in_halves()));

    assert!(wide.len() > 2 * narrow.len(), "{} and {} pages", wide.len(), narrow.len());
    let text = packed(&narrow.concat());
    assert!((0..160).all(|row| text.contains(&format!("row{row}end"))), "{text}");
}

#[test]
fn whatever_is_typed_becomes_a_document() {
    let mut document = Document::new("", "");
    let odd = "a\0\u{7}\u{202e}\u{1f600} 漢字 \u{0627}\u{0644} \r\n\t )]}\\( %";
    document
        .heading(odd)
        .paragraph(odd)
        .paragraph(&"x".repeat(20_000))
        .definitions(&[])
        .table(&[], &[vec![odd.into()]])
        .table(&["a", "b"], &[vec![], vec![odd.into(), odd.into(), odd.into()]]);

    assert!(document.render().is_ok());
}

#[tokio::test]
async fn a_printed_prescription_holds_what_a_pharmacist_needs_and_never_lacks_a_name() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let (me, patient) = (practitioner_actor(doctor), clinic.patient("王小明 김민").await);
    let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
    consultation::open(&clinic.services, &me, id).await.expect("opened");
    clinic.run("update patient set address = '1 Sea Street, Randwick'").await;
    clinic
        .run("insert into statement (patient_id, kind, name, created_at) select id, 'allergy', 'Latex', 0 from patient")
        .await;
    let medicine = MedicineForm {
        medicine: "Инсулин 胰岛素".into(),
        dose: "10 units".into(),
        frequency: "twice a day".into(),
        ..MedicineForm::default()
    };
    let form =
        PrescriptionForm { diagnosis: "Diabetes".into(), medicines: vec![medicine], ..PrescriptionForm::default() };
    let signed = prescription::sign(&clinic.services, &me, id, &form, false).await.expect("signed");
    let theirs = cookie(&clinic.services, &patient).await;

    let bytes = get_bytes(&app, &format!("/prescriptions/{signed}/prescription.pdf"), &theirs).await;
    let page = get(&app, &format!("/prescriptions/{signed}"), &theirs).await.body;

    // The browser prints the page.
    for words in ["Prescription number", "27 March 1985", "1 Sea Street, Randwick", "Latex", "Provider number PN"] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    let text = packed(&pages(&bytes).concat());
    for words in [
        "Patient 王小明 [U+AE40 U+BBFC]",
        "Number",
        "27 March 1985",
        "1 Sea Street, Randwick",
        "Latex",
        "Инсулин 胰岛素",
        "Provider number PN",
        "Signature",
        "Page 1 of 1",
        "Some characters can't be printed here.",
    ] {
        assert!(text.contains(&packed(words)), "{words} is not in {text}");
    }
}
