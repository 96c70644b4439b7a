//! Malicious files, and honest ones that look odd. The former are refused by a separate process, whatever they do to it; the latter
//! come out as they went in.

use consulta::{
    domain::{account::Actor, document::FileProblem, ids::EntryId},
    service::{
        Failure, Outcome, Services,
        clock::Clock,
        document::{self, FileChecker, Scanner, Whose},
    },
};
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions};

use super::document::{add, bytes_of, files, jpeg, open_file, paper, pdf, png, problem, upload};
use crate::support::{Clinic, TestDb, monday_morning, on_both};

/// A progressive JPEG with 4:2:0 chroma subsampling, and a restart marker after every row.
const PROGRESSIVE: &[u8] = include_bytes!("../files/progressive.jpg");

struct Stage {
    clinic: Clinic,
    patient: Actor,
}

impl Stage {
    async fn new() -> Self {
        let clinic = Clinic::new(TestDb::sqlite().await).await;
        let patient = clinic.patient("Pat Ient").await;
        Self { clinic, patient }
    }

    async fn add(&self, name: &str, bytes: Vec<u8>) -> Outcome<EntryId> {
        add(&self.clinic, &self.patient, name, bytes).await
    }

    async fn refuses(&self, name: &str, bytes: Vec<u8>, expected: FileProblem) {
        assert_eq!(problem(self.add(name, bytes).await), expected, "{name}");
    }

    async fn takes(&self, name: &str, bytes: Vec<u8>) {
        let id = self.add(name, bytes.clone()).await.unwrap_or_else(|e| panic!("{name}: {e:?}"));
        let kept = open_file(&self.clinic.services, &self.patient, id).await.expect("own");
        let kept = bytes_of(&self.clinic.services, &kept.file.key).await.expect("kept");
        assert!(kept == bytes, "{name}: the same bytes");
    }
}

/// An object stream: this many entries in its index, all of which begin where `body` does.
fn object_stream(members: usize, body: &[u8]) -> Vec<u8> {
    let index: String = (0..members).map(|n| format!("{} 0 ", 100 + n)).collect();
    // Only files that get smaller are compressed.
    let content = [index.as_bytes(), body, &[b' '; 200]].concat();
    let mut stream = lopdf::Stream::new(lopdf::Dictionary::new(), content);
    stream.compress().expect("packed");
    let (length, first) = (stream.content.len(), index.len());
    let head =
        format!("<< /Type /ObjStm /N {members} /First {first} /Filter /FlateDecode /Length {length} >>\nstream\n");
    [head.as_bytes(), &stream.content, b"\nendstream"].concat()
}

/// A small PDF that expands into many objects.
fn bomb(members: usize, zeros: usize) -> Vec<u8> {
    paper("", &[&object_stream(members, &[b"[", "0 ".repeat(zeros).as_bytes(), b"]"].concat())])
}

/// This process's resident memory, in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("of this process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") * 1024
}

#[tokio::test]
async fn a_bomb_takes_no_memory_of_the_server() {
    let stage = Stage::new().await;
    let bombs = [bomb(40, 200_000), bomb(2_000, 200_000)];
    assert!(bombs.iter().all(|bomb| bomb.len() < 20_000));
    let before = resident();

    for bomb in bombs {
        stage.refuses("bomb.pdf", bomb, FileProblem::TooComplex).await;
    }

    assert!(resident() < before + 200_000_000, "{before} and now {}", resident());
    stage.takes("after.pdf", pdf("")).await;
    assert_eq!(files(&stage.clinic.services).await, 1);
}

