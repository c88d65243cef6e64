use proptest::prelude::*;

use super::*;

const URL: &str = "https://signin.aws.amazon.com/federation?Action=login&Destination=https%3A%2F%2Fx&SigninToken=secret";

fn of(os: &str, id: &str) -> String {
    let found = candidates(os).into_iter().find(|it| it.id == id);
    found.expect("a candidate").template
}

#[test]
fn the_usual_browsers_open_an_address_a_profile_and_a_container() {
    let firefox = of("linux", "firefox");
    let run = |profile, container| command(&firefox, URL, profile, container).expect("a command");
    assert_eq!(run(None, None), ["firefox", URL]);
    assert_eq!(run(Some("Work"), None), ["firefox", "-P", "Work", URL]);
    let contained = run(None, Some("Payments & Co"));
    assert_eq!(
        contained.len(),
        2,
        "the address is opened once: {contained:?}"
    );
    assert!(
        contained[1].starts_with(
            "ext+container:name=Payments%20%26%20Co&color=green&url=https%3A%2F%2Fsignin.aws.amazon.com%2Ffederation%3FAction%3Dlogin%26Destination%3Dhttps%253A"
        ),
        "{contained:?}"
    );
    assert_eq!(run(Some("Work"), Some("a"))[..3], ["firefox", "-P", "Work"]);

    let chrome = of("linux", "chrome");
    let run = |profile| command(&chrome, URL, profile, None).expect("a command");
    assert_eq!(run(None), ["google-chrome", URL]);
    assert_eq!(
        run(Some("Profile 2")),
        ["google-chrome", "--profile-directory=Profile 2", URL]
    );
    let safari = command(&of("macos", "safari"), URL, Some("x"), None).expect("a command");
    assert_eq!(safari, ["open", "-a", "Safari", URL]);
}

#[test]
fn every_candidate_is_a_good_template_and_names_its_program() {
    for os in ["linux", "macos", "windows", "freebsd"] {
        for browser in candidates(os) {
            assert_eq!(check(&browser.template), Ok(()), "{}", browser.template);
            let opened = command(&browser.template, URL, None, None).expect("a command");
            assert_eq!(opened.last().map(String::as_str), Some(URL));
            assert_eq!(browser.program().as_ref(), Ok(&opened[0]));
        }
    }
    let edge = candidates("windows").remove(0).program();
    assert_eq!(
        edge.as_deref(),
        Ok(r"C:\Program Files\Microsoft\Edge\Application\msedge.exe")
    );
}

#[test]
fn a_template_that_cannot_work_is_refused_with_words() {
    for (template, expected) in [
        ("", "the command is empty"),
        ("firefox", "the command has no place for the address"),
        (
            "firefox 'x",
            "the command has a quotation mark that is not closed",
        ),
        ("{url}", "the command does not begin with a program"),
        ("firefox {ulr} {url}", "there is no placeholder `{ulr}`"),
    ] {
        let failure = check(template).expect_err(template);
        assert_eq!(failure.message, expected);
    }
    let only = command("firefox ext:{container}&{encoded_url}", URL, None, None);
    let failure = only.expect_err("nothing would be opened");
    assert!(failure.message.contains("opens no address"), "{failure}");
    assert_eq!(
        check("firefox {url} {x"),
        Ok(()),
        "a brace alone is a sign like others"
    );
}

#[test]
fn names_and_addresses_cannot_become_options_and_links_stay_out_of_errors() {
    let run = |url, profile| command("firefox -P {profile} {url}", url, profile, None);
    assert!(run(URL, Some("--headless")).is_err());
    assert!(run(URL, Some("a\nb")).is_err());
    assert!(run(URL, Some("{url}")).is_err());
    for bad in [
        "--version",
        "file:///etc/passwd",
        "https://signin.aws.amazon.com/?token=secret\n",
        "https://x@signin.aws.amazon.com/?token=secret",
    ] {
        let failure = run(bad, None).expect_err(bad);
        assert!(!failure.message.contains("secret"), "{failure}");
    }
    assert_eq!(run(URL, Some("  ")).expect("a command"), ["firefox", URL]);
}

#[test]
fn an_option_goes_with_its_value_only() {
    let run = |template| command(template, URL, None, None).expect("a command");
    assert_eq!(run("b --new --p={profile} {url}"), ["b", "--new", URL]);
    assert_eq!(run("b --new --p {profile} {url}"), ["b", "--new", URL]);
    assert_eq!(run("b {profile} {url}"), ["b", URL]);
    assert_eq!(run("b -u {url}"), ["b", "-u", URL]);
}

#[test]
fn logging_out_first_is_known_where_aws_has_the_page() {
    let aws = log_out_first(
        "https://eu-west-1.signin.aws.amazon.com/federation?a=b&c=d",
        Partition::Aws,
    );
    assert_eq!(
        aws.as_deref(),
        Some(
            "https://us-east-1.signin.aws.amazon.com/oauth?Action=logout&redirect_uri=https%3A%2F%2Feu-west-1.signin.aws.amazon.com%2Ffederation%3Fa%3Db%26c%3Dd"
        )
    );
    let local = log_out_first("http://127.0.0.1:4566/federation?a=b", Partition::AwsCn);
    assert_eq!(
        local.as_deref(),
        Some(
            "http://127.0.0.1:4566/oauth?Action=logout&redirect_uri=http%3A%2F%2F127.0.0.1%3A4566%2Ffederation%3Fa%3Db"
        )
    );
    assert_eq!(
        log_out_first("https://signin.amazonaws.cn/federation", Partition::AwsCn),
        None
    );
}

#[test]
fn a_template_tells_what_it_takes() {
    let both = Takes {
        profile: true,
        container: true,
    };
    assert_eq!(
        takes("firefox -P {profile} 'x:{container}&{encoded_url}' {url}"),
        Ok(both)
    );
    assert_eq!(takes("open -a Safari {url}"), Ok(Takes::default()));
    assert!(takes("firefox '{url}").is_err());
}

#[test]
fn production_is_red_and_the_others_keep_their_colour() {
    assert_eq!(container_color("Payments Prod"), "red");
    assert_eq!(container_color("a"), container_color("a"));
    assert!(COLORS.contains(&container_color("Sandbox 7")));
}

proptest! {
    /// Whatever an address or a name holds stays in its own argument.
    #[test]
    fn what_is_filled_in_stays_one_argument(
        path in "[!-~]{0,40}", profile in "[!-~][ -~]{0,20}", container in "[!-~][ -~]{0,20}",
    ) {
        let url = format!("https://console.aws.amazon.com/{path}");
        let template = "firefox --new -P {profile} 'ext+container:name={container}&url={encoded_url}' {url}";
        if let Ok(command) = command(template, &url, Some(&profile), Some(&container)) {
            prop_assert_eq!(command.len(), 5);
            prop_assert_eq!(&command[3], profile.trim());
            let (before, encoded) = command[4].split_once("&url=").expect("one address");
            let decoded = |text: &str| {
                percent_encoding::percent_decode_str(text).decode_utf8().expect("text").into_owned()
            };
            prop_assert_eq!(decoded(encoded), url);
            prop_assert_eq!(decoded(before), format!("ext+container:name={}", container.trim()));
        }
    }
}
