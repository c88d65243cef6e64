//! Sessions of `aws login`: what the AWS CLI leaves is read, and the AWS CLI is started.

use canopy_core::Code;
use canopy_engine::{asking::QuestionKind, session::CredentialKind};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{profile, told};
use crate::{
    alone::{Alone, Keychain, alone_with, question, refused, spec, while_someone},
    desk::until,
};

/// A user of the sandbox, as `login_session` names them.
fn arn(world: &Alone) -> String {
    format!("arn:aws:iam::{}:user/admin", world.management())
}

fn file(world: &Alone) -> std::path::PathBuf {
    let name = Sha256::digest(arn(world))
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    world.path("login").join(format!("{name}.json"))
}

/// Writes what `aws login` leaves, with credentials of the sandbox that end at `expires_at`.
async fn sign_in(world: &Alone, expires_at: jiff::Timestamp) -> String {
    let made = crate::alone::session_token(world).await;
    let document = json!({
        "accessToken": {
            "accessKeyId": made.0, "secretAccessKey": made.1, "sessionToken": made.2,
            "accountId": world.management().as_str(), "expiresAt": expires_at.to_string(),
        },
        "tokenType": "aws_sigv4",
        "refreshToken": "a refresh token",
        "clientId": "arn:aws:signin:::devtools/same-device",
        "dpopKey": "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIFDZHUzOG1Pzq+6F0mjMlOSp1syN9LRPBuHMoCFXTcXhoAoGCCqGSM49\nAwEHoUQDQgAE9qhj+KtcdHj1kVgwxWWWw++tqoh7H7UHs7oXh8jBbgF47rrYGC+t\ndjiIaHK3dBvvdE7MGj5HsepzLm3Kj91bqA==\n-----END EC PRIVATE KEY-----\n",
    });
    document.to_string()
}

/// A profile of `aws login`, and a folder for its cache.
fn prepare(world: &Alone) -> Vec<(&'static str, String)> {
    std::fs::create_dir(world.path("login")).expect("a folder");
    world.write(
        "config",
        &format!(
            "[profile console]\nlogin_session = {}\nregion = eu-central-1\n",
            arn(world)
        ),
    );
    vec![(
        "AWS_LOGIN_CACHE_DIRECTORY",
        world.path("login").display().to_string(),
    )]
}

fn in_minutes(minutes: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(jiff::Timestamp::now().as_second() + 60 * minutes).expect("a time")
}

#[test]
fn a_session_of_aws_login_is_read_from_its_cache() {
    alone_with(
        "sources::login::a_session_of_aws_login_is_read_from_its_cache",
        Keychain::None,
        prepare,
        async |world| {
            let canopy = world.canopy();
            let failure = refused(
                canopy.session(&profile("console")).await,
                "nobody signed in",
            );
            assert_eq!(failure.code, Code::SignedOut, "{failure}");
            assert!(told(&failure).contains("aws login"), "{}", told(&failure));

            let document = sign_in(&world, in_minutes(15)).await;
            std::fs::write(file(&world), document).expect("a file");
            let session = world.open(&canopy, &profile("console")).await;
            assert_eq!(session.caller().account_id, world.management());
            assert_eq!(session.credential_kind(), CredentialKind::Login);
            let asked = spec(canopy_core::connection_spec::Source::Login {
                profile: "console".to_owned(),
            });
            let kept = canopy.save_connection(asked, None).await.expect("kept");
            assert_eq!(kept.kind, canopy_engine::connection::Kind::Login);
            let session = world.open(&canopy, &kept.id).await;
            assert_eq!(session.credential_kind(), CredentialKind::Login);

            // It has ended, and nothing renews it: the sandbox has no such door.
            let document = sign_in(&world, in_minutes(-1)).await;
            std::fs::write(file(&world), document).expect("a file");
            canopy.close(&profile("console"));
            let failure = refused(canopy.session(&profile("console")).await, "it has ended");
            assert_eq!(failure.code, Code::SignedOut, "{failure}");
        },
    );
}