#[tokio::test]
async fn whatever_acts_by_itself_is_refused_however_it_is_written() {
    let stage = Stage::new().await;
    let deep = format!("{}{}", "[".repeat(150), "]".repeat(150));

    for action in [
        "<< /S /JavaScript /JS (app.alert\\(1\\)) >>".to_owned(),
        "<< /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>".to_owned(),
        format!("<< /S /JavaScript /JS (app.alert\\(1\\)) /X {deep} >>"),
        "<< /S /JavaScript /JS (app.alert\\(1\\)) /Y 1.2.3 >>".to_owned(),
        "<< /S /JavaScript /JS (app.alert\\(1\\)) /Y <4G> >>".to_owned(),
        "<< /S /Launch /S /URI /F (calc.exe) /URI (https://clinic.example) >>".to_owned(),
        "<< /S /URI /URI (https://clinic.example) /Next [<< /S /Launch /F (calc.exe) >>] >>".to_owned(),
        "<< /S 5 0 R /F (calc.exe) >>".to_owned(),
        "<< /S /SubmitForm /F (https://evil.example) >>".to_owned(),
        "<< /S /ImportData /F (data.fdf) >>".to_owned(),
        "<< /S /GoToE /T << /R /C /N (a) >> >>".to_owned(),
        "<< /S /GoToR /F (other.pdf) /D [0 /Fit] >>".to_owned(),
        "<< /Type /Annot /Subtype /RichMedia >>".to_owned(),
    ] {
        let file = paper("/OpenAction 4 0 R", &[action.as_bytes(), b"/Launch"]);
        stage.refuses(&action, file, FileProblem::HasProgram).await;
    }
    let packed = object_stream(1, b"<< /S /Launch /S /URI /F (calc.exe) >>");
    stage.refuses("packed", paper("", &[&packed]), FileProblem::HasProgram).await;
    let form = paper("/AcroForm << /XFA [(template) 4 0 R] /Fields [] >>", &[b"null"]);
    stage.refuses("form", form, FileProblem::HasForm).await;
    assert_eq!(files(&stage.clinic.services).await, 0);
}

#[tokio::test]
async fn no_address_is_opened_that_nobody_clicked_on() {
    let stage = Stage::new().await;
    let opens = "<< /S /URI /URI (https://evil.example) >>";
    let circle = "<< /S /GoTo /D [3 0 R /Fit] /Next 5 0 R >>";

    for (catalogue, objects) in [
        ("/OpenAction 4 0 R", vec![opens]),
        ("/Open#41ction << /S /#55RI /URI (https://evil.example) >>", vec![]),
        ("/OpenAction << /S 4 0 R /URI (https://evil.example) >>", vec!["/URI"]),
        ("/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next 4 0 R >>", vec![opens]),
        ("/OpenAction 4 0 R", vec![circle, "<< /S /Named /N /NextPage /Next [4 0 R 6 0 R] >>", opens]),
        ("/AA << /WC 4 0 R >>", vec![opens]),
        ("/AA 4 0 R", vec!["<< /DS 5 0 R >>", opens]),
        ("", vec!["<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [0 0 9 9] /AA << /E 5 0 R >> >>", opens]),
        ("/OpenAction << /S /Thread /F (other.pdf) /D 0 >>", vec![]),
        ("/OpenAction << /S /Thread /S /GoTo /D [3 0 R /Fit] >>", vec![]),
        ("/OpenAction << /S /Rendition /OP 0 >>", vec![]),
        ("", vec!["<< /Type /Annot /Subtype /Screen /Rect [0 0 9 9] /AA << /PV << /S /Rendition /OP 0 >> >> >>"]),
        ("", vec!["<< /F << /FS /URL /F (https://evil.example) >> >>"]),
        ("", vec!["<< /Length 0 /F (//evil.example/share/c) >>\nstream\n\nendstream"]),
        ("", vec!["<< /F << /FS 5 0 R /F (https://evil.example) >> >>", "/URL"]),
        ("/OpenAction << /S /URI >> /OpenAction [3 0 R /Fit]", vec![]),
    ] {
        let objects: Vec<&[u8]> = objects.iter().map(|object| object.as_bytes()).collect();
        stage.refuses(&format!("{catalogue}.pdf"), paper(catalogue, &objects), FileProblem::HasProgram).await;
    }
    let packed =
        object_stream(1, b"<< /O << /S /URI /URI (https://evil.example) >> /AA << /O 100 0 R /C << /S /URI >> >> >>");
    stage.refuses("packed", paper("", &[&packed]), FileProblem::HasProgram).await;
    assert_eq!(files(&stage.clinic.services).await, 0);

    let link = format!("<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A {opens} >>");
    let shows = "/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next 5 0 R >>";
    let [link, named] = [link.as_bytes(), b"<< /S /Named /N /FirstPage /Next 5 0 R >>"];
    stage.takes("a link to click on", paper(shows, &[link, named])).await;
    stage.takes("a place to begin at", paper("/OpenAction [3 0 R /Fit]", &[link])).await;
    let article = [&b"<< /Type /Thread /F 5 0 R >>"[..], b"<< /T 4 0 R /N 5 0 R /V 5 0 R /P 3 0 R /R [0 0 9 9] >>"];
    stage.takes("an article", paper("/Threads [4 0 R]", &article)).await;
}

