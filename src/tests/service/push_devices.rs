//! The devices that get push messages: only at an allowed address, few per account, and never signed-out ones.

use consulta::{
    domain::{
        account::{Actor, Role},
        ids::{DeviceId, SubscriptionId},
        network::Reach,
    },
    error::AppError,
    service::{
        Failure, account, booking,
        deactivation::deactivate,
        notice_preference,
        push::{self, Browser},
        session::{self, StoredSession},
        stranded::Settled,
    },
};

use crate::{
    push_service::{PushService, process, push_all},
    support::{Clinic, actor, at, on_both},
};

const DEVICES: &str = "select count(*) from push_subscription";

/// Someone's session, by the hash of its token.
async fn session(clinic: &Clinic, whose: &Actor, token_hash: &str) -> DeviceId {
    let now = clinic.services.clock.now().as_second();
    let new = StoredSession {
        token_hash: token_hash.to_owned(),
        account_id: whose.id(),
        credential_epoch: 0,
        remembered: false,
        data: String::new(),
        user_agent: String::new(),
        created_at: now,
        expires_at: now + 86_400,
    };
    session::create(&clinic.services, new).await.expect("created");
    DeviceId(clinic.test.count("select max(id) from session").await)
}

on_both! {
    async fn an_address_in_a_network_of_ones_own_is_never_sent_to(test) {
        let clinic = Clinic::new(test).await;
        let services = process(&clinic, Reach::Public).await;
        let patient = clinic.patient("Pat Ient").await;
        let service = PushService::start().await;
        let said = async |said: String| {
            let browser = Browser { session_hash: "session", device_hash: "device", user_agent: "" };
            push::turn_on(&services, &patient, &said, browser).await
        };
        let with = |endpoint: &str| service.browser().said().replace(&service.origin(), endpoint);

        for endpoint in [
            service.origin().as_str(),
            "http://push.example.com",
            "https://127.0.0.1",
            "https://10.0.0.1",
            "https://169.254.169.254",
            "https://[::1]",
            "https://localhost",
            "https://printer.local",
            "https://me@push.example.com",
            "https://push.example.com:8443",
            "ftp://push.example.com",
        ] {
            let refused = said(with(endpoint)).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::BadRequest))), "{endpoint}: {refused:?}");
        }
        for broken in ["", "x", "{}", r#"{"endpoint":"https://push.example.com/1"}"#] {
            assert!(matches!(said(broken.into()).await, Err(Failure::Refused(AppError::BadRequest))), "{broken}");
        }
        let no_keys = r#"{"endpoint":"https://push.example.com/1","keys":{"p256dh":"AAAA","auth":"AAAA"}}"#;
        assert!(matches!(said(no_keys.into()).await, Err(Failure::Refused(AppError::BadRequest))));
        assert!(matches!(said("x".repeat(10_000)).await, Err(Failure::Refused(AppError::BadRequest))));
        assert_eq!(clinic.test.count(DEVICES).await, 0);

        said(with("https://push.example.com")).await.expect("accepted");
        assert_eq!(clinic.test.count("select count(*) from push_subscription where host = 'push.example.com'").await, 1);
    }
}

on_both! {
    async fn an_account_has_ten_devices_and_the_one_unused_for_longest_makes_room(test) {
        let clinic = Clinic::new(test).await;
        let service = PushService::start().await;
        let services = service.process(&clinic).await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Olive Other").await);
        service.browser().turn_on(&services, &other).await.expect("turned on");
        for _ in 0..12 {
            service.browser().turn_on(&services, &patient).await.expect("turned on");
        }

        let own = notice_preference::own_preferences(&services, &patient).await.expect("their own").pushed.expect("pushed");
        assert_eq!((own.devices.len(), clinic.test.count(DEVICES).await), (10, 11));
        let newest = SubscriptionId(clinic.test.count("select max(id) from push_subscription").await);
        assert_eq!(own.devices.first().map(|device| device.id), Some(newest.0));

        let foreign = push::turn_off(&services, &other, newest).await;
        assert!(matches!(foreign, Err(Failure::Refused(AppError::NotFound))));
        assert!(push::turn_off(&services, &Actor::Visitor, newest).await.is_err());
        push::turn_off(&services, &patient, newest).await.expect("turned off");
        assert_eq!(clinic.test.count(DEVICES).await, 10);
        let refused = service.browser().turn_on(&services, &Actor::Visitor).await;
        assert!(matches!(refused, Err(Failure::Refused(AppError::NotSignedIn))));
        let silent = service.browser().turn_on(&clinic.services, &patient).await;
        assert!(matches!(silent, Err(Failure::Refused(AppError::NotFound))), "no messages are sent there");
    }
}

