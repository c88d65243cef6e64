//! `make bench`: what Canopy claims about speed, measured. Every figure stands beside a bound or a peer
//! of the same run, and a bar that is missed makes the program fail.

mod bill;
mod floor;
mod load;
mod report;
mod writes;

use std::{path::Path, process::ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        // How this program calls itself, with AWS's variables set to a sandbox.
        ["measure-load"] => load::measure().await,
        ["measure-bill", folder] => bill::measure(Path::new(folder)).await,
        ["measure-writes"] => writes::measure().await,
        ["load"] => load::bench().await,
        ["writes"] => writes::bench().await,
        [] => {
            let (load, writes) = (load::bench().await, writes::bench().await);
            if load == ExitCode::SUCCESS {
                writes
            } else {
                load
            }
        }
        _ => {
            eprintln!("usage: canopy-bench [load|writes]");
            return ExitCode::from(2);
        }
    }
}
