use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn url(text: &str, partition: Partition) -> Result<String, Failure> {
    let url = text.to_owned();
    destination(&Destination::Url { url }, partition)
}

fn service(id: &str, region: Option<&str>, partition: Partition) -> Result<String, Failure> {
    let choice = Destination::Service {
        id: id.to_owned(),
        region: region.map(ToOwned::to_owned),
    };
    destination(&choice, partition)
}

#[test]
fn each_service_has_one_id_and_a_path_below_the_console() {
    let ids: HashSet<&str> = services().iter().map(|it| it.id).collect();
    assert_eq!(ids.len(), services().len(), "ids are unique");
    for it in services() {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(it.id.bytes().all(fits), "{}", it.id);
        assert!(
            !it.path.starts_with('/') && !it.path.contains('?'),
            "{}",
            it.path
        );
        let link = service(it.id, Some("us-east-1"), Partition::Aws).expect("a link");
        assert!(
            url(&link, Partition::Aws).is_ok(),
            "{link} is itself allowed"
        );
    }
}

#[test]
fn a_region_is_part_of_the_host_where_a_service_has_regions() {
    let aws = Partition::Aws;
    assert_eq!(
        service("ec2", Some("eu-west-1"), aws).as_deref(),
        Ok("https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1")
    );
    assert_eq!(
        service("iam", Some("eu-west-1"), aws).as_deref(),
        Ok("https://console.aws.amazon.com/iam/home"),
        "IAM has no regions"
    );
    assert_eq!(
        service("s3", None, Partition::AwsCn).as_deref(),
        Ok("https://console.amazonaws.cn/s3/buckets")
    );
    assert_eq!(
        destination(&Destination::Home, Partition::AwsEusc).as_deref(),
        Ok("https://console.amazonaws-eusc.eu/")
    );
    let failure = service("ec2", Some("cn-north-1"), aws).expect_err("another partition");
    assert!(
        failure.message.contains("not in the partition aws"),
        "{failure}"
    );
    assert!(service("ec2", Some("x.evil.example/"), aws).is_err());
    assert!(service("nothing", None, aws).is_err());
}

#[test]
fn only_the_console_and_this_computer_are_destinations() {
    let aws = Partition::Aws;
    for good in [
        "https://console.aws.amazon.com/",
        "https://CONSOLE.aws.amazon.com/s3/buckets?region=eu-west-1#x@y",
        "https://eu-west-1.console.aws.amazon.com:443/ec2/home?region=eu-west-1#Instances:",
        "https://111122223333-ab12cd.us-east-1.console.aws.amazon.com/",
        "http://127.0.0.1:4566/console",
        "http://localhost/",
        "http://[::1]:8080/",
    ] {
        assert_eq!(url(good, aws).as_deref(), Ok(good), "{good}");
    }
    for bad in [
        "https://console.aws.amazon.com@evil.example/",
        "https://console.aws.amazon.com:pass@evil.example/",
        "https://evil.example/console.aws.amazon.com",
        "https://evilconsole.aws.amazon.com/",
        "https://console.aws.amazon.com.evil.example/",
        "https://console.aws.amazon.com./",
        "https://console.aws.amaz\u{43e}n.com/",
        "https://console.aws.amazon.com%2eevil.example/",
        "https://evil.example\\.console.aws.amazon.com/",
        "https://console.aws.amazon.com:8443/",
        "http://console.aws.amazon.com/",
        "https://console.aws.amazon.com/\nSet-Cookie: x",
        "https://console.aws.amazon.com/\u{0}",
        " https://console.aws.amazon.com/",
        "javascript:alert(1)//console.aws.amazon.com",
        "file:///etc/passwd",
        "https:console.aws.amazon.com",
        "https:///console.aws.amazon.com/",
        "https://127.0.0.1.evil.example/",
        "http://[::1].evil.example/",
        "https://127.0.0.1:99999/",
        "https://signin.aws.amazon.com/",
        "https://console.amazonaws.cn/",
        "",
    ] {
        let failure = url(bad, aws).expect_err(bad);
        assert_eq!(failure.code, crate::Code::Invalid, "{bad}");
        assert!(failure.hint.is_some());
    }
    assert!(url("https://console.amazonaws.cn/", Partition::AwsCn).is_ok());
    let long = format!("https://console.aws.amazon.com/{}", "x".repeat(LONGEST));
    assert!(url(&long, aws).is_err());
}

#[test]
fn what_is_typed_becomes_a_place() {
    let read = |text: &str| Destination::read(text, Some("eu-west-1"), Partition::AwsUsGov);
    assert_eq!(read("  "), Destination::Home);
    assert_eq!(
        read("EC2"),
        Destination::Service {
            id: "ec2".into(),
            region: Some("eu-west-1".into())
        }
    );
    let url = |url: &str| Destination::Url { url: url.into() };
    assert_eq!(
        read("/s3/buckets/x"),
        url("https://console.amazonaws-us-gov.com/s3/buckets/x")
    );
    assert_eq!(read("https://evil.example"), url("https://evil.example"));
    // A path cannot become a host.
    let odd = Destination::read("@evil.example/", None, Partition::Aws);
    assert_eq!(odd, url("https://console.aws.amazon.com/@evil.example/"));
    assert!(destination(&odd, Partition::Aws).is_ok());
}

#[test]
fn services_are_found_by_id_name_and_other_words() {
    let first = |query: &str| search(query).first().map(|it| it.id);
    assert_eq!(first("ec2"), Some("ec2"));
    assert_eq!(first("logs"), Some("cloudwatch"));
    assert_eq!(first("sso"), Some("identity-center"));
    assert_eq!(first("simple queue"), Some("sqs"));
    assert_eq!(first("cost explorer"), Some("cost-explorer"));
    assert_eq!(first("no such thing"), None);
    assert_eq!(search("").len(), services().len());
}

#[test]
fn a_choice_is_stored_with_its_kind() {
    let choice = Destination::Service {
        id: "s3".into(),
        region: None,
    };
    let written = serde_json::to_value(&choice).expect("JSON");
    assert_eq!(written["kind"], "service");
    let short: Destination = serde_json::from_str(r#"{"kind":"service","id":"s3"}"#).expect("read");
    assert_eq!(short, choice);
}

proptest! {
    /// Whatever is accepted has the console's host, or this computer's, by another reader's rules, too.
    #[test]
    fn no_address_leads_elsewhere(
        scheme in prop_oneof![Just("https"), Just("http")],
        before in "[a-z.@:\\\\/#?%]{0,8}", middle in "[.@:/\\\\?#%a-z]{0,4}", after in "[a-z.@:/\\\\?#]{0,12}",
    ) {
        let text = format!("{scheme}://{before}{middle}console.aws.amazon.com{after}");
        if url(&text, Partition::Aws).is_ok() {
            // As a lenient browser reads it: `\` is `/`, everything up to the last `@` is a user.
            let rest = text.split_once("://").expect("a scheme").1.replace('\\', "/");
            let authority = rest.split(['/', '?', '#']).next().expect("a part");
            let host = authority.rsplit('@').next().expect("a part");
            let host = host.split(':').next().expect("a part");
            let ours = ["console.aws.amazon.com", "localhost", "127.0.0.1"];
            prop_assert!(ours.contains(&host) || host.ends_with(".console.aws.amazon.com"), "{}", text);
        }
    }
}