#[tokio::test]
async fn what_cannot_be_parsed_may_hold_anything_where_a_reader_comes_to_it() {
    let stage = Stage::new().await;
    let odd = b"<< /S /URI /Y 1.2.3 >>";

    stage.refuses("reached", paper("/OpenAction 4 0 R", &[odd]), FileProblem::Damaged).await;
    stage.refuses("reached by another", paper("/Names 5 0 R", &[odd, b"[4 0 R]"]), FileProblem::Damaged).await;
    stage.takes("not reached", paper("", &[odd])).await;
    stage.takes("nothing there", paper("/OpenAction 9 0 R", &[])).await;
}

#[tokio::test]
async fn attached_files_are_refused_whatever_they_are_called() {
    let stage = Stage::new().await;
    let attaching = |catalogue: &str, names: &str| {
        let file = format!("<< /Type /Filespec {names} /EF << /F 5 0 R >> >>");
        paper(catalogue, &[file.as_bytes(), b"<< /Type /EmbeddedFile /Length 5 >>\nstream\nhello\nendstream"])
    };
    let listed = "/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>";

    for names in ["/F (a.exe)", "/F (notes.txt)", "/F (factur-x.xml)", "/F (list.csv)", "/F <61002e00650078006500>", ""]
    {
        stage.refuses(names, attaching(listed, names), FileProblem::HasFiles).await;
    }
    stage.refuses("of an invoice", attaching("/AF [4 0 R]", "/F (factur-x.xml)"), FileProblem::HasFiles).await;
    stage.takes("none", paper("/Names << /EmbeddedFiles << /Names [] >> >>", &[])).await;
}

/// A PDF encrypted with a user password, which may be empty, and an owner password.
fn locked(password: &str) -> Vec<u8> {
    let mut document = Document::load_mem(&pdf("")).expect("a PDF");
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: password,
        key_length: 128,
        permissions: Permissions::PRINTABLE,
    };
    let state = EncryptionState::try_from(version).expect("a key");
    document.encrypt(&state).expect("encrypted");
    let mut out = Vec::new();
    document.save_to(&mut out).expect("written");
    out
}

#[tokio::test]
async fn a_file_that_takes_a_password_to_open_is_refused_for_that_and_one_that_takes_none_is_not() {
    let stage = Stage::new().await;
    let inline = String::from_utf8(pdf("")).expect("ASCII");
    let inline = inline.replace("/Root 1 0 R", "/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 >>");

    stage.refuses("locked", locked("secret"), FileProblem::Locked).await;
    stage.refuses("in the trailer", inline.into_bytes(), FileProblem::Locked).await;
    stage.takes("that only may not be changed", locked("")).await;
}

#[tokio::test]
async fn honest_files_come_back_as_they_came_whatever_stands_around_them() {
    let stage = Stage::new().await;
    let plain = pdf("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>");

    for (name, before, after) in [
        ("a byte order mark", &b"\xef\xbb\xbf"[..], &b""[..]),
        ("blank lines", b"\r\n\r\n", b"\r\n"),
        ("a printer's job", b"\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n", b"\x1b%-12345X"),
        ("much before it", &[b'x'; 1_000], b""),
        ("comments after it", b"", &b"% sent through a gateway\n".repeat(20)),
        ("letters after it", b"", "Gesendet von der Praxis Müller\n".as_bytes()),
    ] {
        stage.takes(name, [before, &plain, after].concat()).await;
    }
    let linked = "<< /S /URI /URI (https://clinic.example/JavaScript) /Title (On JavaScript) >>";
    stage.takes("a link", paper("", &[linked.as_bytes()])).await;
    let packed = object_stream(1, b"<< /S /URI /URI (https://clinic.example/JavaScript?\\)/Launch) >>");
    stage.takes("a packed link", paper("", &[&packed])).await;
    let older = [pdf("").as_slice(), &pdf("/Lang (de)")[9..]].concat();
    stage.takes("two in one", older).await;

    stage.refuses("too far in", [&[b'x'; 1_100][..], &plain].concat(), FileProblem::WrongKind).await;
    stage.refuses("an archive after it", [&plain[..], b"PK\x03\x04\x14\0\x08\0"].concat(), FileProblem::Damaged).await;
}

