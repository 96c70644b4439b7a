use super::*;

#[test]
fn a_name_is_its_last_part_and_ends_as_the_file_does() {
    for (given, kept) in [
        ("results.pdf", "results.pdf"),
        ("C:\\scans\\Blood results.PDF", "Blood results.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("invoice.exe", "invoice.exe.pdf"),
        ("a\u{202e}fdp.exe", "a fdp.exe.pdf"),
        ("two\r\nlines\".pdf", "two lines\".pdf"),
        ("Befund %22R%22 <1>.pdf", "Befund \"R\" <1>.pdf"),
        ("  ..  ", "document.pdf"),
        ("", "document.pdf"),
        (".pdf", "pdf.pdf"),
        ("Röntgen 東京.pdf", "Röntgen 東京.pdf"),
        ("İ.PDF", "İ.pdf"),
    ] {
        assert_eq!(file_name(given, MediaType::Pdf), kept, "{given:?}");
    }
    assert_eq!(file_name("skin.jpeg", MediaType::Jpeg), "skin.jpeg");
    assert_eq!(file_name("skin.png", MediaType::Jpeg), "skin.png.jpg");
    assert_eq!(file_name(&"x".repeat(500), MediaType::Png).len(), LONGEST_NAME + 4);
}

#[test]
fn what_a_file_claims_to_be_is_in_its_first_bytes() {
    let pdf_after = |before: &[u8]| MediaType::sniff(&[before, b"%PDF-1.7\n"].concat());
    for before in [&b""[..], b"\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n\r\n", b"\x1b%-12345X@PJL\n", &[b'x'; 1_017]] {
        assert_eq!(pdf_after(before), Ok(MediaType::Pdf), "{before:?}");
    }
    for before in
        [&b"<html>"[..], b" \n<svg/>", b"\xef\xbb\xbf<html>", b"PK\x03\x04", b"MZ", b"#!/bin/sh\n", &[b'x'; 1_018]]
    {
        assert_eq!(pdf_after(before), Err(FileProblem::WrongKind), "{before:?}");
    }
    assert_eq!(MediaType::sniff(b"%PDF-9.7\n"), Err(FileProblem::WrongKind));
    assert_eq!(MediaType::sniff(b"<html>"), Err(FileProblem::WrongKind));
    assert_eq!(MediaType::sniff(b""), Err(FileProblem::Empty));
    assert_eq!(MediaType::sniff(b"\0\0\0\x24ftypheic\0\0\0\0mif1heic"), Err(FileProblem::Heic));
    assert_eq!(MediaType::sniff(b"\0\0\0\x24ftypisom"), Err(FileProblem::WrongKind));
}

#[test]
fn a_problem_is_read_again_from_its_word() {
    let numbered = [FileProblem::TooLarge(10), FileProblem::RecordFull(500)];
    for problem in FileProblem::PLAIN.map(|(problem, _)| problem).into_iter().chain(numbered) {
        assert_eq!(problem.to_string().parse(), Ok(problem));
    }
    for odd in ["", "too-large", "too-large-", "too-large-70000", "too-large-x", "<b>"] {
        assert_eq!(odd.parse::<FileProblem>(), Err(()), "{odd}");
    }
}
