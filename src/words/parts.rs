/// The files of every catalogue, by the part of the site that says what is in them. What a page says is in its own part or in one
/// before it. The words of `server` never go to a browser by themselves.
const PARTS: [(&str, &[&str]); 5] = [
    ("site", &["site"]),
    ("public", &["public", "visits", "signing_in", "refused"]),
    ("personal", &["account", "messages", "record", "patient", "problems", "apps"]),
    ("staff", &["practice", "consultation", "desk", "staff_problems", "people", "clinic", "settings"]),
    ("server", &["letters", "papers", "deeds", "findings"]),
];