on_both! {
    async fn whatever_signs_a_device_out_ends_its_messages(test) {
        let clinic = Clinic::new(test).await;
        let service = PushService::start().await;
        let services = service.process(&clinic).await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Olive Other").await);
        let turn_on = async |session: &str| {
            service.browser().in_session(session).turn_on(&services, &patient).await.expect("turned on");
        };
        let phone = session(&clinic, &patient, "phone").await;
        for token in ["laptop", "tablet"] {
            session(&clinic, &patient, token).await;
        }
        for token in ["phone", "laptop", "tablet"] {
            turn_on(token).await;
        }

        assert!(account::sign_out_device(&services, &other, phone).await.is_err());
        assert_eq!(clinic.test.count(DEVICES).await, 3);
        account::sign_out_device(&services, &patient, phone).await.expect("signed out");
        assert_eq!(clinic.test.count(DEVICES).await, 2);
        account::sign_out_others(&services, &patient, "laptop", false).await.expect("signed out");
        assert_eq!(clinic.test.count("select count(*) from push_subscription where session_hash = 'laptop'").await, 1);
        assert_eq!(clinic.test.count(DEVICES).await, 1);

        push::follow_session(&services, "laptop", "renewed").await.expect("followed");
        push::end_session(&services, "laptop").await.expect("nothing left");
        assert_eq!(clinic.test.count(DEVICES).await, 1);
        push::end_session(&services, "renewed").await.expect("ended");
        assert_eq!(clinic.test.count(DEVICES).await, 0);
    }
}

on_both! {
    async fn a_browser_keeps_its_messages_for_whoever_signs_in_again_and_for_no_one_else(test) {
        let clinic = Clinic::new(test).await;
        let service = PushService::start().await;
        let services = service.process(&clinic).await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Olive Other").await);
        let on = async |device: &'static str| {
            let browser = Browser { session_hash: "first", device_hash: device, user_agent: "" };
            push::turn_on(&services, &patient, &service.browser().said(), browser).await.expect("turned on");
        };
        let arrive = async |who: &Actor, session: &'static str| {
            let browser = Browser { session_hash: session, device_hash: "phone", user_agent: "" };
            push::arrive(&services, who.id().expect("an account"), browser).await.expect("arrived");
        };
        on("phone").await;

        arrive(&patient, "second").await;
        assert_eq!(clinic.test.count("select count(*) from push_subscription where session_hash = 'second'").await, 1);
        on("phone").await;
        assert_eq!(clinic.test.count(DEVICES).await, 1, "one for each browser");
        arrive(&other, "third").await;
        assert_eq!(clinic.test.count(DEVICES).await, 0);
    }
}

on_both! {
    async fn an_account_that_is_switched_off_is_told_nothing(test) {
        let clinic = Clinic::new(test).await;
        let service = PushService::start().await;
        let services = service.process(&clinic).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        service.browser().turn_on(&services, &patient).await.expect("turned on");
        booking::book(&services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        // Messages already queued are not sent either.
        clinic.run("update account set status = 'inactive' where full_name = 'Pat Ient'").await;
        push_all(&services).await;
        assert_eq!((service.arrived().len(), clinic.test.count(DEVICES).await), (0, 1));

        let leaver = clinic.patient("Lea Ver").await;
        service.browser().turn_on(&services, &leaver).await.expect("turned on");
        let id = leaver.id().expect("an account");
        deactivate(&services, &admin, id, &Settled::default()).await.expect("switched off");
        assert_eq!(clinic.test.count(DEVICES).await, 1, "theirs is gone");
    }
}
