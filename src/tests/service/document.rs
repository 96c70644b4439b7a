//! Documents (FR12, S4-05, T8, T9): what is accepted, what remains of refused ones, and who can download the file.

use std::io::Cursor;

use consulta::{
    domain::{
        account::{Actor, Role},
        document::{FileProblem, MediaType},
        form::{Field, Problem},
        ids::{AppointmentId, EntryId, PractitionerId},
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services, booking, cancel,
        document::{self, Upload, Whose},
        notice, refusals,
    },
    storage::{
        document::Document,
        error::{StorageError, StorageResult},
        files::{Files, Place},
    },
};
use futures::TryStreamExt;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Rgb, RgbImage};
use jiff::Timestamp;

use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

/// A picture whose left half is red and whose right half is blue.
fn picture(width: u32, height: u32) -> DynamicImage {
    let colour = |x: u32| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| colour(x)))
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture(width, height).write_to(&mut out, ImageFormat::Png).expect("encoded");
    out.into_inner()
}

/// A JPEG with an EXIF block that names a place, and is rotated.
fn jpeg_with_exif() -> Vec<u8> {
    // Big-endian TIFF, one directory: orientation 6 (a quarter turn), and a description.
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend(b"\x01\x0e\0\x02\0\0\0\x10\0\0\0\x26");
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend(b"\0\0\0\0");
    exif.extend(b"Home, Randwick!\0");
    let mut out = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 90);
    encoder.set_exif_metadata(exif).expect("a block of metadata");
    let picture = picture(64, 32).into_rgb8();
    encoder.write_image(picture.as_raw(), 64, 32, image::ExtendedColorType::Rgb8).expect("encoded");
    out
}

/// A document whose whole file is read.
pub async fn open_file(services: &Services, actor: &Actor, id: EntryId) -> Outcome<Document> {
    let opened = document::open_file(services, actor, id, |_| Some(0..u64::MAX)).await?;
    Ok(opened.document)
}

/// A PDF of one empty page with extra content in its catalogue.
pub fn pdf(in_catalogue: &str) -> Vec<u8> {
    paper(in_catalogue, &[])
}

