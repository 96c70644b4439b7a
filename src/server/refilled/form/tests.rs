use super::*;

fn sent(fields: &[(&str, &str)]) -> Sent {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Sent { path: "/api/answer".to_owned(), fields, overwrites: true }
}

fn form(id: &str, content: &str) -> String {
    format!(
        r#"<form method="post" action="/as/7/api/answer"><input type="hidden" name="id" value="{id}">{content}</form>"#
    )
}

#[test]
fn a_text_is_put_into_the_form_of_its_thing_and_what_is_closed_around_it_is_open() {
    let area = r#"<textarea name="text" rows="2">Old</textarea>"#;
    let page =
        format!("<details><p></p></details><details class=\"a\">{}</details>{}", form("1", area), form("2", area));

    let shown = filled(&page, &sent(&[("id", "1"), ("text", "a < \"b\" & c")]));

    let typed = r#"<textarea name="text" rows="2">a &lt; &quot;b&quot; &amp; c</textarea>"#;
    let expected = format!(
        "<details><p></p></details><details open class=\"a\">{}</details>{}",
        form("1", typed),
        form("2", area)
    );
    assert_eq!(shown, expected);
    assert_eq!(filled(&page, &sent(&[("id", "3"), ("text", "x")])), page, "it is about nothing of this page");
    let of_patient = form("1", r#"<input type="hidden" name="patient" value="4"><textarea name="text"></textarea>"#);
    let of_other = sent(&[("id", "1"), ("patient", "5"), ("text", "x")]);
    assert_eq!(filled(&of_patient, &of_other), of_patient, "it is about somebody else");
    assert_eq!(filled(&page, &Sent { path: "/api/other".to_owned(), ..sent(&[("id", "1")]) }), page);
}

#[test]
fn of_forms_that_do_the_same_one_about_something_that_was_not_sent_is_another() {
    let form = |content: &str| format!(r#"<form method="post" action="/as/7/api/answer">{content}</form>"#);
    let of_one = form(r#"<input type="hidden" name="practitioner" value="1"><button type="submit">Close</button>"#);
    let page = of_one.clone() + &form(r#"<input name="find" type="search" value="">"#);

    let shown = filled(&page, &sent(&[("find", "ann")]));

    assert_eq!(shown, of_one + &form(r#"<input name="find" type="search" value="ann">"#));
}

#[test]
fn every_kind_of_field_has_what_was_sent_and_a_secret_nothing() {
    let drawn = r#"<input name="a" value="1 &gt; 0" required><input type="password" name="p"><input type="checkbox" name="b" value="x" checked><input type="checkbox" name="b" value="y"><input type="radio" name="r" value="1" checked><select name="s"><option value="" selected>-</option><option value="2">2</option></select><input type="number" name="n" value="1"><input type="number" name="n" value="2">"#;
    let fields = [("id", "1"), ("a", "'2'"), ("p", "no"), ("b", "y"), ("s", "2"), ("n", "8"), ("n", "9")];

    let shown = filled(&form("1", drawn), &sent(&fields));

    let expected = r#"<input name="a" required value="'2'"><input type="password" name="p"><input type="checkbox" name="b" value="x"><input type="checkbox" name="b" value="y" checked><input type="radio" name="r" value="1" checked><select name="s"><option value="">-</option><option value="2" selected>2</option></select><input type="number" name="n" value="8"><input type="number" name="n" value="9">"#;
    assert_eq!(shown, form("1", expected));
}

#[test]
fn what_someone_else_has_saved_since_is_not_overwritten() {
    let drawn = r#"<textarea name="text">Theirs</textarea><textarea name="reason"></textarea>"#;
    let fields = [("id", "1"), ("text", "Mine"), ("reason", "Because")];

    let shown = filled(&form("1", drawn), &Sent { overwrites: false, ..sent(&fields) });

    assert_eq!(
        shown,
        form("1", r#"<textarea name="text">Theirs</textarea><textarea name="reason">Because</textarea>"#)
    );
}