#[test]
fn signing_in_again_starts_aws_login_for_a_profile_that_rests_on_it() {
    alone_with(
        "sources::login::signing_in_again_starts_aws_login_for_a_profile_that_rests_on_it",
        Keychain::None,
        |world| {
            let mut variables = prepare(world);
            let (ready, cache, asked) = (world.path("ready"), file(world), world.path("asked"));
            variables.push(with_aws(
                world,
                &format!(
                    "if [ \"$1\" = --version ]; then echo 'aws-cli/2.32.6 Python/3.13.9 Linux/6.1'; exit 0; fi\n\
                     echo \"$@\" >> {asked}\n\
                     cp {ready} {cache}\n",
                    asked = asked.display(), ready = ready.display(), cache = cache.display(),
                ),
            ));
            variables
        },
        async |world| {
            let canopy = world.canopy();
            let document = sign_in(&world, in_minutes(15)).await;
            world.write("ready", &document);
            let found = canopy
                .sign_in_again(&profile("console"))
                .await
                .expect("a profile that was found signs in");
            assert_eq!(found.credential_kind(), CredentialKind::Login);
            let asked = spec(canopy_core::connection_spec::Source::Login {
                profile: "console".to_owned(),
            });
            let kept = canopy.save_connection(asked, None).await.expect("kept");
            std::fs::remove_file(file(&world)).expect("it is signed out");
            let own = canopy
                .sign_in_again(&kept.id)
                .await
                .expect("one's own signs in");
            assert_eq!(own.credential_kind(), CredentialKind::Login);
            let asked = std::fs::read_to_string(world.path("asked")).expect("its arguments");
            assert_eq!(asked, "login --profile console\n".repeat(2));
        },
    );
}

/// Puts a program called `aws` into a folder that comes first on `PATH`.
fn with_aws(world: &Alone, script: &str) -> (&'static str, String) {
    let folder = world.path("bin");
    std::fs::create_dir(&folder).expect("a folder");
    let program = folder.join("aws");
    std::fs::write(&program, format!("#!/bin/sh\n{script}")).expect("a file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let all = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&program, all).expect("it can be run");
    }
    ("PATH", format!("{}:/usr/bin:/bin", folder.display()))
}

#[test]
fn aws_login_is_started_and_what_it_leaves_is_used() {
    alone_with(
        "sources::login::aws_login_is_started_and_what_it_leaves_is_used",
        Keychain::None,
        |world| {
            let mut variables = prepare(world);
            let (ready, cache, asked) = (world.path("ready"), file(world), world.path("asked"));
            variables.push(with_aws(
                world,
                &format!(
                    "if [ \"$1\" = --version ]; then echo 'aws-cli/2.32.6 Python/3.13.9 Linux/6.1'; exit 0; fi\n\
                     echo \"$@\" > {asked}\n\
                     echo 'If the browser does not open, open the following URL:'\n\
                     echo 'https://signin.example/authorize?client_id=1'\n\
                     while [ ! -f {ready} ]; do sleep 0.05; done\n\
                     cp {ready} {cache}\n",
                    asked = asked.display(), ready = ready.display(), cache = cache.display(),
                ),
            ));
            variables
        },
        async |world| {
            let canopy = world.canopy();
            let person = async {
                until("the page is known", async || {
                    canopy.questions().iter().any(|it| {
                        matches!(&it.kind, QuestionKind::Browser { url, .. } if !url.is_empty())
                    })
                })
                .await;
                let asked = question(&canopy).await;
                let QuestionKind::Browser {
                    url, minutes_left, ..
                } = &asked.kind
                else {
                    panic!("{asked:?}");
                };
                assert_eq!(url, "https://signin.example/authorize?client_id=1");
                assert_eq!(*minutes_left, 10);
                let document = sign_in(&world, in_minutes(15)).await;
                world.write("half", &document);
                std::fs::rename(world.path("half"), world.path("ready")).expect("a file");
            };
            while_someone(canopy.aws_cli_login("console"), person)
                .await
                .expect("it signs in");
            assert_eq!(canopy.questions(), []);
            let asked = std::fs::read_to_string(world.path("asked")).expect("its arguments");
            assert_eq!(asked.trim(), "login --profile console");
            let session = world.open(&canopy, &profile("console")).await;
            assert_eq!(session.credential_kind(), CredentialKind::Login);
        },
    );
}

