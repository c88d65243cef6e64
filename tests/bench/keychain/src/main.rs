//! The peer of `canopy credentials`: one read of the keychain and nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let [service, user] = &names[..] else {
        eprintln!("usage: canopy-bench-keychain SERVICE USER");
        return ExitCode::from(2);
    };
    match keyring::Entry::new(service, user).and_then(|entry| entry.get_password()) {
        Ok(secret) if !secret.is_empty() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the keychain cannot be read: {error}");
            ExitCode::FAILURE
        }
    }
}