/// The same with more objects, from number 4 on.
pub fn paper(in_catalogue: &str, more: &[&[u8]]) -> Vec<u8> {
    let catalogue = format!("<< /Type /Catalog /Pages 2 0 R {in_catalogue} >>");
    let pages = [
        catalogue.as_bytes(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>",
    ];
    let objects = [&pages, more].concat();
    let size = objects.len() + 1;
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend([format!("{} 0 obj\n", number + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes());
    out
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let noise = |x: u32, y: u32| Rgb([(x * y % 251) as u8, (x * 7 % 256) as u8, (y * 3 % 256) as u8]);
    let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, noise));
    picture.write_to(&mut out, ImageFormat::Jpeg).expect("encoded");
    out.into_inner()
}

/// The header of a PNG of this size, without any image data.
fn promise(width: u32, height: u32) -> Vec<u8> {
    let mut out = png(1, 1);
    out[16..20].copy_from_slice(&width.to_be_bytes());
    out[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&out[12..29]);
    out[29..33].copy_from_slice(&sum.to_be_bytes());
    out
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

pub fn upload(name: &str, bytes: Vec<u8>) -> Upload {
    Upload { category: "report".into(), name: name.into(), bytes }
}

pub async fn add(clinic: &Clinic, who: &Actor, name: &str, bytes: Vec<u8>) -> Outcome<EntryId> {
    document::add(&clinic.services, who, Whose::Own, upload(name, bytes)).await
}

pub fn problem(outcome: Outcome<EntryId>) -> FileProblem {
    match outcome {
        Err(Failure::Refused(AppError::Invalid(problems))) => match (problems[0].field, problems[0].problem) {
            (Field::File, Problem::File(problem)) => problem,
            other => panic!("expected a problem of the file, got {other:?}"),
        },
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn is_not_found<T>(outcome: &Outcome<T>) -> bool {
    matches!(outcome, Err(Failure::Refused(AppError::NotFound)))
}

pub async fn bytes_of(services: &Services, key: &str) -> StorageResult<Vec<u8>> {
    let parts: Vec<_> = services.files.read(key, 0..u64::MAX).await?.try_collect().await?;
    Ok(parts.concat())
}

pub async fn files(services: &Services) -> usize {
    services.files.written_before(Timestamp::MAX).await.expect("listed").len()
}

async fn booked(clinic: &Clinic, patient: &Actor, doctor: PractitionerId) -> AppointmentId {
    booking::book(&clinic.services, patient, clinic.request(doctor, at("09:30"))).await.expect("booked")
}

on_both! {
    async fn a_patients_report_is_kept_as_it_came_and_had_again(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;

        let id = add(&clinic, &patient, "C:\\scans\\Blood results.PDF", pdf("")).await.expect("added");

        let found = open_file(&clinic.services, &patient, id).await.expect("own");
        assert_eq!((found.file.name.as_str(), found.file.media), ("Blood results.pdf", MediaType::Pdf));
        assert_eq!(bytes_of(&clinic.services, &found.file.key).await.expect("kept"), pdf(""));
        assert_eq!(found.file.sha256.len(), 64);
        assert!(!found.file.key.contains("lood"), "nothing is told by the key");
        let listed = document::own(&clinic.services, &patient, 1).await.expect("own");
        assert_eq!((listed.documents.len(), listed.more), (1, false));
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'document.add'").await, 1);
        assert_eq!(clinic.test.count("select count(*) from notice").await, 0);
    }
}

on_both! {
    async fn of_an_image_the_picture_is_kept_the_right_way_up_and_nothing_else(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let sent = jpeg_with_exif();
        assert!(sent.windows(8).any(|window| window == b"Randwick"));

        let id = add(&clinic, &patient, "skin.jpg", sent).await.expect("added");

        let found = document::open(&clinic.services, &patient, id).await.expect("own");
        let kept = bytes_of(&clinic.services, &found.file.key).await.expect("kept");
        assert!(!kept.windows(8).any(|window| window == b"Randwick") && !kept.windows(4).any(|w| w == b"Exif"));
        let mut decoder =
            ImageReader::with_format(Cursor::new(&kept), ImageFormat::Jpeg).into_decoder().expect("a JPEG");
        assert_eq!(decoder.dimensions(), (32, 64));
        assert!(decoder.exif_metadata().expect("read").is_none());
        let preview = bytes_of(&clinic.services, found.file.preview_key.as_ref().expect("a picture")).await.expect("kept");
        let preview = image::load_from_memory_with_format(&preview, ImageFormat::Png).expect("a PNG").into_rgb8();
        let [top, bottom] = [preview.get_pixel(16, 4), preview.get_pixel(16, 60)];
        assert!(top[0] > 150 && bottom[2] > 150, "{top:?} above {bottom:?}");
    }
}

on_both! {
    async fn what_a_file_is_counts_and_not_its_name_and_nothing_is_left_of_one_that_is_refused(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("documents.max_mb", "1").await;
        let patient = clinic.patient("Pat Ient").await;
        let mut half = png(600, 600);
        half.truncate(half.len() / 2);
        let mut with_archive = pdf("");
        with_archive.extend(b"PK\x03\x04 an archive");
        let page_before = [b"<script>alert(1)</script>\n".to_vec(), pdf("")].concat();
        let starts_a_program = pdf("/OpenAction << /S /Launch /F (calc.exe) >>");

        for (name, bytes, expected) in [
            ("page.png", b"<!doctype html><script>alert(1)</script>".to_vec(), FileProblem::WrongKind),
            ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), FileProblem::WrongKind),
            ("empty.pdf", Vec::new(), FileProblem::Empty),
            ("half.png", half, FileProblem::Damaged),
            ("no.jpg", b"\xff\xd8\xff\xe0 and no picture".to_vec(), FileProblem::Damaged),
            ("bomb.png", promise(60_000, 60_000), FileProblem::TooManyPoints),
            ("wide.png", promise(19_000, 19_000), FileProblem::TooManyPoints),
            ("both.pdf", with_archive, FileProblem::Damaged),
            ("both.pdf", page_before, FileProblem::WrongKind),
            ("head.pdf", b"%PDF-1.7\n%%EOF\n".to_vec(), FileProblem::Damaged),
            ("script.pdf", pdf("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), FileProblem::HasProgram),
            ("launch.pdf", starts_a_program, FileProblem::HasProgram),
            ("large.pdf", vec![b'%'; 1_000_001], FileProblem::TooLarge(1)),
        ] {
            assert_eq!(problem(add(&clinic, &patient, name, bytes).await), expected, "{name}");
        }

        let odd = Upload { category: "secret".into(), ..upload("a.pdf", pdf("")) };
        let odd = document::add(&clinic.services, &patient, Whose::Own, odd).await;
        assert!(matches!(odd, Err(Failure::Refused(AppError::Invalid(_)))));
        assert_eq!(files(&clinic.services).await, 0);
        assert_eq!(clinic.test.count("select count(*) from entry").await, 0);
    }
}

on_both! {
    async fn a_file_without_its_row_is_deleted_and_swept_only_when_it_is_old(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let visit = booked(&clinic, &patient, doctor).await;
        let to_patient = Whose::PatientOf(visit);
        document::add(&clinic.services, &practitioner_actor(doctor), to_patient, upload("a.png", png(9, 9)))
            .await
            .expect("added");
        clinic.services.files.put("ab/left", "behind".into()).await.expect("put");

        let none = document::sweep(&clinic.services, Timestamp::UNIX_EPOCH).await.expect("swept");
        let one = document::sweep(&clinic.services, Timestamp::MAX).await.expect("swept");

        assert_eq!((none, one), (0, 1));
        assert_eq!(files(&clinic.services).await, 2, "the document and its small picture");
    }
}

on_both! {
    async fn a_practitioner_adds_to_the_record_of_a_patient_of_theirs_who_is_told(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let visit = booked(&clinic, &patient, doctor).await;
        let (me, to_patient) = (practitioner_actor(doctor), Whose::PatientOf(visit));

        let id = document::add(&clinic.services, &me, to_patient, upload("x.png", png(9, 9))).await.expect("added");

        let news = notice::latest(&clinic.services, &patient).await.expect("own notices");
        let told = news.iter().find(|one| one.kind == NoticeKind::DocumentAdded).expect("told");
        assert_eq!((told.entry_id, told.practitioner.as_deref()), (Some(id), Some("Ann Doctor")));
        open_file(&clinic.services, &patient, id).await.expect("their own record");
        let (_, listed) = document::of_appointment(&clinic.services, &me, visit, 1).await.expect("treating");
        assert_eq!(listed.documents[0].author_name, "Ann Doctor");

        let before = files(&clinic.services).await;
        let stranger = practitioner_actor(other);
        assert!(is_not_found(&document::add(&clinic.services, &stranger, to_patient, upload("x.png", png(9, 9))).await));
        assert!(is_not_found(&open_file(&clinic.services, &stranger, id).await));
        assert!(is_not_found(&document::of_appointment(&clinic.services, &stranger, visit, 1).await));
        let by_patient = document::add(&clinic.services, &patient, to_patient, upload("x.png", png(9, 9))).await;
        assert!(matches!(by_patient, Err(Failure::Refused(AppError::Forbidden))));
        let staff = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        assert!(is_not_found(&document::open(&clinic.services, &staff, id).await));
        assert_eq!(files(&clinic.services).await, before);
        let refused = "select cast(sum(times) as bigint) from audit_event where action = 'record.read' and outcome = 'refused'";
        refusals::settle(&clinic.services).await.expect("written");
        assert_eq!(clinic.test.count(refused).await, 4);
    }
}

on_both! {
    async fn when_the_appointment_is_called_off_its_practitioner_adds_and_reads_no_more(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let me = practitioner_actor(doctor);
        let visit = booked(&clinic, &patient, doctor).await;
        let own = add(&clinic, &patient, "mine.pdf", pdf("")).await.expect("added");
        open_file(&clinic.services, &me, own).await.expect("treating");

        cancel::cancel(&clinic.services, &patient, visit, "").await.expect("called off");

        let again = document::add(&clinic.services, &me, Whose::PatientOf(visit), upload("x.pdf", pdf(""))).await;
        assert!(is_not_found(&again));
        assert!(is_not_found(&open_file(&clinic.services, &me, own).await));
        assert!(is_not_found(&document::of_appointment(&clinic.services, &me, visit, 1).await));
    }
}

on_both! {
    async fn who_is_no_practitioner_any_more_adds_no_file_that_is_on_its_way_and_takes_none_back(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let me = practitioner_actor(doctor);
        let to_patient = Whose::PatientOf(booked(&clinic, &patient, doctor).await);
        let id = document::add(&clinic.services, &me, to_patient, upload("x.png", png(9, 9))).await.expect("added");
        let before = files(&clinic.services).await;

        // The request began before, with the role.
        clinic.run("delete from account_role where role = 'practitioner'").await;
        let late = document::add(&clinic.services, &me, to_patient, upload("y.png", png(9, 9))).await;
        let former = actor(doctor.account(), &[Role::Patient]);
        let taken_back = document::retract(&clinic.services, &former, id, "Of somebody else").await;
        clinic.run("update account set status = 'inactive' where full_name = 'Pat Ient'").await;
        let closed = add(&clinic, &patient, "z.png", png(9, 9)).await;

        assert!(matches!(late, Err(Failure::Refused(AppError::Forbidden))), "{late:?}");
        assert!(is_not_found(&taken_back), "{taken_back:?}");
        assert!(matches!(closed, Err(Failure::Refused(AppError::NotSignedIn))), "{closed:?}");
        assert_eq!(clinic.test.count("select count(*) from document").await, 1);
        assert_eq!(clinic.test.count("select count(*) from entry where retracted_at is not null").await, 0);
        assert_eq!(files(&clinic.services).await, before, "nothing is left of what was refused");
    }
}

on_both! {
    async fn a_document_that_was_a_mistake_stays_listed_and_only_its_author_has_the_file(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let me = practitioner_actor(doctor);
        let visit = booked(&clinic, &patient, doctor).await;
        let to_patient = Whose::PatientOf(visit);
        let id = document::add(&clinic.services, &me, to_patient, upload("x.png", png(9, 9))).await.expect("added");

        assert!(is_not_found(&document::retract(&clinic.services, &patient, id, "").await), "it is not theirs");
        document::retract(&clinic.services, &me, id, "Of somebody else").await.expect("theirs");
        document::retract(&clinic.services, &me, id, "again").await.expect("twice is once");

        let listed = document::own(&clinic.services, &patient, 1).await.expect("own").documents;
        assert_eq!(listed[0].retracted_reason, "Of somebody else");
        document::open(&clinic.services, &patient, id).await.expect("what it was is told");
        assert!(is_not_found(&open_file(&clinic.services, &patient, id).await));
        open_file(&clinic.services, &me, id).await.expect("the author's");
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'document.retract' and outcome = 'done'").await, 1);
    }
}

#[tokio::test]
async fn files_in_a_folder_are_for_their_owner_only_and_outlive_the_process() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().expect("a temporary folder");
    let folder = parent.path().join("a/documents");
    let place = Place::Folder(folder.clone());
    let files = Files::open(&place).expect("made");

    files.check().await.expect("writable");
    files.put("ab/cd", "text".into()).await.expect("put");

    assert_eq!(std::fs::metadata(&folder).expect("a folder").permissions().mode() & 0o777, 0o700);
    let again = Files::open(&place).expect("there");
    let parts: Vec<_> = again.read("ab/cd", 1..3).await.expect("there").try_collect().await.expect("read");
    assert_eq!(parts.concat(), b"ex");
    assert_eq!(again.written_before(Timestamp::MAX).await.expect("listed"), ["ab/cd"]);
    again.delete("ab/cd").await.expect("deleted");
    again.delete("ab/cd").await.expect("no error");
    assert!(matches!(again.read("ab/cd", 0..1).await.err(), Some(StorageError::Files(_))));
}