#[test]
fn dismissing_the_question_stops_aws_login() {
    alone_with(
        "sources::login::dismissing_the_question_stops_aws_login",
        Keychain::None,
        |world| {
            let process = world.path("process").display().to_string();
            let script = format!(
                "if [ \"$1\" = --version ]; then echo 'aws-cli/2.40.0 Python/3.13'; exit 0; fi\n\
                 echo $$ > {process}; exec sleep 600\n"
            );
            let mut variables = prepare(world);
            variables.push(with_aws(world, &script));
            variables
        },
        async |world| {
            let canopy = world.canopy();
            let process = world.path("process");
            let person = async {
                let asked = question(&canopy).await;
                until("it runs", async || {
                    std::fs::read_to_string(&process).is_ok_and(|it| it.ends_with('\n'))
                })
                .await;
                canopy.dismiss_question(asked.id).expect("dismissed");
            };
            let ended = while_someone(canopy.aws_cli_login("console"), person).await;
            assert_eq!(refused(ended, "it was given up").code, Code::Cancelled);
            let id = std::fs::read_to_string(&process).expect("its id");
            let alive = format!("/proc/{}/cmdline", id.trim());
            // One that is dead and not buried yet has an empty command line.
            until("it is gone", async || {
                std::fs::read(&alive).is_ok_and(|it| it.is_empty())
                    || !std::path::Path::new(&alive).exists()
            })
            .await;
        },
    );
}

fn told_of(name: &str, script: Option<&'static str>, code: Code, words: &'static str) {
    alone_with(
        name,
        Keychain::None,
        |world| {
            let mut variables = prepare(world);
            variables.push(match script {
                Some(script) => with_aws(world, script),
                None => ("PATH", world.path("empty").display().to_string()),
            });
            variables
        },
        async |world| {
            let canopy = world.canopy();
            let failure = refused(canopy.aws_cli_login("console").await, words);
            assert_eq!(failure.code, code, "{failure}");
            assert!(told(&failure).contains(words), "{}", told(&failure));
            assert!(failure.hint.is_some(), "it says what to do");
            let failure = refused(canopy.aws_cli_login("--endpoint-url").await, "no option");
            assert_eq!(failure.code, Code::Invalid);
        },
    );
}

#[test]
fn an_aws_cli_that_is_missing_is_told() {
    told_of(
        "sources::login::an_aws_cli_that_is_missing_is_told",
        None,
        Code::NotFound,
        "not installed",
    );
}

#[test]
fn an_aws_cli_that_is_too_old_is_told() {
    told_of(
        "sources::login::an_aws_cli_that_is_too_old_is_told",
        Some("echo 'aws-cli/1.44.9 Python/3.11.2 Linux/6.1 botocore/1.42.9'\n"),
        Code::Invalid,
        "version 1.44.9",
    );
}

#[test]
fn what_aws_login_fails_with_is_told() {
    told_of(
        "sources::login::what_aws_login_fails_with_is_told",
        Some(
            "if [ \"$1\" = --version ]; then echo 'aws-cli/2.32.0 Python/3.13'; exit 0; fi\necho 'aws: [ERROR]: the session was refused' >&2; exit 255\n",
        ),
        Code::SignedOut,
        "the session was refused",
    );
}

/// An STS that knows one caller, whoever asks.
fn serve_sts(arn: &str) -> String {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    let account = arn.split(':').nth(4).expect("an account").to_owned();
    let body = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>{arn}</Arn><UserId>{account}</UserId><Account>{account}</Account>\
         </GetCallerIdentityResult></GetCallerIdentityResponse>"
    );
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut request = [0; 8192];
            let _ = stream.read(&mut request);
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

#[test]
fn a_root_user_is_warned_what_stays_closed() {
    alone_with(
        "sources::login::a_root_user_is_warned_what_stays_closed",
        Keychain::None,
        |world| {
            let mut variables = prepare(world);
            let root = format!("arn:aws:iam::{}:root", world.management());
            variables.push(("AWS_ENDPOINT_URL_STS", serve_sts(&root)));
            variables
        },
        async |world| {
            let document = sign_in(&world, in_minutes(15)).await;
            std::fs::write(file(&world), document).expect("a file");
            let canopy = world.canopy();
            let session = world.open(&canopy, &profile("console")).await;
            let warning = session.warning().expect("a warning");
            assert!(warning.contains("root user"), "{warning}");
            let report = session.check_permissions().await.expect("a report");
            assert!(report.features.iter().all(|it| it.unknown));
            let words = report.words.expect("it says why");
            assert!(words.contains("root user"), "{words}");
        },
    );
}
