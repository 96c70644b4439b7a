//! Converts use cases' results to the views of `server_fns::account`.

use jiff::Timestamp;

use super::time_view::ago;
use crate::{service::account::Device, views::account::DeviceView, words::tr};

pub fn device(device: Device, this: Option<&str>, now: Timestamp) -> DeviceView {
    let agent = device.user_agent.as_str();
    DeviceView {
        id: device.id,
        name: name(agent),
        is_phone: is_phone(agent),
        is_this: this == Some(device.token_hash.as_str()),
        signed_in: ago(device.created_at, now),
        last_seen: ago(device.last_seen_at, now),
    }
}

/// Whether a user agent is a telephone's.
pub(super) fn is_phone(agent: &str) -> bool {
    ["Mobile", "Android", "iPhone"].iter().any(|sign| agent.contains(sign))
}

/// The browser and system that a user agent names, as far as can be told.
pub(super) fn name(agent: &str) -> String {
    let find =
        |signs: &[(&str, &'static str)]| signs.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => tr!(AccBrowserOn, browser = browser, system = system),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => tr!(AccUnknownDevice).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_becomes_a_browser_and_a_system() {
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1";
        let desk = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36";

        assert_eq!(name(phone), "Safari on iPhone");
        assert_eq!(name(desk), "Chrome on Linux");
        assert_eq!(name(""), "Unknown device");
    }
}