#[tokio::test]
async fn of_a_picture_that_is_cut_short_or_torn_nothing_is_made_up() {
    let stage = Stage::new().await;
    let whole = jpeg(400, 300);
    let cut = |at: usize| whole[..at].to_vec();
    let mut torn = whole.clone();
    let middle = whole.len() / 2;
    torn[middle..middle + 200].fill(0xa5);
    let mut lossless = whole.clone();
    let frame = whole.windows(2).position(|marker| marker == [0xff, 0xc0]).expect("a frame");
    lossless[frame + 1] = 0xc3;
    let half = png(300, 300);

    for at in [whole.len() / 10, whole.len() / 2, whole.len() - 2, whole.len() - 30] {
        stage.refuses("cut.jpg", cut(at), FileProblem::Damaged).await;
    }
    stage.refuses("torn.jpg", torn, FileProblem::Damaged).await;
    for at in [600, 700, 800, 900, 1_000] {
        let mut torn = PROGRESSIVE.to_vec();
        torn[at..at + 30].fill(0xa5);
        stage.refuses("torn, in several scans", torn, FileProblem::Damaged).await;
    }
    stage.refuses("lossless.jpg", lossless, FileProblem::RareJpeg).await;
    stage.refuses("half.png", half[..half.len() / 2].to_vec(), FileProblem::Damaged).await;
    stage.refuses("photo.heic", b"\0\0\0\x24ftypheic\0\0\0\0mif1".to_vec(), FileProblem::Heic).await;
    stage.refuses("empty.png", Vec::new(), FileProblem::Empty).await;
    stage.refuses("", Vec::new(), FileProblem::Missing).await;

    stage.add("progressive.jpg", PROGRESSIVE.to_vec()).await.expect("in several scans, with restarts");
    stage.add("whole.jpg", [&whole[..], b"what a telephone adds \xff\xda\0"].concat()).await.expect("whole");
    let mut grey = std::io::Cursor::new(Vec::new());
    let picture = DynamicImage::ImageLuma8(GrayImage::from_fn(99, 77, |x, y| Luma([(x + y) as u8])));
    picture.write_to(&mut grey, ImageFormat::Jpeg).expect("encoded");
    stage.add("grey.jpg", grey.into_inner()).await.expect("grey");
}

#[tokio::test]
async fn where_files_cannot_be_looked_at_none_is_taken() {
    let test = TestDb::sqlite().await;
    for program in ["/nonexistent/consulta", "/bin/false"] {
        let checker = FileChecker::by(program.as_ref());
        let services = Services::new(test.db.clone(), Clock::fixed(monday_morning())).with_checker(checker);

        assert!(matches!(services.checker.try_out().await, Err(Failure::Fault(_))), "{program}");
        let checked = services.checker.check(pdf("").into()).await;
        assert!(matches!(checked, Err(Failure::Fault(_))), "{program}");
    }
    Clinic::new(test).await.services.checker.try_out().await.expect("by our own program");
}

#[tokio::test]
async fn a_scanner_of_the_clinics_lets_a_file_pass_or_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let script = folder.path().join("scan");
    std::fs::write(&script, "! grep -q EICAR").expect("written");
    let checked = async |command: &str, bytes: Vec<u8>| {
        let checker = FileChecker::by(env!("CARGO_BIN_EXE_consulta").as_ref()).scanned_by(Scanner::of(command));
        checker.check(bytes.into()).await.map(|checked| checked.err())
    };
    let command = format!("sh {}", script.display());
    let infected = pdf("/Lang (EICAR)");

    assert_eq!(checked(&command, pdf("")).await.expect("scanned"), None);
    assert_eq!(checked(&command, infected.clone()).await.expect("scanned"), Some(FileProblem::Suspicious));
    assert_eq!(checked(" ", infected).await.expect("without one"), None);
    assert!(matches!(checked("/nonexistent/scanner", pdf("")).await, Err(Failure::Fault(_))));
}

on_both! {
    async fn a_record_has_room_for_so_much_also_when_two_files_arrive_at_once(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("documents.max_record_mb", "1").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Other One").await);
        let large = |letter: &str| [pdf(""), letter.repeat(600_000).into_bytes()].concat();

        let both = tokio::join!(
            document::add(&clinic.services, &patient, Whose::Own, upload("a.pdf", large("a"))),
            document::add(&clinic.services, &patient, Whose::Own, upload("b.pdf", large("b"))),
        );

        let (kept, refused) = if both.0.is_ok() { both } else { (both.1, both.0) };
        let kept = kept.expect("one of them fits");
        assert_eq!(problem(refused), FileProblem::RecordFull(1));
        assert_eq!(files(&clinic.services).await, 1);
        add(&clinic, &other, "a.pdf", large("c")).await.expect("a record of its own");
        document::retract(&clinic.services, &patient, kept, "").await.expect("theirs");
        assert_eq!(problem(add(&clinic, &patient, "d.pdf", large("d")).await), FileProblem::RecordFull(1));
        add(&clinic, &patient, "small.pdf", pdf("")).await.expect("there is room for it");
    }
}
