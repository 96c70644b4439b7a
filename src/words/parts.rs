/// The files of every catalogue, by the part of the site that uses them. A page's texts are in its own part or in an earlier one.
/// Those of `server` are never sent to a browser as a file.
const PARTS: [(&str, &[&str]); 5] = [
    ("site", &["site"]),
    ("public", &["public", "visits", "signing_in", "refused"]),
    ("personal", &["account", "messages", "record", "patient", "problems", "apps"]),
    ("staff", &["practice", "consultation", "desk", "staff_problems", "people", "clinic", "settings"]),
    ("server", &["letters", "papers", "deeds", "findings"]),
];
