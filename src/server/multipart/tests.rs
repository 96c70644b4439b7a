use axum::body::Body;

use super::*;

async fn read(request: Request<Body>, most: usize) -> Result<Vec<(String, usize)>, FormError> {
    let mut form = Form::of(request, most)?;
    let mut parts = Vec::new();
    while let Some(mut part) = form.next().await? {
        let name = part.name().to_owned();
        parts.push((name, part.bytes(most).await?.len()));
    }
    Ok(parts)
}

fn request(body: impl Into<Body>) -> Request<Body> {
    let kind = "multipart/form-data; boundary=b";
    Request::post("/").header(header::CONTENT_TYPE, kind).body(body.into()).expect("a request")
}

fn in_pieces(body: &[u8], size: usize) -> Body {
    let pieces: Vec<_> = body.chunks(size).map(|piece| Ok::<_, FormError>(piece.to_vec())).collect();
    Body::from_stream(stream::iter(pieces))
}

fn part(name: &str, contents: &[u8]) -> Vec<u8> {
    [format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes(), contents, b"\r\n"].concat()
}

fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), b"--b--\r\n".to_vec()].concat()
}

#[tokio::test]
async fn a_form_is_read_however_it_comes() {
    let body = form(&[part("a", b"x\r\n\r\n-b\r\n--\r"), part("file", &[7; 5_000]), part("c", b"")]);
    let expected = [("a".to_owned(), 12), ("file".to_owned(), 5_000), ("c".to_owned(), 0)];

    for size in [1, 2, 3, 7, 64, 6_000] {
        let parts = read(request(in_pieces(&body, size)), 5_000).await.expect("a form");
        assert_eq!(parts, expected, "in pieces of {size}");
    }
}

#[tokio::test]
async fn what_has_no_end_is_given_up_long_before_all_of_it_is_taken_in() {
    let endless = vec![b'a'; 10_000_000];
    let in_head = [b"--b\r\nX: ", endless.as_slice()].concat();
    let before = [b"no boundary\r\n\r\n", endless.as_slice()].concat();
    let after_blank = [part("a", b"").as_slice(), b"--b\r\nX: ", &endless].concat();
    let parts = form(&vec![part("a", b""); 100]);

    for body in [in_head, before, after_blank, parts] {
        let taken = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = taken.clone();
        let pieces = stream::iter(body.chunks(1_000).map(<[u8]>::to_vec).collect::<Vec<_>>()).map(move |piece| {
            counted.fetch_add(piece.len(), std::sync::atomic::Ordering::Relaxed);
            Ok::<_, FormError>(piece)
        });
        assert_eq!(read(request(Body::from_stream(pieces)), 50_000_000).await, Err(FormError::Broken));
        assert!(taken.load(std::sync::atomic::Ordering::Relaxed) < 20_000);
    }
}

#[tokio::test]
async fn more_than_a_form_may_have_is_refused_before_it_comes_or_as_it_comes() {
    let body = form(&[part("file", &vec![7; 200_000])]);
    let mut said = request(Body::from_stream(stream::pending::<Result<Vec<u8>, FormError>>()));
    said.headers_mut().insert(header::CONTENT_LENGTH, 200_000.into());

    assert_eq!(read(said, 100_000).await, Err(FormError::TooLarge));
    assert_eq!(read(request(in_pieces(&body, 1_000)), 100_000).await, Err(FormError::TooLarge));
    assert_eq!(read(request(body.clone()), 150_000).await, Err(FormError::TooLarge), "of a part");
    assert!(read(request(body), 200_000).await.is_ok());
}

#[tokio::test]
async fn what_stops_coming_is_given_up_however_much_came_at_once() {
    let patience = Patience { grace: Duration::from_millis(50), rate: 1_000 };
    let stops = |sent: Vec<u8>| {
        let sent = stream::iter([Ok::<_, FormError>(sent)]);
        request(Body::from_stream(sent.chain(stream::pending())))
    };
    let head = b"--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";
    let much = [head.as_slice(), &[7; 900_000]].concat();

    for sent in [Vec::new(), b"--b".to_vec(), head.to_vec(), much] {
        let mut form = Form::within(stops(sent), 1_000_000, patience).expect("a form");
        let read = async {
            match form.next().await {
                Ok(Some(mut part)) => part.bytes(1_000_000).await.map(drop),
                other => other.map(drop),
            }
        };
        let ended = tokio::time::timeout(Duration::from_secs(10), read).await;
        assert_eq!(ended.expect("it is given up"), Err(FormError::Broken));
    }
}

#[test]
fn whatever_came_buys_half_a_minute_at_most() {
    let began = monotonic::now();
    let (now, until) = (began + Duration::from_secs(20), began + PATIENCE.grace);

    let waits = [0, 500, 5_000, 20_000, 900_000].map(|bytes| PATIENCE.after(until, bytes, now) - now);

    assert_eq!(waits.map(|wait| wait.as_millis()), [10_000, 10_500, 15_000, 30_000, 30_000]);
}
