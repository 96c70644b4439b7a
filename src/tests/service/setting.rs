//! `consulta set`: a choice holds at once, and nothing is stored that means nothing.

use consulta::{
    domain::{account::Actor, settings::Confirmation},
    service::setting,
};

use crate::support::{Clinic, on_both};

on_both! {
    async fn a_choice_holds_from_the_next_request_on(test) {
        let Clinic { test, services, .. } = Clinic::new(test).await;

        for (key, value, chosen) in [
            ("booking.confirmation", "approval", Confirmation::Approval),
            ("booking.confirmation", "auto", Confirmation::Auto),
            ("preset", "healmate", Confirmation::Auto),
        ] {
            setting::set(&services, key, value).await.unwrap_or_else(|e| panic!("{e}"));
            let directory = services.directory_for(&Actor::Visitor).await.expect("public");
            assert_eq!(directory.settings.confirmation, chosen, "{key} {value}");
        }
        assert_eq!(test.count("select count(*) from audit_event where action = 'setting.set'").await, 3);
    }
}

on_both! {
    async fn what_means_nothing_is_not_stored(test) {
        let Clinic { test, services, .. } = Clinic::new(test).await;

        for (key, value) in [("booking.confirmation", "maybe"), ("booking.confirmed", "auto"), ("", "")] {
            let refused = setting::set(&services, key, value).await.expect_err("means nothing").to_string();
            assert!(refused.starts_with(&format!("the setting {key} is unknown")), "{refused}");
        }
        assert_eq!(test.count("select count(*) from setting").await, 0);
        assert_eq!(test.count("select count(*) from audit_event").await, 0);
    }
}
